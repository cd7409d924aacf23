#include "journal/journal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/writer.h"
#include "crypto/sha256.h"
#include "journal/head.h"
#include "journal/origin.h"

/* The ordinary way of a record: journal_append sets space aside, puts the seal
 * first if the epoch is full, and puts the frame into the buffer; keep_up
 * writes the buffer out when it is full and syncs as often as the durability
 * asks. journal_close puts CLOSE, writes out, trims the file and syncs.
 *
 * `tip` stands behind the last frame put into the buffer, `in_file` behind the
 * last one written. When a write fails, cut_back sets the tip back to in_file,
 * steps it over the frames that were written whole, and cuts the file there;
 * write_trailer then tries, once, to add FAULT and CLOSE. A seal is written out
 * as soon as it is put, so that it is always the last frame of a buffer. */

enum {
    FLUSH_SIZE = 64 * 1024,
    TRAILER_SIZE = 4 * 1024, /* of a SEAL, a FAULT and a CLOSE at most */
    FAULT_TEXT_MAX = 1024,
    /* The frame that fills the buffer past FLUSH_SIZE still fits. */
    BUFFER_SIZE = FLUSH_SIZE + JOURNAL_FRAME_MAX + HEAD_SIZE_MAX + TRAILER_SIZE
};

/* The state behind a frame, which the next one builds on. */
struct journal_tip {
    uint64_t epoch;
    instant last;
    struct merkle tree; /* of all frames so far: its size is the next seq */
    struct merkle_hash prev;
    struct sealer sealer;
};

struct journal {
    const struct storage *storage;
    int fd;
    enum journal_durability durability;
    bool stopped;      /* nothing more is written */
    bool synced_out;   /* a sync failed: nothing more is even tried */
    bool reserves;     /* the file system can set space aside */
    uint64_t written;  /* bytes in the file, whole frames all */
    uint64_t unsynced; /* of these, since the last sync */
    uint64_t reserved; /* bytes that space is set aside for */
    uint8_t id[RECORD_ID_SIZE];
    struct journal_tip tip;     /* behind all frames taken in */
    struct journal_tip in_file; /* behind those in the file: a failed write goes
                                 * back to it */
    const char *index_path;
    int index;          /* the sidecar; -1: none yet, or given up */
    struct arena arena; /* bodies of headers, seals and faults */
    struct writer buffer;
    uint8_t memory[BUFFER_SIZE]; /* not cleared: it is written before read */
};

/* An entry for every 256th frame. The index may be lost or wrong without any
 * harm, so a failure only ends it. */
static void index_frame(struct journal *j, uint64_t seq, instant time,
                        uint64_t offset)
{
    const struct storage *st = j->storage;
    const uint64_t entry = seq / JOURNAL_INDEX_RECORDS - 1;
    uint8_t bytes[JOURNAL_INDEX_ENTRY];
    size_t done;

    if (j->index < 0 && st->create(st->world, j->index_path, &j->index)) {
        j->index_path = NULL;
        return;
    }
    bytes_put_le64(bytes, offset);
    bytes_put_le64(bytes + 8, (uint64_t)time);
    if (st->write(st->world, j->index, entry * sizeof bytes,
                  bytes_of(bytes, sizeof bytes), &done) ||
        done < sizeof bytes)
        j->index_path = NULL;
}

static void put_frame(struct journal *j, enum journal_kind kind, instant now,
                      struct bytes body)
{
    struct journal_tip *tip = &j->tip;
    struct reader_frame f = {
        .seq = tip->tree.size, .time = now, .kind = kind, .body = body};
    size_t start = j->buffer.size;

    memcpy(f.prev, tip->prev.bytes, sizeof f.prev);
    head_write(&j->buffer, bytes_get_le32(j->id), &f);
    tip->prev = merkle_leaf(bytes_from(writer_bytes(&j->buffer), start));
    merkle_push(&tip->tree, &tip->prev);
    tip->last = now;
    if (j->index_path && f.seq > 0 && f.seq % JOURNAL_INDEX_RECORDS == 0)
        index_frame(j, f.seq, now, j->written + start);
}

