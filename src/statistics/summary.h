/* Mean and deviation of numbers that come one at a time, by Welford's method
 * (Technometrics 1962), which loses nothing to a large mean. */
#ifndef STATISTICS_SUMMARY_H
#define STATISTICS_SUMMARY_H

#include <stdint.h>

#include "statistics/interval.h"

/* Zeroed, it has seen nothing. */
struct summary {
    uint64_t count;
    double mean;
    double squares;     /* the sum of the squared deviations from the mean */
    double least, most; /* 0 while there is none */
};

void summary_add(struct summary *s, double value);

/* The deviation of the population, by n - 1; 0 with fewer than two. */
double summary_deviation(const struct summary *s);

/* The interval of the mean, by Student's t; none with fewer than two. */
struct interval summary_interval(const struct summary *s);

#endif
