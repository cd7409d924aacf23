/* Turns in a session: from which moment on a theft of one side's memory can
 * have been outgrown, since that side wrote, was answered and heard it. */
#ifndef EXPERIMENT_RATCHET_STEPS_H
#define EXPERIMENT_RATCHET_STEPS_H

#include "opener/opener.h"

/* A frame of a session: sent again, it is the same one. */
struct ratchet_steps_frame {
    uint64_t seq; /* of the record that put it on a channel */
    size_t first; /* the index of the same bytes when they were first sent */
    uint32_t channel, from, to;
    bool handshake;
    uint64_t session, counter;
    instant sent;
    bool here; /* it has arrived: */
    instant arrived;
};

struct ratchet_steps {
    struct arena *arena; /* borrowed */
    struct ratchet_steps_frame *frames;
    size_t count, room;
};

void ratchet_steps_init(struct ratchet_steps *t, struct arena *a);

/* Notes a frame, in the order of sending; those outside of sessions are passed
 * over. */
void ratchet_steps_send(struct ratchet_steps *t, uint32_t channel,
                        const struct opener_layers *l);

/* It was taken off its channel. */
void ratchet_steps_arrive(struct ratchet_steps *t, uint64_t seq, instant at);

/* Whether a paper that is sent now, in the session of `l`, comes after a turn
 * of its sender's and the other side's; and the latest moment of a theft that
 * the turn lies after. Before it the sender had the session already. */
bool ratchet_steps_healed_since(const struct ratchet_steps *t, uint32_t channel,
                                const struct opener_layers *l, instant *theft);

#endif
