#include "journal/salvage.h"

#include <string.h>

/* Copies as much as the window shows at a time. */
enum err salvage_copy(const struct storage *storage, struct reader *r,
                      uint64_t size, int fd, struct errmsg *e)
{
    const struct storage *st = storage ? storage : storage_system();

    for (uint64_t at = 0; at < size;) {
        struct bytes b = window_at(&r->file, at, 1);
        size_t done;
        watch_see(r->watch, at, size);
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
    return failed ? err_set(e, ERR_IO, "%s", strerror(failed)) : ERR_OK;
}
