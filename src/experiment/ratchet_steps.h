/* Ratchet steps in a session: the moments of theft that it can have recovered
 * from, because the victim has since written, been answered, and heard the
 * answer. */
#ifndef EXPERIMENT_RATCHET_STEPS_H
#define EXPERIMENT_RATCHET_STEPS_H

#include "opener/opener.h"

/* A frame of a session; sent again, it is the same one. */
struct ratchet_steps_frame {
    uint64_t seq; /* of the record that sent it */
    size_t first; /* index of its first sending */
    uint32_t channel, from, to;
    bool handshake;
    uint64_t session, counter;
    instant sent;
    bool here; /* arrived, at: */
    instant arrived;
};

struct ratchet_steps {
    struct arena *arena; /* borrowed */
    struct ratchet_steps_frame *frames;
    size_t count, room;
};

void ratchet_steps_init(struct ratchet_steps *t, struct arena *a);

/* Notes a frame. Frames are given in the order of sending; those outside of
 * sessions are passed over. */
void ratchet_steps_send(struct ratchet_steps *t, uint32_t channel,
                        const struct opener_layers *l);

/* Notes that the frame sent by record `seq` arrived. */
void ratchet_steps_arrive(struct ratchet_steps *t, uint64_t seq, instant at);

/* True if a document that is sent now, in the session of `l`, follows a ratchet
 * step of its sender's and one of the peer's. *theft is then the latest time
 * of a theft of the sender's session that these steps recover from. */
bool ratchet_steps_healed_since(const struct ratchet_steps *t, uint32_t channel,
                                const struct opener_layers *l, instant *theft);

#endif
