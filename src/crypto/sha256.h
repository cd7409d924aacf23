/* SHA-256 (FIPS 180-4) of one run of bytes. */
#ifndef CRYPTO_SHA256_H
#define CRYPTO_SHA256_H

#include "base/bytes.h"

enum { SHA256_SIZE = 32 };

void sha256(uint8_t out[SHA256_SIZE], struct bytes b);

#endif
