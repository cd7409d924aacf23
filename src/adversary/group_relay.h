/* The man in the middle of what a member says in a group to another one. */
#ifndef ADVERSARY_GROUP_RELAY_H
#define ADVERSARY_GROUP_RELAY_H

#include "adversary/tactic.h"

/* Replaces a group's frame by one that says what the sender's would under the
 * adversary's key. NONE where the key was not given on the adversary's way. */
enum record_act group_relay_play(struct tactic_play *p, struct intervention *h);

#endif
