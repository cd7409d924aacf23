/* Identity misbinding (X3DH section 4.8): a third party states the sender's
 * agreement key as its own. */
#ifndef ADVERSARY_MISBIND_H
#define ADVERSARY_MISBIND_H

#include "adversary/tactic.h"

/* States the key to the recipient, and passes the sender's frames of the
 * session on as the third party's, and the answers back. */
enum record_act misbind_play(struct tactic_play *p, struct intervention *h);

#endif
