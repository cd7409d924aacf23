/* Numbers by party, document, portion and kind, for whoever keeps of many
 * records only what is new about each such row. */
#ifndef STUDY_NOTES_H
#define STUDY_NOTES_H

#include <stdint.h>

#include "base/arena.h"

struct notes_key {
    uint32_t party, document, portion, kind;
};

/* All zero: an empty table. */
struct notes {
    struct notes_item *items;
    size_t count, capacity;
};

/* The row's number, 0 in a row that is new; valid until the next call. The
 * table lives in the arena, which has to be the same at each call. */
size_t *notes_at(struct notes *n, struct arena *a, const struct notes_key *key);

#endif
