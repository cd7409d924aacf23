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

/* The value of a rank is infinite where it is not seen; a low one that is not
 * seen is above the last that was. */
void quantile_begin(struct quantile_stream *q, uint64_t seen, uint64_t count,
                    double p)
{
    assert(seen <= count);
    *q = (struct quantile_stream){
        .ranks = quantile_rank(count, p),
        .seen = seen,
        .value = (double)INFINITY,
        .above = (double)INFINITY,
        .interval = INTERVAL_NONE,
    };
    if (q->ranks.low > seen) q->ranks.low = seen;
}

void quantile_add(struct quantile_stream *q, double value)
{
    const struct quantile_ranks *r = &q->ranks;
    const uint64_t rank = ++q->added;

    assert(rank <= q->seen);
    if (rank == r->rank) q->value = value;
    if (rank == r->above) q->above = value;
    if (rank == r->low) q->interval.low = value;
    if (rank == r->high) q->interval.high = value;
}

struct quantile quantile_end(const struct quantile_stream *q)
{
    assert(q->added == q->seen);
    return (struct quantile){
        .value = q->value == q->above ? q->value
                                      : q->value + (q->above - q->value) / 2,
        .interval = q->interval,
    };
}

struct quantile quantile_estimate(const double *sorted, size_t seen,
                                  size_t count, double p)
{
    struct quantile_stream q;

    quantile_begin(&q, seen, count, p);
    for (size_t i = 0; i < seen; i++)
        quantile_add(&q, sorted[i]);
    return quantile_end(&q);
}
