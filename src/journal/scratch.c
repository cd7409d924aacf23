#define _GNU_SOURCE 1 /* memfd_create */

#include "journal/scratch.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum err scratch_create(struct journal **out, struct record_header *header,
                        const uint8_t key_seed[JOURNAL_SEED_SIZE], instant now,
                        struct errmsg *e)
{
    const int fd = memfd_create("scratch", MFD_CLOEXEC);

    if (fd < 0)
        return err_set(e, ERR_IO, "no memory for a journal: %s",
                       strerror(errno));
    enum err rc = journal_create(out, fd, header, key_seed, now, e);
    if (rc) close(fd);
    return rc;
}
