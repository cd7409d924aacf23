/* The man in the middle under the ratchet, and in a group, whose keys come over
 * it. */
#ifndef ADVERSARY_RATCHET_RELAY_H
#define ADVERSARY_RATCHET_RELAY_H

#include "adversary/tactic.h"

/* Replaces the bundle that either side asked for by the adversary's own, reads
 * what is agreed with it, and passes it on in a session of its own with the
 * other side. On first use each side is shown a key of the adversary's as the
 * other's; else the bundle is refused. */
enum record_act ratchet_relay_play(struct tactic_play *p,
                                   struct intervention *h);

#endif
