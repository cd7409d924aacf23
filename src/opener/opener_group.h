/* Opens a group's frames: a member's sender key comes from its generator, from
 * a frame that carried it, or from the memory of a member that has it. */
#ifndef OPENER_OPENER_GROUP_H
#define OPENER_OPENER_GROUP_H

#include "opener/opener.h"

/* A message further along its chain is not followed: that would only cost
 * time. */
enum { OPENER_GROUP_STEPS_MAX = 1 << 20 };

/* Opens a frame of a group, if the keys reach; else keeps it for a later
 * key. */
void opener_group_follow(struct opener *o, const struct opener_layers *l);

/* Keeps the sender keys in a message that `from` wrote, if it brings any; `by`
 * is whose secrets showed it. */
void opener_group_learn(struct opener *o, struct bytes message, uint32_t from,
                        uint32_t by);

/* The same of the frame that was followed last. */
void opener_group_note(struct opener *o, const struct opener_layers *l);

/* Gives the next waiting frame of a group that a newer key opens, as if it had
 * been followed just now. Called after each frame until it returns false. */
bool opener_group_late(struct opener *o, struct opener_layers *l);

/* Fills in the header of a group's frame, which is in the clear. */
void opener_group_describe(struct arena *a, struct opener_layers *l);

#endif
