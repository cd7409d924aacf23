#include "crypto/sha256.h"

#include <sodium.h>
#include <string.h>

/* The library's state lies in struct sha256; its three calls are named here
 * once. Nettle knows the processor's own instructions for SHA-256, libsodium
 * does not, which makes it four times as slow and more. */

enum { BLOCK_SIZE = 64 };

#ifdef DEMARCHE_NETTLE
#include <nettle/sha2.h>
#define LIBRARY_STATE struct sha256_ctx
#else
#define LIBRARY_STATE crypto_hash_sha256_state
#endif

_Static_assert(sizeof(LIBRARY_STATE) <= SHA256_STATE_SIZE, "room for it");
_Static_assert(_Alignof(LIBRARY_STATE) <= _Alignof(struct sha256), "aligned");

static LIBRARY_STATE *library(struct sha256 *h)
{
    return (LIBRARY_STATE *)(void *)h->state;
}

void sha256_begin(struct sha256 *h)
{
#ifdef DEMARCHE_NETTLE
    nettle_sha256_init(library(h));
#else
    crypto_hash_sha256_init(library(h));
#endif
}

void sha256_add(struct sha256 *h, struct bytes b)
{
#ifdef DEMARCHE_NETTLE
    if (b.size > 0) nettle_sha256_update(library(h), b.size, b.data);
#else
    crypto_hash_sha256_update(library(h), b.data, b.size);
#endif
}

void sha256_end(struct sha256 *h, uint8_t out[SHA256_SIZE])
{
#ifdef DEMARCHE_NETTLE
    nettle_sha256_digest(library(h), SHA256_SIZE, out);
#else
    crypto_hash_sha256_final(library(h), out);
#endif
}

void sha256(uint8_t out[SHA256_SIZE], struct bytes b)
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, b);
    sha256_end(&h, out);
}

void sha256_prefixed(uint8_t out[SHA256_SIZE], uint8_t prefix, struct bytes b)
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, bytes_of(&prefix, 1));
    sha256_add(&h, b);
    sha256_end(&h, out);
}

/* Takes in the key's block, each byte changed by the pad. */
static void take_pad(struct sha256 *h, const uint8_t key[BLOCK_SIZE],
                     uint8_t pad)
{
    uint8_t block[BLOCK_SIZE];

    for (size_t i = 0; i < BLOCK_SIZE; i++)
        block[i] = key[i] ^ pad;
    sha256_begin(h);
    sha256_add(h, bytes_of(block, sizeof block));
    sodium_memzero(block, sizeof block);
}

void sha256_hmac_begin(struct sha256_hmac *m, struct bytes key)
{
    uint8_t block[BLOCK_SIZE] = {0};

    /* RFC 2104 2: a key longer than a block is hashed first. */
    if (key.size > sizeof block)
        sha256(block, key);
    else if (key.size > 0)
        memcpy(block, key.data, key.size);
    take_pad(&m->inner, block, 0x36);
    take_pad(&m->outer, block, 0x5c);
    sodium_memzero(block, sizeof block);
}

void sha256_hmac_add(struct sha256_hmac *m, struct bytes b)
{
    sha256_add(&m->inner, b);
}

void sha256_hmac_end(struct sha256_hmac *m, uint8_t out[SHA256_SIZE])
{
    sha256_end(&m->inner, out);
    sha256_add(&m->outer, bytes_of(out, SHA256_SIZE));
    sha256_end(&m->outer, out);
}
