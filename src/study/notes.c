#include "study/notes.h"

#include <assert.h>

enum { NOTES_FIRST_CAPACITY = 16 }; /* a power of two, as are all */

/* One slot of the table. */
struct notes_item {
    struct notes_key key;
    bool taken;
    size_t number;
};

/* Mixes all bits of a word into the upper ones. */
static uint64_t mix_word(uint64_t hash, uint32_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static bool is_same_key(const struct notes_key *a, const struct notes_key *b)
{
    return a->party == b->party && a->document == b->document &&
           a->portion == b->portion && a->kind == b->kind;
}

/* The key's slot, or the free slot where it belongs. */
static struct notes_item *find_item(const struct notes *n,
                                    const struct notes_key *key)
{
    uint64_t hash = mix_word(0, key->party);

    hash = mix_word(hash, key->document);
    hash = mix_word(hash, key->portion);
    hash = mix_word(hash, key->kind);

    size_t at = (size_t)(hash >> 20) & (n->capacity - 1);

    while (n->items[at].taken && !is_same_key(&n->items[at].key, key))
        at = (at + 1) & (n->capacity - 1);
    return &n->items[at];
}

/* Makes room for one more, so that a quarter of the slots stays free. */
static void make_item_room(struct notes *n, struct arena *a)
{
    const struct notes before = *n;

    if (n->count < n->capacity / 4 * 3) return;
    n->capacity = n->capacity ? 2 * n->capacity : (size_t)NOTES_FIRST_CAPACITY;
    n->items = arena_array(a, n->capacity, sizeof *n->items);
    for (size_t i = 0; i < before.capacity; i++)
        if (before.items[i].taken)
            *find_item(n, &before.items[i].key) = before.items[i];
}

size_t *notes_at(struct notes *n, struct arena *a, const struct notes_key *key)
{
    assert(!n->arena || n->arena == a);
    n->arena = a;
    make_item_room(n, a);

    struct notes_item *item = find_item(n, key);

    if (!item->taken) {
        *item = (struct notes_item){.key = *key, .taken = true};
        n->count++;
    }
    return &item->number;
}

size_t notes_number(const struct notes *n, const struct notes_key *key)
{
    return n->capacity > 0 ? find_item(n, key)->number : 0;
}
