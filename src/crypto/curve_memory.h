/* A memory of the curve's answers: whoever plays one scenario many times over
 * asks the same of the curve again and again, since the keys are the same. */
#ifndef CRYPTO_CURVE_MEMORY_H
#define CRYPTO_CURVE_MEMORY_H

#include "base/arena.h"
#include "crypto/curve_question.h"

/* Entries; with the smaller tables that were outgrown under 64 MiB. */
enum { CURVE_MEMORY_MAX = 1 << 18 };

/* Answers by the SHA-256 of the whole question. Secrets are among them. */
struct curve_memory {
    struct arena arena;
    struct curve_memory_entry *entries; /* NULL at first */
    size_t room, count;                 /* room is a power of two, or 0 */
    size_t limit;                       /* of room */
    uint64_t asked, known; /* questions; those that were asked before */
};

void curve_memory_init(struct curve_memory *m);

/* Wipes it. */
void curve_memory_fini(struct curve_memory *m);

/* The answer of curve_real_answer, out of the memory `own` where it is there. A
 * full memory takes in no more. */
bool curve_memory_answer(void *own, const struct curve_question *q);

#endif
