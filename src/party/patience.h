/* Patience with initial messages of X3DH that fail: each costs the reader up
 * to four agreements, and anybody can make one up in a peer's name. */
#ifndef PARTY_PATIENCE_H
#define PARTY_PATIENCE_H

#include "base/instant.h"
#include "party/party.h"

enum { PATIENCE_FAILURES_MAX = 8 }; /* with one peer, within a span */

#define PATIENCE_SPAN (10 * MINUTE)

/* Whether so many have failed in the peer's name that none is tried until the
 * span is over, which began with the first of them. An honest peer says it
 * again later than that. */
bool patience_is_out(const struct party *p, uint32_t peer, instant now);

/* One more has failed. */
void patience_lose(struct party *p, uint32_t peer, instant now);

#endif
