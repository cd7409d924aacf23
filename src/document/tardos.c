#include "document/tardos.h"

#include <assert.h>
#include <math.h>

#include "base/real.h"

/* The bound up to which exp(u) <= 1 + u + u^2. */
#define TARDOS_CURVE 1.79

static double log_burden(uint32_t users, double error)
{
    return real_ln((double)users / error);
}

/* Draws from the arcsine density, which is that of the squared cosine of a
 * random direction: a point drawn within the unit circle gives it without a
 * sine. */
static double draw_bias(struct rng *rng, double cutoff)
{
    for (;;) {
        const double u = 2 * rng_unit(rng) - 1;
        const double v = 2 * rng_unit(rng) - 1;
        const double square = u * u + v * v;

        if (square > 1 || square == 0) continue;
        const double p = u * u / square;
        if (p >= cutoff && p <= 1 - cutoff) return p;
    }
}

static double cutoff_of(uint32_t users, uint32_t length, double error)
{
    const double l = log_burden(users, error);

    return l / (l + TARDOS_CURVE * TARDOS_CURVE * (double)length);
}

double tardos_limit(uint32_t users, uint32_t length, double error)
{
    return 2 * sqrt((double)length * log_burden(users, error));
}

void tardos_draw_biases(struct rng *rng, uint32_t users, uint32_t length,
                        double error, double *bias)
{
    const double cutoff = cutoff_of(users, length, error);

    assert(users > 0 && length > 0 && error > 0 && error < 1);
    for (uint32_t i = 0; i < length; i++)
        bias[i] = draw_bias(rng, cutoff);
}

/* A rarer bit says more of a user who has it. */
double tardos_term(double bias, uint8_t bit, uint8_t shown)
{
    const double likely = shown == TARDOS_ONE ? bias : 1 - bias;

    return bit == shown ? sqrt((1 - likely) / likely)
                        : -sqrt(likely / (1 - likely));
}
