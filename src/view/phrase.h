/* A record as a sentence: who, and what it did. */
#ifndef VIEW_PHRASE_H
#define VIEW_PHRASE_H

#include "journal/reader.h"
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

/* The same of a frame: its record's sentence where it is an event, and
 * elsewhere its kind. */
const char *phrase_frame(struct arena *a, const struct scenario *sc,
                         const struct reader_frame *f);

/* The sentence of a kind, with names in braces: of a field, or of what is put
 * together from several. */
const char *phrase_sentence(enum record_kind kind);

/* Whether that sentence says which channel it was. */
bool phrase_tells_channel(enum record_kind kind);

/* "key 2, 3f9a 12cd 88e0 41b7, from the directory": a key's serial, the first
 * bytes of its fingerprint, if there are any, and how it is relied on. */
const char *phrase_key(struct arena *a, uint32_t serial,
                       struct bytes fingerprint, enum record_trust trust);

/* The record's document, with its portions in brackets where these are not
 * all. */
const char *phrase_document(struct arena *a, const struct scenario *sc,
                            const struct record *r);

#endif
