#define _GNU_SOURCE 1 /* memfd_create */

#include "journal/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/head.h"

/* reader_open finds the file (open_path, or standard input), makes it one of a
 * known size (take_in: a pipe is first copied into memory) and lays a window
 * over it, then reads the header, which gives the magic that every later frame
 * must bear. reader_next then is one look through the window and one head_read;
 * the offset moves only behind a whole frame. No frame is judged here by more
 * than its own bytes: verify.c does that. */

/* A folder stands for the journal in it. */
static enum err open_path(struct reader *r, const char *path, struct errmsg *e)
{
    char inside[4096];
    struct stat st;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        int n = snprintf(inside, sizeof inside, "%s/run.journal", path);
        if (n < 0 || (size_t)n >= sizeof inside)
            return err_set(e, ERR_LIMIT, "the path is too long: %s", path);
        path = inside;
    }
    r->index = arena_format(&r->arena, "%s.index", path);
    r->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0)
        return err_set(e, errno == ENOENT ? ERR_MISSING : ERR_IO,
                       "cannot open %s: %s", path, strerror(errno));
    return ERR_OK;
}

static bool write_all(int fd, const uint8_t *data, size_t size)
{
    unsigned tries = 0;

    for (size_t done = 0; done < size;) {
        ssize_t n = write(fd, data + done, size - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || !storage_again(&tries))
            return false;
    }
    return true;
}

/* A pipe, which has no size of its own, goes into a file in memory. */
static enum err copy_stream(int *fd, int stream, struct errmsg *e)
{
    uint8_t piece[16 * 1024];
    uint64_t total = 0;
    unsigned tries = 0;
    enum err rc = ERR_OK;

    int copy = memfd_create("journal", MFD_CLOEXEC);
    if (copy < 0)
        return err_set(e, ERR_IO, "cannot hold the input: %s", strerror(errno));
    for (;;) {
        ssize_t n = read(stream, piece, sizeof piece);
        if (n < 0 && storage_again(&tries)) continue;
        if (n == 0) break;
        total += n > 0 ? (uint64_t)n : 0;
        if (total > READER_STREAM_MAX) {
            rc = err_set(e, ERR_LIMIT,
                         "the input is longer than %d MiB; give it as a file",
                         READER_STREAM_MAX / (1024 * 1024));
            goto out;
        }
        if (n < 0 || !write_all(copy, piece, (size_t)n)) {
            rc = err_set(e, ERR_IO, "cannot read the input: %s",
                         strerror(errno));
            goto out;
        }
    }
    *fd = copy;
    return ERR_OK;
out:
    close(copy);
    return rc;
}

/* A device has no end that could be judged, or no bytes that stay. Standard
 * input may be one. */
static enum err check_type(const struct stat *st, bool standard_input,
                           struct errmsg *e)
{
    if (S_ISDIR(st->st_mode)) return err_set(e, ERR_IO, "it is a folder");
    if (!standard_input && (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)))
        return err_set(e, ERR_IO,
                       "it is a device; a journal is a file or a pipe");
    return ERR_OK;
}

/* An answer that goes into the journal would spoil it. */
static enum err check_answer(const struct stat *st, struct errmsg *e)
{
    struct stat out;

    if (!S_ISREG(st->st_mode) || fstat(STDOUT_FILENO, &out) ||
        out.st_dev != st->st_dev || out.st_ino != st->st_ino)
        return ERR_OK;
    return err_set(e, ERR_IO, "standard output is the journal itself");
}

static enum err take_in(struct reader *r, bool standard_input, struct errmsg *e)
{
    struct stat st;

    if (fstat(r->fd, &st))
        return err_set(e, ERR_IO, "cannot look at it: %s", strerror(errno));
    enum err rc = check_type(&st, standard_input, e);
    if (!rc) rc = check_answer(&st, e);
    if (rc) return rc;
    if (!S_ISREG(st.st_mode)) {
        int stream = r->fd;
        rc = copy_stream(&r->fd, stream, e);
        if (rc) return rc;
        close(stream);
        if (fstat(r->fd, &st))
            return err_set(e, ERR_IO, "cannot hold it: %s", strerror(errno));
    }
    if (st.st_size == 0) return err_set(e, ERR_CUT, "it is empty");
    rc = window_open(&r->file, r->fd, (uint64_t)st.st_size);
    if (rc) return err_set(e, rc, "no memory to read it");
    return ERR_OK;
}

