/* Sessions of X3DH and the Double Ratchet, followed from outside by whoever
 * has the generator of one of the sides. */
#ifndef ADVERSARY_OPENER_RATCHET_H
#define ADVERSARY_OPENER_RATCHET_H

#include "adversary/opener.h"

/* Takes in any frame: prekey bundles are noted, sessions followed in the
 * order in which their frames were sent, and what the frame holds is put by
 * in o->found. */
void opener_ratchet_follow(struct opener *o, const struct opener_layers *l);

/* Fills in what stands in the clear in a frame of the ratchet. */
void opener_ratchet_describe(struct arena *a, struct opener_layers *l);

#endif
