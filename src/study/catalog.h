/* An index of a journal's events by number and by exchange, in a few bytes an
 * event. An event's contents are read again when they are wanted. */
#ifndef STUDY_CATALOG_H
#define STUDY_CATALOG_H

#include "journal/reader.h"

enum {
    CATALOG_BLOCK = 64 * 1024,  /* records in a block */
    CATALOG_STRIDE = 16 * 1024, /* bytes of the file between known offsets */
};

/* An exchange's last record. `exchange` 0: a free slot. */
struct catalog_exchange {
    uint64_t exchange;
    uint64_t last;
};

/* Where one of the records begins. */
struct catalog_mark {
    uint64_t seq, offset;
};

struct catalog {
    struct arena arena;
    struct reader *reader; /* borrowed */
    uint64_t count;        /* records 0 to count - 1 are known */
    struct catalog_block **blocks;
    size_t block_room;
    struct catalog_mark *marks; /* by number */
    size_t mark_count, mark_room;
    struct catalog_exchange *exchanges; /* not in the arena, for it grows */
    size_t exchange_count, exchange_room;
};

/* Reads a journal's frames up to and including a time, as long as they can be
 * read and are numbered in order. */
void catalog_init(struct catalog *c, struct reader *r, instant until);
void catalog_fini(struct catalog *c);

/* The kind of the event of that number; false: there is none. */
bool catalog_kind(const struct catalog *c, uint64_t seq,
                  enum record_kind *kind);

/* The last event of an exchange, and the one before an event in the same
 * exchange; 0: there is none. */
uint64_t catalog_last(const struct catalog *c, uint64_t exchange);
uint64_t catalog_before(const struct catalog *c, uint64_t seq);

/* Reads an event again. ERR_MISSING: there is none; the reader's errors for
 * one that cannot be read any more. */
MUST_CHECK enum err catalog_read(const struct catalog *c, uint64_t seq,
                                 struct reader_frame *f);

#endif