/* SEAL or CLOSE. */
static void put_seal(struct journal *j, enum journal_kind kind, instant now)
{
    struct journal_tip *tip = &j->tip;
    struct record_seal seal = {.epoch = tip->epoch++,
                               .tree_size = tip->tree.size};
    struct merkle_hash root = merkle_root(&tip->tree);
    struct bytes body;

    memcpy(seal.root, root.bytes, sizeof seal.root);
    sealer_sign(&tip->sealer, kind, now, j->id, &seal);
    enum err rc = record_encode_seal(&j->arena, &seal, &body);
    assert(rc == ERR_OK); /* its size is fixed */
    put_frame(j, kind, now, body);
    arena_reset(&j->arena);
}

static bool seal_is_due(const struct journal *j)
{
    return seal_due(j->tip.tree.size);
}

/* Notes that the buffer is in the file. If a seal was in it, the last copy of
 * its key, in in_file, is overwritten. */
static void settle_buffer(struct journal *j)
{
    j->written += j->buffer.size;
    j->unsynced += j->buffer.size;
    j->in_file = j->tip;
    writer_init(&j->buffer, j->memory, sizeof j->memory);
}

/* After a failed write of the buffer's first `done` bytes: the file ends with
 * its last whole frame again, and the tip stands behind that. A seal is always
 * the last frame of a buffer, so none is among the whole ones. */
static int cut_back(struct journal *j, size_t done)
{
    struct bytes rest = bytes_of(j->buffer.data, done);
    struct reader_frame f;
    const char *why;
    const uint32_t magic = bytes_get_le32(j->id);

    j->tip = j->in_file;
    for (; head_read(rest, magic, &f, &why) == ERR_OK;
         rest = bytes_from(rest, f.whole.size)) {
        j->tip.prev = merkle_leaf(f.whole);
        merkle_push(&j->tip.tree, &j->tip.prev);
        j->tip.last = f.time;
    }
    j->buffer.size = done - rest.size;
    settle_buffer(j);
    return j->storage->truncate(j->storage->world, j->fd, j->written);
}

/* Writes the buffer into the file. On failure the file ends with its last whole
 * frame: gives back an errno, and in *uncut another one if even the cutting
 * back failed. */
static int write_out(struct journal *j, int *uncut)
{
    const struct storage *st = j->storage;
    struct bytes b = writer_bytes(&j->buffer);
    size_t done = 0;

    *uncut = 0;
    while (done < b.size) {
        size_t n;
        int failed = st->write(st->world, j->fd, j->written + done,
                               bytes_from(b, done), &n);
        if (failed) {
            *uncut = cut_back(j, done);
            return failed;
        }
        done += n;
    }
    settle_buffer(j);
    return 0;
}

/* The reason as a body that a reader takes: it is short, and UTF-8 to its
 * end, which a message that was cut to fit need not be. */
static struct bytes fault_body(struct journal *j, const char *why)
{
    struct bytes body;
    const char *read;

    if (strlen(why) <= FAULT_TEXT_MAX &&
        !record_encode_fault(&j->arena, why, &body) &&
        !record_decode_fault(&j->arena, body, &read))
        return body;
    enum err rc =
        record_encode_fault(&j->arena, "an error that has no text", &body);
    assert(rc == ERR_OK); /* the text is short */
    return body;
}

/* Makes one attempt: a failure now is final. */
static void write_trailer(struct journal *j, instant now, const char *why)
{
    int uncut;

    j->stopped = true;
    if (seal_is_due(j)) {
        put_seal(j, JOURNAL_SEAL, now);
        if (write_out(j, &uncut)) return;
    }
    put_frame(j, JOURNAL_FAULT, now, fault_body(j, why));
    put_seal(j, JOURNAL_CLOSE, now);
    (void)write_out(j, &uncut);
}

/* Writes the buffer out; a failure ends the journal with a FAULT that names it.
 */
static enum err flush_buffer(struct journal *j, struct errmsg *e)
{
    const instant now = j->tip.last;
    char why[128];
    int uncut, failed = write_out(j, &uncut);

    if (!failed) return ERR_OK;
    if (uncut) {
        j->stopped = true;
        return err_set(e, ERR_IO,
                       "cannot write the journal (%s) nor cut it back (%s)",
                       strerror(failed), strerror(uncut));
    }
    snprintf(why, sizeof why, "a record could not be written: %s",
             strerror(failed));
    write_trailer(j, now, why);
    return err_set(e, ERR_IO, "cannot write the journal: %s; it ends early",
                   strerror(failed));
}

/* After a failed sync the system may have dropped the pages it could not write,
 * and a second sync would succeed without them. */
