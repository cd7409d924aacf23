#include "crypto/kdf.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static void update(crypto_auth_hmacsha256_state *state, struct bytes b)
{
    crypto_auth_hmacsha256_update(state, b.data, b.size);
}

void kdf_extract(uint8_t prk[KDF_KEY_SIZE], struct bytes salt, struct bytes ikm)
{
    static const uint8_t zeros[KDF_KEY_SIZE] = {0};
    crypto_auth_hmacsha256_state state;

    if (salt.size == 0) salt = bytes_of(zeros, sizeof zeros);
    /* PRK = HMAC-Hash(salt, IKM) */
    crypto_auth_hmacsha256_init(&state, salt.data, salt.size);
    update(&state, ikm);
    crypto_auth_hmacsha256_final(&state, prk);
    sodium_memzero(&state, sizeof state);
}

void kdf_expand(uint8_t *out, size_t size, const uint8_t prk[KDF_KEY_SIZE],
                struct bytes info)
{
    assert(size <= KDF_OUTPUT_MAX);
    crypto_auth_hmacsha256_state keyed, state;
    uint8_t t[KDF_KEY_SIZE];
    struct bytes previous = {t, 0}; /* T(0) is empty */

    crypto_auth_hmacsha256_init(&keyed, prk, KDF_KEY_SIZE);
    for (uint8_t counter = 1; size > 0; counter++) {
        /* T(n) = HMAC-Hash(PRK, T(n-1) | info | n) */
        state = keyed;
        update(&state, previous);
        update(&state, info);
        crypto_auth_hmacsha256_update(&state, &counter, 1);
        crypto_auth_hmacsha256_final(&state, t);
        previous.size = sizeof t;

        size_t part = size < sizeof t ? size : sizeof t;
        memcpy(out, t, part);
        out += part;
        size -= part;
    }
    sodium_memzero(&keyed, sizeof keyed);
    sodium_memzero(&state, sizeof state);
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
