/* The public keys by which an outsider verifies: those that all know from the
 * start, those of the secrets held, and those that were stated in messages. */
#ifndef OPENER_OPENER_KEYS_H
#define OPENER_OPENER_KEYS_H

#include "opener/opener.h"

enum { OPENER_KEYS_MAX = 1024 }; /* stated in messages, of all parties */

/* The party's public keys by age: first those of the secrets held, then those
 * learned, each the newest first, and last the one that all know. NULL past
 * it. */
const struct identity_public *opener_keys_public(const struct opener *o,
                                                 uint32_t party, size_t age);

/* Takes a key from an encoded message with a credential, if a known key of that
 * party has signed it. An unsigned statement could be anybody's. */
void opener_keys_note(struct opener *o, struct bytes message);

#endif
