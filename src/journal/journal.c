#define _GNU_SOURCE 1 /* fallocate */

#include "journal/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/sha256.h"
#include "journal/head.h"
#include "journal/seal.h"

enum {
    FLUSH_SIZE = 64 * 1024,
    TRAILER_SIZE = 4 * 1024, /* of a SEAL, a FAULT and a CLOSE at most */
    /* The frame that fills the buffer past FLUSH_SIZE still fits. */
    BUFFER_SIZE = FLUSH_SIZE + JOURNAL_FRAME_MAX + HEAD_SIZE_MAX + TRAILER_SIZE
};

struct journal {
    int fd;
    bool stopped;      /* after an error nothing more is written */
    bool reserves;     /* the file system can set space aside */
    uint64_t written;  /* bytes in the file, whole frames all */
    uint64_t reserved; /* bytes that space is set aside for */
    uint8_t id[RECORD_ID_SIZE];
    uint64_t epoch;
    instant last;
    struct merkle tree; /* of all frames so far: its size is the next seq */
    struct merkle_hash prev;
    struct sealer sealer;
    struct arena arena; /* bodies of our own making */
    struct writer buffer;
    uint8_t memory[BUFFER_SIZE];
};

static void put_frame(struct journal *j, enum journal_kind kind, instant now,
                      struct bytes body)
{
    struct journal_frame f = {
        .seq = j->tree.size, .time = now, .kind = kind, .body = body};
    size_t start = j->buffer.size;

    memcpy(f.prev, j->prev.bytes, sizeof f.prev);
    head_write(&j->buffer, bytes_get_le32(j->id), &f);
    j->prev = merkle_leaf(bytes_from(writer_bytes(&j->buffer), start));
    merkle_push(&j->tree, &j->prev);
    j->last = now;
}

/* SEAL or CLOSE. */
static void put_seal(struct journal *j, enum journal_kind kind, instant now)
{
    struct record_seal seal = {.epoch = j->epoch++, .tree_size = j->tree.size};
    struct merkle_hash root = merkle_root(&j->tree);
    struct bytes body;

    memcpy(seal.root, root.bytes, sizeof seal.root);
    sealer_sign(&j->sealer, kind, now, j->id, &seal);
    enum err rc = record_encode_seal(&j->arena, &seal, &body);
    assert(rc == ERR_OK); /* its size is fixed */
    put_frame(j, kind, now, body);
    arena_reset(&j->arena);
}

/* After a failed write of the buffer's first `done` bytes and a part more. */
static enum err cut_back(struct journal *j, size_t done, struct errmsg *e)
{
    int cause = errno;
    struct bytes rest = bytes_of(j->buffer.data, done);

    for (size_t n; (n = head_frame_size(rest)) > 0; rest = bytes_from(rest, n))
        j->written += n;
    j->stopped = true;
    if (ftruncate(j->fd, (off_t)j->written))
        return err_set(e, ERR_IO,
                       "cannot write the journal (%s) nor cut it back (%s)",
                       strerror(cause), strerror(errno));
    return err_set(e, ERR_IO, "cannot write the journal: %s; it ends early",
                   strerror(cause));
}

static enum err flush(struct journal *j, struct errmsg *e)
{
    struct bytes b = writer_bytes(&j->buffer);
    size_t done = 0;

    while (done < b.size) {
        ssize_t n = pwrite(j->fd, b.data + done, b.size - done,
                           (off_t)(j->written + done));
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return cut_back(j, done, e);
    }
    j->written += done;
    writer_init(&j->buffer, j->memory, sizeof j->memory);
    return ERR_OK;
}

/* Sets space aside for a frame, and a trailer behind it, before the frame is
 * taken in: what the buffer holds can then always be written. The file's size
 * stays as it is, so a reader sees frames only. */
static enum err reserve(struct journal *j, size_t frame_size, struct errmsg *e)
{
    uint64_t end = j->written + j->buffer.size + frame_size + TRAILER_SIZE;

    if (!j->reserves || end <= j->reserved) return ERR_OK;
    uint64_t more = end - j->reserved + JOURNAL_RESERVE;
    int failed;
    do
        failed = fallocate(j->fd, FALLOC_FL_KEEP_SIZE, (off_t)j->reserved,
                           (off_t)more);
    while (failed && errno == EINTR);
    if (failed && errno != EOPNOTSUPP && errno != ENOSYS)
        return err_set(e, ERR_IO, "no space for the journal: %s",
                       strerror(errno));
    j->reserves = !failed;
    j->reserved += more;
    return ERR_OK;
}

