#include "support/faulty.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool fails(struct faulty *f, enum faulty_call call)
{
    f->counts[call]++;
    if (f->sync_failed && (call == FAULTY_WRITE || call == FAULTY_SYNC))
        f->after_sync++;
    return f->fail_at > 0 && f->fail == call &&
           (f->counts[call] == f->fail_at ||
            (f->for_good && f->counts[call] > f->fail_at));
}

static int reserve(void *world, int fd, uint64_t from, uint64_t size)
{
    struct faulty *f = world;

    (void)fd;
    if (fails(f, FAULTY_RESERVE)) return f->error;
    if (f->no_reserve) return EOPNOTSUPP;
    if (f->room > 0 && from + size > f->room) return ENOSPC;
    if (from + size > f->reserved) f->reserved = from + size;
    return 0;
}

/* The part of a write that the disk has room for. */
static size_t fit(const struct faulty *f, uint64_t at, size_t size)
{
    uint64_t end = f->room > f->reserved ? f->room : f->reserved;

    if (f->room == 0 || at + size <= end) return size;
    return at < end ? (size_t)(end - at) : 0;
}

static int write_at(void *world, int fd, uint64_t at, struct bytes b,
                    size_t *done)
{
    const struct storage *real = storage_system();
    struct faulty *f = world;
    const bool failing = fails(f, FAULTY_WRITE);
    size_t size = fit(f, at, b.size);
    int error = failing ? f->error : size == 0 ? ENOSPC : 0;

    if (f->piece > 0 && size > f->piece) size = f->piece;
    if (failing) size = f->torn ? size / 2 : 0;
    const bool killed = f->kill_at > 0 && f->bytes + size >= f->kill_at;
    if (killed) size = (size_t)(f->kill_at - f->bytes);
    for (size_t put = 0; put < size;) {
        size_t n;
        if (real->write(NULL, fd, at + put, bytes_of(b.data + put, size - put),
                        &n))
            fail_msg("the test's own disk fails");
        put += n;
    }
    if (killed) raise(SIGKILL);
    f->bytes += size;
    if (f->piece_count < FAULTY_PIECES && size > 0)
        f->pieces[f->piece_count++] = (struct faulty_piece){at, size, false};
    *done = error ? 0 : size;
    return error;
}

static int sync_file(void *world, int fd)
{
    struct faulty *f = world;

    (void)fd;
    if (fails(f, FAULTY_SYNC)) {
        f->sync_failed = true;
        return f->error;
    }
    for (size_t i = 0; i < f->piece_count; i++)
        f->pieces[i].synced = true;
    return 0;
}

static int cut(void *world, int fd, uint64_t size)
{
    struct faulty *f = world;

    const bool failing = fails(f, FAULTY_TRUNCATE);

    if (failing && !f->torn) return f->error;
    const int really = storage_system()->truncate(NULL, fd, size);
    return failing ? f->error : really;
}

static int close_file(void *world, int fd)
{
    struct faulty *f = world;
    const int failed = fails(f, FAULTY_CLOSE) ? f->error : 0;
    const int really = storage_system()->close(NULL, fd);

    return failed ? failed : really;
}

void faulty_init(struct faulty *f)
{
    *f = (struct faulty){.storage = *storage_system()};
    f->storage.world = f;
    f->storage.reserve = reserve;
    f->storage.write = write_at;
    f->storage.sync = sync_file;
    f->storage.truncate = cut;
    f->storage.close = close_file;
}
