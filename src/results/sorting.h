/* Lists of values put into order outside of memory: chunks of a fixed size are
 * sorted, kept in a table of the database's own, and merged as they are read.
 * However many values there are, they take no more memory: what the table's
 * cache does not hold lies in temporary files, which SQLite makes in TMPDIR or
 * where it finds room. */
#ifndef RESULTS_SORTING_H
#define RESULTS_SORTING_H

#include "base/arena.h"
#include "database/database.h"

/* A value, with whatever goes along with it. */
struct sorting_item {
    int64_t value, note;
};

enum {
    SORTING_CHUNK = 64 * 1024, /* a size that serves */
    SORTING_FAN = 16           /* runs that are merged at once */
};

/* Where the chunks of all sortings are kept. Stays where it began, until its
 * database is closed; a database has one at most. */
struct sorting_store {
    struct database *database;
    struct database_query put, get, drop;
    struct sorting_entry *entries;  /* of the chunk that is being filled */
    size_t count, chunk;            /* of these; what it holds */
    struct sorting_cursor *cursors; /* in the chunks that are being read */
    struct sorting_writer *writer;
    uint64_t runs; /* sorted ones so far: the number of the next */
};

/* A chunk has so many values. What the store needs lies in the arena. */
void sorting_store_init(struct sorting_store *s, struct arena *a,
                        struct database *d, size_t chunk);

/* Lists, from 0 on, that were filled together. */
struct sorting {
    struct sorting_store *store;
    size_t lists;
    /* A run is a chunk, or the merger of SORTING_FAN runs of the level below;
     * levels fall from the first run to the last. */
    struct sorting_run {
        uint64_t number;
        unsigned level;
    } * runs;
    size_t count, room;
    struct arena *arena;
    size_t open; /* runs that are being read */
};

/* Values are added between these two, to one sorting at a time; the lists are
 * then there as long as the store. What it needs lies in the arena. */
void sorting_begin(struct sorting *s, struct sorting_store *store,
                   struct arena *a, size_t lists);
void sorting_add(struct sorting *s, size_t list,
                 const struct sorting_item *item);
void sorting_end(struct sorting *s);

/* Reads a list from its least value on, as often as wanted; of all lists of a
 * store one at a time. False after the last, and once anything has failed. */
void sorting_open(struct sorting *s, size_t list);
bool sorting_next(struct sorting *s, struct sorting_item *item);

#endif