enum { TEXT_LOOKED = 64 }; /* bytes, of which some are a journal's zeros */

/* A journal's first bytes are lengths, tags and numbers, never a text's. */
static bool is_text(struct bytes start)
{
    const size_t size = start.size < TEXT_LOOKED ? start.size : TEXT_LOOKED;

    for (size_t i = 0; i < size; i++)
        if (start.data[i] < ' ' &&
            (start.data[i] == 0 || !strchr("\t\n\r", start.data[i])))
            return false;
    return size > 0;
}

static enum err read_header(struct reader *r, struct errmsg *e)
{
    struct bytes start = head_look(&r->file, 0);
    struct reader_frame f;
    const char *why;

    if (r->file.error)
        return err_set(e, ERR_IO, "cannot read it: %s",
                       strerror(r->file.error));
    r->magic = head_magic(start);
    enum err rc = head_read(start, r->magic, &f, &why);
    if (!rc) rc = head_read_header(&r->arena, &f, &r->header, &why);
    if (rc == ERR_FORMAT && head_is_begun(start)) rc = ERR_CUT;
    if (rc == ERR_FORMAT && is_text(start))
        return err_set(e, rc,
                       "it is a text; demarche run FILE makes the "
                       "journal of a scenario");
    if (rc) return err_set(e, rc, "its header does not hold: %s", why);
    /* To ask sooner could keep a writer from a file that is still empty. */
    r->in_use = storage_is_held_fd(r->fd);
    return ERR_OK;
}

enum err reader_open(struct reader *r, const char *path, struct errmsg *e)
{
    struct reader opened = {.fd = -1};
    bool standard_input = strcmp(path, "-") == 0;
    const char *name = standard_input ? "standard input" : path;
    enum err rc;

    if (standard_input) {
        opened.fd = dup(STDIN_FILENO);
        if (opened.fd < 0)
            return err_set(e, ERR_IO, "no standard input: %s", strerror(errno));
    } else {
        rc = open_path(&opened, path, e);
        if (rc) {
            arena_fini(&opened.arena);
            return rc;
        }
    }
    rc = take_in(&opened, standard_input, e);
    if (rc) goto out;
    rc = read_header(&opened, e);
    if (rc) goto out;
    *r = opened;
    reader_rewind(r);
    return ERR_OK;
out:
    reader_close(&opened);
    return err_wrap(e, rc, "%s is not a journal that can be read", name);
}

void reader_close(struct reader *r)
{
    arena_fini(&r->arena);
    window_close(&r->file);
    close(r->fd);
    *r = (struct reader){.fd = -1};
}

enum err reader_next(struct reader *r, struct reader_frame *f)
{
    struct bytes rest = head_look(&r->file, r->offset);
    const char *why;

    if (r->file.error) return ERR_IO;
    if (rest.size == 0) return ERR_MISSING;
    watch_see(r->watch, r->offset, r->file.size);
    enum err rc = head_read(rest, r->magic, f, &why);
    if (!rc && r->on_walk && f->seq != r->seq) {
        rc = ERR_FORMAT;
        why = "its sequence number is not the next";
    }
    if (rc) {
        r->damage = why;
        r->damage_at = r->offset;
        return rc;
    }
    f->offset = r->offset;
    r->offset += f->whole.size;
    r->seq = f->seq + 1;
    r->on_walk = true;
    return ERR_OK;
}

void reader_rewind(struct reader *r)
{
    r->offset = 0;
    r->seq = 0;
    r->on_walk = true;
}

void reader_go_to(struct reader *r, uint64_t offset)
{
    r->offset = offset;
    r->on_walk = false;
}

void reader_cut(struct reader *r, uint64_t size)
{
    if (size < r->file.size) r->file.size = size;
    r->cut = true;
}

/* Looks at the lock first: all that a writer wrote before giving it up is then
 * seen for certain. */
enum err reader_grow(struct reader *r, struct errmsg *e)
{
    struct stat st;

    r->in_use = storage_is_held_fd(r->fd);
    if (r->cut) return ERR_OK;
    if (fstat(r->fd, &st))
        return err_set(e, ERR_IO, "cannot look at it: %s", strerror(errno));
    window_close(&r->file);
    enum err rc = window_open(&r->file, r->fd, (uint64_t)st.st_size);
    if (rc) return err_set(e, rc, "no memory to read it");
    return ERR_OK;
}
