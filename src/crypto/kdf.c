#include "crypto/kdf.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/sha256.h"

void kdf_extract(uint8_t prk[KDF_KEY_SIZE], struct bytes salt, struct bytes ikm)
{
    static const uint8_t zeros[KDF_KEY_SIZE] = {0};
    struct sha256_hmac m;

    if (salt.size == 0) salt = bytes_of(zeros, sizeof zeros);
    /* PRK = HMAC-Hash(salt, IKM) */
    sha256_hmac_begin(&m, salt);
    sha256_hmac_add(&m, ikm);
    sha256_hmac_end(&m, prk);
    sodium_memzero(&m, sizeof m);
}

void kdf_expand(uint8_t *out, size_t size, const uint8_t prk[KDF_KEY_SIZE],
                struct bytes info)
{
    assert(size <= KDF_OUTPUT_MAX);
    struct sha256_hmac keyed, m;
    uint8_t t[KDF_KEY_SIZE];
    struct bytes previous = {t, 0}; /* T(0) is empty */

    sha256_hmac_begin(&keyed, bytes_of(prk, KDF_KEY_SIZE));
    for (uint8_t counter = 1; size > 0; counter++) {
        /* T(n) = HMAC-Hash(PRK, T(n-1) | info | n) */
        m = keyed;
        sha256_hmac_add(&m, previous);
        sha256_hmac_add(&m, info);
        sha256_hmac_add(&m, bytes_of(&counter, 1));
        sha256_hmac_end(&m, t);
        previous.size = sizeof t;

        size_t part = size < sizeof t ? size : sizeof t;
        memcpy(out, t, part);
        out += part;
        size -= part;
    }
    sodium_memzero(&keyed, sizeof keyed);
    sodium_memzero(&m, sizeof m);
    sodium_memzero(t, sizeof t);
}

void kdf_derive(uint8_t *out, size_t size, struct bytes salt, struct bytes ikm,
                struct bytes info)
{
    uint8_t prk[KDF_KEY_SIZE];

    kdf_extract(prk, salt, ikm);
    kdf_expand(out, size, prk, info);
    sodium_memzero(prk, sizeof prk);
}

/* The extract step is HMAC itself. */
void kdf_hmac(uint8_t out[KDF_KEY_SIZE], const uint8_t key[KDF_KEY_SIZE],
              struct bytes message)
{
    kdf_extract(out, bytes_of(key, KDF_KEY_SIZE), message);
}
