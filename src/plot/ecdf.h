/* Empirical distributions: the share of the runs whose value is at most x. */
#ifndef PLOT_ECDF_H
#define PLOT_ECDF_H

#include "plot/axes.h"
#include "plot/picture.h"

struct ecdf_series {
    const char *label, *note; /* as of curves */
    bool is_picked;
    const double *values; /* rising, finite */
    size_t count;
    uint64_t runs;     /* no less than `count`: the others have no value, and
                          the line does not reach 100 % */
    double half_width; /* of its band, as a share; 0: it has none */
    /* Instead of the values, where it is set, gives each of them once, rising,
     * with how many are at most so large, and the same as often as it is
     * called. */
    void (*each)(const struct ecdf_series *s, void *watcher,
                 void (*see)(void *watcher, double value, uint64_t runs));
    const void *source;
};

/* Medians are marked on the lines, where they are reached. */
struct ecdf {
    struct picture_words words;
    struct axes_measure x;
    const char *y_name; /* "of the runs" */
    const struct ecdf_series *series;
    size_t count; /* 1 to LOOK_LINES */
};

void ecdf_draw(const struct ecdf *e, FILE *out);

#endif