static enum err sync_file(struct journal *j, struct errmsg *e)
{
    if (j->durability == JOURNAL_NONE || j->unsynced == 0) return ERR_OK;
    int failed = j->storage->sync(j->storage->world, j->fd);
    if (failed) {
        j->stopped = true;
        j->synced_out = true;
        return err_set(e, ERR_IO,
                       "cannot force the journal onto its disk: %s; what was "
                       "written last may be lost, and nothing more is written",
                       strerror(failed));
    }
    j->unsynced = 0;
    return ERR_OK;
}

/* Sets space aside for a frame, and a trailer behind it, before the frame is
 * taken in: what the buffer holds can then always be written. The file's size
 * stays as it is, so a reader sees frames only. */
static enum err reserve_space(struct journal *j, size_t frame_size,
                              struct errmsg *e)
{
    uint64_t end = j->written + j->buffer.size + frame_size + TRAILER_SIZE;

    if (!j->reserves || end <= j->reserved) return ERR_OK;
    uint64_t more = end - j->reserved + JOURNAL_RESERVE;
    int failed =
        j->storage->reserve(j->storage->world, j->fd, j->reserved, more);
    if (failed && failed != EOPNOTSUPP && failed != ENOSYS)
        return err_set(e, ERR_IO, "no space for the journal: %s",
                       strerror(failed));
    j->reserves = !failed;
    j->reserved += more;
    return ERR_OK;
}

static enum err check_file(const struct storage *st, int fd, struct errmsg *e)
{
    struct stat status;

    if (fstat(fd, &status) || !S_ISREG(status.st_mode))
        return err_set(e, ERR_IO, "a journal needs a regular file");
    if (status.st_size > 0)
        return err_set(e, ERR_EXISTS, "the journal's file is not empty");
    int failed = st->lock(st->world, fd, true);
    if (failed)
        return err_set(e, ERR_STATE, "cannot lock the journal's file: %s",
                       strerror(failed));
    return ERR_OK;
}

static void journal_release(struct journal *j)
{
    sealer_fini(&j->tip.sealer);
    sealer_fini(&j->in_file.sealer);
    arena_fini(&j->arena);
    free(j);
}

/* Fills in what follows from the rest of the header and from the key, and
 * starts the keys of the seals. */
static void journal_key(struct journal *j, struct record_header *header,
                        const uint8_t *sign_key)
{
    struct sealer *s = &j->tip.sealer;

    header->version = JOURNAL_VERSION;
    header->unkeyed = !sign_key;
    sha256(header->scenario_hash, header->scenario);
    origin_id(header, header->journal_id);
    memcpy(j->id, header->journal_id, sizeof j->id);
    if (sign_key)
        sealer_init_keyed(s, sign_key, j->id);
    else
        origin_sealer(header, s);
    memcpy(header->first_key, s->identity.pub.sign, sizeof header->first_key);
    j->in_file = j->tip;
}

/* Takes one chunk, in which all later bodies find room: a machine out of memory
 * still gets FAULT and CLOSE. */
static void keep_chunk(struct arena *a)
{
    (void)arena_alloc(a, ARENA_CHUNK_SIZE);
    arena_reset(a);
}

static enum err journal_begin(struct journal *j, struct record_header *header,
                              instant now, struct errmsg *e)
{
    struct bytes body;

    enum err rc = record_encode_header(&j->arena, header, &body);
    if (rc)
        return err_set(e, rc,
                       "the scenario is too long for a journal's header");
    rc = reserve_space(j, body.size + HEAD_SIZE_MAX, e);
    if (rc) return rc;
    put_frame(j, JOURNAL_HEADER, now, body);
    arena_reset(&j->arena);
    keep_chunk(&j->arena);
    int uncut, failed = write_out(j, &uncut);
    if (failed)
        return err_set(e, ERR_IO, "cannot write the journal: %s",
                       strerror(failed));
    return sync_file(j, e);
}

enum err journal_create_with(struct journal **out, int fd,
                             const struct journal_options *options,
                             struct record_header *header, instant now,
                             struct errmsg *e)
{
    const struct storage *st =
        options->storage ? options->storage : storage_system();
    enum err rc = check_file(st, fd, e);
    if (rc) return rc;

