/* The probability of an event, from the number of runs in which it was seen. */
#ifndef STATISTICS_PROPORTION_H
#define STATISTICS_PROPORTION_H

#include <stdint.h>

#include "statistics/interval.h"

/* Wilson's score interval (Wilson, Probable Inference, JASA 1927), without a
 * correction for continuity. Seen is at most runs; without a run it is all of
 * 0 to 1. */
struct interval proportion_wilson(uint64_t seen, uint64_t runs);

/* The least number of runs with which no such interval reaches further than
 * half_width, between 0 and 1/2, from its middle. */
uint64_t proportion_runs(double half_width);

#endif
