/* The values of a scale in words: by themselves, and below a tick. */
#ifndef PLOT_SCALE_TEXT_H
#define PLOT_SCALE_TEXT_H

#include "plot/scale.h"
#include "statistics/interval.h"

/* A value by itself, in three or so significant digits: "12,500", "3.2 %",
 * "2 h 10 min", "26 Jan 18:20". A share that is not 0 or 1 is not said to be.
 */
void scale_text(const struct scale *s, double value, char out[SCALE_TEXT_SIZE]);

/* An interval: "+1.1 to +5.3 pp", with the unit said once where it is one and
 * the same; "at least", "at most", or "too few runs to tell", where it is not
 * bounded. */
void scale_text_interval(const struct scale *s, struct interval i,
                         char out[SCALE_INTERVAL_SIZE]);

/* Fills in text and date of a tick of that rung, whose value is set. */
void scale_text_tick(const struct scale *s, const struct rung *r,
                     struct scale_tick *tick);

#endif
