/* The frames at which a tactic acts. */
#ifndef ADVERSARY_TACTIC_AIM_H
#define ADVERSARY_TACTIC_AIM_H

#include "adversary/tactic.h"

/* True for a frame that may carry a document: a plain one shows it; in a
 * session, Noise or the ratchet, the even counters are messages. */
bool tactic_may_carry(const struct opener_layers *l);

/* True for a frame that carries the target: the exchange tells, which the
 * strongest adversary knows. */
bool tactic_aims_at(const struct tactic_play *p, const struct opener_layers *l);

#endif
