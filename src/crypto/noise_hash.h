/* Noise's hash functions (section 4.3): SHA-256, SHA-512 and BLAKE2b, with
 * HMAC and HKDF over each. */
#ifndef CRYPTO_NOISE_HASH_H
#define CRYPTO_NOISE_HASH_H

#include "base/bytes.h"

enum { NOISE_HASH_MAX = 64 };

enum noise_hash { NOISE_SHA256, NOISE_SHA512, NOISE_BLAKE2B };

/* HASHLEN: 32 or 64 bytes. */
size_t noise_hash_size(enum noise_hash hash);

/* The hash's part of a protocol name: "SHA256", "SHA512", "BLAKE2b". */
const char *noise_hash_name(enum noise_hash hash);

/* HASH(a || b); out may be the memory of a or b. */
void noise_hash_two(enum noise_hash hash, uint8_t out[NOISE_HASH_MAX],
                    struct bytes a, struct bytes b);

/* HKDF(chaining_key, ikm, count): count is 2 or 3, each output HASHLEN bytes
 * long. outputs[0] may be the chaining key. */
void noise_hash_derive(enum noise_hash hash, const uint8_t *chaining_key,
                       struct bytes ikm, uint8_t *const outputs[],
                       size_t count);

#endif
