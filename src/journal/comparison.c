#define _GNU_SOURCE 1 /* memfd_create */

#include "journal/comparison.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "journal/head.h"

/* The journal's buffers come to write_frames, whole frames in order. Each is
 * read, as is the frame at the same place of the other journal; their places in
 * the files differ where a key of another kind makes another header. The first
 * that differs is kept, and the write fails; so does every later one, for the
 * journal tries to end with a FAULT and a CLOSE. */

static bool is_seal(const struct reader_frame *f)
{
    return f->kind == JOURNAL_SEAL || f->kind == JOURNAL_CLOSE;
}

/* The same but for the key that seals it. */
static bool is_same_header(struct comparison *c, const struct reader_frame *a,
                           const struct reader_frame *b)
{
    struct record_header h[2];
    struct bytes bodies[2];
    const char *why;

    if (head_read_header(&c->arena, a, &h[0], &why) ||
        head_read_header(&c->arena, b, &h[1], &why))
        return false;
    h[0].unkeyed = h[1].unkeyed;
    memcpy(h[0].first_key, h[1].first_key, sizeof h[0].first_key);
    return !record_encode_header(&c->arena, &h[0], &bodies[0]) &&
           !record_encode_header(&c->arena, &h[1], &bodies[1]) &&
           bytes_equal(bodies[0], bodies[1]);
}

static bool is_same_frame(struct comparison *c, const struct reader_frame *ours,
                          const struct reader_frame *theirs)
{
    if (!c->keyed) return bytes_equal(ours->whole, theirs->whole);
    if (ours->seq != theirs->seq || ours->time != theirs->time ||
        ours->kind != theirs->kind)
        return false;
    if (is_seal(ours)) return true;
    return ours->kind == JOURNAL_HEADER ? is_same_header(c, ours, theirs)
                                        : bytes_equal(ours->body, theirs->body);
}

static struct reader_frame keep_frame(struct comparison *c,
                                      const struct reader_frame *f)
{
    struct reader_frame kept = *f;

    kept.whole = arena_copy(&c->arena, f->whole);
    kept.body = bytes_from(kept.whole, f->whole.size - f->body.size);
    return kept;
}

/* Compares the frame that the writer's bytes begin with. */
static enum comparison_end compare_frame(struct comparison *c,
                                         struct bytes rest,
                                         struct reader_frame *ours)
{
    struct reader_frame theirs;
    const char *why;

    enum err rc = head_read(rest, c->magic, ours, &why);
    assert(rc == ERR_OK); /* a journal writes whole frames */
    if (c->bytes >= c->size ||
        head_read(head_look(c->file, c->bytes), c->magic, &theirs, &why))
        return COMPARISON_CUT;
    if (!is_same_frame(c, ours, &theirs)) {
        c->theirs = keep_frame(c, &theirs);
        return COMPARISON_DIFFERS;
    }
    c->frames++;
    c->bytes += theirs.whole.size;
    arena_reset(&c->arena);
    return COMPARISON_NONE;
}

static int write_frames(void *world, int fd, uint64_t at, struct bytes b,
                        size_t *done)
{
    struct comparison *c = world;
    struct reader_frame ours;

    (void)fd;
    (void)at;
    for (*done = 0; *done < b.size && !c->end; *done += ours.whole.size) {
        c->end = compare_frame(c, bytes_from(b, *done), &ours);
        if (c->end) c->ours = keep_frame(c, &ours);
    }
    return c->end ? ECANCELED : 0;
}

static int create_none(void *world, const char *path, int *fd)
{
    (void)world;
    (void)path;
    *fd = -1;
    return ENOTSUP;
}

static int lock_none(void *world, int fd, bool held)
{
    (void)world;
    (void)fd;
    (void)held;
    return 0;
}

static int reserve_none(void *world, int fd, uint64_t from, uint64_t size)
{
    (void)world;
    (void)fd;
    (void)from;
    (void)size;
    return 0;
}

static int sync_none(void *world, int fd)
{
    (void)world;
    (void)fd;
    return 0;
}

static int cut_none(void *world, int fd, uint64_t size)
{
    (void)world;
    (void)fd;
    (void)size;
    return 0;
}

static int close_file(void *world, int fd)
{
    (void)world;
    return close(fd) ? errno : 0;
}

void comparison_init(struct comparison *c, struct reader *r, uint64_t size)
{
    *c = (struct comparison){
        .storage = {.world = c,
                    .create = create_none,
                    .lock = lock_none,
                    .reserve = reserve_none,
                    .write = write_frames,
                    .sync = sync_none,
                    .truncate = cut_none,
                    .close = close_file},
        .file = &r->file,
        .size = size,
        .magic = r->magic,
        .keyed = !r->header.unkeyed,
    };
    arena_init(&c->arena);
}

void comparison_fini(struct comparison *c)
{
    arena_fini(&c->arena);
}

enum err comparison_create(struct comparison *c, struct journal **out,
                           struct record_header *header, instant now,
                           struct errmsg *e)
{
    const struct journal_options options = {.storage = &c->storage};
    const int fd = memfd_create("comparison", MFD_CLOEXEC);

    if (fd < 0)
        return err_set(e, ERR_IO, "no memory for a journal: %s",
                       strerror(errno));
    enum err rc = journal_create_with(out, fd, &options, header, now, e);
    if (rc) close(fd);
    return rc;
}
