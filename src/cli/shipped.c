#include "cli/shipped.h"

#include <assert.h>
#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/subcommand.h"

/* A kind of files lies in some folders of the data folder, which is looked for
 * from where the program itself lies, so that an installation may be unpacked
 * anywhere. Names are those of the files, so whatever is put beside them ships
 * as well. Nothing is remembered: a look takes some calls of the system. */

#define ENDING ".yaml"

/* An error lists names up to so many bytes. */
enum { FOLDERS_MAX = 2, NAMES_MAX = 256, LIST_SIZE = 240 };

static const struct {
    const char *noun, *list;
    const char *folders[FOLDERS_MAX];
} kinds[SHIPPED_KIND_COUNT] = {
    [SHIPPED_SCENARIO] = {"scenario",
                          "demarche help --scenarios",
                          {"scenarios", "scenarios/lessons"}},
    [SHIPPED_LESSON] = {"lesson", "demarche learn", {"scenarios/lessons"}},
    [SHIPPED_STUDY] = {"study",
                       "demarche help --studies",
                       {"scenarios/studies"}},
};

/* False if the path is too long to be one. */
__attribute__((format(printf, 2, 3))) static bool
format_path(struct shipped_path *out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    const int size = vsnprintf(out->path, sizeof out->path, format, arguments);
    va_end(arguments);
    return size > 0 && (size_t)size < sizeof out->path;
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Who names a path may mean a pipe or a device; what ships is neither. */
static bool is_there(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static bool is_plain_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The folder that the program lies in; "" where the system does not say. */
static void find_program(struct shipped_path *out)
{
    const ssize_t size =
        readlink("/proc/self/exe", out->path, sizeof out->path - 1);

    out->path[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(out->path, '/');
    *(slash ? slash : out->path) = '\0';
}

static bool holds_scenarios(const struct shipped_path *folder)
{
    struct shipped_path scenarios;

    return format_path(&scenarios, "%s/scenarios", folder->path) &&
           is_folder(scenarios.path);
}

/* The folder that holds scenarios/: the one that the environment names, and
 * then no other; else that of the build folder or the installation that the
 * program lies in, wherever that was moved to; else that of the prefix that it
 * was built for. False where there is none. */
static bool shipped_folder(struct shipped_path *out)
{
    /* A build folder's is a link to the source. */
    static const char *const beside[] = {"share/demarche", SHIPPED_FROM_BIN};
    const char *named = getenv(SHIPPED_VARIABLE);
    struct shipped_path program, folder;

    _Static_assert(SHIPPED_PATH_SIZE >= PATH_MAX, "realpath fills it");
    if (named && *named)
        return format_path(out, "%s", named) && holds_scenarios(out);
    find_program(&program);
    for (size_t i = 0; program.path[0] && i < 2; i++)
        if (format_path(&folder, "%s/%s", program.path, beside[i]) &&
            holds_scenarios(&folder) && realpath(folder.path, out->path))
            return true;
    return format_path(out, "%s", SHIPPED_PREFIX) && holds_scenarios(out);
}

bool shipped_named(struct shipped_path *out, enum shipped_kind kind,
                   const char *name)
{
    struct shipped_path data;

    assert(out && kind < SHIPPED_KIND_COUNT && name);
    if (!*name || strchr(name, '/') || !shipped_folder(&data)) return false;
    for (size_t i = 0; i < FOLDERS_MAX && kinds[kind].folders[i]; i++)
        if (format_path(out, "%s/%s/%s" ENDING, data.path,
                        kinds[kind].folders[i], name) &&
            is_plain_file(out->path))
            return true;
    return false;
}

void shipped_find(struct shipped_path *found, enum shipped_kind kind,
                  const char **path)
{
    assert(found && path && *path);
    if (strcmp(*path, "-") == 0 || is_there(*path)) return;
    if (shipped_named(found, kind, *path)) *path = found->path;
}

int shipped_operand(int argc, char **argv, struct shipped_path *found,
                    const char **out)
{
    const int exit_code = options_operand(argc, argv, "SCENARIO", out);

    if (exit_code == COMMAND_OK) shipped_find(found, SHIPPED_SCENARIO, out);
    return exit_code;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lists are lines of names, which shells read, too. */
static bool is_listed(const char *name, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7f) return false;
    return size > 0 && name[0] != '.';
}

/* Adds those of a folder behind what is there. */
static size_t list_folder(struct arena *a, const char *path, const char **names,
                          size_t count)
{
    const size_t ending = sizeof ENDING - 1, first = count;
    DIR *folder = opendir(path);

    if (!folder) return count;
    for (const struct dirent *at;
         count < NAMES_MAX && (at = readdir(folder));) {
        const size_t size = strlen(at->d_name);
        struct shipped_path file;
        if (size > ending && is_listed(at->d_name, size) &&
            strcmp(at->d_name + size - ending, ENDING) == 0 &&
            format_path(&file, "%s/%s", path, at->d_name) &&
            is_plain_file(file.path))
            names[count++] =
                arena_format(a, "%.*s", (int)(size - ending), at->d_name);
    }
    closedir(folder);
    qsort(names + first, count - first, sizeof *names, compare_names);
    return count;
}

const char **shipped_names(struct arena *a, enum shipped_kind kind)
{
    const char **names = arena_alloc(a, (NAMES_MAX + 1) * sizeof *names);
    struct shipped_path data, folder;
    size_t count = 0;

    assert(kind < SHIPPED_KIND_COUNT);
    if (shipped_folder(&data))
        for (size_t i = 0; i < FOLDERS_MAX && kinds[kind].folders[i]; i++)
            if (format_path(&folder, "%s/%s", data.path,
                            kinds[kind].folders[i]))
                count = list_folder(a, folder.path, names, count);
    names[count] = NULL;
    return names;
}

/* "a, b, c", or as many of them as there is room for, and where all are. */
static const char *list_of(struct arena *a, const char *const *names,
                           enum shipped_kind kind)
{
    const char *all = names[0];

    for (size_t i = 1; names[i]; i++) {
        if (strlen(all) + strlen(names[i]) > LIST_SIZE)
            return arena_format(a, "%s, ... (%s lists all)", all,
                                kinds[kind].list);
        all = arena_format(a, "%s, %s", all, names[i]);
    }
    return all;
}

/* A path is asked for by what it ends with: "scenarios/hotline.yaml" is
 * hotline. */
static const char *nearest_of(struct arena *a, const char *const *names,
                              const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const size_t size = strlen(base), ending = sizeof ENDING - 1;
    const bool ends =
        size > ending && strcmp(base + size - ending, ENDING) == 0;
    const char *name =
        arena_format(a, "%.*s", (int)(ends ? size - ending : size), base);
    struct name_nearest near;

    name_nearest_init(&near, name);
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], name) == 0) return names[i];
        name_nearest_try(&near, names[i]);
    }
    return near.best;
}

