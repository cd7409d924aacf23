#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "journal/storage.h"
#include "live/pace.h"

/* The target is looked at first: standard output, a pipe and a device are
 * written as it comes. Anything else is written under a name of its own beside
 * the target, which no other program has, and renamed once it is whole; so
 * nothing is truncated, and two programs that write to one target do not mix
 * their bytes. */

/* So many names beside the target are tried. */
enum { NAMES_TRIED = 100 };

bool output_is_file(const char *path)
{
    return path && strcmp(path, "-") != 0;
}

static enum err failed(const struct output *o, int number, struct errmsg *e)
{
    return err_set(e, ERR_IO, "cannot write %s: %s", o->name,
                   number ? strerror(number) : err_text(ERR_IO));
}

static enum err exists(const struct output *o, struct errmsg *e)
{
    return err_set(e, ERR_EXISTS, "%s exists already; name another file%s",
                   o->name, o->lasting ? "" : ", or replace it with --force");
}

/* Looks at the file behind an input's path; a folder stands for the journal in
 * it. */
static bool find_input(const char *path, struct arena *a, struct stat *st)
{
    if (!path) return false;
    if (strcmp(path, "-") == 0) return fstat(STDIN_FILENO, st) == 0;
    if (stat(path, st)) return false;
    return !S_ISDIR(st->st_mode) ||
           stat(arena_format(a, "%s/run.journal", path), st) == 0;
}

/* By device and inode, for the input may have other names. */
static enum err check_one(struct output *o, const char *path, const char *kind,
                          const struct stat *there, struct errmsg *e)
{
    struct stat input;

    if (!find_input(path, &o->arena, &input) || input.st_dev != there->st_dev ||
        input.st_ino != there->st_ino)
        return ERR_OK;
    return err_set(e, ERR_EXISTS, "%s is the %s itself; name another file",
                   o->name, kind);
}

static enum err check_input(struct output *o, const struct output_target *t,
                            const struct stat *there, struct errmsg *e)
{
    const char *kind = t->kind ? t->kind : "journal";

    if (!S_ISREG(there->st_mode)) return ERR_OK;
    enum err rc = check_one(o, t->input, kind, there, e);
    if (!rc) rc = check_one(o, t->other, "input", there, e);
    for (size_t i = 0; !rc && t->inputs && t->inputs[i]; i++)
        rc = check_one(o, t->inputs[i], kind, there, e);
    return rc;
}

static enum err check_writer(const struct output *o, struct errmsg *e)
{
    if (!storage_is_held(o->name)) return ERR_OK;
    return err_set(e, ERR_STATE,
                   "%s is a journal that is still being written; name another "
                   "place, or wait until its run has ended",
                   o->name);
}

/* Lets signals through that came while a file was written. */
static void output_let_signals(struct output *o)
{
    if (o->target) sigprocmask(SIG_SETMASK, &o->before, NULL);
    o->target = NULL;
}

/* Makes a new file beside the target. Nothing blocks in its writing, so that
 * signals can wait. */
static enum err open_beside(struct output *o, mode_t mode, int *fd,
                            struct errmsg *e)
{
    sigset_t held;

