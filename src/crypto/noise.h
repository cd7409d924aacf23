/* The Noise Protocol Framework, revision 34: the handshake, split, and
 * transport. DH is 25519, the cipher ChaChaPoly. */
#ifndef CRYPTO_NOISE_H
#define CRYPTO_NOISE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/writer.h"
#include "crypto/noise_hash.h"
#include "crypto/noise_pattern.h"

enum { NOISE_MESSAGE_MAX = 65535 /* section 3 */ };

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
    uint8_t s_public[NOISE_KEY_SIZE];
    struct noise_key rs, re; /* the peer's public keys */
    struct noise_key psk;
};

/* The inputs of a handshake. Absent keys are NULL; keys that the pattern has no
 * use for are ignored. `e` is the ephemeral secret: the caller draws it, for
 * nothing here is random, and gives each handshake its own. */
struct noise_config {
    const struct noise_pattern *pattern;
    enum noise_hash hash;
    enum noise_role role;
    struct bytes prologue;
    const uint8_t *s;        /* own static secret, 32 bytes */
    const uint8_t *s_public; /* its public key; NULL: worked out from s */
    const uint8_t *e;        /* own ephemeral secret, 32 bytes */
    const uint8_t *rs;       /* the peer's static public key, 32 bytes */
    const uint8_t *psk;      /* 32 bytes */
};

/* ERR_MISSING when the pattern needs a key that config lacks. The prologue
 * and the keys are taken in: nothing is borrowed but the pattern's row. */
MUST_CHECK enum err noise_init(struct noise *n,
                               const struct noise_config *config);
void noise_fini(struct noise *n);

/* The number of handshake messages of the pattern. */
unsigned noise_message_count(const struct noise_pattern *pattern);

/* True once all handshake messages are done; or if the next one is ours. */
bool noise_finished(const struct noise *n);
bool noise_my_turn(const struct noise *n);

/* The bytes that the next handshake message adds to its payload; 0 at the end.
 */
size_t noise_overhead(const struct noise *n);

/* Writes the next handshake message. ERR_STATE out of turn, ERR_LIMIT when it
 * would pass NOISE_MESSAGE_MAX or out's capacity, ERR_AUTH for a peer's key
 * that gives an all-zero secret. On failure neither the state nor the bytes of
 * out have changed; the same holds for all that follows. */
MUST_CHECK enum err noise_write(struct noise *n, struct bytes payload,
                                struct writer *out);

/* Reads it; the payload goes into `out`, whose memory must not overlap the
 * message. ERR_STATE out of turn, ERR_FORMAT when shorter than the pattern
 * asks or longer than NOISE_MESSAGE_MAX, ERR_LIMIT when out has no room for
 * the payload, ERR_AUTH when it is not authentic. */
MUST_CHECK enum err noise_read(struct noise *n, struct bytes message,
                               struct writer *out);

/* Takes a message of one's own, written before under the same keys, once more,
 * and gives back its payload: whoever has the sender's secrets follows with it.
 * Fails as noise_read does, ERR_AUTH when the keys are others. */
MUST_CHECK enum err noise_reread(struct noise *n, struct bytes message,
                                 struct writer *out);

/* Writes the handshake hash, for channel binding (section 11.2), and gives back
 * its size; the handshake is finished. */
size_t noise_handshake_hash(const struct noise *n, uint8_t out[NOISE_HASH_MAX]);

/* Section 5.3: after the last message (ERR_STATE before), one cipher for each
 * direction. After a one-way pattern the initiator's `receive` and the
 * responder's `send` have no key. Then the handshake is due for noise_fini. */
MUST_CHECK enum err noise_split(const struct noise *n,
                                struct noise_cipher *send,
                                struct noise_cipher *receive);

/* Transport under an explicit nonce (section 11.4), for links that reorder;
 * the caller counts nonces and never uses one twice to encrypt. ERR_STATE for
 * a cipher without a key; ERR_LIMIT for the nonce 2^64-1, which is reserved,
 * and when the result would pass NOISE_MESSAGE_MAX or out's capacity;
 * ERR_FORMAT and ERR_AUTH as in noise_read. */
MUST_CHECK enum err noise_encrypt(const struct noise_cipher *c, uint64_t nonce,
                                  struct bytes ad, struct bytes plaintext,
                                  struct writer *out);
MUST_CHECK enum err noise_decrypt(const struct noise_cipher *c, uint64_t nonce,
                                  struct bytes ad, struct bytes ciphertext,
                                  struct writer *out);

#endif
