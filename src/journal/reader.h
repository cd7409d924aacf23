/* A journal read back: its frames in order, untrusted until verified. */
#ifndef JOURNAL_READER_H
#define JOURNAL_READER_H

#include "base/watch.h"
#include "journal/journal.h"
#include "journal/window.h"

enum { READER_STREAM_MAX = 256 * 1024 * 1024 /* standard input, pipes */ };

/* One frame as it lies in the file; its bytes are borrowed until the next call
 * of the reader. */
struct reader_frame {
    uint64_t offset;    /* of the length prefix */
    struct bytes whole; /* length prefix and frame: what is hashed */
    uint64_t seq;
    instant time;
    enum journal_kind kind;
    uint8_t prev[MERKLE_HASH_SIZE];
    struct bytes body;
};

/* An open journal, of the length it had when it was opened; read through a
 * window, so that memory does not grow with it. */
struct reader {
    int fd;
    struct window file;
    uint64_t offset; /* where the next frame begins */
    uint64_t seq;    /* its number, on a walk from the start or a frame met */
    bool on_walk;
    const char *damage; /* what is wrong with a frame met, at damage_at; NULL */
    uint64_t damage_at;
    bool cut;    /* at the last frame that holds */
    bool in_use; /* somebody was still writing it when it was opened */
    uint32_t magic;
    struct record_header header;
    struct arena arena; /* what header and index point into */
    const char *index;  /* the sidecar's path; NULL: standard input */
    /* Told at each frame how many bytes of how many were read; or NULL. */
    const struct watch *watch;
};

/* Opens and reads the header. path may be a run folder (its run.journal), a
 * journal file, or "-" for standard input, which is read to its end. The
 * header's faults: ERR_FORMAT, ERR_CUT when a writer got no further, or
 * ERR_UNSUPPORTED for a format version or feature unknown to this program. */
MUST_CHECK enum err reader_open(struct reader *r, const char *path,
                                struct errmsg *e);
void reader_close(struct reader *r);

/* The next frame, the header first. ERR_MISSING at a clean end of file,
 * ERR_FORMAT when the bytes there are no whole frame, ERR_UNSUPPORTED when it
 * is one of an unknown kind, ERR_IO when the file cannot be read on. Checks
 * length, offsets, magic, CRC and number of this frame; chain and seals are for
 * verify. What does not hold is also kept in `damage`. */
MUST_CHECK enum err reader_next(struct reader *r, struct reader_frame *f);

/* The next frame is the header again; or one met before, by its offset. */
void reader_rewind(struct reader *r);
void reader_go_to(struct reader *r, uint64_t offset);

/* Reads nothing behind a size any more, as if the file ended there. */
void reader_cut(struct reader *r, uint64_t size);

/* Takes in the file's present length, unless it was cut, and whether it is
 * still being written. ERR_IO and ERR_LIMIT like reader_open. */
MUST_CHECK enum err reader_grow(struct reader *r, struct errmsg *e);

#endif
