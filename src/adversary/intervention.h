/* An adversary's intervention in a frame on its channel: the frame is dropped,
 * held back, changed, or joined by others. */
#ifndef ADVERSARY_INTERVENTION_H
#define ADVERSARY_INTERVENTION_H

#include "opener/opener.h"
#include "wire/record.h"

#define INTERVENTION_DELAYED (1 * HOUR) /* how long a frame is kept back */

/* A frame that the adversary adds. */
struct intervention_frame {
    struct intervention_frame *next;
    uint32_t from, to; /* the sender it names, and the recipient */
    uint32_t channel;
    duration after; /* from now until it is put on the channel */
    uint64_t cause; /* the record of the act: the world's to fill in */
    bool forged;    /* as in a record, for whoever adds it to say */
    struct bytes bytes;
};

struct intervention {
    struct arena *arena; /* of the step */
    struct rng *rng;
    const struct party_world *world;
    const struct rng_root *root; /* of the adversary's own keys */
    const struct opener_layers *seen;
    uint32_t channel;
    /* The outcome: */
    struct bytes frame; /* the frame as it goes on */
    bool forged;        /* it bears a document's text that nobody wrote */
    bool dropped;
    bool held; /* until the next one has passed, or INTERVENTION_DELAYED */
    duration delay;
    struct intervention_frame *extra;
    struct bytes named; /* a static key that was found out */
    struct bytes read;  /* a message read in a session of the adversary's own */
};

/* Begins with the untouched frame. */
void intervention_init(struct intervention *h, const struct opener_layers *seen,
                       uint32_t channel);

/* Performs one of the acts that need no tactic, DROP to INJECT of record.h,
 * each described in docs/adversaries.md. */
void intervention_do(struct intervention *h, enum record_act act);

/* Adds a frame; its bytes live in the arena. */
struct intervention_frame *intervention_add(struct intervention *h,
                                            uint32_t from, uint32_t to,
                                            duration after, struct bytes bytes);

#endif
