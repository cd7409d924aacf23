/* A session that an adversary has of his own with a party, passing himself
 * off as another. Two of them make a man in the middle. */
#ifndef ADVERSARY_MITM_SESSION_H
#define ADVERSARY_MITM_SESSION_H

#include "adversary/intervention.h"
#include "party/handshake.h"
#include "party/transport.h"

struct mitm_session_waiting;

struct mitm_session {
    struct mitm_session *next;
    uint32_t as, with; /* whom he poses as, and to whom */
    uint32_t channel;
    uint64_t number;
    struct handshake handshake;
    bool failed; /* the party's message could not be read */
    bool open;
    struct noise_cipher send, receive;
    uint64_t sent, acks;
    struct transport_window window;               /* of the party's messages */
    struct mitm_session_waiting *waiting, **last; /* for it to open */
};

/* What a leg sends, and whether it bears a text that nobody wrote. */
struct mitm_session_message {
    struct bytes bytes;
    bool forged;
};

/* Who poses: with which keys, drawing from what. */
struct mitm_session_self {
    const struct party_world *world;
    const struct identity *identity;
    const struct rng_root *root;
    struct arena *arena; /* keeps the legs and what waits */
};

/* A leg in either role. `named` as the frames of the other side have it. */
struct mitm_session *mitm_session_begin(const struct mitm_session_self *self,
                                        uint32_t as, uint32_t with,
                                        uint32_t channel,
                                        const struct noise_pattern *pattern,
                                        bool named, enum noise_role role,
                                        uint64_t number);

/* Says the next message of the handshake, if that is due. */
void mitm_session_say(struct mitm_session *leg, struct intervention *h);

/* Hears a frame of the party's: answers it and, when it brings a message for
 * the first time, gives that out. Size 0: none. */
struct bytes mitm_session_handle(struct mitm_session *leg,
                                 struct intervention *h,
                                 const struct frame *frame);

/* Sends a message, at once or when the leg opens. */
void mitm_session_send(const struct mitm_session_self *self,
                       struct mitm_session *leg, struct intervention *h,
                       const struct mitm_session_message *message);

#endif
