#include "crypto/noise_hash.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/sha256.h"

/* Each hash function is a row of `hashes`: its sizes, and three calls over
 * a state that is the union of theirs. Above that table everything
 * is the same for all of them: noise_hash_two hashes, and noise_hash_derive is
 * the specification's HKDF, by HMAC keyed once for each of its two steps. */

enum { BLOCK_MAX = 128 };

union noise_hash_state {
    struct sha256 sha256;
    crypto_hash_sha512_state sha512;
    crypto_generichash_blake2b_state blake2b;
};

/* HASH with its HASHLEN and BLOCKLEN. */
struct noise_hash_row {
    const char *name;
    size_t size;
    size_t block;
    void (*init)(union noise_hash_state *s);
    void (*update)(union noise_hash_state *s, const uint8_t *data, size_t size);
    void (*final)(union noise_hash_state *s, uint8_t *out);
};

static void short_init(union noise_hash_state *s)
{
    sha256_begin(&s->sha256);
}

static void short_update(union noise_hash_state *s, const uint8_t *data,
                         size_t size)
{
    sha256_add(&s->sha256, bytes_of(data, size));
}

static void short_final(union noise_hash_state *s, uint8_t *out)
{
    sha256_end(&s->sha256, out);
}

static void sha512_init(union noise_hash_state *s)
{
    crypto_hash_sha512_init(&s->sha512);
}

static void sha512_update(union noise_hash_state *s, const uint8_t *data,
                          size_t size)
{
    crypto_hash_sha512_update(&s->sha512, data, size);
}

static void sha512_final(union noise_hash_state *s, uint8_t *out)
{
    crypto_hash_sha512_final(&s->sha512, out);
}

static void blake2b_init(union noise_hash_state *s)
{
    crypto_generichash_blake2b_init(&s->blake2b, NULL, 0, 64);
}

static void blake2b_update(union noise_hash_state *s, const uint8_t *data,
                           size_t size)
{
    crypto_generichash_blake2b_update(&s->blake2b, data, size);
}

static void blake2b_final(union noise_hash_state *s, uint8_t *out)
{
    crypto_generichash_blake2b_final(&s->blake2b, out, 64);
}

static const struct noise_hash_row hashes[] = {
    [NOISE_SHA256] = {"SHA256", 32, 64, short_init, short_update, short_final},
    [NOISE_SHA512] = {"SHA512", 64, 128, sha512_init, sha512_update,
                      sha512_final},
    [NOISE_BLAKE2B] = {"BLAKE2b", 64, 128, blake2b_init, blake2b_update,
                       blake2b_final},
};

size_t noise_hash_size(enum noise_hash hash)
{
    return hashes[hash].size;
}

const char *noise_hash_name(enum noise_hash hash)
{
    return hashes[hash].name;
}

void noise_hash_two(enum noise_hash hash, uint8_t out[NOISE_HASH_MAX],
                    struct bytes a, struct bytes b)
{
    const struct noise_hash_row *f = &hashes[hash];
    union noise_hash_state s;

    f->init(&s);
    f->update(&s, a.data, a.size);
    f->update(&s, b.data, b.size);
    f->final(&s, out);
    sodium_memzero(&s, sizeof s);
}

/* HMAC (RFC 2104) with its key taken in: one key serves several messages for
 * half the work. */
struct noise_hash_hmac {
    const struct noise_hash_row *hash;
    union noise_hash_state inner, outer;
};

/* The whole block is padded, whatever BLOCKLEN is: a loop of constant length
 * costs next to nothing, while one of 64 steps shows in a handshake. */
static void hmac_pad(const struct noise_hash_row *f, union noise_hash_state *s,
                     const uint8_t *key, uint8_t pad)
{
    uint8_t block[BLOCK_MAX] = {0};

    memcpy(block, key, f->size);
    for (size_t i = 0; i < BLOCK_MAX; i++)
        block[i] ^= pad;
    f->init(s);
    f->update(s, block, f->block);
    sodium_memzero(block, sizeof block);
}

/* Takes in a key, which is always HASHLEN bytes long. */
static void hmac_key(struct noise_hash_hmac *m, const struct noise_hash_row *f,
                     const uint8_t *key)
{
    m->hash = f;
    hmac_pad(f, &m->inner, key, 0x36);
    hmac_pad(f, &m->outer, key, 0x5c);
}

/* HMAC-HASH(key, a || b). */
static void hmac(const struct noise_hash_hmac *m, uint8_t *out, struct bytes a,
                 struct bytes b)
{
    const struct noise_hash_row *f = m->hash;
    union noise_hash_state s = m->inner;

    f->update(&s, a.data, a.size);
    f->update(&s, b.data, b.size);
    f->final(&s, out);

    s = m->outer;
    f->update(&s, out, f->size);
    f->final(&s, out);
    sodium_memzero(&s, sizeof s);
}

void noise_hash_derive(enum noise_hash hash, const uint8_t *chaining_key,
                       struct bytes ikm, uint8_t *const outputs[], size_t count)
{
    assert(count == 2 || count == 3);
    const struct noise_hash_row *f = &hashes[hash];
    const struct bytes none = {NULL, 0};
    uint8_t temp_key[NOISE_HASH_MAX];
    struct bytes previous = none;
    struct noise_hash_hmac m;

    /* temp_key = HMAC-HASH(chaining_key, input_key_material) */
    hmac_key(&m, f, chaining_key);
    hmac(&m, temp_key, ikm, none);

    /* output_n = HMAC-HASH(temp_key, output_(n-1) || byte(n)) */
    hmac_key(&m, f, temp_key);
    for (size_t i = 0; i < count; i++) {
        const uint8_t n = (uint8_t)(i + 1);
        hmac(&m, outputs[i], previous, bytes_of(&n, 1));
        previous = bytes_of(outputs[i], f->size);
    }
    sodium_memzero(&m, sizeof m);
    sodium_memzero(temp_key, sizeof temp_key);
}
