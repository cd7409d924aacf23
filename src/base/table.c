#include "base/table.h"

#include <assert.h>

enum { TABLE_FIRST_ROOM = 8 }; /* a power of two, as are all */

struct table_slot {
    uint64_t hash;
    struct bytes key;
    void *item; /* NULL: the slot is free */
};

/* A product moves differences to higher bits only, a shift brings them back. */
static uint64_t mix_bits(uint64_t hash)
{
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

/* Eight bytes at a time. The last round is for keys that differ in the highest
 * bits of a word alone. */
static uint64_t hash_key(struct bytes key)
{
    uint64_t hash = key.size;

    for (size_t i = 0; i < key.size; i += 8) {
        uint64_t word = 0;
        for (size_t j = i; j < key.size && j < i + 8; j++)
            word = word << 8 | key.data[j];
        hash = mix_bits(hash ^ word);
    }
    return mix_bits(hash);
}

/* The key's slot, or the free slot where it belongs. */
static struct table_slot *find_slot(const struct table *t, struct bytes key,
                                    uint64_t hash)
{
    size_t at = (size_t)hash & (t->room - 1);

    while (t->slots[at].item &&
           (t->slots[at].hash != hash || !bytes_equal(t->slots[at].key, key)))
        at = (at + 1) & (t->room - 1);
    return &t->slots[at];
}

/* Makes room for one more, so that a quarter of the slots stays free. */
static void make_room(struct table *t, struct arena *a)
{
    const struct table before = *t;

    if (t->count < t->room / 4 * 3) return;
    t->room = t->room ? 2 * t->room : (size_t)TABLE_FIRST_ROOM;
    t->slots = arena_array(a, t->room, sizeof *t->slots);
    for (size_t i = 0; i < before.room; i++) {
        const struct table_slot *s = &before.slots[i];
        if (s->item) *find_slot(t, s->key, s->hash) = *s;
    }
}

void *table_find(const struct table *t, struct bytes key)
{
    return t->count > 0 ? find_slot(t, key, hash_key(key))->item : NULL;
}

void table_add(struct table *t, struct arena *a, struct bytes key, void *item)
{
    assert(item);
    make_room(t, a);
    const uint64_t hash = hash_key(key);
    struct table_slot *slot = find_slot(t, key, hash);

    assert(!slot->item);
    *slot = (struct table_slot){hash, key, item};
    t->count++;
}
