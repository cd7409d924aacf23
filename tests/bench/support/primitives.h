/* Primitives, called bare: the floor of all that stands on them. Of each the
 * fastest is taken that the program could call: of a key pair the comb of
 * libsodium's Edwards curve and no more, of SHA-256 the compressions alone. */
#ifndef BENCH_SUPPORT_PRIMITIVES_H
#define BENCH_SUPPORT_PRIMITIVES_H

#include "base/bytes.h"

enum { PRIMITIVES_SMALL = 32, PRIMITIVES_LARGE = 1024 };

/* The libraries that do them. */
#define PRIMITIVES_OF "libsodium, " BENCH_SHA256 "'s SHA-256"

/* The number of times a work needs each, all sides together. */
struct primitives {
    int key_pairs, agreements, signatures, verifications; /* Curve25519 */
    int small_seals, large_seals; /* ChaCha20-Poly1305, of so many bytes */
    int blocks;                   /* of SHA-256, 64 bytes each */
};

/* Nanoseconds that they take. */
double primitives_time(const struct primitives *p);

/* Has the work done once and ends the program unless it asks the curve as often
 * as the numbers say, so that they stay those of the work; with `more` it may
 * ask more often. */
void primitives_hold(const struct primitives *p, bool more,
                     void (*work)(void *data), void *data);

#endif
