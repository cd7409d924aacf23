#include "study/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/search.h"
#include "wire/outline.h"

/* The frames are read once. Each record gets a byte for its kind and four for
 * the distance to the record before it in its exchange, in blocks that never
 * move, and every CATALOG_STRIDE bytes the offset of a record is noted. A hash
 * table has the last record of each exchange, so that an exchange is walked
 * backwards from there. catalog_read goes to the nearest offset noted before
 * the record and reads on from it. */

enum { CATALOG_FIRST_ROOM = 64 };

/* The facts that must be known of every record without reading it: its kind,
 * from 1 (0: no event), and the distance to the event before it in its exchange
 * (0: none within reach). */
struct catalog_block {
    uint32_t back[CATALOG_BLOCK];
    uint8_t kinds[CATALOG_BLOCK];
};

_Static_assert(RECORD_KIND_COUNT <= UINT8_MAX, "a kind takes a byte");

/* The exchange's slot, or the free slot where it belongs. */
static struct catalog_exchange *find_exchange(const struct catalog *c,
                                              uint64_t exchange)
{
    const uint64_t hash = exchange * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (size_t)(hash >> 32) & (c->exchange_room - 1);

    while (c->exchanges[at].exchange != 0 &&
           c->exchanges[at].exchange != exchange)
        at = (at + 1) & (c->exchange_room - 1);
    return &c->exchanges[at];
}

/* Makes room for one more exchange, so that a quarter of the slots stays
 * free. */
static void make_exchange_room(struct catalog *c)
{
    struct catalog_exchange *before = c->exchanges;
    const size_t room = c->exchange_room;

    if (c->exchange_count < room / 4 * 3) return;
    c->exchange_room = room ? 2 * room : (size_t)CATALOG_FIRST_ROOM;
    c->exchanges = calloc(c->exchange_room, sizeof *before);
    if (!c->exchanges) arena_out_of_memory(c->exchange_room * sizeof *before);
    for (size_t i = 0; i < room; i++)
        if (before[i].exchange != 0)
            *find_exchange(c, before[i].exchange) = before[i];
    free(before);
}

/* Enters an event as its exchange's last, and returns the distance to the one
 * before. */
static uint32_t enter_event(struct catalog *c, uint64_t exchange, uint64_t seq)
{
    if (exchange == 0) return 0;
    make_exchange_room(c);

    struct catalog_exchange *e = find_exchange(c, exchange);
    const uint64_t back = e->exchange ? seq - e->last : 0;

    c->exchange_count += e->exchange == 0;
    *e = (struct catalog_exchange){exchange, seq};
    return back <= UINT32_MAX ? (uint32_t)back : 0;
}

static struct catalog_block *block_of(const struct catalog *c, uint64_t seq)
{
    return c->blocks[seq / CATALOG_BLOCK];
}

/* Adds a place for the next record, as no event yet. */
static void add_record(struct catalog *c, const struct reader_frame *f)
{
    const size_t block = (size_t)(c->count / CATALOG_BLOCK);
    const struct catalog_mark *last =
        c->mark_count > 0 ? &c->marks[c->mark_count - 1] : NULL;

    if (c->count % CATALOG_BLOCK == 0) {
        c->blocks = arena_grow(&c->arena, c->blocks, block, &c->block_room,
                               sizeof(struct catalog_block *));
        c->blocks[block] = arena_alloc(&c->arena, sizeof **c->blocks);
    }
    if (!last || f->offset - last->offset >= CATALOG_STRIDE) {
        c->marks = arena_grow(&c->arena, c->marks, c->mark_count, &c->mark_room,
                              sizeof *c->marks);
        c->marks[c->mark_count++] = (struct catalog_mark){f->seq, f->offset};
    }
    c->count++;
}

void catalog_init(struct catalog *c, struct reader *r, instant until)
{
    struct reader_frame f;
    struct outline o;

    *c = (struct catalog){.reader = r};
    arena_init(&c->arena);
    reader_rewind(r);
    /* A record out of sequence cannot be named as a cause. */
    while (!reader_next(r, &f) && f.time <= until && f.seq == c->count) {
        add_record(c, &f);
        if (f.kind != JOURNAL_EVENT) continue;
        if (outline_read(f.body, &o)) break;

        struct catalog_block *b = block_of(c, f.seq);

        b->kinds[f.seq % CATALOG_BLOCK] = (uint8_t)(o.kind + 1);
        b->back[f.seq % CATALOG_BLOCK] = enter_event(c, o.exchange, f.seq);
    }
}

void catalog_fini(struct catalog *c)
{
    free(c->exchanges);
    arena_fini(&c->arena);
}

bool catalog_kind(const struct catalog *c, uint64_t seq, enum record_kind *kind)
{
    if (seq >= c->count) return false;

    const uint8_t entry = block_of(c, seq)->kinds[seq % CATALOG_BLOCK];

    if (entry > 0) *kind = (enum record_kind)(entry - 1);
    return entry > 0;
}

uint64_t catalog_last(const struct catalog *c, uint64_t exchange)
{
    return exchange > 0 && c->exchange_count > 0
               ? find_exchange(c, exchange)->last
               : 0;
}

uint64_t catalog_before(const struct catalog *c, uint64_t seq)
{
    if (seq >= c->count) return 0;

    const uint32_t back = block_of(c, seq)->back[seq % CATALOG_BLOCK];

    return back > 0 ? seq - back : 0;
}

static int compare_marks(const void *item, const void *key)
{
    const struct catalog_mark *m = item;
    const uint64_t *seq = key;

    return (m->seq > *seq) - (m->seq < *seq);
}

/* The last of the known offsets at which a record up to this one begins. */
static uint64_t offset_before(const struct catalog *c, uint64_t seq)
{
    const uint64_t next = seq + 1;
    const size_t end = search_lower_bound(&next, c->marks, c->mark_count,
                                          sizeof *c->marks, compare_marks);

    return end > 0 ? c->marks[end - 1].offset : 0;
}

enum err catalog_read(const struct catalog *c, uint64_t seq,
                      struct reader_frame *f)
{
    enum record_kind kind;
    enum err rc = ERR_OK;

    if (!catalog_kind(c, seq, &kind)) return ERR_MISSING;
    reader_go_to(c->reader, offset_before(c, seq));
    do
        rc = reader_next(c->reader, f);
    while (!rc && f->seq < seq);
    return rc ? rc : f->seq == seq ? ERR_OK : ERR_MISSING;
}
