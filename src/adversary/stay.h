/* The man in the middle after a state compromise: a session of the ratchet
 * whose keys were stolen on one side is taken over on both. */
#ifndef ADVERSARY_STAY_H
#define ADVERSARY_STAY_H

#include "adversary/tactic.h"

/* From the theft on reads each message of the target's session under the keys
 * of its sender's own ratchet with the adversary, and encrypts it again under
 * those of another with its recipient. */
enum record_act stay_play(struct tactic_play *p, struct intervention *h);

#endif
