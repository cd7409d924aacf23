/* The Noise Protocol Framework, revision 34: patterns as token tables, the
 * handshake, split, and transport. DH is 25519, the cipher ChaChaPoly. */
#ifndef CRYPTO_NOISE_H
#define CRYPTO_NOISE_H

#include <stdbool.h>

#include "base/bytes.h"

enum {
    NOISE_KEY_SIZE = 32,
    NOISE_TAG_SIZE = 16,
    NOISE_HASH_MAX = 64,
    NOISE_MESSAGE_MAX = 65535, /* section 3 */
    NOISE_MESSAGES_MAX = 5,    /* handshake messages of the longest pattern */
    NOISE_TOKENS_MAX = 8,      /* tokens of one message */
    NOISE_PSK_MAX = 1
};

enum noise_token {
    NOISE_END,
    NOISE_E,
    NOISE_S,
    NOISE_EE,
    NOISE_ES,
    NOISE_SE,
    NOISE_SS,
    NOISE_PSK
};

/* A row of the pattern table. Message 0 is the initiator's. */
struct noise_pattern {
    const char *name;     /* "XX", "IKpsk2" */
    bool initiator_known; /* pre-message -> s */
    bool responder_known; /* pre-message <- s */
    uint8_t messages[NOISE_MESSAGES_MAX + 1][NOISE_TOKENS_MAX + 1];
};

enum noise_hash { NOISE_SHA256, NOISE_SHA512, NOISE_BLAKE2B };

enum noise_role { NOISE_INITIATOR, NOISE_RESPONDER };

/* CipherState, section 5.1. */
struct noise_cipher {
    uint8_t key[NOISE_KEY_SIZE];
    uint64_t nonce;
    bool has_key;
};

/* A key that may be absent. */
struct noise_key {
    bool present;
    uint8_t bytes[NOISE_KEY_SIZE];
};

/* HandshakeState with its SymmetricState, sections 5.2 and 5.3. Plain data:
 * a copy is a snapshot, and a failed read leaves the state as it was. */
struct noise {
    const struct noise_pattern *pattern;
    enum noise_hash hash;
    enum noise_role role;
    unsigned message; /* the next one's index */
    struct noise_cipher cipher;
    uint8_t h[NOISE_HASH_MAX];
    uint8_t ck[NOISE_HASH_MAX];
    struct noise_key s, e; /* own secrets */
    uint8_t s_public[NOISE_KEY_SIZE], e_public[NOISE_KEY_SIZE];
    struct noise_key rs, re; /* the peer's public keys */
    struct noise_key psk;
};

/* What a handshake starts from. Absent keys are NULL. `e` is the ephemeral
 * secret: whoever calls draws it, for nothing here is random. */
struct noise_config {
    const struct noise_pattern *pattern;
    enum noise_hash hash;
    enum noise_role role;
    struct bytes prologue;
    const uint8_t *s;   /* own static secret, 32 bytes */
    const uint8_t *e;   /* own ephemeral secret, 32 bytes */
    const uint8_t *rs;  /* the peer's static public key, 32 bytes */
    const uint8_t *psk; /* 32 bytes */
};

/* The row of a name such as "XX"; NULL when there is none. */
const struct noise_pattern *noise_pattern_find(const char *name);

/* The i-th row, for lists; NULL past the end. */
const struct noise_pattern *noise_pattern_at(size_t i);

/* ERR_MISSING when the pattern needs a key that config lacks. */
MUST_CHECK enum err noise_init(struct noise *n,
                               const struct noise_config *config);
void noise_fini(struct noise *n);

/* How many messages the pattern has; whether all are done; whose turn. */
unsigned noise_message_count(const struct noise_pattern *pattern);
bool noise_finished(const struct noise *n);
bool noise_my_turn(const struct noise *n);

/* Bytes that the next handshake message adds to its payload. */
size_t noise_overhead(const struct noise *n);

/* Writes the next handshake message. ERR_STATE out of turn, ERR_LIMIT when it
 * would pass NOISE_MESSAGE_MAX or out's capacity, ERR_AUTH for a peer's key
 * that gives an all-zero secret. */
MUST_CHECK enum err noise_write(struct noise *n, struct bytes payload,
                                struct writer *out);

/* Reads it. ERR_AUTH when it is not authentic, ERR_FORMAT when too short; the
 * state is then unchanged. The payload goes into `out`. */
MUST_CHECK enum err noise_read(struct noise *n, struct bytes message,
                               struct writer *out);

/* The handshake hash, for channel binding (section 11.2); its size is given
 * back. */
size_t noise_handshake_hash(const struct noise *n, uint8_t out[NOISE_HASH_MAX]);

/* Section 5.3: after the last message, one cipher for each direction. */
MUST_CHECK enum err noise_split(const struct noise *n,
                                struct noise_cipher *send,
                                struct noise_cipher *receive);

/* Transport under an explicit nonce (section 11.4), for links that reorder.
 * The nonce 2^64-1 is reserved (ERR_LIMIT). */
MUST_CHECK enum err noise_encrypt(const struct noise_cipher *c, uint64_t nonce,
                                  struct bytes ad, struct bytes plaintext,
                                  struct writer *out);
MUST_CHECK enum err noise_decrypt(const struct noise_cipher *c, uint64_t nonce,
                                  struct bytes ad, struct bytes ciphertext,
                                  struct writer *out);

/* Section 11.3. */
void noise_rekey(struct noise_cipher *c);

#endif