static enum err close_with_fault(struct journal *j, instant now,
                                 struct errmsg *e)
{
    struct bytes body;
    enum err rc = record_encode_fault(
        &j->arena, "no space was left for another record", &body);

    assert(rc == ERR_OK); /* the text is short */
    if (seal_due(j->tree.size)) put_seal(j, JOURNAL_SEAL, now);
    put_frame(j, JOURNAL_FAULT, now, body);
    put_seal(j, JOURNAL_CLOSE, now);
    rc = flush(j, e);
    j->stopped = true;
    return rc ? rc : ERR_IO;
}

static enum err check_file(int fd, struct errmsg *e)
{
    struct stat st;

    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        return err_set(e, ERR_IO, "a journal needs a regular file");
    if (st.st_size > 0)
        return err_set(e, ERR_EXISTS, "the journal's file is not empty");
    if (flock(fd, LOCK_EX | LOCK_NB))
        return err_set(e, ERR_STATE, "cannot lock the journal's file: %s",
                       strerror(errno));
    return ERR_OK;
}

static void release(struct journal *j)
{
    sealer_fini(&j->sealer);
    arena_fini(&j->arena);
    free(j);
}

enum err journal_create(struct journal **out, int fd,
                        struct record_header *header,
                        const uint8_t key_seed[JOURNAL_SEED_SIZE], instant now,
                        struct errmsg *e)
{
    struct bytes body;
    enum err rc = check_file(fd, e);
    if (rc) return rc;

    struct journal *j = calloc(1, sizeof *j);
    if (!j) return err_set(e, ERR_LIMIT, "no memory for a journal");
    j->fd = fd;
    j->reserves = true;
    memcpy(j->id, header->journal_id, sizeof j->id);
    sealer_init(&j->sealer, key_seed);
    writer_init(&j->buffer, j->memory, sizeof j->memory);

    header->version = JOURNAL_VERSION;
    sha256(header->scenario_hash, header->scenario);
    memcpy(header->first_key, j->sealer.identity.pub.sign,
           sizeof header->first_key);
    rc = record_encode_header(&j->arena, header, &body);
    if (rc) {
        err_set(e, rc, "the scenario is too long for a journal's header");
        goto out;
    }
    rc = reserve(j, body.size + HEAD_SIZE_MAX, e);
    if (rc) goto out;
    put_frame(j, JOURNAL_HEADER, now, body);
    arena_reset(&j->arena);
    rc = flush(j, e);
    if (rc) goto out;
    *out = j;
    return ERR_OK;
out:
    release(j);
    flock(fd, LOCK_UN);
    return rc;
}

enum err journal_append(struct journal *j, instant now, struct bytes body,
                        uint64_t *seq, struct errmsg *e)
{
    assert(now >= j->last && body.size <= RECORD_BODY_MAX);
    if (j->stopped)
        return err_set(e, ERR_IO, "the journal ended early and takes no more");
    enum err rc = reserve(j, body.size + HEAD_SIZE_MAX, e);
    if (rc) return close_with_fault(j, now, e);

    if (seal_due(j->tree.size)) put_seal(j, JOURNAL_SEAL, now);
    *seq = j->tree.size;
    put_frame(j, JOURNAL_EVENT, now, body);
    return j->buffer.size < FLUSH_SIZE ? ERR_OK : flush(j, e);
}

enum err journal_flush(struct journal *j, struct errmsg *e)
{
    if (j->stopped) return err_set(e, ERR_IO, "the journal ended early");
    return flush(j, e);
}

enum err journal_close(struct journal *j, instant now, struct errmsg *e)
{
    enum err rc;

    if (j->stopped) {
        rc = err_set(e, ERR_IO, "the journal ended early");
    } else {
        assert(now >= j->last);
        put_seal(j, JOURNAL_CLOSE, now);
        rc = flush(j, e);
    }
    /* Gives back what was set aside and not used. */
    if (ftruncate(j->fd, (off_t)j->written) && !rc)
        rc = err_set(e, ERR_IO, "cannot trim the journal: %s", strerror(errno));
    flock(j->fd, LOCK_UN); /* the file may be open under another number */
    if (close(j->fd) && !rc)
        rc =
            err_set(e, ERR_IO, "cannot close the journal: %s", strerror(errno));
    release(j);
    return rc;
}
