#include "crypto/curve_real.h"

#include <sodium.h>
#include <string.h>

#include "crypto/curve_field.h"

/* A function of libsodium's for each operation, found by curve_real_answer.
 * What the library lacks is made of its parts: public keys by way of the
 * Edwards curve, and XEdDSA (answer_prove, answer_proven), whose signatures are
 * those of Ed25519 by a point that has the key's u. */

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

/* XEdDSA 2.3, calculate_key_pair: the point on the Edwards curve without its
 * sign, and the secret that gives it. */
static void edwards_pair(uint8_t point[CURVE_KEY_SIZE],
                         uint8_t scalar[CURVE_KEY_SIZE],
                         const uint8_t secret[CURVE_KEY_SIZE])
{
    uint8_t wide[crypto_core_ed25519_NONREDUCEDSCALARBYTES] = {0};

    memcpy(wide, secret, CURVE_KEY_SIZE);
    wide[0] &= 0xf8; /* RFC 7748 5 */
    wide[CURVE_KEY_SIZE - 1] &= 0x7f;
    wide[CURVE_KEY_SIZE - 1] |= 0x40;
    /* A clamped secret is a multiple of no small order: it has a point. */
    (void)crypto_scalarmult_ed25519_base_noclamp(point, wide);
    crypto_core_ed25519_scalar_reduce(scalar, wide);
    if (point[CURVE_KEY_SIZE - 1] & 0x80)
        crypto_core_ed25519_scalar_negate(scalar, scalar);
    point[CURVE_KEY_SIZE - 1] &= 0x7f;
    sodium_memzero(wide, sizeof wide);
}

/* SHA-512 over the pieces, modulo the order of the base point. */
static void hash_to_scalar(uint8_t out[CURVE_KEY_SIZE],
                           const struct bytes *pieces, size_t count)
{
    uint8_t digest[crypto_hash_sha512_BYTES];
    crypto_hash_sha512_state state;

    crypto_hash_sha512_init(&state);
    for (size_t i = 0; i < count; i++)
        crypto_hash_sha512_update(&state, pieces[i].data, pieces[i].size);
    crypto_hash_sha512_final(&state, digest);
    crypto_core_ed25519_scalar_reduce(out, digest);
    sodium_memzero(digest, sizeof digest);
    sodium_memzero(&state, sizeof state);
}

/* XEdDSA 2.5, xeddsa_sign. hash1 begins with 2^256 - 2, low byte first, which
 * no point's encoding does. */
static bool answer_prove(const struct curve_question *q)
{
    static const uint8_t z[64] = {0};
    uint8_t a[CURVE_KEY_SIZE], point[CURVE_KEY_SIZE], r[CURVE_KEY_SIZE];
    uint8_t h[CURVE_KEY_SIZE], hash1[CURVE_KEY_SIZE];
    uint8_t *const big_r = q->out, *const s = q->out + CURVE_KEY_SIZE;

    edwards_pair(point, a, q->key.data);
    memset(hash1, 0xff, sizeof hash1);
    hash1[0] = 0xfe;
    const struct bytes nonce[] = {bytes_of(hash1, sizeof hash1),
                                  bytes_of(a, sizeof a), q->message,
                                  bytes_of(z, sizeof z)};
    hash_to_scalar(r, nonce, sizeof nonce / sizeof *nonce);
    const bool proven = crypto_scalarmult_ed25519_base_noclamp(big_r, r) == 0;
    const struct bytes challenge[] = {bytes_of(big_r, CURVE_KEY_SIZE),
                                      bytes_of(point, sizeof point),
                                      q->message};
    hash_to_scalar(h, challenge, sizeof challenge / sizeof *challenge);
    crypto_core_ed25519_scalar_mul(s, h, a);
    crypto_core_ed25519_scalar_add(s, s, r);
    sodium_memzero(a, sizeof a);
    sodium_memzero(r, sizeof r);
    return proven;
}

/* An XEdDSA signature is one of Ed25519 by the point without its sign. */
static bool answer_proven(const struct curve_question *q)
{
    uint8_t point[CURVE_KEY_SIZE];

    curve_field_edwards(point, q->key.data);
    return crypto_sign_verify_detached(q->signature, q->message.data,
                                       q->message.size, point) == 0;
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
        [CURVE_PROVE] = answer_prove,
        [CURVE_PROVEN] = answer_proven,
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
