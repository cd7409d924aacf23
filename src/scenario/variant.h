/* A scenario changed in memory, to see what would have been: the same but for
 * its protection, its processing delays, the cover of its channels, or one more
 * adversary on them. */
#ifndef SCENARIO_VARIANT_H
#define SCENARIO_VARIANT_H

#include "scenario/scenario.h"

/* A variant borrows all of its original but what is changed, which lives in
 * the arena; it needs no fini. */
struct scenario variant_of(const struct scenario *s);

/* Every entry that takes a protection has this one. */
void variant_protect(struct scenario *s, struct arena *a, uint32_t protection);

/* Removes all processing delays: a message is processed as it arrives. */
void variant_no_delays(struct scenario *s, struct arena *a);

/* Every copy is padded so, whatever else protects it. */
void variant_pad(struct scenario *s, struct arena *a,
                 enum scenario_padding padding);

/* The measures of channels against observers. */
struct variant_hiding {
    uint32_t on; /* a channel; SCENARIO_NONE: all of them */
    bool hold, cover;
    duration span;  /* hold: of up to so long; -1: as the scenario says */
    duration every; /* cover, on networks: on average; -1: likewise */
};

void variant_hide(struct scenario *s, struct arena *a,
                  const struct variant_hiding *hiding);

/* Makes all adversaries passive observers. */
void variant_passive(struct scenario *s, struct arena *a);

/* Adds an adversary as the last one, under its name or, if that is taken, a
 * similar one. */
void variant_add(struct scenario *s, struct arena *a,
                 const struct scenario_adversary *adversary);

#endif
