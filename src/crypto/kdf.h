/* HKDF and HMAC with SHA-256 (RFC 5869, RFC 2104). */
#ifndef CRYPTO_KDF_H
#define CRYPTO_KDF_H

#include "base/bytes.h"

enum { KDF_KEY_SIZE = 32, KDF_OUTPUT_MAX = 255 * 32 };

/* RFC 5869 2.2; an empty salt stands for a string of zeros. */
void kdf_extract(uint8_t prk[KDF_KEY_SIZE], struct bytes salt,
                 struct bytes ikm);

/* RFC 5869 2.3; size is at most KDF_OUTPUT_MAX. */
void kdf_expand(uint8_t *out, size_t size, const uint8_t prk[KDF_KEY_SIZE],
                struct bytes info);

/* Both steps at once. */
void kdf_derive(uint8_t *out, size_t size, struct bytes salt, struct bytes ikm,
                struct bytes info);

/* HMAC-SHA-256. */
void kdf_hmac(uint8_t out[KDF_KEY_SIZE], const uint8_t key[KDF_KEY_SIZE],
              struct bytes message);

#endif
