/* One side's Noise handshake on a channel: its start from the keys of both, its
 * messages, and the reading of the peer's. */
#ifndef SESSION_HANDSHAKE_H
#define SESSION_HANDSHAKE_H

#include "base/arena.h"
#include "crypto/identity.h"
#include "crypto/noise.h"
#include "wire/frame.h"
#include "wire/record.h"

enum { HANDSHAKE_FRAME_MAX = 256 };

#define HANDSHAKE_PROTOCOL "Noise_%s_25519_ChaChaPoly_BLAKE2b"

struct handshake {
    struct noise noise;
    uint8_t peers[2][NOISE_KEY_SIZE]; /* the static keys that the peer may
                                         have */
    bool stranger;                    /* none is known: any will do */
    uint64_t session;
    uint64_t base; /* the part of its counters that names the pattern */
    uint64_t last_message_counter;             /* of this side's last message */
    size_t last_message_size;                  /* 0: none yet */
    uint8_t last_message[HANDSHAKE_FRAME_MAX]; /* its frame, kept to be sent
                                                  again */
};

/* The two ends of a handshake, and the channel. All is borrowed for the
 * call. */
struct handshake_config {
    const struct noise_pattern *pattern;
    bool named; /* its frames name the pattern: it is not the channel's own */
    enum noise_role role;
    const char *channel;
    uint64_t session; /* the number its initiator gave it */
    const char *own_name;
    const struct identity *own;
    const struct rng_root *root; /* own: the ephemeral key comes from it */
    const char *peer_name;
    const struct identity_public *peer; /* NULL: a stranger, whose key the
                                           pattern must not need before */
    const struct identity_public
        *earlier; /* before a change of keys that the peer may not have heard
                     of; NULL: none */
};

/* The counter of a handshake's frame holds in its last byte the index of its
 * message. The byte before it holds the pattern's code where the pattern is not
 * the channel's own: its place, from 1, among the interactive patterns NN NK NX
 * KN KK KX XN XK XX IN IK IX. */
enum { HANDSHAKE_CODE_SHIFT = 8 };

static inline uint64_t handshake_index(uint64_t counter)
{
    return counter & ((1u << HANDSHAKE_CODE_SHIFT) - 1);
}

/* The pattern that a counter names, or the channel's own; NULL for a code
 * that is none, and where a channel has none of its own. */
const struct noise_pattern *handshake_pattern(uint64_t counter,
                                              const struct noise_pattern *own);

/* Begins a handshake. The ephemeral key comes from a stream named after
 * channel, peer and session; the prologue binds channel, initiator and
 * responder. The holder of the party's root can begin the same handshake
 * again. */
void handshake_init(struct handshake *h, const struct handshake_config *c);
void handshake_fini(struct handshake *h);

/* Writes this side's next message as a frame into `last_message`. ERR_STATE out
 * of turn; ERR_AUTH for a peer's key of low order. */
MUST_CHECK enum err handshake_write(struct handshake *h);

/* Tells whether the message of that counter has been read before. */
bool handshake_had(const struct handshake *h, uint64_t counter);

/* The frame that answered the message of that counter; size 0 for none. */
struct bytes handshake_answer(const struct handshake *h, uint64_t counter);

/* Section 5.3: the ciphers of a handshake at its end, which is wiped then. What
 * is left is no secret: the peer's static key, which the session rests on, and
 * the last frame, to be sent again. */
void handshake_split(struct handshake *h, struct noise_cipher *send,
                     struct noise_cipher *receive);

/* Reads the peer's next message. Any reason but REASON_NONE says what is wrong
 * with it and leaves the handshake as it was. */
enum record_reason handshake_read(struct handshake *h,
                                  const struct frame *frame);

#endif
