#include "crypto/sha256.h"

#include <sodium.h>

void sha256(uint8_t out[SHA256_SIZE], struct bytes b)
{
    crypto_hash_sha256(out, b.data, b.size);
}
