#include "crypto/identity.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/base64.h"
#include "crypto/curve.h"
#include "crypto/sha256.h"

/* Drawing, wiping and signing come first. Then the ways in which people see a
 * public key: PEM, the fingerprint, and the safety number, of which each half
 * is a long chain of hashes (number_half), worked out once for each key
 * (known_half). */

void identity_init(struct identity *id, struct rng *rng)
{
    uint8_t seed[CURVE_KEY_SIZE];

    rng_bytes(rng, seed, sizeof seed);
    curve_sign_keys(id->pub.sign, id->sign_secret, seed);
    sodium_memzero(seed, sizeof seed);

    rng_bytes(rng, id->agree_secret, sizeof id->agree_secret);
    curve_public(id->pub.agree, id->agree_secret);
}

void identity_init_sign(struct identity *id,
                        const uint8_t private_key[IDENTITY_KEY_SIZE])
{
    *id = (struct identity){0};
    curve_sign_keys(id->pub.sign, id->sign_secret, private_key);
}

void identity_fini(struct identity *id)
{
    sodium_memzero(id, sizeof *id);
}

void identity_sign(const struct identity *id, struct bytes message,
                   uint8_t signature[IDENTITY_SIGNATURE_SIZE])
{
    curve_sign(signature, message, id->sign_secret);
}

enum err identity_verify(const struct identity_public *pub,
                         struct bytes message,
                         const uint8_t signature[IDENTITY_SIGNATURE_SIZE])
{
    return curve_verify(signature, message, pub->sign);
}

void identity_prove(const struct identity *id, struct bytes message,
                    uint8_t signature[IDENTITY_SIGNATURE_SIZE])
{
    curve_prove(signature, message, id->agree_secret);
}

enum err identity_proven(const struct identity_public *pub,
                         struct bytes message,
                         const uint8_t signature[IDENTITY_SIGNATURE_SIZE])
{
    return curve_proven(signature, message, pub->agree);
}

enum err identity_agree(const uint8_t secret[IDENTITY_KEY_SIZE],
                        const uint8_t peer[IDENTITY_KEY_SIZE],
                        uint8_t shared[IDENTITY_KEY_SIZE])
{
    return curve_agree(shared, secret, peer);
}

void identity_sign_pem(const struct identity_public *pub,
                       char out[IDENTITY_PEM_SIZE])
{
    /* RFC 8410 4: the DER of the key's head, id-Ed25519 and no parameters. */
    static const uint8_t head[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                   0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    uint8_t der[sizeof head + IDENTITY_KEY_SIZE];
    struct writer w;

    memcpy(der, head, sizeof head);
    memcpy(der + sizeof head, pub->sign, sizeof pub->sign);
    writer_init(&w, out, IDENTITY_PEM_SIZE - 1);
    writer_put_text(&w, "-----BEGIN PUBLIC KEY-----\n");
    base64_encode(&w, BASE64_PADDED, bytes_of(der, sizeof der));
    writer_put_text(&w, "\n-----END PUBLIC KEY-----\n");
    assert(!w.overflow);
    out[w.size] = '\0';
}

void identity_fingerprint(const struct identity_public *pub,
                          uint8_t out[IDENTITY_FINGERPRINT_SIZE])
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, bytes_of(pub->sign, sizeof pub->sign));
    sha256_add(&h, bytes_of(pub->agree, sizeof pub->agree));
    sha256_end(&h, out);
}

enum { HALF_GROUPS = 6, GROUP_BYTES = 5, GROUP_MODULUS = 100000 };

/* One party's half of a safety number, in digits. */
static void number_half(const char *name, const struct identity_public *pub,
                        char digits[IDENTITY_NUMBER_DIGITS / 2 + 1])
{
    static const char label[] = "demarche/safety-number/1"; /* and its NUL */
    uint8_t hash[crypto_hash_sha512_BYTES];
    crypto_hash_sha512_state state;

    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, (const uint8_t *)label, sizeof label);
    crypto_hash_sha512_update(&state, pub->sign, sizeof pub->sign);
    crypto_hash_sha512_update(&state, pub->agree, sizeof pub->agree);
    crypto_hash_sha512_update(&state, (const uint8_t *)name, strlen(name));
    crypto_hash_sha512_final(&state, hash);
    for (int i = 0; i < IDENTITY_NUMBER_ROUNDS; i++) {
        crypto_hash_sha512_init(&state);
        crypto_hash_sha512_update(&state, hash, sizeof hash);
        crypto_hash_sha512_update(&state, pub->sign, sizeof pub->sign);
        crypto_hash_sha512_update(&state, pub->agree, sizeof pub->agree);
        crypto_hash_sha512_final(&state, hash);
    }
    for (size_t group = 0; group < HALF_GROUPS; group++) {
        uint64_t number = 0;
        for (size_t i = 0; i < GROUP_BYTES; i++)
            number = number << 8 | hash[group * GROUP_BYTES + i];
        snprintf(digits + 5 * group, 6, "%05u",
                 (unsigned)(number % GROUP_MODULUS));
    }
}

/* A half that was worked out, under the hash of all that it follows from. */
struct identity_half {
    uint8_t key[SHA256_SIZE];
    char digits[IDENTITY_NUMBER_DIGITS / 2 + 1];
};

/* The same as number_half, worked out once for all who ask. */
static const char *known_half(struct identity_numbers *known, const char *name,
                              const struct identity_public *pub)
{
    struct identity_half *h, asked = {0};
    struct sha256 state;

    sha256_begin(&state);
    sha256_add(&state, bytes_of(pub->sign, sizeof pub->sign));
    sha256_add(&state, bytes_of(pub->agree, sizeof pub->agree));
    sha256_add(&state, bytes_of_text(name));
    sha256_end(&state, asked.key);
    h = table_find(&known->halves, bytes_of(asked.key, sizeof asked.key));
    if (h) return h->digits;
    h = arena_alloc(known->arena, sizeof *h);
    *h = asked;
    number_half(name, pub, h->digits);
    table_add(&known->halves, known->arena, bytes_of(h->key, sizeof h->key), h);
    return h->digits;
}

void identity_safety_number(struct identity_numbers *known, const char *name,
                            const struct identity_public *pub,
                            const char *peer_name,
                            const struct identity_public *peer,
                            char out[IDENTITY_NUMBER_SIZE])
{
    const char *const halves[] = {known_half(known, name, pub),
                                  known_half(known, peer_name, peer)};
    char *end = out;

    const size_t first = strcmp(halves[0], halves[1]) <= 0 ? 0 : 1;
    for (size_t i = 0; i < IDENTITY_NUMBER_DIGITS; i++) {
        const size_t half = i < IDENTITY_NUMBER_DIGITS / 2 ? first : !first;
        if (i > 0 && i % 5 == 0) *end++ = ' ';
        *end++ = halves[half][i % (IDENTITY_NUMBER_DIGITS / 2)];
    }
    *end = '\0';
}
