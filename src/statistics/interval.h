/* Intervals at the level of 95 %. */
#ifndef STATISTICS_INTERVAL_H
#define STATISTICS_INTERVAL_H

#include <math.h>
#include <stdbool.h>

/* Both ends belong to it. An end that the data do not bound is infinite, so a
 * drawing that clips to its axes draws what is true. */
struct interval {
    double low, high;
};

/* Leaves this on either side of a 95 % interval. */
#define INTERVAL_TAIL 0.025

/* The standard normal's 97.5 % quantile. */
#define INTERVAL_NORMAL 1.959963984540054

/* The data say nothing. */
#define INTERVAL_NONE ((struct interval){-(double)INFINITY, (double)INFINITY})

/* The interval of a probability p estimated with a standard deviation, from the
 * normal interval of ln(-ln p), which never leaves 0 to 1 (Kalbfleisch and
 * Prentice, The Statistical Analysis of Failure Time Data, 1.4). None for a p
 * of 0 or 1, which shows no deviation. */
struct interval interval_log_log(double p, double deviation);

/* False if there is too little data for one end or both. */
static inline bool interval_is_bounded(struct interval i)
{
    return i.low > -(double)INFINITY && i.high < (double)INFINITY;
}

#endif
