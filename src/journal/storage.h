/* The one seam between a journal and its disk: the calls by which the file is
 * made, locked, written, synced, cut and closed. */
#ifndef JOURNAL_STORAGE_H
#define JOURNAL_STORAGE_H

#include "base/bytes.h"

/* A call that is interrupted (EINTR) is tried again so often in a row: an
 * interruption that never ends is an error of its own. */
enum { STORAGE_TRIES_MAX = 1000 };

/* Each call gives back 0 or an errno. A test puts calls of its own here, which
 * fail, fall short, or count. */
struct storage {
    void *world; /* handed to every call */

    /* Makes a new, empty file, for reading and writing; EEXIST when it is
     * there. */
    int (*create)(void *world, const char *path, int *fd);

    /* Takes the lock of the one writer, or gives it up; EWOULDBLOCK when
     * there is another. */
    int (*lock)(void *world, int fd, bool held);

    /* Reserves space for so many bytes from there on; the file's size stays. */
    int (*reserve)(void *world, int fd, uint64_t from, uint64_t size);

    /* Writes bytes at a place in the file, or the first of them: *done > 0 when
     * it gives back 0. */
    int (*write)(void *world, int fd, uint64_t at, struct bytes b,
                 size_t *done);

    /* Forces the written bytes onto the disk. After a failure nobody can know
     * which of them are there, nor find out by trying again. */
    int (*sync)(void *world, int fd);

    /* Cuts the file, and gives back the space reserved behind its end. */
    int (*truncate)(void *world, int fd, uint64_t size);

    /* Closes the file and gives up the lock, even if it is open elsewhere. */
    int (*close)(void *world, int fd);
};

/* The system's own calls. */
const struct storage *storage_system(void);

/* After a call of the system that failed: true if errno is EINTR and the call
 * should be tried again; counts the tries. */
bool storage_again(unsigned *tries);

/* True if a writer holds the lock of the journal; by its descriptor, or by its
 * path, which need not be a journal's. Disturbs neither writers nor readers. */
bool storage_is_held_fd(int fd);
bool storage_is_held(const char *path);

/* Forces the names in the folder of a new file onto the disk, and the name of
 * the folder itself. The system's only; an errno. */
int storage_sync_names(const char *path);

#endif
