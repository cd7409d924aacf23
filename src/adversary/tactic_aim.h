/* The frames at which a tactic acts, and what it makes up in their place. */
#ifndef ADVERSARY_TACTIC_AIM_H
#define ADVERSARY_TACTIC_AIM_H

#include "adversary/forgery.h"
#include "adversary/tactic.h"

/* True for a frame that may carry a document: a plain one shows it; in a
 * session, Noise or the ratchet, the even counters are messages. */
bool tactic_may_carry(const struct opener_layers *l);

/* True for a frame that carries the target: the exchange tells, which the
 * strongest adversary knows. */
bool tactic_aims_at(const struct tactic_play *p, const struct opener_layers *l);

/* Another text in the sender's name under the target's, for this party: sealed
 * as the target's profile has it, not signed, and with nobody's key. */
struct forgery tactic_forgery(const struct tactic_play *p, uint32_t to);

#endif
