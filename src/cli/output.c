#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

static enum err failed(const struct output *o, int number, struct errmsg *e)
{
    return err_set(e, ERR_IO, "cannot write %s: %s", o->name,
                   number ? strerror(number) : err_text(ERR_IO));
}

/* A pipe or a device is written directly. */
static enum err open_target(struct output *o, int *fd, struct errmsg *e)
{
    struct stat st;
    const bool there = stat(o->name, &st) == 0;

    if (there && !S_ISREG(st.st_mode)) {
        *fd = open(o->name, O_WRONLY | O_CLOEXEC);
        return *fd < 0 ? failed(o, errno, e) : ERR_OK;
    }
    if (there && !o->forced)
        return err_set(e, ERR_EXISTS,
                       "%s exists already; name another file, or "
                       "replace it with --force",
                       o->name);
    o->target = o->name;
    o->writing = arena_format(&o->arena, "%s.part", o->name);
    unlink(o->writing); /* of an export that was killed */
    *fd = open(o->writing, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return *fd < 0 ? failed(o, errno, e) : ERR_OK;
}

enum err output_open(struct output *o, const char *path, bool force,
                     struct errmsg *e)
{
    int fd = -1;
    enum err rc = ERR_OK;

    *o = (struct output){.name = path, .forced = force};
    arena_init(&o->arena);
    if (!path || strcmp(path, "-") == 0) {
        o->name = "standard output";
        fd = dup(STDOUT_FILENO);
        if (fd < 0) rc = failed(o, errno, e);
    } else {
        rc = open_target(o, &fd, e);
    }
    o->file = rc ? NULL : fdopen(fd, "wb");
    if (!rc && !o->file) arena_out_of_memory(BUFSIZ);
    if (rc) arena_fini(&o->arena);
    return rc;
}

/* A link, unlike a rename, never replaces what came there meanwhile; some
 * file systems have none. */
static enum err put_in_place(const struct output *o, struct errmsg *e)
{
    if (!o->forced && link(o->writing, o->target) == 0) {
        unlink(o->writing);
        return ERR_OK;
    }
    if ((!o->forced && errno == EEXIST) || rename(o->writing, o->target))
        return failed(o, errno, e);
    return ERR_OK;
}

enum err output_close(struct output *o, bool abandoned, struct errmsg *e)
{
    enum err rc = ERR_OK;

    errno = 0;
    /* A write that failed before fails again, and sets errno. */
    const bool lost = ferror(o->file);
    if ((fflush(o->file) || lost) && !abandoned) rc = failed(o, errno, e);
    if (fclose(o->file) && !rc && !abandoned) rc = failed(o, errno, e);
    if (o->target && !rc && !abandoned) rc = put_in_place(o, e);
    if (o->target && (rc || abandoned)) unlink(o->writing);
    arena_fini(&o->arena);
    return rc;
}

enum err output_write(const char *path, struct bytes b, struct errmsg *e)
{
    struct output o;

    enum err rc = output_open(&o, path, true, e);
    if (rc) return rc;
    fwrite(b.data, 1, b.size, o.file);
    return output_close(&o, false, e);
}
