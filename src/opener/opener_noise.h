/* Noise sessions, followed from outside by whoever has the generator of one of
 * the sides, or what was in its memory. */
#ifndef OPENER_OPENER_NOISE_H
#define OPENER_OPENER_NOISE_H

#include "opener/opener.h"

/* Takes in a frame of a handshake, in the order in which they were sent. */
void opener_noise_follow(struct opener *o, const struct opener_layers *l);

/* Opens a transport frame, if the keys reach. */
void opener_noise_open(const struct opener *o, struct arena *a,
                       struct opener_layers *l);

/* Fills in what stands in the clear in a frame of a handshake. */
void opener_noise_describe(struct opener_layers *l);

#endif
