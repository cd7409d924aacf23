/* The public keys by which an outsider verifies: those that all know from the
 * start, those that he has both halves of, and those that he saw stated. */
#ifndef OPENER_OPENER_KEYS_H
#define OPENER_OPENER_KEYS_H

#include "opener/opener.h"

enum { OPENER_KEYS_MAX = 1024 }; /* learned, of all parties together */

/* The party's public keys: first those that he has both halves of, then those
 * learned, each the newest first, and last the one that all know. NULL past
 * it. */
const struct identity_public *opener_keys_public(const struct opener *o,
                                                 uint32_t party, size_t age);

/* Takes a key in from an encoded message that bears a credential, if a key of
 * that party's known so far has signed it: what is merely stated could be
 * anybody's. */
void opener_keys_note(struct opener *o, struct bytes message);

#endif
