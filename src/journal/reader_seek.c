#include "journal/reader_seek.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/search.h"
#include "journal/head.h"

/* An open index: entry i tells of the frame JOURNAL_INDEX_RECORDS * (i + 1),
 * for the one before them all needs none. */
struct reader_seek_table {
    int fd;
    uint64_t count;
};

struct reader_seek_entry {
    uint64_t offset;
    uint64_t time;
};

/* A path that is no regular file has no entries. O_NONBLOCK, for it may be a
 * pipe. */
static struct reader_seek_table open_table(const char *path)
{
    struct reader_seek_table t = {.fd = -1};
    struct stat st;

    if (path) t.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (t.fd < 0 || fstat(t.fd, &st) || !S_ISREG(st.st_mode)) return t;
    t.count = (uint64_t)st.st_size / JOURNAL_INDEX_ENTRY;
    return t;
}

static void close_table(const struct reader_seek_table *t)
{
    if (t->fd >= 0) close(t->fd);
}

static bool read_entry(const struct reader_seek_table *t, uint64_t i,
                       struct reader_seek_entry *e)
{
    uint8_t b[JOURNAL_INDEX_ENTRY];

    if (pread(t->fd, b, sizeof b, (off_t)(i * sizeof b)) != sizeof b)
        return false;
    *e = (struct reader_seek_entry){bytes_get_le64(b), bytes_get_le64(b + 8)};
    return true;
}

/* Goes to the frame of entry i, if the journal bears the entry out. */
static bool jump(struct reader *r, const struct reader_seek_table *t,
                 uint64_t i)
{
    struct reader_frame f;
    struct reader_seek_entry e;
    const char *why;

    if (!read_entry(t, i, &e) ||
        head_read(head_look(&r->file, e.offset), r->magic, &f, &why) ||
        f.seq != (i + 1) * JOURNAL_INDEX_RECORDS || (uint64_t)f.time != e.time)
        return false;
    reader_go_to(r, e.offset);
    return true;
}

struct reader_seek_moment {
    const struct reader_seek_table *table;
    instant at;
};

static bool entry_is_before(void *context, size_t place)
{
    const struct reader_seek_moment *m = context;
    struct reader_seek_entry e;

    return read_entry(m->table, place, &e) && m->at > 0 &&
           e.time < (uint64_t)m->at;
}

/* The number of entries of an earlier time, if they are in order. */
static uint64_t entries_before(const struct reader_seek_table *t, instant at)
{
    struct reader_seek_moment moment = {t, at};

    return search_place((size_t)t->count, entry_is_before, &moment);
}

/* Goes from the frame of the entry before `entries`, or from the start, frame
 * by frame to the first of that number and time or beyond. */
static enum err walk_on(struct reader *r, const struct reader_seek_table *t,
                        uint64_t entries, uint64_t seq, instant at)
{
    struct reader_frame f;
    enum err rc;

    if (entries == 0 || !jump(r, t, entries - 1)) reader_rewind(r);
    while ((rc = reader_next(r, &f)) == ERR_OK) {
        if (f.seq < seq || f.time < at) continue;
        reader_go_to(r, f.offset);
        return ERR_OK;
    }
    return rc;
}

enum err reader_seek_seq(struct reader *r, uint64_t seq)
{
    const struct reader_seek_table t = open_table(r->index);
    const uint64_t entries = seq / JOURNAL_INDEX_RECORDS;

    enum err rc =
        walk_on(r, &t, entries < t.count ? entries : t.count, seq, INSTANT_MIN);
    close_table(&t);
    return rc;
}

enum err reader_seek_time(struct reader *r, instant at)
{
    const struct reader_seek_table t = open_table(r->index);

    enum err rc = walk_on(r, &t, entries_before(&t, at), 0, at);
    close_table(&t);
    return rc;
}
