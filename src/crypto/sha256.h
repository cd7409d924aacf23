/* SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104), by nettle or libsodium as
 * the build has it (DEMARCHE_SHA256). Nothing is allocated, shared or
 * configured: a state lies where the caller puts it, may be copied, and is
 * wiped by a caller whose bytes are secret. */
#ifndef CRYPTO_SHA256_H
#define CRYPTO_SHA256_H

#include "base/bytes.h"

enum { SHA256_SIZE = 32, SHA256_STATE_SIZE = 112 };

/* A hash under way: the library's own state. */
struct sha256 {
    _Alignas(8) uint8_t state[SHA256_STATE_SIZE];
};

void sha256_begin(struct sha256 *h);
void sha256_add(struct sha256 *h, struct bytes b);
void sha256_end(struct sha256 *h, uint8_t out[SHA256_SIZE]);

/* The hash of bytes that lie in memory as a whole. */
void sha256(uint8_t out[SHA256_SIZE], struct bytes b);

/* The hash of one byte and the bytes after it. */
void sha256_prefixed(uint8_t out[SHA256_SIZE], uint8_t prefix, struct bytes b);

/* HMAC-SHA-256 under way. A copy made after the key was taken in serves another
 * message under it. */
struct sha256_hmac {
    struct sha256 inner, outer;
};

void sha256_hmac_begin(struct sha256_hmac *m, struct bytes key);
void sha256_hmac_add(struct sha256_hmac *m, struct bytes b);
void sha256_hmac_end(struct sha256_hmac *m, uint8_t out[SHA256_SIZE]);

#endif
