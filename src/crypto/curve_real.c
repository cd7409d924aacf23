#include "crypto/curve_real.h"

#include <sodium.h>

#include "crypto/curve_field.h"

_Static_assert(sizeof(crypto_sign_ed25519ph_state) <= CURVE_PREHASH_SIZE,
               "room for it");

/* The comb of multiples of the base point is on the Edwards curve, where
 * libsodium clamps the secret as X25519 does. From there to the Montgomery
 * curve is one inversion, cheaper than the ladder that X25519 takes. */
static bool answer_public(const struct curve_question *q)
{
    uint8_t edwards[CURVE_KEY_SIZE];

    /* A secret of zeros alone is refused there, though clamping mends it. */
    if (crypto_scalarmult_ed25519_base(edwards, q->key.data))
        return crypto_scalarmult_base(q->out, q->key.data) == 0;
    curve_field_montgomery(q->out, edwards);
    return true;
}

static bool answer_agree(const struct curve_question *q)
{
    return crypto_scalarmult(q->out, q->key.data, q->message.data) == 0;
}

static bool answer_sign_keys(const struct curve_question *q)
{
    return crypto_sign_seed_keypair(q->out, q->more, q->key.data) == 0;
}

static bool answer_sign(const struct curve_question *q)
{
    return crypto_sign_detached(q->out, NULL, q->message.data, q->message.size,
                                q->key.data) == 0;
}

static bool answer_verify(const struct curve_question *q)
{
    return crypto_sign_verify_detached(q->signature, q->message.data,
                                       q->message.size, q->key.data) == 0;
}

static crypto_sign_ed25519ph_state *library(struct curve_prehash *h)
{
    return (crypto_sign_ed25519ph_state *)(void *)h->state;
}

static bool answer_prehash_sign(const struct curve_question *q)
{
    return crypto_sign_ed25519ph_final_create(library(q->prehash), q->out, NULL,
                                              q->key.data) == 0;
}

static bool answer_prehash_verify(const struct curve_question *q)
{
    return crypto_sign_ed25519ph_final_verify(library(q->prehash), q->signature,
                                              q->key.data) == 0;
}

bool curve_real_answer(void *own, const struct curve_question *q)
{
    static bool (*const answers[CURVE_OPERATION_COUNT])(
        const struct curve_question *) = {
        [CURVE_PUBLIC] = answer_public,
        [CURVE_AGREE] = answer_agree,
        [CURVE_SIGN_KEYS] = answer_sign_keys,
        [CURVE_SIGN] = answer_sign,
        [CURVE_VERIFY] = answer_verify,
        [CURVE_PREHASH_SIGN] = answer_prehash_sign,
        [CURVE_PREHASH_VERIFY] = answer_prehash_verify,
    };

    (void)own;
    return answers[q->operation](q);
}

void curve_real_prehash_begin(struct curve_prehash *h)
{
    crypto_sign_ed25519ph_init(library(h));
}

void curve_real_prehash_add(struct curve_prehash *h, struct bytes b)
{
    crypto_sign_ed25519ph_update(library(h), b.data, b.size);
}

void curve_real_prehash_digest(const struct curve_prehash *h,
                               uint8_t out[CURVE_REAL_DIGEST_SIZE])
{
    struct curve_prehash copy = *h;

    crypto_hash_sha512_final(&library(&copy)->hs, out);
    sodium_memzero(&copy, sizeof copy);
}