static const char *why_none(void)
{
    const char *said = getenv(SHIPPED_VARIABLE);

    return said && *said ? SHIPPED_VARIABLE
               " names no folder with scenarios/ in it"
                         : "demarche's own are not installed; " SHIPPED_VARIABLE
                           " can name the folder that has them";
}

enum err shipped_none(struct errmsg *e)
{
    struct shipped_path folder;

    if (!shipped_folder(&folder))
        return err_set(e, ERR_MISSING, "%s", why_none());
    return err_set(e, ERR_MISSING, "there are none in %s/scenarios",
                   folder.path);
}

/* What has the name of one that ships, only of the other kind. */
static enum err shipped_other(enum shipped_kind kind, const char *name,
                              struct errmsg *e)
{
    static const char *const to_do[SHIPPED_KIND_COUNT] = {
        [SHIPPED_SCENARIO] = "to run it: demarche run",
        [SHIPPED_LESSON] = "to begin it: demarche learn",
        [SHIPPED_STUDY] = "to carry it out: demarche study",
    };
    const enum shipped_kind other =
        kind == SHIPPED_STUDY ? SHIPPED_SCENARIO : SHIPPED_STUDY;
    struct shipped_path found;

    if (!shipped_named(&found, other, name)) return ERR_OK;
    return err_set(e, ERR_MISSING, "%s is a %s, not a %s; %s %s", name,
                   kinds[other].noun, kinds[kind].noun, to_do[other], name);
}

enum err shipped_missing(enum shipped_kind kind, const char *path,
                         struct errmsg *e)
{
    const char *noun = kinds[kind].noun, *head;
    struct arena a;

    if (shipped_other(kind, path, e)) return ERR_MISSING;
    arena_init(&a);
    const char **names = shipped_names(&a, kind);
    const char *near = nearest_of(&a, names, path);
    head = arena_format(&a, "cannot open %s: No such file or directory", path);
    if (near)
        (void)err_set(e, ERR_MISSING,
                      "%s; did you mean %s, a %s that comes with demarche?",
                      head, near, noun);
    else if (strchr(path, '/') || strstr(path, ENDING))
        (void)err_set(e, ERR_MISSING, "%s", head);
    else if (!names[0])
        (void)err_set(e, ERR_MISSING, "%s, and %s", head, why_none());
    else
        (void)err_set(e, ERR_MISSING,
                      "%s, and no %s of that name comes with demarche; there "
                      "are %s",
                      head, noun, list_of(&a, names, kind));
    arena_fini(&a);
    return ERR_MISSING;
}
