#include "cli/subcommand.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/plan.h"
#include "cli/studying.h"
#include "cli/telling.h"
#include "cli/working.h"

/* First every shard is looked at: one that lacks runs, or is not there, is
 * named with the command that plays it, and nothing is merged. Then the rows of
 * all go into a new file, which takes the name of the whole once they are in
 * it; and of that is told as of a study that was played in one piece. */

/* A merge at work. */
struct merge {
    const char *command, *folder;
    bool force, quiet;
    struct arena arena;
    struct shards shards;
    struct results_study study;
    struct design design;
    struct points points;
};

/* Takes a row into a replication, which then knows what is left. */
static void count_row(void *watcher, size_t point, uint64_t run,
                      const int64_t *row)
{
    replication_resume(watcher, point, run, row);
}

static enum err look_at_shard(struct merge *m, uint64_t shard, bool *whole,
                              struct errmsg *e)
{
    const char *path =
        shards_path(&m->arena, m->folder, shard, m->shards.count);
    struct replication left = {.points = &m->points,
                               .runs = m->study.runs,
                               .shard = shard,
                               .shards = m->shards.count};
    struct results_study study;
    struct results r;

    enum err rc = results_open(&r, path, true, &m->arena, &study, e);
    if (rc) return err_wrap(e, rc, "%s", path);
    if (!results_study_same(&study, &m->study))
        rc = err_set(e, ERR_FORMAT,
                     "it is of another study, seed or number of runs than the "
                     "shards before it");
    if (!rc) rc = results_expect(&r, &m->points, e);
    if (!rc) {
        replication_init(&left);
        for (size_t i = 0; i < m->points.count; i++)
            results_each(&r, i, &left, count_row);
        *whole = replication_left(&left) == 0;
        replication_fini(&left);
        rc = database_check(&r.database, e);
    }
    (void)!results_close(&r, &(struct errmsg){{0}});
    return rc ? err_wrap(e, rc, "%s", path) : ERR_OK;
}

/* Names each shard that is not whole. */
static enum err find_missing(struct merge *m, uint64_t *missing,
                             struct errmsg *e)
{
    *missing = 0;
    for (uint64_t shard = 1; shard <= m->shards.count; shard++) {
        const bool there = m->shards.there[shard - 1];
        bool whole = false;
        enum err rc = there ? look_at_shard(m, shard, &whole, e) : ERR_OK;
        if (rc) return rc;
        if (whole) continue;
        notice_say("shard %" PRIu64 " of %" PRIu64 " is %s; demarche study %s "
                   "--resume --shard %" PRIu64 "/%" PRIu64 " plays it",
                   shard, m->shards.count, there ? "not complete" : "missing",
                   m->folder, shard, m->shards.count);
        ++*missing;
    }
    return ERR_OK;
}

static enum err join_shards(struct merge *m, struct results *r,
                            struct errmsg *e)
{
    enum err rc = ERR_OK;

    for (uint64_t shard = 1; shard <= m->shards.count && !rc; shard++) {
        const char *path =
            shards_path(&m->arena, m->folder, shard, m->shards.count);
        rc = results_merge(r, path, e);
        if (rc) err_wrap(e, rc, "%s", path);
    }
    return rc;
}

/* The whole, as one file that is there at once. */
static enum err write_whole(struct merge *m, const char *whole,
                            struct errmsg *e)
{
    const char *merging = arena_format(&m->arena, "%s.merging", whole);
    struct results r;

    (void)unlink(merging);
    enum err rc = results_create(&r, merging, &m->study, &m->points, e);
    if (rc) return rc;
    rc = join_shards(m, &r, e);
    if (rc)
        (void)!results_close(&r, &(struct errmsg){{0}});
    else
        rc = results_close(&r, e);
    if (!rc && rename(merging, whole))
        rc = err_set(e, ERR_IO, "cannot rename %s: %s", merging,
                     strerror(errno));
    if (rc) (void)unlink(merging);
    return rc;
}

