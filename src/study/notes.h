/* A map from party, document, portion and kind to a number, by which a reader
 * of many records keeps only what is new. */
#ifndef STUDY_NOTES_H
#define STUDY_NOTES_H

#include <stdint.h>

#include "base/arena.h"

struct notes_key {
    uint32_t party, document, portion, kind;
};

/* All zero: an empty table. */
struct notes {
    const struct arena *arena; /* borrowed; NULL: not called yet */
    struct notes_item *items;
    size_t count, capacity;
};

/* The row's number, 0 in a new row; valid until the next call. The table lives
 * in the arena, the same one at each call. */
size_t *notes_at(struct notes *n, struct arena *a, const struct notes_key *key);

/* The row's number; 0, too, where there is no such row. */
size_t notes_number(const struct notes *n, const struct notes_key *key);

#endif
