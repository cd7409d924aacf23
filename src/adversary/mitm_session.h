/* A session between an adversary and a party, in another party's name. Two of
 * them make a man in the middle. */
#ifndef ADVERSARY_MITM_SESSION_H
#define ADVERSARY_MITM_SESSION_H

#include "adversary/intervention.h"
#include "session/handshake.h"
#include "session/transport.h"

struct mitm_session_waiting;

struct mitm_session {
    struct mitm_session *next;
    uint32_t as, with; /* the party posed as, and the peer */
    uint32_t channel;
    uint64_t number;
    struct arena *arena; /* of the adversary */
    struct handshake handshake;
    unsigned riders; /* messages of the peer's that rode in it */
    bool failed;     /* the peer's message could not be read */
    bool open;
    struct noise_cipher send, receive;
    uint64_t sent, acks;
    struct transport_window window; /* of the peer's messages */
    struct mitm_session_waiting *waiting,
        **last; /* messages that wait for the session to open */
};

/* A message of the adversary's, and whether it bears a text that nobody
 * wrote. */
struct mitm_session_message {
    struct bytes bytes;
    bool forged;
};

/* The adversary's side: its keys and its random streams. */
struct mitm_session_self {
    const struct party_world *world;
    const struct identity *identity;
    const struct rng_root *root;
    struct arena *arena; /* keeps the sessions and the messages that wait */
};

/* Begins a session in either role. Its handshake names the pattern where that
 * is not the channel's own, as the frames of the other side do. */
struct mitm_session *mitm_session_begin(const struct mitm_session_self *self,
                                        uint32_t as, uint32_t with,
                                        uint32_t channel,
                                        const struct noise_pattern *pattern,
                                        enum noise_role role, uint64_t number);

/* The session of that number with the party, among those that `first` leads to;
 * NULL for none. */
struct mitm_session *mitm_session_find(struct mitm_session *first,
                                       uint32_t with, uint64_t number);

/* Writes the next message of the handshake, if it is this side's turn. */
void mitm_session_write(struct mitm_session *s, struct intervention *h);

/* Handles a frame of the peer's: answers it and, when it brings a message for
 * the first time, returns that. Size 0: no new message. */
struct bytes mitm_session_handle(struct mitm_session *s, struct intervention *h,
                                 const struct frame *frame);

/* Sends a message, at once or when the session opens. */
void mitm_session_send(const struct mitm_session_self *self,
                       struct mitm_session *s, struct intervention *h,
                       const struct mitm_session_message *message);

#endif
