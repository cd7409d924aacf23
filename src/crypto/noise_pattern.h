/* The handshake patterns of Noise (revision 34), as data. */
#ifndef CRYPTO_NOISE_PATTERN_H
#define CRYPTO_NOISE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NOISE_KEY_SIZE = 32,
    NOISE_TAG_SIZE = 16,
    NOISE_MESSAGES_MAX = 4, /* handshake messages of the longest pattern */
    NOISE_TOKENS_MAX = 6    /* tokens of the longest message */
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

/* A row of the pattern table. Message 0 is the initiator's; the tokens of
 * each message, and the messages, end with NOISE_END. */
struct noise_pattern {
    const char *name;     /* "XX", "IKpsk2" */
    bool initiator_known; /* pre-message -> s */
    bool responder_known; /* pre-message <- s */
    uint8_t messages[NOISE_MESSAGES_MAX + 1][NOISE_TOKENS_MAX + 1];
};

/* The row of a name such as "XX"; NULL when there is none. */
const struct noise_pattern *noise_pattern_find(const char *name);

/* The keys that a role must bring: its own secrets, the peer's static public
 * key and the pre-shared one. */
struct noise_needs {
    bool s, e, rs, psk;
};

struct noise_needs noise_pattern_needs(const struct noise_pattern *pattern,
                                       bool initiator);

/* Tells whether that message's payload is encrypted, however weakly. */
bool noise_pattern_encrypts(const struct noise_pattern *pattern,
                            unsigned message);

/* The bytes that the handshake message with that index, from 0, adds to its
 * payload, where there is no pre-shared key. */
size_t noise_pattern_overhead(const struct noise_pattern *pattern,
                              unsigned message);

/* Tells whether the payload of the handshake message with that index, from 0,
 * authenticates its sender: a DH of the sender's static key is among the keys
 * that encrypt it (section 7.7, source 1 or 2). */
bool noise_pattern_authenticates(const struct noise_pattern *pattern,
                                 unsigned message);

#endif
