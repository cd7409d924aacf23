#include "cli/runs.h"

#include <assert.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/subcommand.h"

/* True for "hotline-1" and "hotline-1-run-3", if hotline is asked for; a NULL
 * name is any. */
static bool is_run_of(const char *folder, const char *name)
{
    static const char digits[] = "0123456789", run[] = "-run-";
    const size_t size = name ? strlen(name) : 0;

    if (!name) return folder[0] != '.';
    if (strncmp(folder, name, size) != 0 || folder[size] != '-') return false;
    const char *rest = folder + size + 1;
    const size_t seed = strspn(rest, digits);

    rest += seed;
    if (seed == 0 || !*rest) return seed > 0;
    if (strncmp(rest, run, sizeof run - 1) != 0) return false;
    rest += sizeof run - 1;
    return *rest && !rest[strspn(rest, digits)];
}

static bool is_newer(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/* Writes the newest run of that name, by its journal; false if there is none.
 */
static bool find_newest(struct runs_name *found, const char *name)
{
    char journal[2 * RUNS_PATH_SIZE];
    struct timespec newest = {0};
    DIR *runs = opendir("runs");
    bool any = false;
    struct stat st;

    if (!runs) return false;
    for (const struct dirent *at; (at = readdir(runs));) {
        if (!is_run_of(at->d_name, name)) continue;
        snprintf(journal, sizeof journal, "runs/%s/" FOLDER_JOURNAL,
                 at->d_name);
        if (stat(journal, &st) || !S_ISREG(st.st_mode) ||
            (any && !is_newer(st.st_mtim, newest)))
            continue;
        newest = st.st_mtim;
        snprintf(found->path, sizeof found->path, "runs/%s", at->d_name);
        any = true;
    }
    closedir(runs);
    return any;
}

/* Writes the folder of that very name; false if there is none. */
static bool find_folder(struct runs_name *found, const char *name)
{
    const int size = snprintf(found->path, sizeof found->path, "runs/%s", name);

    return size > 0 && (size_t)size < sizeof found->path &&
           access(found->path, F_OK) == 0;
}

void runs_find(struct runs_name *found, const char **path)
{
    const char *name = *path;

    assert(found);
    if (name && (strchr(name, '/') || strcmp(name, "-") == 0 ||
                 access(name, F_OK) == 0))
        return;
    if (!(name && find_folder(found, name)) && !find_newest(found, name))
        return;
    notice_say("note: RUN is %s", found->path);
    *path = found->path;
}

int runs_operand(int argc, char **argv, struct runs_name *found,
                 const char **out)
{
    *out = NULL;
    if (optind == argc) runs_find(found, out);
    if (*out) return COMMAND_OK;
    const int exit_code = options_operand(argc, argv, "RUN", out);

    if (exit_code == COMMAND_OK) runs_find(found, out);
    return exit_code;
}
