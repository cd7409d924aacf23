/* Sessions of X3DH and the Double Ratchet, followed from outside with the
 * generator or the stolen memory of one of the sides. */
#ifndef OPENER_OPENER_RATCHET_H
#define OPENER_OPENER_RATCHET_H

#include "opener/opener.h"

/* Follows a frame of a session, in the order of sending, and puts what it holds
 * in o->found. */
void opener_ratchet_follow(struct opener *o, const struct opener_layers *l);

/* Fills in the parts of a ratchet frame that are in the clear. */
void opener_ratchet_describe(struct arena *a, struct opener_layers *l);

#endif
