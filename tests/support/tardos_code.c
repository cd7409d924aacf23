#include "support/tardos_code.h"

#include <assert.h>

#include "document/tardos.h"

void tardos_code_init(struct tardos_code *t, struct arena *a, struct rng *rng,
                      uint32_t users, uint32_t length, double error)
{
    double *bias = arena_array(a, length, sizeof *bias);
    uint8_t *bits = arena_array(a, (size_t)users * length, sizeof *bits);

    *t = (struct tardos_code){
        .users = users,
        .length = length,
        .threshold = tardos_limit(users, length, error),
        .bias = bias,
        .bits = bits,
    };
    tardos_draw_biases(rng, users, length, error, bias);
    for (uint32_t user = 0; user < users; user++)
        for (uint32_t i = 0; i < length; i++)
            bits[(size_t)user * length + i] = rng_unit(rng) < bias[i];
}

const uint8_t *tardos_code_bits(const struct tardos_code *t, uint32_t user)
{
    assert(user < t->users);
    return t->bits + (size_t)user * t->length;
}

double tardos_code_score(const struct tardos_code *t, uint32_t user,
                         const uint8_t *observed)
{
    const uint8_t *bits = tardos_code_bits(t, user);
    double sum = 0;

    for (uint32_t i = 0; i < t->length; i++)
        if (observed[i] != TARDOS_CODE_UNKNOWN)
            sum += tardos_term(t->bias[i], bits[i], observed[i]);
    return sum;
}

static uint8_t choose_bit(enum tardos_code_attack attack, uint32_t ones,
                          uint32_t colluders, uint8_t one_of_them, uint8_t coin)
{
    const bool tie = 2 * ones == colluders;
    const uint8_t most = 2 * ones > colluders;

    switch (attack) {
    case TARDOS_CODE_MAJORITY:
        return tie ? coin : most;
    case TARDOS_CODE_MINORITY:
        return tie ? coin : !most;
    case TARDOS_CODE_RANDOM:
        return coin;
    case TARDOS_CODE_INTERLEAVE:
    case TARDOS_CODE_ATTACK_COUNT:
        break;
    }
    return one_of_them;
}

void tardos_code_collude(const struct tardos_code *t,
                         enum tardos_code_attack attack, uint32_t colluders,
                         struct rng *rng, uint8_t *out)
{
    assert(colluders > 0 && colluders <= t->users);
    for (uint32_t i = 0; i < t->length; i++) {
        const uint32_t who = (uint32_t)rng_below(rng, colluders);
        const uint8_t coin = (uint8_t)rng_below(rng, 2);
        uint32_t ones = 0;

        for (uint32_t user = 0; user < colluders; user++)
            ones += tardos_code_bits(t, user)[i];
        out[i] = ones == 0 ? TARDOS_ZERO
                 : ones == colluders
                     ? TARDOS_ONE
                     : choose_bit(attack, ones, colluders,
                                  tardos_code_bits(t, who)[i], coin);
    }
}
