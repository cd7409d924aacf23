/* Sessions that the Double Ratchet protects, from a secret that X3DH agrees on.
 * They reach peers who are away, and go over any channel. */
#ifndef SESSION_SESSION_RATCHET_H
#define SESSION_SESSION_RATCHET_H

#include "crypto/ratchet.h"
#include "crypto/x3dh.h"
#include "session/session_memory.h"
#include "session/session_state.h"

/* The keys of a session. */
struct session_ratchet {
    struct ratchet ratchet;
    struct rng rng; /* of new ratchet pairs */
    struct x3dh_ad ad;
    bool answered; /* the peer has shown that it has the secret, too */
    uint8_t initial[X3DH_INITIAL_SIZE]; /* until then */
    struct session_memory memory;       /* last: it outlives the keys */
};

/* The streams of a session's ephemeral key EK_A and of its ratchet pairs, named
 * after party, channel, peer and session. */
void session_ratchet_stream(struct rng *rng, const struct rng_root *root,
                            const char *party, const char *purpose,
                            const char *channel, const char *peer,
                            uint64_t session);

/* The associated data of a frame: AD of X3DH, the channel's name unless the AD
 * is bare, the frame's head, and the initial message if it bears one. */
struct bytes session_ratchet_ad(struct arena *a, const struct x3dh_ad *ad,
                                const char *channel, const struct frame *frame);

/* The message of the ratchet in a frame; size 0 when it is cut short. */
struct bytes session_ratchet_payload(const struct frame *frame);

/* The row of sessions under the ratchet. */
const struct session_protocol *session_ratchet_protocol(void);

/* Takes a frame that belongs to no session: only a sound initial message makes
 * one. NULL, or the session, in which the frame's message waits. */
struct session *session_ratchet_handle(struct party *p,
                                       const struct party_step *step,
                                       const struct frame *frame);

/* Takes a bundle, and goes on with the session that waits for it, if one
 * does. */
void session_ratchet_handle_bundle(struct party *p,
                                   const struct party_step *step,
                                   const struct arrival *arrival);

#endif
