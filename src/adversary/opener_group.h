/* Reading along in a group: a member's key, from his generator or out of the
 * memory of whoever has it, opens what he says. */
#ifndef ADVERSARY_OPENER_GROUP_H
#define ADVERSARY_OPENER_GROUP_H

#include "adversary/opener.h"

/* A message further along its chain is not followed: it would cost only time.
 */
enum { OPENER_GROUP_STEPS_MAX = 1 << 20 };

/* Opens a frame of a group, if the keys reach. */
void opener_group_follow(struct opener *o, const struct opener_layers *l);

/* What a frame of a group says to anybody. */
void opener_group_describe(struct arena *a, struct opener_layers *l);

#endif
