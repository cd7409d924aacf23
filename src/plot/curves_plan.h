/* The plan of a drawing of curves: where everything stands, in pixels. */
#ifndef PLOT_CURVES_PLAN_H
#define PLOT_CURVES_PLAN_H

#include "plot/curves.h"
#include "plot/steps.h"

/* A stroke across a line where runs were cut off and others went on. */
struct curves_plan_mark {
    double x, y;
};

/* A series: its thinned steps, its end, and its label to the right. What is
 * drawn of it, and no point of it but the last. */
struct curves_plan_line {
    const struct curves_series *series;
    const char *class;
    struct steps_point *steps;
    size_t count;
    double x_end, y_end;
    struct curves_point last;
    size_t points; /* of the series */
    bool has_dot;
    double dot; /* where it comes to its dot's value, within the axes */
    struct curves_plan_mark *marks;
    size_t mark_count, mark_room;
    uint64_t *at_risk; /* just before each tick of x */
    struct picture_block label, note;
    double label_top;
};

struct curves_plan {
    const struct curves *curves;
    struct picture picture;
    struct axes_ticks x, y;
    double left, right, upper, lower; /* of the axes */
    double labels_left;
    struct curves_plan_line lines[LOOK_LINES];
    bool has_marks, has_dots;
};

/* How far the points of all series reach. */
struct curves_plan_extent {
    double first, last, low, high;
    uint64_t most[LOOK_LINES]; /* at risk, of each series */
};

void curves_plan_reach(struct curves_plan_extent *x, const struct curves *c);

/* Begins the picture's heading and works everything out; numbers at the ticks
 * of x are to have `apart` pixels each, and as many half stand out on either
 * side. */
void curves_plan_make(struct curves_plan *p, const struct curves *c,
                      const struct curves_plan_extent *x, double apart,
                      FILE *out);

/* The height of a value, within the axes. */
double curves_plan_height(const struct curves_plan *p, double value);

#endif
