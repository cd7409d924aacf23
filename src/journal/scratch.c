#define _GNU_SOURCE 1 /* memfd_create */

#include "journal/scratch.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATH_SIZE = 64 };

static enum err no_memory(struct errmsg *e)
{
    return err_set(e, ERR_IO, "no memory for a journal: %s", strerror(errno));
}

static enum err create_in(int fd, struct journal **out,
                          struct record_header *header, instant now,
                          struct errmsg *e)
{
    if (fd < 0) return no_memory(e);
    enum err rc = journal_create(out, fd, header, now, e);
    if (rc) close(fd);
    return rc;
}

enum err scratch_keep(struct scratch *s, struct journal **out,
                      struct record_header *header, instant now,
                      struct errmsg *e)
{
    s->fd = memfd_create("scratch", MFD_CLOEXEC);
    if (s->fd < 0) return no_memory(e);
    /* The journal closes its own handle. */
    enum err rc = create_in(dup(s->fd), out, header, now, e);
    if (rc) scratch_fini(s);
    return rc;
}

void scratch_fini(struct scratch *s)
{
    close(s->fd);
    s->fd = -1;
}

enum err scratch_open(const struct scratch *s, struct reader *r,
                      struct errmsg *e)
{
    char path[PATH_SIZE];

    assert(s->fd >= 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", s->fd);
    return reader_open(r, path, e);
}
