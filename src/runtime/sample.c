#include "runtime/sample.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/real.h"

/* sample_draw and sample_median choose a distribution's function out of a row
 * of them and hold its result, a number of nanoseconds, within the bounds of a
 * span. Only + - * / and sqrt are used, which IEEE 754 rounds exactly: see
 * base/real.h. */

static double constant(const struct scenario_distribution *d, struct rng *rng)
{
    (void)rng;
    return d->a;
}

static double uniform(const struct scenario_distribution *d, struct rng *rng)
{
    return d->a + (d->b - d->a) * rng_unit(rng);
}

/* Exponential with mean 1. The unit is below 1, so the logarithm is finite. */
static double standard_exponential(struct rng *rng)
{
    return -real_ln(1 - rng_unit(rng));
}

static double exponential(const struct scenario_distribution *d,
                          struct rng *rng)
{
    return d->a * standard_exponential(rng);
}

/* Marsaglia's polar method. The second number it gives is not used, so that a
 * draw leaves nothing behind but the stream. */
static double standard_normal(struct rng *rng)
{
    double u, square;

    do {
        u = 2 * rng_unit(rng) - 1;
        const double v = 2 * rng_unit(rng) - 1;
        square = u * u + v * v;
    } while (square >= 1 || square == 0);
    return u * sqrt(-2 * real_ln(square) / square);
}

static double lognormal(const struct scenario_distribution *d, struct rng *rng)
{
    assert(d->b > 0);
    return d->a * real_exp(d->b * standard_normal(rng));
}

static double weibull(const struct scenario_distribution *d, struct rng *rng)
{
    assert(d->b > 0);
    return d->a * real_pow(standard_exponential(rng), 1 / d->b);
}

/* Marsaglia and Tsang, A simple method for generating gamma variables, 2000;
 * without its squeeze, which only saves logarithms. Shape 1 or more. */
static double standard_gamma(double shape, struct rng *rng)
{
    const double d = shape - 1.0 / 3;
    const double c = 1 / sqrt(9 * d);

    for (;;) {
        const double x = standard_normal(rng);
        const double u = 1 - rng_unit(rng);
        if (1 + c * x <= 0) continue;
        const double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
        if (real_ln(u) < x * x / 2 + d - d * v + d * real_ln(v)) return d * v;
    }
}

/* Below shape 1: gamma(shape + 1) * U^(1 / shape), section 6 of the same. */
static double gamma_scaled(const struct scenario_distribution *d,
                           struct rng *rng)
{
    assert(d->b > 0);
    if (d->b >= 1) return d->a * standard_gamma(d->b, rng);
    const double boost = real_pow(1 - rng_unit(rng), 1 / d->b);
    return d->a * standard_gamma(d->b + 1, rng) * boost;
}

/* The inverse of the distribution function, which bends at the mode. */
static double triangular_at(const struct scenario_distribution *d, double u)
{
    const double width = d->c - d->a;

    if (u * width < d->b - d->a) return d->a + sqrt(u * width * (d->b - d->a));
    return d->c - sqrt((1 - u) * width * (d->c - d->b));
}

static double triangular(const struct scenario_distribution *d, struct rng *rng)
{
    return triangular_at(d, rng_unit(rng));
}

static double empirical(const struct scenario_distribution *d, struct rng *rng)
{
    assert(d->value_count > 0);
    return (double)d->values[rng_below(rng, d->value_count)];
}

/* A NaN, as 0 times infinity, is held at 0 too. */
static duration whole_span(double ns)
{
    if (!(ns > 0)) return 0;
    if (ns >= 0x1p63) return INT64_MAX;
    return (duration)ns;
}

duration sample_draw(const struct scenario_distribution *d, struct rng *rng)
{
    static double (*const draws[])(const struct scenario_distribution *,
                                   struct rng *) = {
        [DISTRIBUTION_CONSTANT] = constant,
        [DISTRIBUTION_UNIFORM] = uniform,
        [DISTRIBUTION_EXPONENTIAL] = exponential,
        [DISTRIBUTION_LOGNORMAL] = lognormal,
        [DISTRIBUTION_WEIBULL] = weibull,
        [DISTRIBUTION_GAMMA] = gamma_scaled,
        [DISTRIBUTION_TRIANGULAR] = triangular,
        [DISTRIBUTION_EMPIRICAL] = empirical,
    };
    assert(d->kind <= DISTRIBUTION_EMPIRICAL);
    return whole_span(draws[d->kind](d, rng));
}

/* ---- Medians ---- */

static double constant_median(const struct scenario_distribution *d)
{
    return d->a;
}

static double uniform_median(const struct scenario_distribution *d)
{
    return d->a + (d->b - d->a) / 2;
}

static double exponential_median(const struct scenario_distribution *d)
{
    return d->a * real_ln(2);
}

static double weibull_median(const struct scenario_distribution *d)
{
    return d->a * real_pow(real_ln(2), 1 / d->b);
}

static double gamma_median(const struct scenario_distribution *d)
{
    const double root = 1 - 1 / (9 * d->b);

    return d->a * d->b * root * root * root;
}

static double triangular_median(const struct scenario_distribution *d)
{
    return triangular_at(d, 0.5);
}

static int compare_spans(const void *a, const void *b)
{
    const duration x = *(const duration *)a, y = *(const duration *)b;

    return (x > y) - (x < y);
}

static double empirical_median(const struct scenario_distribution *d)
{
    struct arena a;

    assert(d->value_count > 0);
    arena_init(&a);
    duration *sorted = arena_array(&a, d->value_count, sizeof *sorted);
    for (size_t i = 0; i < d->value_count; i++)
        sorted[i] = d->values[i];
    qsort(sorted, d->value_count, sizeof *sorted, compare_spans);
    const size_t half = (d->value_count - 1) / 2;
    const double middle = (double)sorted[half];
    arena_fini(&a);
    return middle;
}

duration sample_median(const struct scenario_distribution *d)
{
    static double (*const medians[])(const struct scenario_distribution *) = {
        [DISTRIBUTION_CONSTANT] = constant_median,
        [DISTRIBUTION_UNIFORM] = uniform_median,
        [DISTRIBUTION_EXPONENTIAL] = exponential_median,
        [DISTRIBUTION_LOGNORMAL] = constant_median,
        [DISTRIBUTION_WEIBULL] = weibull_median,
        [DISTRIBUTION_GAMMA] = gamma_median,
        [DISTRIBUTION_TRIANGULAR] = triangular_median,
        [DISTRIBUTION_EMPIRICAL] = empirical_median,
    };

    assert(d->kind <= DISTRIBUTION_EMPIRICAL);
    return whole_span(medians[d->kind](d));
}
