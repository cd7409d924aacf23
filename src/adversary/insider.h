/* Tactics that take somebody on the inside, or a key of his: he re-addresses
 * what he got, claims what he did not write, or makes up what he never got. */
#ifndef ADVERSARY_INSIDER_H
#define ADVERSARY_INSIDER_H

#include "adversary/tactic.h"

/* The recipient seals the sender's text for a third party, in the sender's
 * name. */
enum record_act insider_forward(struct tactic_play *p, struct intervention *h);

/* A third party hands over the sender's envelope as if it were its own. */
enum record_act insider_claim(struct tactic_play *p, struct intervention *h);

/* With the recipient's own key, somebody writes to him as the sender. */
enum record_act insider_pose(struct tactic_play *p, struct intervention *h);

/* With the same key, and whatever protects the sender's papers, he writes to
 * him under HPKE's auth mode, outside of any session. */
enum record_act insider_detour(struct tactic_play *p, struct intervention *h);

/* The sender makes up a receipt of the recipient's. */
enum record_act insider_receipt(struct tactic_play *p, struct intervention *h);

/* The directory vouches for a key as the recipient's that is the adversary's:
 * to the sender, who goes by it, before he hears of the true one. */
enum record_act insider_vouch(struct tactic_play *p, struct intervention *h);

#endif
