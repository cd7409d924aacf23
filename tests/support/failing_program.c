/* Goes into the program and makes one of its calls fail with EIO: the N-th of a
 * kind, by FAILING="KIND N MARK". MARK is a file that is there afterwards if so
 * many calls were made. */
#define _GNU_SOURCE 1 /* RTLD_NEXT */

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/calls.h"

enum { WORD = 16, PATH = 1024 };

static const char *const kinds[CALLS_KINDS] = {
    [CALLS_OPEN] = "open",           [CALLS_STAT] = "stat",
    [CALLS_FSTAT] = "fstat",         [CALLS_DUP] = "dup",
    [CALLS_MEMFD] = "memfd",         [CALLS_READ] = "read",
    [CALLS_PREAD] = "pread",         [CALLS_WRITE] = "write",
    [CALLS_PWRITE] = "pwrite",       [CALLS_FSYNC] = "fsync",
    [CALLS_FLOCK] = "flock",         [CALLS_FTRUNCATE] = "ftruncate",
    [CALLS_FALLOCATE] = "fallocate", [CALLS_CLOSE] = "close",
};

static struct {
    bool on;
    enum calls_kind kind; /* CALLS_KINDS: fseek */
    unsigned n, seeks;
    char mark[PATH];
} failing;

__attribute__((constructor)) static void failing_begin(void)
{
    const char *asked = getenv("FAILING");
    char word[WORD];

    if (!asked ||
        sscanf(asked, "%15s %u %1023s", word, &failing.n, failing.mark) != 3)
        return;
    while (failing.kind < CALLS_KINDS && strcmp(word, kinds[failing.kind]) != 0)
        failing.kind++;
    failing.on = true;
    if (failing.kind < CALLS_KINDS) calls_begin(failing.kind, failing.n, EIO);
}

__attribute__((destructor)) static void failing_end(void)
{
    unsigned counts[CALLS_KINDS + 1];

    if (!failing.on) return;
    calls_end(counts);
    counts[CALLS_KINDS] = failing.seeks;
    if (counts[failing.kind] < failing.n) return;
    FILE *mark = fopen(failing.mark, "w");
    if (mark) fclose(mark);
}

int fseek(FILE *file, long offset, int whence)
{
    if (failing.on && ++failing.seeks == failing.n &&
        failing.kind == CALLS_KINDS) {
        errno = EIO;
        return -1;
    }
    return (__extension__(__typeof__(&fseek))
                dlsym(RTLD_NEXT, "fseek"))(file, offset, whence);
}
