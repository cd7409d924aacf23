/* A seeded generator: the only randomness below sim/ and live/. */
#ifndef CRYPTO_RNG_H
#define CRYPTO_RNG_H

#include <stddef.h>
#include <stdint.h>

enum { RNG_KEY_SIZE = 32, RNG_BLOCK_SIZE = 512, RNG_PURPOSE_SIZE = 512 };

/* The root that every stream of a run, or of one live party, derives from. */
struct rng_root {
    uint8_t key[RNG_KEY_SIZE];
};

/* One stream: ChaCha20 (RFC 8439) under a key that its names determine. */
struct rng {
    uint8_t key[RNG_KEY_SIZE];
    uint8_t block[RNG_BLOCK_SIZE];
    uint64_t next_block; /* in ChaCha20's blocks of 64 bytes */
    size_t used;         /* bytes of the block that are spent */
};

/* A root from a public seed and the number of the run: simulations only. Both
 * ways to a root also ready libsodium, which is merely slower before. */
void rng_root_init(struct rng_root *root, uint64_t seed, uint64_t run);

/* A root from 32 bytes of true entropy, which the caller wipes: live parties.
 */
void rng_root_init_entropy(struct rng_root *root,
                           const uint8_t entropy[RNG_KEY_SIZE]);
void rng_root_fini(struct rng_root *root);

/* A stream keyed by names, never by the order of creation: the same owner
 * and purpose give the same stream whoever else exists. */
void rng_init(struct rng *rng, const struct rng_root *root, const char *owner,
              const char *purpose);

/* The same, with the purpose as by printf: a few names of what the stream is
 * for, below RNG_PURPOSE_SIZE in all. */
void rng_init_for(struct rng *rng, const struct rng_root *root,
                  const char *owner, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void rng_fini(struct rng *rng);

void rng_bytes(struct rng *rng, void *out, size_t size);
uint64_t rng_u64(struct rng *rng);

/* Uniform in [0, bound), without bias; bound is not 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);

/* Uniform in [0, 1), a multiple of 2^-53: the same double everywhere. */
double rng_unit(struct rng *rng);

#endif
