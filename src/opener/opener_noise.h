/* Noise sessions, followed from outside with the generator or the stolen memory
 * of one of the sides. */
#ifndef OPENER_OPENER_NOISE_H
#define OPENER_OPENER_NOISE_H

#include "opener/opener.h"

/* Follows a frame of a handshake, in the order of sending. */
void opener_noise_follow(struct opener *o, const struct opener_layers *l);

/* Opens a transport frame, if the keys reach. */
void opener_noise_open(const struct opener *o, struct arena *a,
                       struct opener_layers *l);

/* Fills in the parts of a handshake frame that are in the clear. */
void opener_noise_describe(struct opener_layers *l);

#endif
