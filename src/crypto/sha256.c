#include "crypto/sha256.h"

#include <sodium.h>
#include <string.h>

void sha256_portable(uint8_t out[SHA256_SIZE], struct bytes b)
{
    crypto_hash_sha256(out, b.data, b.size);
}

void sha256_prefixed_portable(uint8_t out[SHA256_SIZE], uint8_t prefix,
                              struct bytes b)
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, b.data, b.size);
    crypto_hash_sha256_final(&state, out);
}

/* libsodium does not use the instructions that processors have for this. The
 * C library knows of them without asking the processor each time. */
#if defined(__x86_64__) && __has_include(<sys/platform/x86.h>)
#include <immintrin.h>
#include <sys/platform/x86.h>

#define BY_INSTRUCTION __attribute__((target("sha,sse4.1")))

enum { BLOCK_SIZE = 64, LENGTH_SIZE = 8, WORDS = 8 };

/* FIPS 180-4 4.2.2. */
static const uint32_t constants[BLOCK_SIZE] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The eight words as the instructions take them, the first letter highest. */
struct lanes {
    __m128i abef, cdgh;
};

/* 5.3.3. */
BY_INSTRUCTION static struct lanes first_lanes(void)
{
    return (struct lanes){
        _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
        _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19),
    };
}

/* Four words of the block, which has them big-endian. */
BY_INSTRUCTION static __m128i four_words(const uint8_t *p)
{
    const __m128i order =
        _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);

    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)p),
                            order);
}

/* 6.2.2: four rounds at a time, on a window of sixteen words of the schedule
 * that moves on by four. */
BY_INSTRUCTION static void take_block(struct lanes *s, const uint8_t *block)
{
    const struct lanes before = *s;
    __m128i w0 = four_words(block), w1 = four_words(block + 16);
    __m128i w2 = four_words(block + 32), w3 = four_words(block + 48);

    for (size_t t = 0; t < BLOCK_SIZE; t += 4) {
        const void *k = &constants[t];
        const __m128i wk = _mm_add_epi32(w0, _mm_loadu_si128(k));

        s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, wk);
        s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh,
                                        _mm_shuffle_epi32(wk, 0x0e));

        const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1),
                                          _mm_alignr_epi8(w3, w2, 4));

        w0 = w1;
        w1 = w2;
        w2 = w3;
        w3 = _mm_sha256msg2_epu32(sum, w3);
    }
    s->abef = _mm_add_epi32(s->abef, before.abef);
    s->cdgh = _mm_add_epi32(s->cdgh, before.cdgh);
}

BY_INSTRUCTION static void put_hash(uint8_t out[SHA256_SIZE],
                                    const struct lanes *s)
{
    static const uint8_t places[WORDS] = {5, 4, 1, 0,
                                          7, 6, 3, 2}; /* febahgdc */
    uint32_t words[WORDS];

    _mm_storeu_si128((__m128i *)(void *)words, s->abef);
    _mm_storeu_si128((__m128i *)(void *)(words + 4), s->cdgh);
    for (size_t i = 0; i < WORDS; i++)
        bytes_put_be32(out + 4 * places[i], words[i]);
}

/* 5.1.1: what is left over, a one, zeros, and how many bits there were. */
BY_INSTRUCTION static void take_rest(struct lanes *s, uint8_t rest[BLOCK_SIZE],
                                     size_t used, uint64_t bits)
{
    rest[used++] = 0x80;
    memset(rest + used, 0, BLOCK_SIZE - used);
    if (used > BLOCK_SIZE - LENGTH_SIZE) {
        take_block(s, rest);
        memset(rest, 0, BLOCK_SIZE);
    }
    bytes_put_be64(rest + BLOCK_SIZE - LENGTH_SIZE, bits);
    take_block(s, rest);
}

/* Whole blocks are taken where they lie; the one that begins with `head`,
 * shorter than a block, and the last are put together first. */
BY_INSTRUCTION static void by_instruction(uint8_t out[SHA256_SIZE],
                                          struct bytes head, struct bytes b)
{
    const uint64_t bits = 8 * ((uint64_t)head.size + b.size);
    struct lanes s = first_lanes();
    uint8_t block[BLOCK_SIZE];
    size_t used = head.size;

    if (used > 0) memcpy(block, head.data, used);
    while (b.size >= BLOCK_SIZE - used) {
        const size_t more = BLOCK_SIZE - used;

        if (used > 0) memcpy(block + used, b.data, more);
        take_block(&s, used > 0 ? block : b.data);
        b = bytes_from(b, more);
        used = 0;
    }
    if (b.size > 0) memcpy(block + used, b.data, b.size);
    take_rest(&s, block, used + b.size, bits);
    put_hash(out, &s);
    sodium_memzero(block, sizeof block);
}

void sha256(uint8_t out[SHA256_SIZE], struct bytes b)
{
    if (CPU_FEATURE_ACTIVE(SHA))
        by_instruction(out, bytes_of(NULL, 0), b);
    else
        sha256_portable(out, b);
}

void sha256_prefixed(uint8_t out[SHA256_SIZE], uint8_t prefix, struct bytes b)
{
    if (CPU_FEATURE_ACTIVE(SHA))
        by_instruction(out, bytes_of(&prefix, 1), b);
    else
        sha256_prefixed_portable(out, prefix, b);
}
#else
void sha256(uint8_t out[SHA256_SIZE], struct bytes b)
{
    sha256_portable(out, b);
}

void sha256_prefixed(uint8_t out[SHA256_SIZE], uint8_t prefix, struct bytes b)
{
    sha256_prefixed_portable(out, prefix, b);
}
#endif
