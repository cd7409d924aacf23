/* Prekeys in the hands of an adversary: a bundle of his own in place of
 * another's, and an initial message in another's name. */
#ifndef ADVERSARY_DECOY_H
#define ADVERSARY_DECOY_H

#include "adversary/tactic.h"

/* In the middle of a session of the ratchet: hands out prekeys of his own as
 * those of whoever is asked for his, and reads what is agreed with them. */
enum record_act decoy_play(struct tactic_play *p, struct intervention *h);

/* Keeps the recipient's bundle, if that is what passes. */
void decoy_note(struct tactic_play *p, const struct intervention *h);

/* Begins a session in the sender's name with the bundle that was kept, and
 * says the message in it. NULL when there is none. */
enum record_act decoy_pose(struct tactic_play *p, struct intervention *h,
                           struct bytes message);

#endif
