/* Sessions of X3DH and the Double Ratchet, followed from outside by whoever
 * has the generator of one of the sides. */
#ifndef OPENER_OPENER_RATCHET_H
#define OPENER_OPENER_RATCHET_H

#include "opener/opener.h"

/* Keeps the prekey bundle that a plain frame may hold, for the session that is
 * begun with it. */
void opener_ratchet_note(struct opener *o, const struct opener_layers *l);

/* Takes in a frame of a session, in the order in which they were sent; what
 * it holds is put by in o->found. */
void opener_ratchet_follow(struct opener *o, const struct opener_layers *l);

/* Fills in what stands in the clear in a frame of the ratchet. */
void opener_ratchet_describe(struct arena *a, struct opener_layers *l);

#endif
