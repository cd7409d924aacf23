/* Impersonation of a peer in a Noise session: a session that a party writes
 * into is begun, or answered, by an adversary in the peer's name. */
#ifndef ADVERSARY_LURE_H
#define ADVERSARY_LURE_H

#include "adversary/tactic.h"

/* Masquerade as the recipient: begins a session with the sender before it
 * writes, and reads what it writes there. */
enum record_act lure_play(struct tactic_play *p, struct intervention *h);

/* Responder impersonation: answers the session that the recipient begins as the
 * sender would, and sends another text in it. */
enum record_act lure_answer(struct tactic_play *p, struct intervention *h);

#endif
