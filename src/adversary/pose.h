/* Impersonation: another text in the sender's name, in a session of the
 * adversary's own where the sender's documents have one. */
#ifndef ADVERSARY_POSE_H
#define ADVERSARY_POSE_H

#include "adversary/tactic.h"

/* Poses as the sender to the recipient with the keys that the tactic steals:
 * none, the recipient's, the sender's, or the recipient's signed prekey. */
enum record_act pose_play(struct tactic_play *p, struct intervention *h);

#endif
