/* A hash table from bytes to items. It lives in an arena, and nothing walks it:
 * the order of its slots reaches nobody. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"

/* All zero: an empty table. */
struct table {
    struct table_slot *slots;
    size_t count, room;
};

/* The item of that key; NULL: there is none. */
void *table_find(const struct table *t, struct bytes key);

/* Adds an item, which is not NULL, under a key that the table does not have.
 * Both stay where they are, the key most often within the item. The arena is
 * the same one at each call; outgrown slots stay in it. */
void table_add(struct table *t, struct arena *a, struct bytes key, void *item);

#endif
