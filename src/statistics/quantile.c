#include "statistics/quantile.h"

#include <assert.h>
#include <float.h>

/* The number of values below the distribution's quantile is binomial. Its
 * probabilities are taken relative to that of the mode, from which each follows
 * from its neighbour by one division; those too small to count are left out.
 * From the mode outwards, the sum of all further out then falls to a tail. */

struct quantile_binomial {
    uint64_t count;
    double odds; /* p / (1 - p) */
};

/* The probability of k + 1 by that of k. */
static double binomial_up(const struct quantile_binomial *b, uint64_t k)
{
    return b->odds * (double)(b->count - k) / (double)(k + 1);
}

static double sum_above(const struct quantile_binomial *b, uint64_t k)
{
    double term = 1, sum = 0;

    for (; k < b->count && term > DBL_EPSILON * DBL_EPSILON; k++) {
        term *= binomial_up(b, k);
        sum += term;
    }
    return sum;
}

static double sum_below(const struct quantile_binomial *b, uint64_t k)
{
    double term = 1, sum = 0;

    for (; k > 0 && term > DBL_EPSILON * DBL_EPSILON; k--) {
        term /= binomial_up(b, k - 1);
        sum += term;
    }
    return sum;
}

/* The largest low with at most the tail below it, the smallest high with at
 * most the tail from it on. */
static void find_ends(const struct quantile_binomial *b, uint64_t mode,
                      struct quantile_ranks *out)
{
    double below = sum_below(b, mode), above = sum_above(b, mode);
    const double tail = INTERVAL_TAIL * (below + 1 + above);
    double term = 1;

    for (out->low = mode; out->low > 0 && below > tail; out->low--) {
        term /= binomial_up(b, out->low - 1);
        below -= term;
    }
    term = 1;
    for (out->high = mode + 1; out->high <= b->count && above > tail;
         out->high++) {
        term *= binomial_up(b, out->high - 1);
        above -= term;
    }
}

struct quantile_ranks quantile_rank(uint64_t count, double p)
{
    assert(count > 0 && p > 0 && p < 1);
    const double n = (double)count;
    /* A share that comes to a whole number may not do so in doubles. */
    const double fuzz = 4 * DBL_EPSILON * n;
    const uint64_t whole = (uint64_t)(n * p + fuzz);
    const bool split = n * p - (double)whole < fuzz;
    struct quantile_ranks out = {
        .rank = split && whole > 0 ? whole : whole + 1,
        .above = whole + 1,
    };
    const struct quantile_binomial b = {count, p / (1 - p)};

    if (out.rank > count) out.rank = count;
    if (out.above > count) out.above = count;
    const uint64_t mode = (uint64_t)((n + 1) * p);
    find_ends(&b, mode < count ? mode : count, &out);
    return out;
}

/* The value of a rank, infinite where it was not seen. */
static double value_of_rank(const double *sorted, size_t seen, uint64_t rank)
{
    return rank <= seen ? sorted[rank - 1] : (double)INFINITY;
}

/* A value that was not seen is above the last that was. */
static double low_of_rank(const double *sorted, size_t seen, uint64_t rank)
{
    if (rank == 0 || seen == 0) return -(double)INFINITY;
    return sorted[(rank <= seen ? rank : seen) - 1];
}

struct quantile quantile_estimate(const double *sorted, size_t seen,
                                  size_t count, double p)
{
    assert(seen <= count);
    const struct quantile_ranks r = quantile_rank(count, p);
    const double low = value_of_rank(sorted, seen, r.rank);
    const double high = value_of_rank(sorted, seen, r.above);

    return (struct quantile){
        .value = low == high ? low : low + (high - low) / 2,
        .interval = {low_of_rank(sorted, seen, r.low),
                     value_of_rank(sorted, seen, r.high)},
    };
}
