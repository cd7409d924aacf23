/* A scenario changed in memory, to see what would have been: the same but for
 * its protection, its desks, what its channels hide, or somebody more on them.
 */
#ifndef SCENARIO_VARIANT_H
#define SCENARIO_VARIANT_H

#include "scenario/scenario.h"

/* A variant borrows all of its original but what is changed, which lives in
 * the arena; it needs no fini. */
struct scenario variant_of(const struct scenario *s);

/* Every entry that takes a protection has this one. */
void variant_protect(struct scenario *s, struct arena *a, uint32_t protection);

/* No desk takes time: what is done with a message follows from its arrival. */
void variant_no_delays(struct scenario *s, struct arena *a);

/* Every copy is padded so, whatever else protects it. */
void variant_pad(struct scenario *s, struct arena *a,
                 enum scenario_padding padding);

/* What channels do against those who only look on. */
struct variant_hiding {
    uint32_t on; /* a channel; SCENARIO_NONE: all of them */
    bool hold, cover;
    duration span;  /* hold: of up to so long; -1: as the scenario says */
    duration every; /* cover, on networks: on average; -1: likewise */
};

void variant_hide(struct scenario *s, struct arena *a,
                  const struct variant_hiding *hiding);

/* The adversaries look on, and touch nothing. */
void variant_passive(struct scenario *s, struct arena *a);

/* One more adversary, who comes last; his name, unless it is taken, else one
 * like it. */
void variant_add(struct scenario *s, struct arena *a,
                 const struct scenario_adversary *adversary);

#endif
