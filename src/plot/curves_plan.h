/* The plan of a drawing of curves: where everything stands, in pixels. */
#ifndef PLOT_CURVES_PLAN_H
#define PLOT_CURVES_PLAN_H

#include "plot/curves.h"
#include "plot/steps.h"

/* A series: its thinned steps, its end, and its label to the right. */
struct curves_plan_line {
    const struct curves_series *series;
    const char *class;
    struct steps_point *steps;
    size_t count;
    double x_end, y_end;
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

/* Begins the picture's heading and works everything out; numbers at the ticks
 * of x are to have `apart` pixels each, and as many half stand out on either
 * side. */
void curves_plan_make(struct curves_plan *p, const struct curves *c,
                      double apart, FILE *out);

/* The height of a value, within the axes. */
double curves_plan_height(const struct curves_plan *p, double value);

/* True of a point at which runs were cut off and others went on. */
bool curves_plan_is_marked(const struct curves_point *point);

/* Where a series has come to its dot's value: where it stays there for a while,
 * the middle of that, as quantiles have it. False: never, or not within the
 * axes. */
bool curves_plan_dot(const struct curves_plan *p, const struct curves_series *s,
                     double *at);

#endif
