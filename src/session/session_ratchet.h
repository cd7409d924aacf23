/* Sessions that the Double Ratchet protects, from a secret that X3DH agrees on.
 * They reach peers who are away, and go over any channel. */
#ifndef SESSION_SESSION_RATCHET_H
#define SESSION_SESSION_RATCHET_H

#include "crypto/ratchet.h"
#include "crypto/x3dh.h"
#include "session/session_memory.h"
#include "session/session_state.h"

enum {
    SESSION_RATCHET_RESETS_MAX = 8, /* in place of lost ones, with one peer */
    SESSION_RATCHET_DOUBT = 4 /* attempts without an answer, and powers of two
                                 from there on: another bundle is asked for */
};

/* The keys of a session. */
struct session_ratchet {
    struct ratchet ratchet;
    struct rng rng; /* of new ratchet pairs */
    uint8_t ad[X3DH_AD_SIZE];
    bool answered; /* the peer has shown that it has the secret, too */
    uint8_t initial[X3DH_INITIAL_SIZE]; /* until then */
    struct session_memory memory;
};

/* The streams of a session's ephemeral key EK_A and of its ratchet pairs, named
 * after party, channel, peer and session. */
void session_ratchet_stream(struct rng *rng, const struct rng_root *root,
                            const char *party, const char *purpose,
                            const char *channel, const char *peer,
                            uint64_t session);

/* The associated data of a frame: AD of X3DH, the frame's head, and the initial
 * message if it bears one. */
struct bytes session_ratchet_ad(struct arena *a, const uint8_t ad[X3DH_AD_SIZE],
                                const struct frame *frame);

/* The message of the ratchet in a frame; size 0 when it is cut short. */
struct bytes session_ratchet_payload(const struct frame *frame);

/* The row of sessions under the ratchet. */
const struct session_protocol *session_ratchet_protocol(void);

/* Takes a frame that belongs to no session: only a sound initial message makes
 * one. NULL, or the session, in which the frame's message waits. */
struct session *session_ratchet_handle(struct party *p,
                                       const struct party_step *step,
                                       const struct frame *frame);

/* Takes note of a frame for a session that this side has left: the peer, who
 * still sends messages in it, is told that it is lost. */
void session_ratchet_handle_left(struct party *p, const struct party_step *step,
                                 const struct session *s,
                                 const struct frame *frame);

/* Takes a bundle, and goes on with the session that waits for it, if one
 * does. */
void session_ratchet_handle_bundle(struct party *p,
                                   const struct party_step *step,
                                   const struct arrival *arrival);

/* Takes the peer's word, in `s`, of a session that the peer has lost: its
 * messages that were never confirmed go out again in `s`. */
void session_ratchet_handle_lost(struct party *p, const struct party_step *step,
                                 struct session *s, uint64_t number);

#endif
