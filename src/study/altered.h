/* Altered texts: a party that accepted a text made up or changed by an
 * adversary, or got one passed on, has another text under the document's
 * name. */
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

/* The actors and the document of a record; an actor that is nobody has no
 * index. */
struct altered_where {
    uint32_t party, peer, document;
};

/* Follows altered frames from their making to their arrival. All records are
 * given, in the journal's order. The state lives in the arena. */
void altered_follow(struct altered *t, struct arena *a, uint64_t seq,
                    const struct record *r);

/* The level that a record gives. A text received in an altered frame, or from
 * an actor that has no other, is not the document, whatever its reader
 * believes. The true text is, even when that reader rejects it for being
 * another. */
enum record_level altered_level(struct altered *t, struct arena *a,
                                const struct record *r,
                                const struct altered_where *at);

/* True if the party took another text for the document. */
bool altered_mistaken(const struct altered *t, uint32_t party,
                      uint32_t document);

#endif
