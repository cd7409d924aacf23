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

void tardos_init(struct tardos *t, struct arena *a, struct rng *rng,
                 uint32_t users, uint32_t length, double error)
{
    double *bias = arena_array(a, length, sizeof *bias);
    uint8_t *bits = arena_array(a, (size_t)users * length, sizeof *bits);

    *t = (struct tardos){
        .users = users,
        .length = length,
        .cutoff = cutoff_of(users, length, error),
        .threshold = tardos_limit(users, length, error),
        .bias = bias,
        .bits = bits,
    };
    tardos_draw_biases(rng, users, length, error, bias);
    for (uint32_t user = 0; user < users; user++)
        for (uint32_t i = 0; i < length; i++)
            bits[(size_t)user * length + i] = rng_unit(rng) < bias[i];
}

const uint8_t *tardos_bits(const struct tardos *t, uint32_t user)
{
    assert(user < t->users);
    return t->bits + (size_t)user * t->length;
}

/* A rarer bit says more of a user who has it. */
double tardos_term(double bias, uint8_t bit, uint8_t shown)
{
    const double likely = shown == TARDOS_ONE ? bias : 1 - bias;

    return bit == shown ? sqrt((1 - likely) / likely)
                        : -sqrt(likely / (1 - likely));
}

double tardos_score(const struct tardos *t, uint32_t user,
                    const uint8_t *observed)
{
    const uint8_t *bits = tardos_bits(t, user);
    double sum = 0;

    for (uint32_t i = 0; i < t->length; i++)
        if (observed[i] != TARDOS_UNKNOWN)
            sum += tardos_term(t->bias[i], bits[i], observed[i]);
    return sum;
}

static uint8_t choose_bit(enum tardos_attack attack, uint32_t ones,
                          uint32_t colluders, uint8_t one_of_them, uint8_t coin)
{
    const bool tie = 2 * ones == colluders;
    const uint8_t most = 2 * ones > colluders;

    switch (attack) {
    case TARDOS_MAJORITY:
        return tie ? coin : most;
    case TARDOS_MINORITY:
        return tie ? coin : !most;
    case TARDOS_RANDOM:
        return coin;
    case TARDOS_INTERLEAVE:
    case TARDOS_ATTACK_COUNT:
        break;
    }
    return one_of_them;
}

void tardos_collude(const struct tardos *t, enum tardos_attack attack,
                    uint32_t colluders, struct rng *rng, uint8_t *out)
{
    assert(colluders > 0 && colluders <= t->users);
    for (uint32_t i = 0; i < t->length; i++) {
        const uint32_t who = (uint32_t)rng_below(rng, colluders);
        const uint8_t coin = (uint8_t)rng_below(rng, 2);
        uint32_t ones = 0;

        for (uint32_t user = 0; user < colluders; user++)
            ones += tardos_bits(t, user)[i];
        out[i] = ones == 0           ? TARDOS_ZERO
                 : ones == colluders ? TARDOS_ONE
                                     : choose_bit(attack, ones, colluders,
                                                  tardos_bits(t, who)[i], coin);
    }
}
