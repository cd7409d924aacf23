/* Reading along in a group: a member's key opens what he says, be it from his
 * generator, read on its way, or out of the memory of whoever has it. */
#ifndef OPENER_OPENER_GROUP_H
#define OPENER_OPENER_GROUP_H

#include "opener/opener.h"

/* A message further along its chain is not followed: it would cost only time.
 */
enum { OPENER_GROUP_STEPS_MAX = 1 << 20 };

/* Opens a frame of a group, if the keys reach. */
void opener_group_follow(struct opener *o, const struct opener_layers *l);

/* Keeps a sender key that was read on its way to a member, in the frame that
 * was followed just before. */
void opener_group_note(struct opener *o, const struct opener_layers *l);

/* The next frame of a group that was followed in vain, and that a key which
 * has come since opens: to be opened in its turn, as if followed just now.
 * Asked after each frame, until it gives false. */
bool opener_group_late(struct opener *o, struct opener_layers *l);

/* What a frame of a group says to anybody. */
void opener_group_describe(struct arena *a, struct opener_layers *l);

#endif
