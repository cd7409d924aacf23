/* Messages under a key of the adversary's own, where that one passes for their
 * sender's: as after a first contact that it has taken over. */
#ifndef ADVERSARY_SUBSTITUTION_H
#define ADVERSARY_SUBSTITUTION_H

#include "adversary/tactic.h"

/* A message of the frame in hand, as it goes on between two who each hold the
 * adversary's key for the other's: it shows that key, bears its signature where
 * the sender's was, and is sealed anew where it was sealed to the adversary.
 * All else stays, and so does all where nobody trusts on first use. *read is
 * the message as it came, its copy out of an envelope that the adversary could
 * open. */
struct bytes substitution_message(struct tactic_play *p,
                                  const struct intervention *h,
                                  struct bytes message, struct bytes *read);

/* The same of a message outside of any session: puts what it becomes into the
 * frame's place. */
enum record_act substitution_play(struct tactic_play *p,
                                  struct intervention *h);

#endif
