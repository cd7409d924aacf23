#include "cli/working.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "journal/storage.h"

static int lock_opened(const char *path, int operation)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned tries = 0;

    if (fd < 0) return -1;
    while (flock(fd, operation) && storage_again(&tries))
        ;
    return fd;
}

static void let_go(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

void working_begin(struct working *w, const char *folder)
{
    *w = (struct working){.folder = lock_opened(folder, LOCK_EX), .file = -1};
}

enum err working_check(const char *path, struct errmsg *e)
{
    if (!storage_is_held(path)) return ERR_OK;
    return err_set(e, ERR_STATE,
                   "%s is still being written by another program; name another "
                   "place, or wait until it has ended",
                   path);
}

void working_take(struct working *w, const char *path)
{
    w->file = lock_opened(path, LOCK_EX | LOCK_NB);
    let_go(&w->folder);
}

void working_end(struct working *w)
{
    let_go(&w->file);
    let_go(&w->folder);
}
