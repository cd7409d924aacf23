/* A heat map: a measure at every pair of two parameters' values. */
#ifndef PLOT_HEATMAP_H
#define PLOT_HEATMAP_H

#include "plot/axes.h"
#include "plot/picture.h"
#include "statistics/interval.h"

/* One parameter, and the values that it was given, in order. */
struct heatmap_side {
    const char *name;
    const char *const *labels;
    size_t count; /* 1 to HEATMAP_SIDE_MAX */
};

enum { HEATMAP_SIDE_MAX = 60 };

struct heatmap_cell {
    double value;
    struct interval interval;
    uint64_t runs; /* 0: nothing is known, and the cell shows a dash */
};

struct heatmap {
    struct picture_words words;
    struct heatmap_side x, y;         /* y rises upwards */
    struct axes_measure value;        /* the name is the key's */
    const struct heatmap_cell *cells; /* that of (x, y) is y * x.count + x */
};

/* Cells have colours by the steps of the key below, and values and intervals
 * in words where all of them have room. */
void heatmap_draw(const struct heatmap *h, FILE *out);

#endif
