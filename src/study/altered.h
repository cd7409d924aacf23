/* Texts that an adversary made up or changed: who took one in, or was handed
 * one on, has another text under the document's name. */
#ifndef STUDY_ALTERED_H
#define STUDY_ALTERED_H

#include "base/arena.h"
#include "wire/record.h"

struct altered {
    uint64_t *frames; /* records of such frames, in order */
    size_t count, capacity;
    size_t actors, documents;
    bool *other; /* an actor and document each; NULL: none has another text */
};

/* Whom and what a record speaks of; who is nobody is no actor's index. */
struct altered_where {
    uint32_t party, peer, document;
};

/* Follows such frames from their making to their arrival: all records are
 * given, in the journal's order. What is kept lives in the arena. */
void altered_follow(struct altered *t, struct arena *a, uint64_t seq,
                    const struct record *r);

/* The level that a record gives. What is taken in out of such a frame, or from
 * somebody who has no more, is not the document, whatever its reader thinks;
 * but the true text is, that he then turns down for another. */
enum record_level altered_level(struct altered *t, struct arena *a,
                                const struct record *r,
                                const struct altered_where *at);

/* Whether the party took another text for the document. */
bool altered_mistaken(const struct altered *t, uint32_t party,
                      uint32_t document);

#endif
