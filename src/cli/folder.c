#include "cli/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/reader.h"
#include "journal/storage.h"

/* The ordinary way of a run's folder: it is made with its parents, unless it
 * holds a run that is to stay (folder_create); the journal gets its name once
 * it has its header and lock (folder_settle); and when the run is over it is
 * seen to be still the same file and whole (folder_check_journal). */

char *folder_name(struct arena *a, const char *scenario, uint64_t seed,
                  uint64_t run)
{
    if (run > 0)
        return arena_format(a, "runs/%s-%" PRIu64 "-run-%" PRIu64, scenario,
                            seed, run);
    return arena_format(a, "runs/%s-%" PRIu64, scenario, seed);
}

char *folder_file(struct arena *a, const char *path, const char *file)
{
    return arena_format(a, "%s/%s", path, file);
}

enum err folder_temporary(struct arena *a, const char **out, struct errmsg *e)
{
    const char *place = getenv("TMPDIR");
    char *folder =
        folder_file(a, place && *place ? place : "/tmp", "demarche-XXXXXX");

    if (!mkdtemp(folder))
        return err_set(e, ERR_IO, "cannot make a folder like %s: %s", folder,
                       strerror(errno));
    *out = folder;
    return ERR_OK;
}

static enum err make_parents(char *path, bool *made, struct errmsg *e)
{
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash) *slash = '\0';
        *made = mkdir(path, 0777) == 0;
        if (!*made && errno != EEXIST)
            return err_set(e, ERR_IO, "cannot make the folder %s: %s", path,
                           strerror(errno));
        if (!slash) return ERR_OK;
        *slash = '/';
    }
}

enum err folder_make(const char *path, bool *made, struct errmsg *e)
{
    struct arena a;
    bool ignored;

    if (!*path) return err_set(e, ERR_FORMAT, "expected a name for the folder");
    if (strcmp(path, "-") == 0)
        return err_set(e, ERR_FORMAT,
                       "a folder cannot be written to standard output; name "
                       "one (./- is a folder of that name)");
    arena_init(&a);
    enum err rc = make_parents(arena_text(&a, path), made ? made : &ignored, e);
    arena_fini(&a);
    return rc;
}

/* Unless forced, refuses a folder with any file that a run writes. */
static enum err check_free(struct folder *f, struct errmsg *e)
{
    static const struct {
        const char *file, *what;
    } files[] = {{FOLDER_JOURNAL, "a run"},
                 {FOLDER_TIMELINE, FOLDER_TIMELINE},
                 {FOLDER_REPORT, FOLDER_REPORT},
                 {FOLDER_INDEX, FOLDER_INDEX}};
    struct stat st;

    for (size_t i = 0; i < sizeof files / sizeof files[0] && !f->force; i++)
        if (lstat(folder_file(&f->arena, f->path, files[i].file), &st) == 0)
            return err_set(e, ERR_EXISTS,
                           "%s holds %s already; name another folder with "
                           "--out, or replace the run with --force",
                           f->path, files[i].what);
    return ERR_OK;
}

enum err folder_spares(struct arena *a, const char *folder, const char *path,
                       const char *kind, struct errmsg *e)
{
    static const char *const files[] = {FOLDER_JOURNAL, FOLDER_TIMELINE,
                                        FOLDER_REPORT, FOLDER_INDEX};
    struct stat read, there;

    if (!path || strcmp(path, "-") == 0 || stat(path, &read)) return ERR_OK;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *name = folder_file(a, folder, files[i]);
        if (stat(name, &there) == 0 && there.st_dev == read.st_dev &&
            there.st_ino == read.st_ino)
            return err_set(e, ERR_EXISTS,
                           "%s is the %s itself; name another "
                           "folder",
                           name, kind);
    }
    return ERR_OK;
}

static enum err open_journal(struct folder *f, int *fd, struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(&f->arena, f->path, FOLDER_JOURNAL),
        .force = f->force,
        .regular = true};
    enum err rc = check_free(f, e);

    if (!rc) rc = output_begin(&f->journal, &target, fd, e);
    if (rc) return rc;
    f->kept = fcntl(*fd, F_DUPFD_CLOEXEC, 0);
    if (f->kept >= 0) return ERR_OK;
    rc = err_set(e, ERR_IO, "cannot keep %s open: %s", target.path,
                 strerror(errno));
    close(*fd);
    output_drop(&f->journal);
    return rc;
}

