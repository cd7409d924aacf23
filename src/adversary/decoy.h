/* An initial message in another party's name, with a bundle of its recipient's
 * that was asked for. */
#ifndef ADVERSARY_DECOY_H
#define ADVERSARY_DECOY_H

#include "adversary/tactic.h"

/* Tells whether a key of the adversary's own may pass for another party's: on
 * first use, and where the tactic has no other. */
bool decoy_introduces(const struct tactic_play *p);

/* Begins a session in the sender's name with the bundle that was kept, and puts
 * the message into its first frame: with the sender's key, with the secret of
 * the recipient's signed prekey, or with a key that serves for want of both.
 * NONE when no bundle was kept. */
enum record_act decoy_pose(struct tactic_play *p, struct intervention *h,
                           const struct identity *key, struct bytes message);

#endif
