/* A tornado, of parameters changed one at a time: their effects with intervals,
 * the greatest on top. */
#ifndef PLOT_TORNADO_H
#define PLOT_TORNADO_H

#include "plot/axes.h"
#include "plot/picture.h"
#include "statistics/interval.h"

struct tornado_row {
    const char *label; /* "more readers" */
    const char *note;  /* below it: "readers 10 in place of 1", or NULL */
    double difference;
    struct interval interval;
};

struct tornado {
    struct picture_words words;
    struct axes_measure x;   /* its values are differences, whatever it says;
                                without limits all intervals are seen */
    const char *less, *more; /* the sides of zero: "earlier", "later"; NULL */
    const struct tornado_row *rows;
    size_t count;
};

/* An interval that holds zero has a ring in place of a dot; one that is not
 * bounded on a side runs to the axis' end, and says so in words. */
void tornado_draw(const struct tornado *t, FILE *out);

#endif
