#include "primitives.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "crypto/curve.h"
#include "crypto/sha256.h"

enum { BLOCK = 64, BLOCKS_MAX = 256, SIGNED = 64 };

static const uint8_t secret[32] = {9}, seed[32] = {7};

static void seal(size_t size)
{
    static const uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
    uint8_t out[PRIMITIVES_LARGE + 16] = {0};

    crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, out, size, NULL, 0,
                                              NULL, nonce, secret);
}

/* The end of a hash is the last of the blocks. */
static void compress(int blocks)
{
    static const uint8_t data[BLOCKS_MAX * BLOCK];
    uint8_t hash[SHA256_SIZE];

    if (blocks > 0) sha256(hash, bytes_of(data, (size_t)(blocks - 1) * BLOCK));
}

double primitives_time(const struct primitives *p)
{
    uint8_t sign_public[32], sign_secret[64], signature[64];
    uint8_t public[32], shared[32], message[SIGNED] = {0};

    crypto_sign_seed_keypair(sign_public, sign_secret, seed);
    crypto_scalarmult_base(public, secret);
    crypto_sign_detached(signature, NULL, message, sizeof message, sign_secret);
    const int64_t start = bench_ns();
    for (int i = 0; i < p->key_pairs; i++)
        if (crypto_scalarmult_ed25519_base(shared, secret)) abort();
    for (int i = 0; i < p->agreements; i++)
        if (crypto_scalarmult(shared, secret, public)) abort();
    for (int i = 0; i < p->signatures; i++)
        crypto_sign_detached(signature, NULL, message, sizeof message,
                             sign_secret);
    for (int i = 0; i < p->verifications; i++)
        if (crypto_sign_verify_detached(signature, message, sizeof message,
                                        sign_public))
            abort();
    for (int i = 0; i < p->small_seals; i++)
        seal(PRIMITIVES_SMALL);
    for (int i = 0; i < p->large_seals; i++)
        seal(PRIMITIVES_LARGE);
    compress(p->blocks);
    return (double)(bench_ns() - start);
}

void primitives_hold(const struct primitives *p, bool more,
                     void (*work)(void *data), void *data)
{
    const int said =
        p->key_pairs + p->agreements + p->signatures + p->verifications;
    struct curve_memory memory;

    curve_memory_init(&memory);
    curve_use(curve_remembering(&memory));
    work(data);
    curve_use(curve_real());
    const int asked = (int)memory.asked;
    if (more ? asked < said : asked != said) {
        fprintf(stderr, "the curve is asked %d times, not %d\n", asked, said);
        exit(EXIT_FAILURE);
    }
    curve_memory_fini(&memory);
}
