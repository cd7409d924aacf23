/* A frame in the hands of somebody who sits on its channel, and what he does
 * with it. */
#ifndef ADVERSARY_HANDS_H
#define ADVERSARY_HANDS_H

#include "adversary/opener.h"

/* What he can do. Each is described in docs/adversaries.md. */
enum hands_act {
    HANDS_DROP,
    HANDS_DELAY,
    HANDS_REORDER,
    HANDS_REPLAY,
    HANDS_MODIFY,
    HANDS_INJECT,
    HANDS_ACT_COUNT
};

#define HANDS_DELAYED (1 * HOUR) /* how long a frame is kept back */

/* A frame that he adds of his own. */
struct hands_frame {
    struct hands_frame *next;
    uint32_t from, to; /* whence it seems to come, and whither it goes */
    uint32_t channel;
    duration after; /* from now until it arrives */
    uint64_t cause; /* the record of his doing so: the world's to fill in */
    struct bytes bytes;
};

struct hands {
    struct arena *arena; /* of the step */
    struct rng *rng;
    const struct party_world *world;
    const struct rng_root *root; /* of his own making */
    const struct opener_layers *seen;
    uint32_t channel;
    /* What becomes of the frame: */
    struct bytes frame; /* as it goes on */
    bool dropped;
    bool held; /* until the next one has passed, or HANDS_DELAYED */
    duration delay;
    struct hands_frame *extra;
    struct bytes read; /* a message that he came by in a session of his own */
};

/* A frame that nobody has touched yet. */
void hands_init(struct hands *h, const struct opener_layers *seen,
                uint32_t channel);

/* Does it, and says so: "drops a frame". */
const char *hands_do(struct hands *h, enum hands_act act);

/* Whether what is said so makes of the text another one than was sent. */
bool hands_alters(const char *did);

/* Adds a frame; its bytes live in the arena. */
struct hands_frame *hands_add(struct hands *h, uint32_t from, uint32_t to,
                              duration after, struct bytes bytes);

#endif
