/* A claim as people say it. */
#ifndef LESSON_CLAIM_WORDS_H
#define LESSON_CLAIM_WORDS_H

#include "scenario/lesson_claim.h"

/* A sentence as it stands; what is measured in words, in the arena. */
const char *claim_words(const struct lesson_claim *claim,
                        const struct scenario *s, struct arena *a);

#endif
