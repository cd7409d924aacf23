/* Quantiles of a sample, with intervals that hold for any distribution. */
#ifndef STATISTICS_QUANTILE_H
#define STATISTICS_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

#include "statistics/interval.h"

/* Ranks in a sorted sample, from 1 on. The quantile of the sample lies midway
 * between rank and above, which differ only where the sample is split at p
 * exactly (R's quantile with type=2). The interval of the distribution's own
 * reaches from the value at `low` to that at `high`: each excludes at most
 * 2.5 %, counted by the binomial (David and Nagaraja, Order Statistics, 7.1).
 * A low of 0 or a high of count + 1 says that the sample is too small for that
 * end: a median takes 6. */
struct quantile_ranks {
    uint64_t rank, above;
    uint64_t low, high;
};

/* For a count of at least 1 and a p between 0 and 1. */
struct quantile_ranks quantile_rank(uint64_t count, double p);

struct quantile {
    double value; /* infinite where too many values are beyond what was seen */
    /* An end for which there is too little data is infinite; a low end that was
     * not seen is the last value that was. */
    struct interval interval;
};

/* The quantile, of values that come in ascending order. */
struct quantile_stream {
    struct quantile_ranks ranks;
    uint64_t seen, added;
    double value, above; /* of these ranks, as the two below */
    struct interval interval;
};

/* Of `count` values the least `seen` are to be added: the others are above all
 * of these. */
void quantile_begin(struct quantile_stream *q, uint64_t seen, uint64_t count,
                    double p);
void quantile_add(struct quantile_stream *q, double value);
struct quantile quantile_end(const struct quantile_stream *q);

/* The same at once: the quantile of `count` values, of which the least `seen`
 * are given, ascending: the others are above all of these, as where a clock
 * ended before them. */
struct quantile quantile_estimate(const double *sorted, size_t seen,
                                  size_t count, double p);

#endif
