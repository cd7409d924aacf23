/* Memory piece by piece: for what is kept until something happens, and given
 * back then. An arena keeps what it gave until its end. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

#include "base/bytes.h"

/* All zeros: empty. */
struct pool {
    struct pool_piece *pieces; /* given out, and not given back */
};

/* Gives every piece back that is still out; what was in them is wiped first. */
void pool_fini(struct pool *pool);

/* Zeroed memory aligned for any type, valid until it is given back. A machine
 * out of memory ends the process, as in an arena. */
void *pool_alloc(struct pool *pool, size_t size);
struct bytes pool_copy(struct pool *pool, struct bytes b);

/* Wipes a piece of this pool and gives it back; NULL is none. */
void pool_free(struct pool *pool, const void *data);

#endif
