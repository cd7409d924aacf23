#include "results/sorting.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Values gather in a chunk. A full one is sorted by list and value and written
 * as a run, in pieces: a row of the table holds so many values of one list that
 * a query costs little beside them. A list is read by a cursor in each run,
 * which has one piece in memory; the least value of all cursors is the next.
 * Where runs become too many to be read at once, they are merged to longer
 * ones, each value once a level.
 *
 * The table is in a database of SQLite's own for temporary ones, beside that of
 * the results, which is neither written nor locked. Nothing has to outlast a
 * failure there. */

enum { PIECE = 2048 }; /* values in a row of the table, at most */

struct sorting_entry {
    size_t list;
    struct sorting_item item;
};

/* A place in a list of a run, and the piece around it. */
struct sorting_cursor {
    uint64_t run;
    size_t list, piece; /* the next one to be fetched */
    size_t at, count;   /* within the items; both 0 after the last */
    struct sorting_item items[PIECE];
};

/* A run that is being written, list by list. */
struct sorting_writer {
    struct sorting_store *store;
    uint64_t run;
    size_t list, piece, count;
    struct sorting_item items[PIECE];
};

void sorting_store_init(struct sorting_store *s, struct arena *a,
                        struct database *d, size_t chunk)
{
    assert(chunk > 0);
    *s = (struct sorting_store){
        .database = d,
        .entries = arena_array(a, chunk, sizeof *s->entries),
        .chunk = chunk,
        .cursors = arena_array(a, SORTING_FAN, sizeof *s->cursors),
        .writer = arena_alloc(a, sizeof *s->writer),
    };
    database_execute(d, "PRAGMA temp_store = FILE;"
                        "CREATE TEMP TABLE sorting (run INTEGER NOT NULL,"
                        "  list INTEGER NOT NULL, piece INTEGER NOT NULL,"
                        "  items BLOB NOT NULL,"
                        "  PRIMARY KEY (run, list, piece)) WITHOUT ROWID;"
                        "PRAGMA temp.journal_mode = OFF");
    database_prepare(d, &s->put,
                     "INSERT INTO temp.sorting VALUES (?, ?, ?, ?)");
    database_prepare(d, &s->get,
                     "SELECT items FROM temp.sorting"
                     " WHERE run = ? AND list = ? AND piece = ?");
    database_prepare(d, &s->drop, "DELETE FROM temp.sorting WHERE run = ?");
}

static void begin_run(struct sorting_store *s)
{
    struct sorting_writer *w = s->writer;

    w->store = s;
    w->run = s->runs++;
    w->list = w->piece = w->count = 0;
}

static void put_piece(struct sorting_writer *w)
{
    struct database_query *q = &w->store->put;

    if (w->count == 0) return;
    database_put_integer(q, (int64_t)w->run);
    database_put_integer(q, (int64_t)w->list);
    database_put_integer(q, (int64_t)w->piece++);
    database_put_blob(q, bytes_of(w->items, w->count * sizeof w->items[0]));
    database_run(q);
    w->count = 0;
}

static void put_item(struct sorting_writer *w, size_t list,
                     const struct sorting_item *item)
{
    if (list != w->list || w->count == PIECE) put_piece(w);
    if (list != w->list) w->piece = 0;
    w->list = list;
    w->items[w->count++] = *item;
}

static void add_run(struct sorting *s, unsigned level)
{
    put_piece(s->store->writer);
    s->runs =
        arena_grow(s->arena, s->runs, s->count, &s->room, sizeof *s->runs);
    s->runs[s->count++] = (struct sorting_run){s->store->writer->run, level};
}

/* Reads the next piece, if there is one. */
static void fetch_piece(struct sorting_store *s, struct sorting_cursor *c)
{
    struct database_query *q = &s->get;

    c->at = c->count = 0;
    database_put_integer(q, (int64_t)c->run);
    database_put_integer(q, (int64_t)c->list);
    database_put_integer(q, (int64_t)c->piece++);
    if (!database_next(q)) return;
    const struct bytes b = database_blob(q, 0);

    assert(b.size <= sizeof c->items);
    if (b.size > 0) memcpy(c->items, b.data, b.size);
    c->count = b.size / sizeof c->items[0];
    database_rewind(q);
}

/* Opens a list in the last runs, as many as `open`. */
static void open_runs(struct sorting *s, size_t open, size_t list)
{
    assert(open <= SORTING_FAN && open <= s->count && list < s->lists);
    s->open = open;
    for (size_t i = 0; i < open; i++) {
        struct sorting_cursor *c = &s->store->cursors[i];
        c->run = s->runs[s->count - open + i].number;
        c->list = list;
        c->piece = 0;
        fetch_piece(s->store, c);
    }
}

bool sorting_next(struct sorting *s, struct sorting_item *item)
{
    struct sorting_cursor *least = NULL;

    for (size_t i = 0; i < s->open; i++) {
        struct sorting_cursor *c = &s->store->cursors[i];
        if (c->at < c->count &&
            (!least || c->items[c->at].value < least->items[least->at].value))
            least = c;
    }
    if (!least) return false;
    *item = least->items[least->at++];
    if (least->at == least->count) fetch_piece(s->store, least);
    return true;
}

/* Makes one run of the last ones. */
static void merge_runs(struct sorting *s, size_t open)
{
    const unsigned level = s->runs[s->count - open].level + 1;
    struct database_query *drop = &s->store->drop;
    struct sorting_item item;

    begin_run(s->store);
    for (size_t list = 0; list < s->lists; list++) {
        open_runs(s, open, list);
        while (sorting_next(s, &item))
            put_item(s->store->writer, list, &item);
    }
    for (size_t i = 0; i < open; i++) {
        database_put_integer(drop, (int64_t)s->runs[--s->count].number);
        database_run(drop);
    }
    add_run(s, level);
}

static int by_list_and_value(const void *a, const void *b)
{
    const struct sorting_entry *x = a, *y = b;

    if (x->list != y->list) return x->list < y->list ? -1 : 1;
    return (x->item.value > y->item.value) - (x->item.value < y->item.value);
}

static bool is_full_level(const struct sorting *s)
{
    return s->count >= SORTING_FAN &&
           s->runs[s->count - SORTING_FAN].level == s->runs[s->count - 1].level;
}

static void write_chunk(struct sorting *s)
{
    struct sorting_store *store = s->store;

    if (store->count == 0) return;
    qsort(store->entries, store->count, sizeof *store->entries,
          by_list_and_value);
    begin_run(store);
    for (size_t i = 0; i < store->count; i++)
        put_item(store->writer, store->entries[i].list,
                 &store->entries[i].item);
    store->count = 0;
    add_run(s, 0);
    while (is_full_level(s))
        merge_runs(s, SORTING_FAN);
}

void sorting_begin(struct sorting *s, struct sorting_store *store,
                   struct arena *a, size_t lists)
{
    *s = (struct sorting){.store = store, .lists = lists, .arena = a};
    store->count = 0;
    database_begin(store->database);
}

void sorting_add(struct sorting *s, size_t list,
                 const struct sorting_item *item)
{
    struct sorting_store *store = s->store;

    assert(list < s->lists);
    store->entries[store->count++] = (struct sorting_entry){list, *item};
    if (store->count == store->chunk) write_chunk(s);
}

void sorting_end(struct sorting *s)
{
    write_chunk(s);
    while (s->count > SORTING_FAN)
        merge_runs(s, SORTING_FAN);
    database_commit(s->store->database);
}

void sorting_open(struct sorting *s, size_t list)
{
    open_runs(s, s->count, list);
}
