/* Key-compromise impersonation: messages to a party in another's name, made
 * with that party's own key. */
#ifndef ADVERSARY_IMPERSONATION_H
#define ADVERSARY_IMPERSONATION_H

#include "adversary/forgery.h"

/* A made-up copy, sealed with the victim's key where that does as well as the
 * sender's: HPKE's auth mode authenticates by a secret that both sides can work
 * out (RFC 9180 section 9.1.1). Under other seals the same as forgery_copy. */
MUST_CHECK enum err impersonation_copy(struct arena *a, const struct forgery *f,
                                       const struct identity *victim,
                                       struct bytes *message);

#endif
