/* A key of the adversary's own, stated as a party's. */
#ifndef ADVERSARY_FALSE_KEY_H
#define ADVERSARY_FALSE_KEY_H

#include "base/arena.h"
#include "crypto/identity.h"

/* The credential: the key signs for itself, and a directory, unless it is NULL,
 * for whose it is. */
MUST_CHECK enum err false_key_state(struct arena *a, const struct identity *key,
                                    const char *party,
                                    const struct identity *directory,
                                    struct bytes *out);

#endif