enum err folder_create(struct folder *f, const char *path, bool force, int *fd,
                       struct errmsg *e)
{
    *f = (struct folder){.path = path, .force = force, .kept = -1};
    arena_init(&f->arena);
    enum err rc = folder_make(path, &f->made, e);
    if (!rc) rc = open_journal(f, fd, e);
    if (rc && f->made) rmdir(path);
    if (rc) arena_fini(&f->arena);
    return rc;
}

static enum err sync_names(struct folder *f, struct errmsg *e)
{
    const int failed =
        storage_sync_names(folder_file(&f->arena, f->path, FOLDER_JOURNAL));

    if (!failed) return ERR_OK;
    return err_set(e, ERR_IO, "cannot force the folder %s onto its disk: %s",
                   f->path, strerror(failed));
}

/* The journal that is replaced is never truncated: a reader of it keeps it. An
 * index without its journal is of no use to anybody. */
enum err folder_settle(struct folder *f, bool sync, struct errmsg *e)
{
    enum err rc = output_end(&f->journal, e);

    if (rc && f->made) rmdir(f->path);
    if (rc) return rc;
    if (f->force) {
        unlink(folder_file(&f->arena, f->path, FOLDER_INDEX));
        unlink(folder_file(&f->arena, f->path, FOLDER_TIMELINE));
        unlink(folder_file(&f->arena, f->path, FOLDER_REPORT));
    }
    return sync ? sync_names(f, e) : ERR_OK;
}

void folder_take_back(struct folder *f)
{
    output_drop(&f->journal);
    if (f->made) rmdir(f->path);
}

enum err folder_scratch(struct folder *f, FILE **out, struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(&f->arena, f->path, "timeline.rows"),
        .force = true};
    struct output o;
    int fd;

    enum err rc = output_begin(&o, &target, &fd, e);
    if (rc) return rc;
    output_drop(&o);
    *out = fdopen(fd, "w+b");
    if (!*out) arena_out_of_memory(BUFSIZ);
    return ERR_OK;
}

/* By name, or as it was opened: fd -1 for the first. */
static enum err check_same(const struct folder *f, int fd, struct errmsg *e)
{
    struct stat own, other;
    struct arena a;

    arena_init(&a);
    const char *path = folder_file(&a, f->path, FOLDER_JOURNAL);
    const bool same = fstat(f->kept, &own) == 0 &&
                      (fd < 0 ? stat(path, &other) : fstat(fd, &other)) == 0 &&
                      own.st_dev == other.st_dev && own.st_ino == other.st_ino;
    enum err rc =
        same ? ERR_OK
             : err_set(e, ERR_STATE,
                       "%s is not the journal that this run wrote: another "
                       "program has replaced or removed it meanwhile",
                       path);
    arena_fini(&a);
    return rc;
}

#define CHANGED "another program has changed the journal while it was written"

/* Walks to the close, which bears the hash of the frame before it. */
static enum err walk_journal(struct reader *r,
                             const uint8_t last[MERKLE_HASH_SIZE],
                             struct errmsg *e)
{
    struct reader_frame f = {0};
    enum err rc;

    while ((rc = reader_next(r, &f)) == ERR_OK)
        ;
    if (rc == ERR_IO)
        return err_set(e, rc, "the journal cannot be read: %s",
                       strerror(r->file.error));
    if (r->damage)
        return err_set(e, ERR_STATE,
                       CHANGED ": at byte %" PRIu64 ", %s; run it again",
                       r->damage_at, r->damage);
    if (f.kind != JOURNAL_CLOSE || memcmp(f.prev, last, sizeof f.prev) != 0)
        return err_set(e, ERR_STATE,
                       CHANGED
                       ": it does not end as the run ended it; run it again");
    return ERR_OK;
}

enum err folder_check_journal(const struct folder *f,
                              const uint8_t last[MERKLE_HASH_SIZE],
                              struct errmsg *e)
{
    struct reader r;

    enum err rc = check_same(f, -1, e);
    if (rc) return rc;
    rc = reader_open(&r, f->path, e);
    if (rc) return err_wrap(e, rc, CHANGED);
    rc = check_same(f, r.fd, e);
    if (!rc) rc = walk_journal(&r, last, e);
    reader_close(&r);
    return rc;
}

void folder_fini(struct folder *f)
{
    if (f->kept >= 0) close(f->kept);
    arena_fini(&f->arena);
}
