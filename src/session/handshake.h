/* One side's Noise handshake on a channel: its start from the keys of both, its
 * messages, and the reading of the peer's. */
#ifndef SESSION_HANDSHAKE_H
#define SESSION_HANDSHAKE_H

#include "base/arena.h"
#include "crypto/identity.h"
#include "crypto/noise.h"
#include "wire/frame.h"
#include "wire/record.h"

#define HANDSHAKE_PROTOCOL "Noise_%s_25519_ChaChaPoly_BLAKE2b"
/* The cheapest of the three hashes beside the X25519. */
#define HANDSHAKE_HASH NOISE_BLAKE2B

enum { HANDSHAKE_PROLOGUE_SIZE = 512 };

struct handshake {
    struct noise noise;
    uint8_t peers[2][NOISE_KEY_SIZE]; /* the static keys that the peer may
                                         have */
    bool stranger;                    /* none is known: any will do */
    uint64_t session;
    uint64_t base; /* the part of its counters that names the pattern */
    uint64_t last_message_counter; /* of this side's last message */
    struct bytes last_message;     /* its frame, kept to be sent again, in the
                                      writer's arena; size 0: none yet */
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

/* The prologue, which binds channel, initiator and responder, in `text`. */
struct bytes handshake_prologue(const struct handshake_config *c,
                                char text[HANDSHAKE_PROLOGUE_SIZE]);

/* Begins a handshake. The ephemeral key comes from a stream named after
 * channel, peer and session; the prologue binds channel, initiator and
 * responder. The holder of the party's root can begin the same handshake
 * again. */
void handshake_init(struct handshake *h, const struct handshake_config *c);
void handshake_fini(struct handshake *h);

/* The size of the longest payload that fits into the next message. */
size_t handshake_room(const struct handshake *h);

/* Writes this side's next message with that payload, as a frame in the arena,
 * and keeps it as `last_message`. ERR_STATE out of turn; ERR_AUTH for a peer's
 * key of low order; ERR_LIMIT for a payload that does not fit. */
MUST_CHECK enum err handshake_write(struct handshake *h, struct arena *a,
                                    struct bytes payload);

/* Tells whether the message of that counter has been read before. */
bool handshake_had(const struct handshake *h, uint64_t counter);

/* The frame that answered the message of that counter; size 0 for none. */
struct bytes handshake_answer(const struct handshake *h, uint64_t counter);

/* Section 5.3: the ciphers of a handshake at its end, which is wiped then. What
 * is left is no secret: the peer's static key, which the session rests on, and
 * the last frame, to be sent again. */
void handshake_split(struct handshake *h, struct noise_cipher *send,
                     struct noise_cipher *receive);

/* Reads the peer's next message, its payload into the arena. Any reason but
 * REASON_NONE says what is wrong with it and leaves the handshake as it was. */
enum record_reason handshake_read(struct handshake *h, struct arena *a,
                                  const struct frame *frame,
                                  struct bytes *payload);

/* Tells whether the payload that was read last authenticates the peer. */
bool handshake_authenticates(const struct handshake *h);

#endif
