/* A record as a sentence: who, and what it did. */
#ifndef VIEW_PHRASE_H
#define VIEW_PHRASE_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* Both may still hold anything that a journal holds: for view/text.h. */
struct phrase {
    const char *subject; /* "russia"; "" where the party does not come first */
    const char *predicate; /* "receives us-response from us" */
};

/* Tells the record by its kind's sentence. A document is followed by its
 * portions in brackets where these are not all. Lives in the arena. */
struct phrase phrase_of(struct arena *a, const struct scenario *sc,
                        const struct record *r);

/* Subject and predicate in one. */
const char *phrase_whole(struct arena *a, const struct scenario *sc,
                         const struct record *r);

/* The record's document, with its portions in brackets where these are not
 * all. */
const char *phrase_document(struct arena *a, const struct scenario *sc,
                            const struct record *r);

#endif
