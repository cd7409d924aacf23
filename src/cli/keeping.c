#include "cli/keeping.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/shell_word.h"
#include "cli/subcommand.h"
#include "view/text.h"

/* The rows of a study are gone through point by point (keeping_run), and each
 * run that is to be kept is played again by the very words that are printed, so
 * that they are known to work. Its folder is named by the study and not by who
 * typed it: where a link or a file has that name, nothing is kept. */

#define KEPT "kept"

static bool breaks(const struct keeping *k, size_t point, const int64_t *row)
{
    const struct design *d = k->points->design;
    const struct columns *c = &k->points->items[point].columns;

    for (size_t i = 0; i < d->expectation_count; i++) {
        const size_t column = c->expectations[i];
        if (columns_holds(&c->items[column], row[column]) !=
            d->expectations[i].at_least)
            return true;
    }
    return false;
}

static const char *kept_folder(const struct keeping *k, size_t point,
                               uint64_t run)
{
    return folder_file(
        k->arena, k->folder,
        arena_format(k->arena, KEPT "/%zu-%" PRIu64, point, run));
}

/* The words of the command that plays a run. */
static char **run_words(const struct keeping *k, size_t point, uint64_t run,
                        int *count)
{
    const struct design *d = k->points->design;
    struct arena *a = k->arena;
    const char *const first[] = {
        "run",
        folder_file(a, k->folder,
                    arena_format(a, "%s.yaml", k->study->scenario_name)),
        "--seed",
        arena_format(a, "%" PRIu64, k->study->seed),
        "--run",
        arena_format(a, "%" PRIu64, run),
        "--crypto",
        k->study->stand_in ? "stand-in" : "real",
        "--out",
        kept_folder(k, point, run),
        "--quiet",
        k->force ? "--force" : NULL};
    size_t changes = 0;
    int n = 0;

    for (size_t i = 0; i < d->factor_count; i++)
        changes += design_level_at(d, point, i)->change_count;
    char **words = arena_array(
        a, sizeof first / sizeof first[0] + 2 * changes + 1, sizeof *words);
    for (size_t i = 0; i < sizeof first / sizeof first[0] && first[i]; i++)
        words[n++] = arena_text(a, first[i]);
    for (size_t i = 0; i < d->factor_count; i++) {
        const struct design_level *level = design_level_at(d, point, i);
        for (size_t c = 0; c < level->change_count; c++) {
            words[n++] = arena_text(a, "--change");
            words[n++] = arena_text(a, level->changes[c]);
        }
    }
    *count = n;
    return words;
}

/* Broken into lines as a shell takes them. */
static void put_command(struct arena *a, char *const *argv, int argc)
{
    static const char program[] = "  demarche", next[] = " \\\n     ";
    size_t column = sizeof program - 1;

    fputs(program, stdout);
    for (int i = 0; i < argc; i++) {
        const char *word = shell_word(a, argv[i]);
        const size_t width = 1 + text_width(word);

        if (column + width > text_columns(stdout) - 2) {
            fputs(next, stdout);
            column = sizeof next - 4;
        }
        fputc(' ', stdout);
        text_put(word, stdout);
        column += width;
    }
    fputc('\n', stdout);
}

/* The name is free, or that of a folder. */
static enum err check_place(const char *path, struct errmsg *e)
{
    struct stat st;

    if (lstat(path, &st) || S_ISDIR(st.st_mode)) return ERR_OK;
    return err_set(e, ERR_EXISTS,
                   "%s is %s, and no run is kept there; move it away, or name "
                   "another folder with --out",
                   path, S_ISLNK(st.st_mode) ? "a link" : "no folder");
}

enum err keeping_check(struct arena *a, const char *folder, struct errmsg *e)
{
    return check_place(folder_file(a, folder, KEPT), e);
}

/* The folder and the run's own in it. */
static enum err check_run(const struct keeping *k, size_t point, uint64_t run,
                          struct errmsg *e)
{
    enum err rc = keeping_check(k->arena, k->folder, e);

    return rc ? rc : check_place(kept_folder(k, point, run), e);
}

static void keep_row(void *watcher, size_t point, uint64_t run,
                     const int64_t *row)
{
    struct keeping *k = watcher;
    const bool broken = k->broken < k->most && breaks(k, point, row);
    struct errmsg e;
    int count;

    if (run >= k->most && !broken) return;
    k->broken += broken;
    char **words = run_words(k, point, run, &count);
    if (check_run(k, point, run, &e)) {
        k->exit_code = notice_failed(k->command, &e);
        return;
    }
    if (!k->quiet) put_command(k->arena, words, count);
    fflush(stdout);
    words[0] = arena_text(k->arena, k->command); /* which was typed */
    optind = 0; /* the command line is read from its beginning again */
    if (subcommand_run.main(count, words) == COMMAND_ERROR)
        k->exit_code = COMMAND_ERROR;
}

int keeping_run(struct keeping *k, struct results *r)
{
    if (!k->quiet) puts("\nKept:");
    for (size_t i = 0; i < k->points->count; i++) {
        k->broken = 0;
        results_each(r, i, k, keep_row);
    }
    return k->exit_code;
}
