/* A question to the curve: an operation with its inputs, and room for what
 * comes out; and the row of functions that answers such. */
#ifndef CRYPTO_CURVE_QUESTION_H
#define CRYPTO_CURVE_QUESTION_H

#include <stdbool.h>

#include "base/bytes.h"

enum {
    CURVE_KEY_SIZE = 32,
    CURVE_SIGN_SECRET_SIZE = 64, /* the seed, then the public key */
    CURVE_SIGNATURE_SIZE = 64,
    CURVE_PREHASH_SIZE = 208
};

/* A message being hashed for Ed25519ph: the library's own state. */
struct curve_prehash {
    _Alignas(8) uint8_t state[CURVE_PREHASH_SIZE];
};

enum curve_operation {
    CURVE_PUBLIC,    /* key: a secret; out: its public key */
    CURVE_AGREE,     /* key: a secret; message: a public key; out: shared */
    CURVE_SIGN_KEYS, /* key: a seed; out: public key, and secret in more */
    CURVE_SIGN,      /* key: a secret; out: the signature */
    CURVE_VERIFY,    /* key: a public key */
    CURVE_PREHASH_SIGN,
    CURVE_PREHASH_VERIFY,
    CURVE_PROVE,  /* key: a secret to agree with; out: the signature */
    CURVE_PROVEN, /* key: a public key to agree with */
    CURVE_OPERATION_COUNT
};

/* What an operation has no use for is NULL or empty. */
struct curve_question {
    enum curve_operation operation;
    struct bytes key;
    struct bytes message;
    struct curve_prehash *prehash; /* in the message's place */
    const uint8_t *signature;      /* to verify */
    uint8_t *out, *more;
};

/* Answers questions with what is its own: false where there is no agreement,
 * and where a signature does not hold. */
struct curve_row {
    bool (*answer)(void *own, const struct curve_question *q);
    void *own;
};

#endif
