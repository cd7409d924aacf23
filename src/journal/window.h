/* A file looked at through a window of memory: any stretch of it as bytes,
 * however large the file is. */
#ifndef JOURNAL_WINDOW_H
#define JOURNAL_WINDOW_H

#include "base/bytes.h"

enum { WINDOW_SIZE = 4 * 1024 * 1024 };

struct window {
    int fd;         /* borrowed; -1 when all of it is in memory */
    uint64_t size;  /* of the file, as far as it can be read */
    uint64_t start; /* where in the file `shown` begins */
    struct bytes shown;
    uint8_t *memory; /* WINDOW_SIZE, or less for a small file; or NULL */
    int error;       /* errno of the read that failed; 0: none did */
};

/* A window over bytes in memory, which are borrowed; or over the first `size`
 * bytes of a file. ERR_LIMIT when there is no memory. */
void window_over(struct window *w, struct bytes all);
MUST_CHECK enum err window_open(struct window *w, int fd, uint64_t size);
void window_close(struct window *w);

/* The bytes of the file from offset on: `reach` of them (at most WINDOW_SIZE)
 * or more, fewer only before the file's end. Borrowed until the next call. A
 * file found shorter than it was, or that cannot be read on (`error`), ends
 * there. */
struct bytes window_at(struct window *w, uint64_t offset, size_t reach);

#endif
