/* A scenario changed in memory, to see what would have been: the same but for
 * its protection, its desks, or somebody more on its channels. */
#ifndef SCENARIO_VARIANT_H
#define SCENARIO_VARIANT_H

#include "scenario/scenario.h"

/* A variant borrows all of its original but what is changed, which lives in
 * the arena; it needs no fini. */
struct scenario variant_of(const struct scenario *s);

/* Every entry that takes a protection has this one. */
void variant_protect(struct scenario *s, struct arena *a, uint32_t protection);

/* No desk takes time: what is done with a message follows from its arrival. */
void variant_hasten(struct scenario *s, struct arena *a);

/* The adversaries look on, and touch nothing. */
void variant_disarm(struct scenario *s, struct arena *a);

/* One more adversary, who comes last; his name, unless it is taken, else one
 * like it. */
void variant_add(struct scenario *s, struct arena *a,
                 const struct scenario_adversary *adversary);

#endif