static int tell_whole(struct merge *m, const char *whole, struct errmsg *e)
{
    const struct telling telling = {.command = m->command,
                                    .study = &m->study,
                                    .points = &m->points,
                                    .folder = m->folder,
                                    .path = whole,
                                    .force = m->force,
                                    .quiet = m->quiet};
    struct results r;

    enum err rc = results_open(&r, whole, false, &m->arena, &m->study, e);
    if (rc) return notice_failed(m->command, e);
    rc = results_expect(&r, &m->points, e);
    const int exit_code =
        rc ? notice_failed(m->command, e) : telling_run(&telling, &r);
    (void)!results_close(&r, e);
    return exit_code;
}

static enum err replace_whole(struct merge *m, const char *whole,
                              struct errmsg *e)
{
    struct working working;

    working_begin(&working, m->folder);
    enum err rc = working_check(whole, e);
    if (!rc && access(whole, F_OK) == 0 && !m->force)
        rc = err_set(e, ERR_EXISTS,
                     "%s is there already; replace it by --force", whole);
    if (!rc) rc = write_whole(m, whole, e);
    working_end(&working);
    return rc;
}

static int merge_shards(struct merge *m)
{
    const char *whole = shards_path(&m->arena, m->folder, 0, 0);
    struct errmsg e;
    uint64_t missing;

    enum err rc = find_missing(m, &missing, &e);
    if (!rc && missing > 0) return COMMAND_UNDETERMINED;
    if (!rc) rc = replace_whole(m, whole, &e);
    return rc ? notice_failed(m->command, &e) : tell_whole(m, whole, &e);
}

static const struct options_row merge_options[] = {
    {OPTIONS_FORCE(struct merge, force,
                   "the results of the whole that are there")},
    {OPTIONS_QUIET(struct merge, quiet)},
    {OPTIONS_COLOR},
    {0},
};

static enum err find_study(struct merge *m, struct errmsg *e)
{
    enum err rc = shards_find(&m->shards, m->folder, &m->arena, e);

    if (!rc && m->shards.count == 0)
        rc = err_set(e, ERR_MISSING,
                     "%s has no results of shards; demarche study FILE --out "
                     "%s --shard K/N plays them",
                     m->folder, m->folder);
    return rc ? rc
              : studying_read(&m->study, m->folder, &m->shards, &m->arena, e);
}

static int merge_main(int argc, char **argv)
{
    struct merge m = {.command = argv[0]};
    struct errmsg e;
    int exit_code = options_read(argc, argv, merge_options, &m);

    if (exit_code == COMMAND_OK)
        exit_code = options_operand(argc, argv, "FOLDER", &m.folder);
    if (exit_code != COMMAND_OK) return exit_code;
    arena_init(&m.arena);
    exit_code = COMMAND_ERROR;
    if (find_study(&m, &e)) {
        exit_code = notice_failed(argv[0], &e);
    } else if (!plan_design(&m.design, &m.study, NULL)) {
        if (!plan_points(&m.points, &m.design, &m.study, NULL, argv[0])) {
            exit_code = merge_shards(&m);
            points_fini(&m.points);
        }
        design_fini(&m.design);
    }
    arena_fini(&m.arena);
    return exit_code;
}

const struct subcommand subcommand_merge = {
    .name = "merge",
    .summary = "join the results of a study's shards",
    .main = merge_main,
    .forms = {"FOLDER [--force] [--quiet]"},
    .about = "FOLDER has the results of all shards of a study, one file each "
             "(docs/cluster.md). They are joined into results.sqlite, and "
             "told of as by demarche study: nothing differs from a study that "
             "was played in one piece.",
    .exits = "2 where the runs deny an expectation, 3 where "
             "a shard is missing or not complete; each is then named with the "
             "command that plays it.",
    .options = merge_options,
};
