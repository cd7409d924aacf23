/* The curve's operations, by libsodium. */
#ifndef CRYPTO_CURVE_REAL_H
#define CRYPTO_CURVE_REAL_H

#include "crypto/curve_question.h"

enum { CURVE_REAL_DIGEST_SIZE = 64 };

/* Answers as a row does that has nothing of its own. */
bool curve_real_answer(void *own, const struct curve_question *q);

/* A message hashed for Ed25519ph (RFC 8032 5.1). */
void curve_real_prehash_begin(struct curve_prehash *h);
void curve_real_prehash_add(struct curve_prehash *h, struct bytes b);

/* Its hash so far. */
void curve_real_prehash_digest(const struct curve_prehash *h,
                               uint8_t out[CURVE_REAL_DIGEST_SIZE]);

#endif
