/* The numbers at risk below curves: how many runs each still rests on. */
#ifndef PLOT_CURVES_RISK_H
#define PLOT_CURVES_RISK_H

#include "plot/curves_plan.h"

/* The room that a number needs at a tick; 0 where none are shown. */
double curves_risk_width(const struct curves *c,
                         const struct curves_plan_extent *x);

/* The height of the table; 0 without one. */
double curves_risk_height(const struct curves_plan *p);

/* Draws it: a row a series, or one for all if they have the same numbers, as
 * causes have that compete for the same runs. */
void curves_risk_put(struct curves_plan *p, double top);

#endif
