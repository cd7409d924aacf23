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

/* A folder stands for the journal in it. */
static enum err open_path(int *fd, const char *path, struct errmsg *e)
{
    char inside[4096];
    struct stat st;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        int n = snprintf(inside, sizeof inside, "%s/run.journal", path);
        if (n < 0 || (size_t)n >= sizeof inside)
            return err_set(e, ERR_LIMIT, "the path is too long: %s", path);
        path = inside;
    }
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0)
        return err_set(e, errno == ENOENT ? ERR_MISSING : ERR_IO,
                       "cannot open %s: %s", path, strerror(errno));
    return ERR_OK;
}

static bool write_all(int fd, const uint8_t *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(fd, data + done, size - done);
        if (n > 0)
            done += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return false;
    }
    return true;
}

/* What cannot be mapped (a pipe) goes into memory that can. */
static enum err copy_stream(int *fd, int stream, struct errmsg *e)
{
    uint8_t piece[16 * 1024];
    uint64_t total = 0;
    enum err rc = ERR_OK;

    int copy = memfd_create("journal", MFD_CLOEXEC);
    if (copy < 0)
        return err_set(e, ERR_IO, "cannot hold the input: %s", strerror(errno));
    for (;;) {
        ssize_t n = read(stream, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
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

static enum err map(struct reader *r, struct errmsg *e)
{
    struct stat st;

    if (fstat(r->fd, &st))
        return err_set(e, ERR_IO, "cannot look at it: %s", strerror(errno));
    if (!S_ISREG(st.st_mode)) {
        int stream = r->fd;
        enum err rc = copy_stream(&r->fd, stream, e);
        if (rc) return rc;
        close(stream);
        if (fstat(r->fd, &st))
            return err_set(e, ERR_IO, "cannot hold it: %s", strerror(errno));
    }
    if (st.st_size == 0) return err_set(e, ERR_FORMAT, "it is empty");
    size_t size = (size_t)st.st_size;
    void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, r->fd, 0);
    if (data == MAP_FAILED)
        return err_set(e, ERR_IO, "cannot map it: %s", strerror(errno));
    r->file = bytes_of(data, size);
    return ERR_OK;
}

static enum err read_header(struct reader *r, struct errmsg *e)
{
    struct journal_frame f;
    const char *why;

    r->magic = head_magic(r->file);
    enum err rc = head_read(r->file, r->magic, &f, &why);
    if (!rc) rc = head_read_header(&r->arena, &f, &r->header, &why);
    if (rc) return err_set(e, rc, "its header does not hold: %s", why);
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
        rc = open_path(&opened.fd, path, e);
        if (rc) return rc;
    }
    rc = map(&opened, e);
    if (rc) goto out;
    rc = read_header(&opened, e);
    if (rc) goto out;
    *r = opened;
    return ERR_OK;
out:
    reader_close(&opened);
    return err_wrap(e, rc, "%s is not a journal that can be read", name);
}

void reader_close(struct reader *r)
{
    arena_fini(&r->arena);
    if (r->file.data) munmap((void *)r->file.data, r->file.size);
    close(r->fd);
    *r = (struct reader){.fd = -1};
}

enum err reader_next(struct reader *r, struct journal_frame *f)
{
    struct bytes rest = bytes_from(r->file, r->offset);
    const char *why;

    if (rest.size == 0) return ERR_MISSING;
    enum err rc = head_read(rest, r->magic, f, &why);
    if (rc) return rc;
    f->offset = r->offset;
    r->offset += f->whole.size;
    return ERR_OK;
}

void reader_rewind(struct reader *r)
{
    r->offset = 0;
}
