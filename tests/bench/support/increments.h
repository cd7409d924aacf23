/* Exponential increments of a second on average, cheap to draw and the same for
 * all: a table of them, read at places that xorshift names (Marsaglia 2003). */
#ifndef BENCH_SUPPORT_INCREMENTS_H
#define BENCH_SUPPORT_INCREMENTS_H

#include <stdint.h>

enum { INCREMENTS = 1 << 16 };

struct increments {
    uint64_t state;
    int64_t table[INCREMENTS]; /* nanoseconds */
};

static inline int64_t increments_next(struct increments *in)
{
    in->state ^= in->state << 13;
    in->state ^= in->state >> 7;
    in->state ^= in->state << 17;
    return in->table[in->state % INCREMENTS] + (int64_t)(in->state >> 48);
}

#endif
