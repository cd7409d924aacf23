/* The difference between two points of a study whose runs are paired: run i of
 * both has the same random numbers. */
#ifndef STATISTICS_PAIRED_H
#define STATISTICS_PAIRED_H

#include <stddef.h>
#include <stdint.h>

#include "statistics/summary.h"

struct paired_difference {
    uint64_t pairs;
    double mean; /* of the second less the first; 0 without a pair */
    struct interval interval;
};

/* The difference of two means, by Student's t, of what each second run has
 * more than the first. No interval with fewer than two pairs. */
struct paired_difference paired_of(const struct summary *differences);

/* The same of two arrays. */
struct paired_difference paired_mean(const double *first, const double *second,
                                     size_t count);

/* The difference of two probabilities: `gained` pairs have the event in the
 * second run alone, `lost` in the first alone. Wald's interval with Laplace's
 * correction (Bonett and Price, J. Educ. Behav. Stat. 2012): one is added to
 * both counts, two to the pairs. It covers where the plain one does not, with
 * few discordant pairs. The two counts add up to at most `pairs`. */
struct paired_difference paired_proportion(uint64_t gained, uint64_t lost,
                                           uint64_t pairs);

#endif
