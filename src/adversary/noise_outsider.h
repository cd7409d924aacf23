/* A Noise handshake in the hands of somebody who holds some of its keys:
 * followed from outside, or played in the name of a side. Whatever DH has a
 * secret held on either end is computed. Written from the specification beside
 * crypto/noise, so that the two check each other. */
#ifndef ADVERSARY_NOISE_OUTSIDER_H
#define ADVERSARY_NOISE_OUTSIDER_H

#include "crypto/noise.h"

/* The keys of a handshake: each side's static and ephemeral pair. */
enum noise_outsider_key {
    NOISE_OUTSIDER_INITIATOR_S,
    NOISE_OUTSIDER_INITIATOR_E,
    NOISE_OUTSIDER_RESPONDER_S,
    NOISE_OUTSIDER_RESPONDER_E,
    NOISE_OUTSIDER_KEYS
};

/* The most that a handshake message adds to its payload. */
enum {
    NOISE_OUTSIDER_HEAD_MAX =
        NOISE_TOKENS_MAX * (NOISE_KEY_SIZE + NOISE_TAG_SIZE)
};

/* A key pair as far as it is known; a secret that is held has its public key
 * beside it. */
struct noise_outsider_pair {
    bool known; /* the public key is */
    bool held;  /* the secret is */
    uint8_t public[NOISE_KEY_SIZE];
    uint8_t secret[NOISE_KEY_SIZE];
};

struct noise_outsider {
    const struct noise_pattern *pattern;
    enum noise_hash hash;
    struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS];
    unsigned message; /* the next one's index */
    bool lost;        /* a DH is missing: what comes after it stays closed */
    struct noise_cipher cipher;
    uint8_t h[NOISE_HASH_MAX];
    uint8_t ck[NOISE_HASH_MAX];
};

struct noise_outsider_pair
noise_outsider_pair(const uint8_t secret[NOISE_KEY_SIZE]);

/* Begins with the keys that are known or held so far. A static key that the
 * pattern has beforehand, and that is not known, is taken for zeros. */
void noise_outsider_init(
    struct noise_outsider *o, const struct noise_pattern *pattern,
    enum noise_hash hash, struct bytes prologue,
    const struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS]);
void noise_outsider_fini(struct noise_outsider *o);

/* Follows the next message, whoever wrote it: learns the public keys in it and
 * appends the payload. ERR_AUTH where the keys held do not open the payload;
 * the ephemeral key is learned all the same. ERR_FORMAT for one that is too
 * short, ERR_LIMIT where out has no room. */
MUST_CHECK enum err noise_outsider_read(struct noise_outsider *o,
                                        struct bytes message,
                                        struct writer *out);

/* Writes the next message in the name of the side whose turn it is, which has
 * the ephemeral pair given and the static key known. What takes a secret that
 * is not held is sealed under a key of zeros, which no honest side takes. */
MUST_CHECK enum err
noise_outsider_write(struct noise_outsider *o,
                     const struct noise_outsider_pair *ephemeral,
                     struct bytes payload, struct writer *out);

/* The keys of the transport: of what the initiator sends, and the responder.
 * False where a DH is missing. */
bool noise_outsider_split(const struct noise_outsider *o,
                          struct noise_cipher ciphers[2]);

#endif
