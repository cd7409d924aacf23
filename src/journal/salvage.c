#include "journal/salvage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Copies as much as the window shows at a time. */
static enum err copy_bytes(const struct storage *st, struct reader *r,
                           uint64_t size, int fd, struct errmsg *e)
{
    for (uint64_t at = 0; at < size;) {
        struct bytes b = window_at(&r->file, at, 1);
        size_t done;
        if (b.size == 0)
            return err_set(e, ERR_IO, "the journal cannot be read on: %s",
                           r->file.error ? strerror(r->file.error)
                                         : "it has become shorter");
        if (b.size > size - at) b.size = (size_t)(size - at);
        int failed = st->write(st->world, fd, at, b, &done);
        if (failed) return err_set(e, ERR_IO, "%s", strerror(failed));
        at += done;
    }
    int failed = st->sync(st->world, fd);
    if (failed) return err_set(e, ERR_IO, "%s", strerror(failed));
    return ERR_OK;
}

enum err salvage_copy(const struct storage *storage, struct reader *r,
                      uint64_t size, const char *path, struct errmsg *e)
{
    const struct storage *st = storage ? storage : storage_system();
    int fd;

    int failed = st->create(st->world, path, &fd);
    if (failed)
        return err_set(e, failed == EEXIST ? ERR_EXISTS : ERR_IO,
                       "cannot make %s: %s", path, strerror(failed));
    enum err rc = copy_bytes(st, r, size, fd, e);
    failed = st->close(st->world, fd);
    if (!rc && failed) rc = err_set(e, ERR_IO, "%s", strerror(failed));
    if (!rc) return ERR_OK;
    unlink(path);
    return err_wrap(e, rc, "cannot write %s", path);
}
