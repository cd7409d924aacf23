#include "cli/folder.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/storage.h"

char *folder_name(struct arena *a, const char *scenario, uint64_t seed)
{
    return arena_format(a, "runs/%s-%" PRIu64, scenario, seed);
}

char *folder_file(struct arena *a, const char *path, const char *file)
{
    return arena_format(a, "%s/%s", path, file);
}

/* mkdir -p */
static enum err make_path(char *path, struct errmsg *e)
{
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash) *slash = '\0';
        int failed = mkdir(path, 0777) < 0 && errno != EEXIST ? errno : 0;
        if (failed)
            return err_set(e, ERR_IO, "cannot make the folder %s: %s", path,
                           strerror(failed));
        if (!slash) return ERR_OK;
        *slash = '/';
    }
}

/* O_EXCL settles between two runs that begin at once. A journal is never
 * truncated in place: a reader of the old one keeps it. */
static enum err open_journal(struct arena *a, const char *path, bool force,
                             int *fd, struct errmsg *e)
{
    const char *journal = folder_file(a, path, FOLDER_JOURNAL);

    if (force) {
        unlink(journal);
        unlink(folder_file(a, path, FOLDER_TIMELINE));
    }
    const struct storage *st = storage_system();
    const int failed = st->create(st->world, journal, fd);
    /* An index without its journal is of no use to anybody. */
    if (!failed) unlink(folder_file(a, path, FOLDER_INDEX));
    if (!failed) return ERR_OK;
    if (failed == EEXIST)
        return err_set(e, ERR_EXISTS,
                       "%s holds a run already; name another folder with "
                       "--out, or replace the run with --force",
                       path);
    return err_set(e, ERR_IO, "cannot make %s: %s", journal, strerror(failed));
}

enum err folder_create(const char *path, bool force, int *fd, struct errmsg *e)
{
    struct arena a;

    if (!*path) return err_set(e, ERR_FORMAT, "expected a name for the folder");
    arena_init(&a);
    enum err rc = make_path(arena_text(&a, path), e);
    if (!rc) rc = open_journal(&a, path, force, fd, e);
    arena_fini(&a);
    return rc;
}

enum err folder_sync(const char *path, struct errmsg *e)
{
    struct arena a;

    arena_init(&a);
    const int failed =
        storage_sync_names(folder_file(&a, path, FOLDER_JOURNAL));
    arena_fini(&a);
    if (failed)
        return err_set(e, ERR_IO,
                       "cannot force the folder %s onto its disk: %s", path,
                       strerror(failed));
    return ERR_OK;
}

void folder_take_back(const char *path)
{
    struct arena a;
    struct stat st;

    arena_init(&a);
    const char *journal = folder_file(&a, path, FOLDER_JOURNAL);
    if (stat(journal, &st) == 0 && st.st_size == 0) {
        unlink(journal);
        rmdir(path); /* holds other things, or is gone as well */
    }
    arena_fini(&a);
}