    struct journal *j = malloc(sizeof *j);
    if (!j) arena_out_of_memory(sizeof *j);
    assert(j);
    memset(j, 0, offsetof(struct journal, memory));
    j->storage = st;
    j->fd = fd;
    j->durability = options->durability;
    j->index_path = options->index;
    j->index = -1;
    j->reserves = true;
    journal_key(j, header, options->sign_key);
    writer_init(&j->buffer, j->memory, sizeof j->memory);
    rc = journal_begin(j, header, now, e);
    if (rc) goto out;
    *out = j;
    return ERR_OK;
out:
    (void)st->truncate(st->world, fd, 0);
    (void)st->lock(st->world, fd, false);
    journal_release(j);
    return rc;
}

enum err journal_create(struct journal **out, int fd,
                        struct record_header *header, instant now,
                        struct errmsg *e)
{
    const struct journal_options plain = {0};

    return journal_create_with(out, fd, &plain, header, now, e);
}

/* A seal goes into the file at once, so that the key which made it is wiped,
 * and so that a failed write finds no seal behind it. */
static enum err seal_epoch(struct journal *j, instant now, struct errmsg *e)
{
    put_seal(j, JOURNAL_SEAL, now);
    return flush_buffer(j, e);
}

/* After each frame, writes out and syncs as far as is due. */
static enum err keep_up(struct journal *j, struct errmsg *e)
{
    enum err rc = ERR_OK;

    if (j->durability == JOURNAL_EACH || j->buffer.size >= FLUSH_SIZE)
        rc = flush_buffer(j, e);
    if (rc || j->unsynced == 0) return rc;
    return j->durability == JOURNAL_EACH || j->unsynced >= JOURNAL_BATCH_SIZE
               ? sync_file(j, e)
               : ERR_OK;
}

enum err journal_append(struct journal *j, instant now, struct bytes body,
                        uint64_t *seq, struct errmsg *e)
{
    assert(now >= j->tip.last && body.size <= RECORD_BODY_MAX);
    if (j->stopped)
        return err_set(e, ERR_IO, "the journal ended early and takes no more");
    enum err rc = reserve_space(j, body.size + HEAD_SIZE_MAX, e);
    if (rc) {
        int uncut;
        if (!write_out(j, &uncut))
            write_trailer(j, now, "no space was left for another record");
        j->stopped = true;
        return rc;
    }
    if (seal_is_due(j)) rc = seal_epoch(j, now, e);
    if (rc) return rc;
    *seq = j->tip.tree.size;
    put_frame(j, JOURNAL_EVENT, now, body);
    return keep_up(j, e);
}

void journal_last(const struct journal *j, uint8_t hash[MERKLE_HASH_SIZE])
{
    memcpy(hash, j->tip.prev.bytes, MERKLE_HASH_SIZE);
}

enum err journal_flush(struct journal *j, struct errmsg *e)
{
    if (j->stopped) return err_set(e, ERR_IO, "the journal ended early");
    return flush_buffer(j, e);
}

enum err journal_sync(struct journal *j, struct errmsg *e)
{
    enum err rc = journal_flush(j, e);

    return rc ? rc : sync_file(j, e);
}

void journal_fault(struct journal *j, instant now, const char *why)
{
    int uncut;

    if (j->stopped) return;
    if (now < j->tip.last) now = j->tip.last;
    if (!write_out(j, &uncut)) write_trailer(j, now, why);
    j->stopped = true;
}

/* Gives back the space that was set aside and not used, and syncs. */
static enum err journal_finish(struct journal *j, struct errmsg *e)
{
    const struct storage *st = j->storage;
    int failed = st->truncate(st->world, j->fd, j->written);

    if (failed)
        return err_set(e, ERR_IO, "cannot trim the journal: %s",
                       strerror(failed));
    return j->synced_out ? ERR_OK : sync_file(j, e);
}

enum err journal_close(struct journal *j, instant now, struct errmsg *e)
{
    const struct storage *st = j->storage;
    const bool stopped = j->stopped;
    struct errmsg finishing;
    enum err rc = ERR_OK;

    if (stopped) {
        rc = err_set(e, ERR_IO, "the journal ended early");
    } else {
        assert(now >= j->tip.last);
        put_seal(j, JOURNAL_CLOSE, now);
        rc = flush_buffer(j, e);
    }
    enum err finished = journal_finish(j, &finishing);
    int failed = st->close(st->world, j->fd);
    if (!rc && finished) {
        rc = finished;
        if (e) *e = finishing;
    }
    if (!rc && failed)
        rc = err_set(e, ERR_IO, "cannot close the journal: %s",
                     strerror(failed));
    if (j->index >= 0) (void)st->close(st->world, j->index);
    journal_release(j);
    return rc;
}
