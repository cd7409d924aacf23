#include "crypto/sha256.h"

#include <sodium.h>

void sha256(uint8_t out[SHA256_SIZE], struct bytes b)
{
    crypto_hash_sha256(out, b.data, b.size);
}

void sha256_prefixed(uint8_t out[SHA256_SIZE], uint8_t prefix, struct bytes b)
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, b.data, b.size);
    crypto_hash_sha256_final(&state, out);
}
