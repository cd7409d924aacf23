/* The man in the middle: a session with each side, in the other's name. */
#ifndef ADVERSARY_RELAY_H
#define ADVERSARY_RELAY_H

#include "adversary/tactic.h"

/* Takes the session's frames off the channel, answers them, and passes on in
 * one session what was read in the other. */
enum record_act relay_play(struct tactic_play *p, struct intervention *h);

#endif
