/* A party's long-term keys: Ed25519 to sign (RFC 8032), X25519 to agree
 * (RFC 7748), and a fingerprint of both. */
#ifndef CRYPTO_IDENTITY_H
#define CRYPTO_IDENTITY_H

#include "base/table.h"
#include "crypto/rng.h"

enum {
    IDENTITY_KEY_SIZE = 32,
    IDENTITY_SIGN_SECRET_SIZE = 64, /* the seed, then the public key */
    IDENTITY_SIGNATURE_SIZE = 64,
    IDENTITY_FINGERPRINT_SIZE = 32,
    IDENTITY_PEM_SIZE = 128,
    IDENTITY_NUMBER_DIGITS = 60, /* of a safety number: 30 for each party */
    IDENTITY_NUMBER_SIZE = 72,   /* in groups of five, with the NUL */
    IDENTITY_NUMBER_ROUNDS = 5200
};

/* The public keys of a party. */
struct identity_public {
    uint8_t sign[IDENTITY_KEY_SIZE];
    uint8_t agree[IDENTITY_KEY_SIZE];
};

struct identity {
    struct identity_public pub;
    uint8_t sign_secret[IDENTITY_SIGN_SECRET_SIZE];
    uint8_t agree_secret[IDENTITY_KEY_SIZE];
};

/* Draws both keys from the stream. */
void identity_init(struct identity *id, struct rng *rng);

/* The keys to sign alone, of a private key (RFC 8032 5.1.5); those to agree are
 * zero. */
void identity_init_sign(struct identity *id,
                        const uint8_t private_key[IDENTITY_KEY_SIZE]);
void identity_fini(struct identity *id);

void identity_sign(const struct identity *id, struct bytes message,
                   uint8_t signature[IDENTITY_SIGNATURE_SIZE]);

/* ERR_AUTH and no more when the signature does not hold. */
MUST_CHECK enum err
identity_verify(const struct identity_public *pub, struct bytes message,
                const uint8_t signature[IDENTITY_SIGNATURE_SIZE]);

/* A signature by the key that agrees (XEdDSA): proof that its maker has the
 * secret of that key. ERR_AUTH and no more when it does not hold. */
void identity_prove(const struct identity *id, struct bytes message,
                    uint8_t signature[IDENTITY_SIGNATURE_SIZE]);
MUST_CHECK enum err
identity_proven(const struct identity_public *pub, struct bytes message,
                const uint8_t signature[IDENTITY_SIGNATURE_SIZE]);

/* X25519 of an own secret and a peer's public key (RFC 7748 6.1): ERR_AUTH for
 * an all-zero result, which a key of low order gives. `shared` is then of no
 * use. */
MUST_CHECK enum err identity_agree(const uint8_t secret[IDENTITY_KEY_SIZE],
                                   const uint8_t peer[IDENTITY_KEY_SIZE],
                                   uint8_t shared[IDENTITY_KEY_SIZE]);

/* The key that verifies, as other tools read it: SubjectPublicKeyInfo in PEM
 * (RFC 8410, RFC 7468). */
void identity_sign_pem(const struct identity_public *pub,
                       char out[IDENTITY_PEM_SIZE]);

/* SHA-256 over both public keys, sign first. */
void identity_fingerprint(const struct identity_public *pub,
                          uint8_t out[IDENTITY_FINGERPRINT_SIZE]);

/* The halves of safety numbers that were worked out, for all who ask again:
 * they follow from names and public keys alone. */
struct identity_numbers {
    struct arena *arena; /* borrowed */
    struct table halves;
};

/* The number that two parties read to each other to see whether each has the
 * other's true keys: twelve groups of five digits, the same on both sides.
 * After Signal's numeric fingerprint. A party's half is the first 30 bytes of
 * a hash, five at a time as a big-endian number modulo 100,000; the hash is
 * SHA-512 over "demarche/safety-number/1", a zero byte, both public keys and
 * the name, then IDENTITY_NUMBER_ROUNDS times over itself and both keys.
 * The smaller half stands first. */
void identity_safety_number(struct identity_numbers *known, const char *name,
                            const struct identity_public *pub,
                            const char *peer_name,
                            const struct identity_public *peer,
                            char out[IDENTITY_NUMBER_SIZE]);

#endif
