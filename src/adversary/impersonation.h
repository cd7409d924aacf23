/* Key-compromise impersonation: what somebody can write to a party in
 * another's name who has that party's own key. */
#ifndef ADVERSARY_IMPERSONATION_H
#define ADVERSARY_IMPERSONATION_H

#include "adversary/forgery.h"

/* A made-up copy, closed with the victim's key where that does as well as the
 * sender's: HPKE's auth mode authenticates by a secret that both sides can
 * work out (RFC 9180 section 9.1.1). As forgery_copy elsewhere. */
MUST_CHECK enum err impersonation_copy(struct arena *a, const struct forgery *f,
                                       const struct identity *victim,
                                       struct bytes *message);

#endif
