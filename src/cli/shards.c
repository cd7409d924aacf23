#include "cli/shards.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/folder.h"

/* Reads two numbers, with a mark between and the rest at *end; strtoull alone
 * would take a sign, too. */
static bool read_numbers(const char *p, const char *mark, uint64_t *shard,
                         uint64_t *shards, char **end)
{
    if (*p < '0' || *p > '9') return false;
    *shard = strtoull(p, end, 10);
    if (strncmp(*end, mark, strlen(mark)) != 0) return false;
    p = *end + strlen(mark);
    if (*p < '0' || *p > '9') return false;
    *shards = strtoull(p, end, 10);
    return *shard >= 1 && *shard <= *shards && *shards <= SHARDS_MAX;
}

bool shards_read(const char *part, uint64_t *shard, uint64_t *shards)
{
    char *end;

    return read_numbers(part, "/", shard, shards, &end) && !*end;
}

static const char *file_name(struct arena *a, uint64_t shard, uint64_t shards)
{
    return shards == 0
               ? "results.sqlite"
               : arena_format(a, "results-%" PRIu64 "-of-%" PRIu64 ".sqlite",
                              shard, shards);
}

const char *shards_path(struct arena *a, const char *folder, uint64_t shard,
                        uint64_t shards)
{
    return folder_file(a, folder, file_name(a, shard, shards));
}

/* Takes in one name, if it is exactly that of a part. */
static enum err add_name(struct shards *s, const char *name, struct arena *a,
                         struct errmsg *e)
{
    static const char first[] = "results-";
    uint64_t shard, shards;
    char *end;

    if (strncmp(name, first, strlen(first)) != 0 ||
        !read_numbers(name + strlen(first), "-of-", &shard, &shards, &end) ||
        strcmp(name, file_name(a, shard, shards)) != 0)
        return ERR_OK;
    if (s->count == 0) {
        s->count = shards;
        s->there = arena_array(a, shards, sizeof *s->there);
    }
    if (s->count != shards)
        return err_set(e, ERR_STATE,
                       "there are shards of %" PRIu64 " and of %" PRIu64
                       "; remove those that do not count",
                       s->count, shards);
    s->there[shard - 1] = true;
    return ERR_OK;
}

enum err shards_find(struct shards *s, const char *folder, struct arena *a,
                     struct errmsg *e)
{
    const struct dirent *entry;
    enum err rc = ERR_OK;
    DIR *d = opendir(folder);

    *s = (struct shards){0};
    if (!d)
        return err_set(e, errno == ENOENT ? ERR_MISSING : ERR_IO,
                       "cannot open the folder %s: %s", folder,
                       strerror(errno));
    while (!rc && (entry = readdir(d)))
        rc = add_name(s, entry->d_name, a, e);
    closedir(d);
    return rc ? err_wrap(e, rc, "%s", folder) : ERR_OK;
}
