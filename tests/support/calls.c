#define _GNU_SOURCE 1 /* RTLD_NEXT, memfd_create */

#include "support/calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    bool on;
    enum calls_kind kind;
    unsigned n;
    int error;
    unsigned counts[CALLS_KINDS];
} calls;

void calls_begin(enum calls_kind kind, unsigned n, int error)
{
    memset(&calls, 0, sizeof calls);
    calls.kind = kind;
    calls.n = n;
    calls.error = error;
    calls.on = true;
}

void calls_end(unsigned counts[CALLS_KINDS])
{
    calls.on = false;
    memcpy(counts, calls.counts, sizeof calls.counts);
}

/* Not static, for the headers make the calls below inline. */
bool calls_fail(enum calls_kind kind);
size_t calls_size(enum calls_kind kind, size_t size, bool *failed);

bool calls_fail(enum calls_kind kind)
{
    if (!calls.on || ++calls.counts[kind] != calls.n || kind != calls.kind)
        return false;
    errno = calls.error;
    return true;
}

/* The bytes that a call may move; failed: it fails with errno. */
size_t calls_size(enum calls_kind kind, size_t size, bool *failed)
{
    const bool told = calls_fail(kind);

    *failed = told && calls.error > 0;
    if (told && calls.error == CALLS_NOTHING) return 0;
    return told && calls.error == CALLS_SHORT ? (size + 1) / 2 : size;
}

/* The C library's function of that name, of the type of `own`. */
#define SYSTEM(own) (__extension__(__typeof__(&(own))) dlsym(RTLD_NEXT, #own))

int open(const char *path, int flags, ...)
{
    va_list arguments;

    va_start(arguments, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return calls_fail(CALLS_OPEN) ? -1 : SYSTEM(open)(path, flags, mode);
}

int stat(const char *restrict path, struct stat *restrict status)
{
    return calls_fail(CALLS_STAT) ? -1 : SYSTEM(stat)(path, status);
}

int fstat(int fd, struct stat *status)
{
    return calls_fail(CALLS_FSTAT) ? -1 : SYSTEM(fstat)(fd, status);
}

int dup(int fd)
{
    return calls_fail(CALLS_DUP) ? -1 : SYSTEM(dup)(fd);
}

int memfd_create(const char *name, unsigned flags)
{
    return calls_fail(CALLS_MEMFD) ? -1 : SYSTEM(memfd_create)(name, flags);
}

ssize_t read(int fd, void *data, size_t size)
{
    bool failed;
    const size_t most = calls_size(CALLS_READ, size, &failed);

    return failed ? -1 : SYSTEM(read)(fd, data, most);
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    bool failed;
    const size_t most = calls_size(CALLS_PREAD, size, &failed);

    return failed ? -1 : SYSTEM(pread)(fd, data, most, at);
}

ssize_t write(int fd, const void *data, size_t size)
{
    bool failed;
    const size_t most = calls_size(CALLS_WRITE, size, &failed);

    return failed ? -1 : SYSTEM(write)(fd, data, most);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    bool failed;
    const size_t most = calls_size(CALLS_PWRITE, size, &failed);

    return failed ? -1 : SYSTEM(pwrite)(fd, data, most, at);
}

int fsync(int fd)
{
    return calls_fail(CALLS_FSYNC) ? -1 : SYSTEM(fsync)(fd);
}

int flock(int fd, int operation)
{
    return calls_fail(CALLS_FLOCK) ? -1 : SYSTEM(flock)(fd, operation);
}

int ftruncate(int fd, off_t size)
{
    return calls_fail(CALLS_FTRUNCATE) ? -1 : SYSTEM(ftruncate)(fd, size);
}

int fallocate(int fd, int mode, off_t from, off_t size)
{
    return calls_fail(CALLS_FALLOCATE)
               ? -1
               : SYSTEM(fallocate)(fd, mode, from, size);
}

int close(int fd)
{
    const bool failed = calls_fail(CALLS_CLOSE);
    const int error = errno;
    const int really = SYSTEM(close)(fd);

    if (failed) errno = error;
    return failed ? -1 : really;
}
