#include "journal/window.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal/storage.h"

enum { AHEAD_MIN = 64 * 1024 };

void window_over(struct window *w, struct bytes all)
{
    *w = (struct window){.fd = -1, .size = all.size, .shown = all};
}

enum err window_open(struct window *w, int fd, uint64_t size)
{
    const size_t room = size < WINDOW_SIZE ? (size_t)size : WINDOW_SIZE;

    *w = (struct window){.fd = fd, .size = size, .memory = malloc(room + 1)};
    if (!w->memory) return ERR_LIMIT;
    w->shown.data = w->memory;
    return ERR_OK;
}

void window_close(struct window *w)
{
    free(w->memory);
    *w = (struct window){.fd = -1};
}

/* Fills the window from offset on, and keeps the part that it shows already. A
 * reader that goes on gets twice as much as before, one that jumps little. */
static void move_window(struct window *w, uint64_t offset, uint64_t need)
{
    const uint64_t left = w->size - offset;
    const uint64_t end = w->start + w->shown.size;
    const bool goes_on = offset >= w->start && offset <= end;
    uint64_t want = goes_on ? 2 * w->shown.size : AHEAD_MIN;
    unsigned tries = 0;
    size_t done = 0;

    if (goes_on) {
        done = (size_t)(end - offset);
        memmove(w->memory, w->memory + (offset - w->start), done);
    }
    if (want < need) want = need;
    if (want > WINDOW_SIZE) want = WINDOW_SIZE;
    if (want > left) want = left;
    while (done < want) {
        ssize_t n = pread(w->fd, w->memory + done, (size_t)want - done,
                          (off_t)(offset + done));
        if (n < 0 && storage_again(&tries)) continue;
        if (n <= 0) {
            w->error = n < 0 ? errno : 0;
            w->size = offset + done;
            break;
        }
        done += (size_t)n;
    }
    w->start = offset;
    w->shown = bytes_of(w->memory, done);
}

struct bytes window_at(struct window *w, uint64_t offset, size_t reach)
{
    assert(reach <= WINDOW_SIZE);
    if (offset >= w->size) return bytes_of(NULL, 0);

    const uint64_t left = w->size - offset;
    const uint64_t need = reach < left ? reach : left;

    if (w->fd >= 0 &&
        (offset < w->start || offset + need > w->start + w->shown.size))
        move_window(w, offset, need);
    return bytes_from(w->shown, (size_t)(offset - w->start));
}
