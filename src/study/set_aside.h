/* Proofs set aside: a party learns that the author's key was lost before the
 * date of a signature, and no longer relies on it. */
#ifndef STUDY_SET_ASIDE_H
#define STUDY_SET_ASIDE_H

#include "journal/reader.h"
#include "scenario/scenario.h"

struct set_aside_item {
    uint32_t party, document;
    instant time;
    uint64_t seq;
};

/* In the order of the journal. */
struct set_aside {
    struct arena arena;
    struct set_aside_item *items;
    size_t count, room;
};

/* Nothing set aside yet. */
void set_aside_init(struct set_aside *s);

/* Takes in a record, in the journal's order. A proof that the party checks anew
 * counts again. */
void set_aside_add(struct set_aside *s, const struct scenario *sc, instant time,
                   uint64_t seq, const struct record *r);

/* Reads a journal up to and including a time, as far as it can be read. */
void set_aside_read(struct set_aside *s, struct reader *r,
                    const struct scenario *sc, instant until);
void set_aside_fini(struct set_aside *s);

/* The party's proof of the document, set aside; NULL: it stands. */
const struct set_aside_item *set_aside_find(const struct set_aside *s,
                                            uint32_t party, uint32_t document);

#endif
