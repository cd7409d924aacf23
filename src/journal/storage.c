#define _GNU_SOURCE 1 /* fallocate */

#include "journal/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

bool storage_again(unsigned *tries)
{
    return errno == EINTR && ++*tries < STORAGE_TRIES_MAX;
}

static int create_file(void *world, const char *path, int *fd)
{
    unsigned tries = 0;

    (void)world;
    do
        *fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    while (*fd < 0 && storage_again(&tries));
    return *fd < 0 ? errno : 0;
}

static int lock_file(void *world, int fd, bool held)
{
    unsigned tries = 0;
    int failed;

    (void)world;
    do
        failed = flock(fd, held ? LOCK_EX | LOCK_NB : LOCK_UN);
    while (failed && storage_again(&tries));
    return failed ? errno : 0;
}

/* A writer holds the lock alone, from before its header to the end. Many may
 * ask at once: a shared lock keeps nobody else who asks from it. */
bool storage_is_held_fd(int fd)
{
    if (flock(fd, LOCK_SH | LOCK_NB)) return errno == EWOULDBLOCK;
    flock(fd, LOCK_UN);
    return false;
}

bool storage_is_held(const char *path)
{
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) return false;
    const bool held = storage_is_held_fd(fd);
    close(fd);
    return held;
}

static int reserve_space(void *world, int fd, uint64_t from, uint64_t size)
{
    unsigned tries = 0;
    int failed;

    (void)world;
    do
        failed = fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)size);
    while (failed && storage_again(&tries));
    return failed ? errno : 0;
}

static int write_at(void *world, int fd, uint64_t at, struct bytes b,
                    size_t *done)
{
    unsigned tries = 0;
    ssize_t n;

    (void)world;
    do
        n = pwrite(fd, b.data, b.size, (off_t)at);
    while (n < 0 && storage_again(&tries));
    *done = n > 0 ? (size_t)n : 0;
    return n < 0 ? errno : n == 0 ? EIO : 0;
}

/* Tries once, even after EINTR: lost pages stay lost. */
static int sync_file(void *world, int fd)
{
    (void)world;
    return fsync(fd) ? errno : 0;
}

static int cut_file(void *world, int fd, uint64_t size)
{
    unsigned tries = 0;
    int failed;

    (void)world;
    do
        failed = ftruncate(fd, (off_t)size);
    while (failed && storage_again(&tries));
    return failed ? errno : 0;
}

static int close_file(void *world, int fd)
{
    (void)world;
    flock(fd, LOCK_UN);
    return close(fd) ? errno : 0;
}

const struct storage *storage_system(void)
{
    static const struct storage calls = {
        .create = create_file,
        .lock = lock_file,
        .reserve = reserve_space,
        .write = write_at,
        .sync = sync_file,
        .truncate = cut_file,
        .close = close_file,
    };

    return &calls;
}

static int sync_folder(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) return errno;
    const int failed = fsync(fd) ? errno : 0;
    close(fd);
    /* Not all file systems can sync a folder. */
    return failed == EINVAL ? 0 : failed;
}

int storage_sync_names(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash - path) + 1 : 0;
    int n = snprintf(folder, sizeof folder, "%.*s.", length, path);

    if (n < 0 || (size_t)n + sizeof "/.." > sizeof folder) return ENAMETOOLONG;
    const int failed = sync_folder(folder);
    if (failed) return failed;
    memcpy(folder + n, "/..", sizeof "/..");
    return sync_folder(folder);
}
