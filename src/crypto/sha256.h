/* SHA-256 (FIPS 180-4) of bytes that lie in memory as a whole. */
#ifndef CRYPTO_SHA256_H
#define CRYPTO_SHA256_H

#include "base/bytes.h"

enum { SHA256_SIZE = 32 };

void sha256(uint8_t out[SHA256_SIZE], struct bytes b);

/* The hash of one byte and the bytes after it. */
void sha256_prefixed(uint8_t out[SHA256_SIZE], uint8_t prefix, struct bytes b);

#endif
