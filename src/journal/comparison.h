/* A journal being written, compared with one that is there: a storage that
 * writes nothing, holds each frame against the other journal's, and refuses
 * the first that differs, so that its writer stops. */
#ifndef JOURNAL_COMPARISON_H
#define JOURNAL_COMPARISON_H

#include "journal/reader.h"

enum comparison_end {
    COMPARISON_NONE,    /* all frames so far are the same */
    COMPARISON_DIFFERS, /* at a frame of both */
    COMPARISON_CUT      /* the other journal has no further frame */
};

struct comparison {
    struct storage storage;
    struct window *file; /* the other journal's */
    uint64_t size;       /* of the other journal, up to its last good frame */
    uint32_t magic;
    bool keyed; /* keys and seals are not compared */
    struct arena arena;
    enum comparison_end end;
    uint64_t frames; /* that are the same */
    uint64_t bytes;  /* of these, in the other journal */
    /* Where it ended, our frame and, unless it is CUT, the other's, in the
     * arena. */
    struct reader_frame ours, theirs;
};

/* Compares with the frames of an open journal up to a size; the reader is
 * borrowed. A keyed journal is one with keys of its own: then its header's
 * first_key and unkeyed, its seals, and what follows from these are left
 * out. */
void comparison_init(struct comparison *c, struct reader *r, uint64_t size);
void comparison_fini(struct comparison *c);

/* Begins the journal to be compared, whose scenario, seed and run are the
 * other's. Fails like journal_create; ERR_IO when its header is already what
 * differs. */
MUST_CHECK enum err comparison_create(struct comparison *c,
                                      struct journal **out,
                                      struct record_header *header, instant now,
                                      struct errmsg *e);

#endif
