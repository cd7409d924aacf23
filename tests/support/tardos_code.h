/* A whole code of document/tardos.h in one hand, and colluders who mix a copy
 * out of theirs: neither ever happens within one party. */
#ifndef TESTS_SUPPORT_TARDOS_CODE_H
#define TESTS_SUPPORT_TARDOS_CODE_H

#include "base/arena.h"
#include "crypto/rng.h"

struct tardos_code {
    uint32_t users, length;
    double threshold;
    const double *bias;  /* of each position: how likely a 1 is */
    const uint8_t *bits; /* of each user, length of them */
};

/* Draws a code of that length from the stream; it lives in the arena. */
void tardos_code_init(struct tardos_code *t, struct arena *a, struct rng *rng,
                      uint32_t users, uint32_t length, double error);

const uint8_t *tardos_code_bits(const struct tardos_code *t, uint32_t user);

/* Beside enum tardos_bit: the copy does not show the position. */
enum { TARDOS_CODE_UNKNOWN = 2 };

/* The score of a copy's bits against a user, who is accused
 * above t->threshold. Unknown bits do not count. */
double tardos_code_score(const struct tardos_code *t, uint32_t user,
                         const uint8_t *observed);

/* The bits that colluders choose where their copies differ. Where all are alike
 * they see no mark and change nothing. */
enum tardos_code_attack {
    TARDOS_CODE_MAJORITY,   /* what most of them have */
    TARDOS_CODE_MINORITY,   /* what fewest have */
    TARDOS_CODE_RANDOM,     /* a coin's */
    TARDOS_CODE_INTERLEAVE, /* that of one of them, drawn anew each time */
    TARDOS_CODE_ATTACK_COUNT
};

/* The copy that users 0 to colluders - 1 mix out of theirs. */
void tardos_code_collude(const struct tardos_code *t,
                         enum tardos_code_attack attack, uint32_t colluders,
                         struct rng *rng, uint8_t *out);

#endif
