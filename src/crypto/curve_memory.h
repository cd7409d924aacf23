/* A memory of the curve's answers. Who plays one scenario many times over asks
 * the same of the curve again and again where the keys are the same; and within
 * each run, where both ends of a session are played, what one end works out
 * answers a question of the other. */
#ifndef CRYPTO_CURVE_MEMORY_H
#define CRYPTO_CURVE_MEMORY_H

#include "base/arena.h"
#include "crypto/curve_question.h"

/* Entries; with the smaller tables that were outgrown under 64 MiB. */
enum {
    CURVE_MEMORY_MAX = 1 << 18,
    CURVE_MEMORY_RECENT = 1 << 12 /* enough for what is asked in a run */
};

/* Answers by the SHA-256 of the whole question. Secrets are among them. It also
 * knows what follows from its answers: that a signature which it made holds,
 * and the agreement that it worked out, seen from the other end. */
struct curve_memory {
    struct arena arena;
    struct curve_memory_entry *entries; /* NULL at first */
    size_t room, count;                 /* room is a power of two, or 0 */
    size_t limit;                       /* of room */
    bool renews;           /* a full one forgets all; else it takes no more */
    uint64_t asked, known; /* questions; those that needed no working out */
};

/* One for runs that have the same keys. */
void curve_memory_init(struct curve_memory *m);

/* One for runs of which each has keys of its own: small, and it renews. */
void curve_memory_init_recent(struct curve_memory *m);

/* Wipes it. */
void curve_memory_fini(struct curve_memory *m);

/* The answer of curve_real_answer, out of the memory `own` where it is there.
 */
bool curve_memory_answer(void *own, const struct curve_question *q);

#endif
