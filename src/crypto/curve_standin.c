#include "crypto/curve_standin.h"

#include <sodium.h>
#include <string.h>

#include "crypto/curve_real.h"
#include "crypto/sha256.h"

/* Every label ends with its zero byte, so that none begins another. An answer
 * has to be equal where the curve's would be, and to differ where those would:
 * secrets that are clamped to the same number have one public key, and a key of
 * a peer that X25519 reads as another is that other. */

static void standin_hash(uint8_t out[SHA256_SIZE], const char *label,
                         struct bytes a, struct bytes b)
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, bytes_of(label, strlen(label) + 1));
    sha256_add(&h, a);
    sha256_add(&h, b);
    sha256_end(&h, out);
    sodium_memzero(&h, sizeof h);
}

static struct bytes key_bytes(const uint8_t key[CURVE_KEY_SIZE])
{
    return bytes_of(key, CURVE_KEY_SIZE);
}

static void public_of(uint8_t out[CURVE_KEY_SIZE],
                      const uint8_t secret[CURVE_KEY_SIZE])
{
    uint8_t clamped[CURVE_KEY_SIZE];

    memcpy(clamped, secret, sizeof clamped);
    clamped[0] &= 0xf8; /* RFC 7748 5 */
    clamped[CURVE_KEY_SIZE - 1] &= 0x7f;
    clamped[CURVE_KEY_SIZE - 1] |= 0x40;
    standin_hash(out, "stand-in x25519", key_bytes(clamped), (struct bytes){0});
    out[CURVE_KEY_SIZE - 1] &= 0x7f;
    sodium_memzero(clamped, sizeof clamped);
}

/* The number that X25519 takes a key for, in its one reduced form. All from p =
 * 2^255 - 19 on have ones in every bit that p has ones in above the first
 * byte. */
static void reduce(uint8_t out[CURVE_KEY_SIZE],
                   const uint8_t key[CURVE_KEY_SIZE])
{
    enum { FIRST_OF_P = 0xed };
    bool beyond = key[0] >= FIRST_OF_P;

    memcpy(out, key, CURVE_KEY_SIZE);
    out[CURVE_KEY_SIZE - 1] &= 0x7f;
    for (size_t i = 1; i < CURVE_KEY_SIZE; i++)
        beyond &= out[i] == (i < CURVE_KEY_SIZE - 1 ? 0xff : 0x7f);
    if (!beyond) return;
    memset(out, 0, CURVE_KEY_SIZE);
    out[0] = (uint8_t)(key[0] - FIRST_OF_P);
}

/* True for a point whose multiples by a clamped secret are all the neutral
 * one: the order of the point divides 8, on the curve or on its twist. */
static bool is_low_order(const uint8_t reduced[CURVE_KEY_SIZE])
{
    static const uint8_t points[][CURVE_KEY_SIZE] = {
        {0},
        {1},
        {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
         0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
         0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
        {0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1,
         0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
         0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57},
        {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    };

    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        if (memcmp(reduced, points[i], sizeof points[i]) == 0) return true;
    return false;
}

static bool answer_public(const struct curve_question *q)
{
    public_of(q->out, q->key.data);
    return true;
}

static bool answer_agree(const struct curve_question *q)
{
    uint8_t own[CURVE_KEY_SIZE], peer[CURVE_KEY_SIZE];

    reduce(peer, q->message.data);
    if (is_low_order(peer)) return false;
    public_of(own, q->key.data);
    const bool first = memcmp(own, peer, sizeof own) < 0;
    standin_hash(q->out, "stand-in dh", key_bytes(first ? own : peer),
                 key_bytes(first ? peer : own));
    return true;
}

static bool answer_sign_keys(const struct curve_question *q)
{
    standin_hash(q->out, "stand-in ed25519", q->key, (struct bytes){0});
    memcpy(q->more, q->key.data, CURVE_KEY_SIZE);
    memcpy(q->more + CURVE_KEY_SIZE, q->out, CURVE_KEY_SIZE);
    return true;
}

static void sign_with(uint8_t out[CURVE_SIGNATURE_SIZE], const char *label,
                      const uint8_t public[CURVE_KEY_SIZE],
                      struct bytes message)
{
    standin_hash(out, label, key_bytes(public), message);
    sha256(out + SHA256_SIZE, bytes_of(out, SHA256_SIZE));
}

/* A secret to sign with has the public key behind the seed. */
static bool answer_sign(const struct curve_question *q)
{
    sign_with(q->out, "stand-in sign", q->key.data + CURVE_KEY_SIZE,
              q->message);
    return true;
}

static bool answer_verify(const struct curve_question *q)
{
    uint8_t want[CURVE_SIGNATURE_SIZE];

    sign_with(want, "stand-in sign", q->key.data, q->message);
    return memcmp(want, q->signature, sizeof want) == 0;
}

static void sign_prehash(uint8_t out[CURVE_SIGNATURE_SIZE],
                         const uint8_t public[CURVE_KEY_SIZE],
                         const struct curve_prehash *h)
{
    uint8_t digest[CURVE_REAL_DIGEST_SIZE];

    curve_real_prehash_digest(h, digest);
    sign_with(out, "stand-in sign ph", public, bytes_of(digest, sizeof digest));
}

static bool answer_prehash_sign(const struct curve_question *q)
{
    sign_prehash(q->out, q->key.data + CURVE_KEY_SIZE, q->prehash);
    return true;
}

static bool answer_prehash_verify(const struct curve_question *q)
{
    uint8_t want[CURVE_SIGNATURE_SIZE];

    sign_prehash(want, q->key.data, q->prehash);
    return memcmp(want, q->signature, sizeof want) == 0;
}

static bool answer_prove(const struct curve_question *q)
{
    uint8_t public[CURVE_KEY_SIZE];

    public_of(public, q->key.data);
    sign_with(q->out, "stand-in prove", public, q->message);
    return true;
}

static bool answer_proven(const struct curve_question *q)
{
    uint8_t want[CURVE_SIGNATURE_SIZE];

    if (is_low_order(q->key.data)) return false;
    sign_with(want, "stand-in prove", q->key.data, q->message);
    return memcmp(want, q->signature, sizeof want) == 0;
}

bool curve_standin_answer(void *own, const struct curve_question *q)
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