    pace_signals(&held);
    sigprocmask(SIG_BLOCK, &held, &o->before);
    for (int i = 0; i < NAMES_TRIED; i++) {
        o->writing = arena_format(&o->arena, "%s.part-%ld-%d", o->name,
                                  (long)getpid(), i);
        *fd = open(o->writing, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (*fd >= 0 || errno != EEXIST) break;
    }
    o->target = o->name;
    if (*fd >= 0) return ERR_OK;
    const enum err rc = failed(o, errno, e);
    output_let_signals(o);
    return rc;
}

static enum err open_target(struct output *o, const struct output_target *t,
                            int *fd, struct errmsg *e)
{
    struct stat st, link;
    const bool there = stat(o->name, &st) == 0;
    enum err rc = there ? check_input(o, t, &st, e) : ERR_OK;

    if (rc) return rc;
    if (there && !S_ISREG(st.st_mode) && !t->regular) {
        *fd = open(o->name, O_WRONLY | O_CLOEXEC);
        return *fd < 0 ? failed(o, errno, e) : ERR_OK;
    }
    /* A device or a pipe would be replaced by a file of its name. */
    if (there && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return err_set(e, ERR_EXISTS, "%s is not a file; name another place",
                       o->name);
    if (!o->forced && lstat(o->name, &link) == 0) return exists(o, e);
    rc = there ? check_writer(o, e) : ERR_OK;
    return rc ? rc : open_beside(o, t->secret ? 0600 : 0666, fd, e);
}

static enum err open_standard(struct output *o, const struct output_target *t,
                              int *fd, struct errmsg *e)
{
    struct stat st;

    o->name = "standard output";
    *fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    if (*fd < 0 || fstat(*fd, &st)) return failed(o, errno, e);
    enum err rc = check_input(o, t, &st, e);
    if (rc) close(*fd);
    return rc;
}

enum err output_begin(struct output *o, const struct output_target *t, int *fd,
                      struct errmsg *e)
{
    *o = (struct output){
        .name = t->path, .forced = t->force, .lasting = t->lasting};
    *fd = -1;
    arena_init(&o->arena);
    enum err rc = output_is_file(t->path) ? open_target(o, t, fd, e)
                                          : open_standard(o, t, fd, e);
    if (rc) arena_fini(&o->arena);
    return rc;
}

enum err output_open(struct output *o, const struct output_target *t,
                     struct errmsg *e)
{
    int fd;

    enum err rc = output_begin(o, t, &fd, e);
    if (rc) return rc;
    o->file = fdopen(fd, "wb");
    if (!o->file) arena_out_of_memory(BUFSIZ);
    return ERR_OK;
}

/* A link, unlike a rename, never replaces what came there meanwhile; some
 * file systems have none. */
static enum err put_in_place(const struct output *o, struct errmsg *e)
{
    struct stat st;

    if (!o->forced) {
        if (link(o->writing, o->target) == 0) {
            unlink(o->writing);
            return ERR_OK;
        }
        if (errno == EEXIST || lstat(o->target, &st) == 0) return exists(o, e);
    }
    return rename(o->writing, o->target) ? failed(o, errno, e) : ERR_OK;
}

void output_drop(struct output *o)
{
    if (o->target) unlink(o->writing);
    output_let_signals(o);
    arena_fini(&o->arena);
}

enum err output_end(struct output *o, struct errmsg *e)
{
    enum err rc = o->target ? put_in_place(o, e) : ERR_OK;

    if (!rc) output_let_signals(o);
    if (rc)
        output_drop(o);
    else
        arena_fini(&o->arena);
    return rc;
}

int output_flush(FILE *file)
{
    const bool lost = ferror(file);

    errno = 0;
    if (fflush(file) == 0 && !lost) return 0;
    if (errno == 0) {
        fputc('\n', file);
        fflush(file);
    }
    return errno ? errno : -1;
}

enum err output_close(struct output *o, bool abandoned, struct errmsg *e)
{
    int reason = output_flush(o->file);

    errno = 0;
    if (fclose(o->file) && reason == 0) reason = errno;
    /* A reader of standard output that has had enough is no failure. */
    if (!o->target && reason == EPIPE) reason = 0;
    if (reason == 0 && !abandoned) return output_end(o, e);
    const enum err rc =
        abandoned ? ERR_OK : failed(o, reason > 0 ? reason : 0, e);
    output_drop(o);
    return rc;
}

enum err output_write(const struct output_target *t, struct bytes b,
                      struct errmsg *e)
{
    struct output o;

    enum err rc = output_open(&o, t, e);
    if (rc) return rc;
    fwrite(b.data, 1, b.size, o.file);
    return output_close(&o, false, e);
}
