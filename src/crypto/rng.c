#include "crypto/rng.h"

#include <assert.h>
#include <endian.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "crypto/kdf.h"

/* The salts keep a seed's keys apart from those of true entropy. */
#define SEED_SALT    "demarche seeded run"
#define ENTROPY_SALT "demarche live party"

/* sodium_init picks the fastest code for this processor; the bytes are the
 * same with any. */
static void root_derive(struct rng_root *root, const char *salt,
                        struct bytes material)
{
    int rc = sodium_init();

    assert(rc >= 0);
    kdf_extract(root->key, bytes_of_text(salt), material);
}

void rng_root_init(struct rng_root *root, uint64_t seed, uint64_t run)
{
    uint8_t material[16];

    bytes_put_le64(material, seed);
    bytes_put_le64(material + 8, run);
    root_derive(root, SEED_SALT, bytes_of(material, sizeof material));
}

void rng_root_init_entropy(struct rng_root *root,
                           const uint8_t entropy[RNG_KEY_SIZE])
{
    root_derive(root, ENTROPY_SALT, bytes_of(entropy, RNG_KEY_SIZE));
}

void rng_root_fini(struct rng_root *root)
{
    sodium_memzero(root, sizeof *root);
}

/* The keys form a tree, root > owner > purpose: with a derivation for each
 * name no two pairs of names can run together into one. */
void rng_init(struct rng *rng, const struct rng_root *root, const char *owner,
              const char *purpose)
{
    uint8_t owner_key[RNG_KEY_SIZE];

    *rng = (struct rng){.used = RNG_BLOCK_SIZE};
    kdf_expand(owner_key, sizeof owner_key, root->key, bytes_of_text(owner));
    kdf_expand(rng->key, sizeof rng->key, owner_key, bytes_of_text(purpose));
    sodium_memzero(owner_key, sizeof owner_key);
}

void rng_init_for(struct rng *rng, const struct rng_root *root,
                  const char *owner, const char *format, ...)
{
    char purpose[RNG_PURPOSE_SIZE];
    va_list args;

    va_start(args, format);
    const int size = vsnprintf(purpose, sizeof purpose, format, args);
    va_end(args);
    assert(size >= 0 && (size_t)size < sizeof purpose);
    rng_init(rng, root, owner, purpose);
}

void rng_fini(struct rng *rng)
{
    sodium_memzero(rng, sizeof *rng);
}

/* A zero nonce is right, for each stream has a key of its own. The variant
 * with a 64-bit counter never wraps, and agrees with RFC 8439 for the first
 * 256 GiB. */
static void refill(struct rng *rng)
{
    static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES] = {0};

    memset(rng->block, 0, sizeof rng->block);
    crypto_stream_chacha20_xor_ic(rng->block, rng->block, sizeof rng->block,
                                  nonce, rng->next_block, rng->key);
    rng->next_block += RNG_BLOCK_SIZE / 64;
    rng->used = 0;
}

void rng_bytes(struct rng *rng, void *out, size_t size)
{
    uint8_t *to = out;

    while (size > 0) {
        if (rng->used == RNG_BLOCK_SIZE) refill(rng);
        size_t rest = RNG_BLOCK_SIZE - rng->used;
        size_t part = size < rest ? size : rest;
        memcpy(to, rng->block + rng->used, part);
        rng->used += part;
        to += part;
        size -= part;
    }
}

uint64_t rng_u64(struct rng *rng)
{
    uint64_t value;

    if (rng->used <= RNG_BLOCK_SIZE - sizeof value) {
        memcpy(&value, rng->block + rng->used, sizeof value);
        rng->used += sizeof value;
    } else {
        rng_bytes(rng, &value, sizeof value);
    }
    return le64toh(value);
}

uint64_t rng_below(struct rng *rng, uint64_t bound)
{
    assert(bound > 0);
    /* 2^64 mod bound: as many values above them divide evenly. */
    uint64_t surplus = -bound % bound;
    uint64_t value = rng_u64(rng);

    while (value < surplus)
        value = rng_u64(rng);
    return value % bound;
}

double rng_unit(struct rng *rng)
{
    return (double)(rng_u64(rng) >> 11) * 0x1p-53;
}
