#include "cli/studying.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/crew.h"
#include "cli/folder.h"
#include "cli/input.h"
#include "cli/keeping.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "cli/plan.h"
#include "cli/progress.h"
#include "cli/shards.h"
#include "cli/shipped.h"
#include "cli/subcommand.h"
#include "cli/telling.h"
#include "cli/working.h"
#include "crypto/curve.h"
#include "scenario/yaml.h"
#include "view/text.h"

/* A study's folder has its text, that of its scenario, and the results: those
 * of the whole, or of one shard of several. Runs are played into the results by
 * a crew; what is there of an earlier, interrupted study is taken up. Signals
 * are held back and looked for whenever rows are taken over, so that no chunk
 * is written by half. When all runs are there, they are told of. A folder alone
 * is enough to go on: what was studied is in its results. */

/* A study that is at work. */
struct studying {
    const struct studying_request *q;
    struct results_study study;
    struct design design;
    struct points points;
    struct results results;
    struct replication replication;
    struct working working;
    const char *file; /* the study's; NULL: it is read from results */
    const char *folder;
    const char *path; /* of the results */
    struct arena arena;
    uint64_t played;
    bool torn; /* rows that are there are not as they were played */
    struct progress progress;
};

const char *studying_take_shard(void *out, const char *value)
{
    struct studying_request *q = out;

    return shards_read(value, &q->shard, &q->shards)
               ? NULL
               : "K/N, the K-th of N parts, such as 2/8";
}

static uint64_t all_runs(const struct studying *s)
{
    return s->replication.runs * s->points.count;
}

/* In runs, and not in the chunks of them that are the jobs. */
static void see_runs(void *context, uint64_t done, uint64_t all)
{
    struct studying *s = context;

    (void)done;
    (void)all;
    progress_see(&s->progress, s->played, all_runs(s));
}

static void say_stopped(const struct studying *s)
{
    notice_say("stopped after %" PRIu64 " runs; the same command with "
               "--resume goes on",
               s->played);
}

/* All rows that were taken over are kept. */
static void tell_stopped(void *context, uint64_t done, uint64_t all)
{
    struct studying *s = context;
    struct errmsg e;

    (void)done;
    (void)all;
    if (results_close(&s->results, &e))
        notice_failed(s->q->command, &e);
    else
        say_stopped(s);
}

/* Takes over the rows of a chunk. */
static void take_rows(void *sink, size_t point, uint64_t run, size_t count,
                      const int64_t *rows)
{
    struct studying *s = sink;

    results_add(&s->results, point, run, count, rows);
    s->played += count;
}

/* Other players than threads here have no watch. */
static enum err go_on(void *sink, struct errmsg *e)
{
    struct studying *s = sink;

    if (s->q->players && progress_stopped(&s->progress, s->played, all_runs(s)))
        return err_set(e, ERR_STOPPED, "it was stopped");
    const enum err rc = database_check(&s->results.database, e);
    return rc ? err_wrap(e, rc, "%s", s->path) : ERR_OK;
}

static void resume_row(void *watcher, size_t point, uint64_t run,
                       const int64_t *row)
{
    struct studying *s = watcher;

    s->torn = s->torn || !replication_follows(&s->replication, point, run);
    if (s->torn) return;
    replication_resume(&s->replication, point, run, row);
    s->played++;
}

static void prepare(struct studying *s)
{
    s->replication = (struct replication){
        .points = &s->points,
        .seed = s->study.seed,
        .runs = s->study.runs,
        .half_width = s->study.half_width,
        .shard = s->q->shard,
        .shards = s->q->shards,
        .take = take_rows,
        .sink = s,
        .go_on = go_on,
    };
    replication_init(&s->replication);
}

static int play_by(struct studying *s, const struct jobs_runner *runner,
                   struct errmsg *e)
{
    progress_start(&s->progress, "playing",
                   s->replication.half_width > 0 ? "runs at most" : "runs", 1);
    const enum err rc = replication_play(&s->replication, runner, e);

    progress_clear(&s->progress);
    if (rc != ERR_STOPPED)
        return rc ? notice_failed(s->q->command, e) : COMMAND_OK;
    say_stopped(s);
    return COMMAND_UNDETERMINED;
}

static int play_by_threads(struct studying *s, struct errmsg *e)
{
    struct crew crew;
    int exit_code = crew_start(&crew, &s->progress, s->q->command,
                               s->q->threads, CREW_RECENT);

    if (exit_code != COMMAND_OK) return exit_code;
    s->progress.watch = (struct watch){s, see_runs};
    exit_code = play_by(s, &crew.runner, e);
    crew_stop(&crew);
    progress_release(&s->progress);
    return exit_code;
}

static int play(struct studying *s, struct errmsg *e)
{
    const struct studying_players *players = s->q->players;

    s->progress = (struct progress){
        .tell = tell_stopped, .context = s, .quiet = s->q->quiet};
    if (!players) return play_by_threads(s, e);
    progress_hold(&s->progress);
    players->share(players->context, &s->study);
    const int exit_code = play_by(s, &players->runner, e);
    progress_release(&s->progress);
    return exit_code;
}

/* True of a file that is there with this text. */
static bool is_there(struct studying *s, const char *path, struct bytes text)
{
    struct bytes there;
    struct errmsg ignored;

    return !input_read(&s->arena, path, YAML_FILE_MAX + 1, &there, &ignored) &&
           bytes_equal(there, text);
}

/* Writes a file of the folder, unless it is there as it is: it may be the very
 * one that was read, or that of another shard, which may begin at the same
 * time. */
static enum err write_file(struct studying *s, const char *file,
                           struct bytes text, struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(&s->arena, s->folder, file), .force = s->q->force};

    if (is_there(s, target.path, text)) return ERR_OK;
    enum err rc = output_write(&target, text, e);
    return rc == ERR_EXISTS && is_there(s, target.path, text) ? ERR_OK : rc;
}

/* The texts come before the results: where those are, so are these. */
static enum err write_texts(struct studying *s, struct errmsg *e)
{
    const char *scenario =
        arena_format(&s->arena, "%s.yaml", s->study.scenario_name);
    enum err rc = write_file(s, STUDYING_STUDY, s->study.study, e);

    return rc ? rc : write_file(s, scenario, s->study.scenario, e);
}

/* Whatever was stopped leaves whole chunks; other rows are none of ours. */
static enum err resume_rows(struct studying *s, struct errmsg *e)
{
    for (size_t i = 0; i < s->points.count; i++) {
        results_each(&s->results, i, s, resume_row);
        if (database_check(&s->results.database, e))
            return err_wrap(e, s->results.database.failed, "%s", s->path);
        if (s->torn || !replication_whole(&s->replication, i))
            return err_set(e, ERR_FORMAT,
                           "%s: runs of point %zu are missing or changed; "
                           "--force plays all again",
                           s->path, i);
    }
    return ERR_OK;
}

/* Results that are there are gone on with, or replaced, or left alone. */
static enum err open_results(struct studying *s, struct errmsg *e)
{
    const struct studying_request *q = s->q;
    struct results_study there;
    struct stat st;

    enum err rc = working_check(s->path, e);
    if (rc) return rc;
    if (lstat(s->path, &st) == 0 && q->resume) {
        rc = results_open(&s->results, s->path, true, &s->arena, &there, e);
        if (rc) return err_wrap(e, rc, "%s", s->path);
        if (!results_study_same(&there, &s->study))
            rc = err_set(e, ERR_FORMAT,
                         "%s is of another study, seed or number of runs; "
                         "--force replaces it",
                         s->path);
        if (!rc) rc = results_expect(&s->results, &s->points, e);
        if (!rc) rc = resume_rows(s, e);
        if (rc) (void)!results_close(&s->results, &(struct errmsg){{0}});
        return rc;
    }
    if (lstat(s->path, &st) == 0 && !q->force)
        return err_set(e, ERR_EXISTS,
                       "%s is there already; go on with it by --resume, or "
                       "replace it by --force",
                       s->path);
    rc = write_texts(s, e);
    if (rc) return rc;
    if (unlink(s->path) && errno != ENOENT)
        return err_set(e, ERR_IO, "cannot remove %s: %s", s->path,
                       strerror(errno));
    return results_create(&s->results, s->path, &s->study, &s->points, e);
}

/* Makes the folder, and the results in it ready for more runs. */
static enum err open_folder(struct studying *s, struct errmsg *e)
{
    enum err rc = folder_make(s->folder, NULL, e);
    working_begin(&s->working, s->folder);
    if (!rc && s->q->keep > 0) rc = keeping_check(&s->arena, s->folder, e);
    if (!rc) rc = open_results(s, e);
    if (!rc) working_take(&s->working, s->path);
    return rc;
}

/* Once it is known what is studied, plays what is missing, and tells of all. */
static int carry_out(struct studying *s)
{
    const struct studying_request *q = s->q;
    struct errmsg e;

    if (open_folder(s, &e)) {
        working_end(&s->working);
        return notice_failed(q->command, &e);
    }
    int exit_code = play(s, &e);
    if (exit_code == COMMAND_OK && q->shards == 0) {
        exit_code =
            telling_run(&(struct telling){.command = q->command,
                                          .study = &s->study,
                                          .points = &s->points,
                                          .folder = s->folder,
                                          .path = s->path,
                                          .force = q->force || q->resume,
                                          .quiet = q->quiet},
                        &s->results);
        const int kept =
            q->keep > 0 ? keeping_run(&(struct keeping){.command = q->command,
                                                        .study = &s->study,
                                                        .points = &s->points,
                                                        .folder = s->folder,
                                                        .most = q->keep,
                                                        .force = q->force,
                                                        .quiet = q->quiet,
                                                        .arena = &s->arena},
                                      &s->results)
                        : COMMAND_OK;
        if (kept) exit_code = kept;
    }
    if (results_close(&s->results, &e) && exit_code == COMMAND_OK)
        exit_code = notice_failed(q->command, &e);
    working_end(&s->working);
    return exit_code;
}

/* Takes from the command line what it says otherwise than the study. */
static void override(struct studying *s)
{
    const struct studying_request *q = s->q;

    s->study.seed = q->seed > 0 ? q->seed : s->design.seed;
    s->study.runs = q->runs > 0 ? q->runs : s->design.runs;
    s->study.half_width = q->runs > 0 ? 0 : s->design.half_width;
    if (s->design.stand_in && !q->curve) curve_use(curve_stand_in());
    s->study.stand_in = curve_is_stand_in();
}

static int with_points(struct studying *s)
{
    const struct studying_request *q = s->q;

    if (q->shards > 0 && s->study.half_width > 0)
        return notice_wrong(q->command,
                            "--shard does not go with a study that stops by "
                            "\"until\"; give --runs N");
    if (plan_points(&s->points, &s->design, &s->study, s->file, q->command))
        return COMMAND_ERROR;
    s->folder = q->folder
                    ? q->folder
                    : arena_format(&s->arena, "studies/%s", s->study.name);
    s->path = shards_path(&s->arena, s->folder, q->shard, q->shards);
    prepare(s);
    const int exit_code = carry_out(s);
    replication_fini(&s->replication);
    points_fini(&s->points);
    return exit_code;
}

/* The scenario's text; with the changes of the command line it has to be a
 * good one before and after them. */
static int read_scenario(struct studying *s, const char *path)
{
    const struct input_changes *changes = s->q->changes;
    struct bytes *text = &s->study.scenario;
    struct scenario sc;
    struct errmsg e;

    if (!changes || changes->count == 0) {
        enum err rc = input_read(&s->arena, path, YAML_FILE_MAX + 1, text, &e);
        if (rc == ERR_MISSING) rc = shipped_missing(SHIPPED_SCENARIO, path, &e);
        return rc ? notice_failed(s->q->command, &e) : COMMAND_OK;
    }
    if (input_scenario(&sc, path, changes, s->design.seed))
        return COMMAND_ERROR;
    *text = arena_copy(&s->arena, sc.source);
    scenario_fini(&sc);
    return COMMAND_OK;
}

/* The scenario's path starts from the study's folder; or it is a name. */
static const char *scenario_path(struct studying *s, const char *folder,
                                 struct shipped_path *found)
{
    const char *name = s->design.scenario;
    const char *path =
        *folder && name[0] != '/' ? folder_file(&s->arena, folder, name) : name;

    if (access(path, F_OK) == 0 ||
        !shipped_named(found, SHIPPED_SCENARIO, name))
        return path;
    return found->path;
}

int studying_run(const struct studying_request *q, const char *file,
                 struct bytes study, const char *folder)
{
    struct studying s = {.q = q, .file = file};

    arena_init(&s.arena);
    s.study.name = input_name(&s.arena, file);
    s.study.study = study;
    int exit_code = COMMAND_ERROR;
    if (!plan_design(&s.design, &s.study, file)) {
        struct shipped_path found;
        const char *path = scenario_path(&s, folder, &found);
        override(&s);
        s.study.scenario_name = input_name(&s.arena, path);
        exit_code = read_scenario(&s, path);
        if (exit_code == COMMAND_OK) exit_code = with_points(&s);
        design_fini(&s.design);
    }
    arena_fini(&s.arena);
    return exit_code;
}

/* Opened for writing, so that SQLite may take back what an end of any kind has
 * left by half. */
enum err studying_read(struct results_study *out, const char *folder,
                       const struct shards *there, struct arena *a,
                       struct errmsg *e)
{
    struct results r;
    uint64_t first = 0;

    while (first < there->count && !there->there[first])
        first++;
    const char *path = shards_path(a, folder, first + 1,
                                   first < there->count ? there->count : 0);
    enum err rc = results_open(&r, path, true, a, out, e);
    if (rc) return err_wrap(e, rc, "%s", path);
    return results_close(&r, e);
}

int studying_resume(const struct studying_request *q)
{
    struct studying s = {.q = q};
    struct shards there;
    struct errmsg e;
    int exit_code = COMMAND_ERROR;

    arena_init(&s.arena);
    enum err rc = shards_find(&there, q->folder, &s.arena, &e);
    /* Without --shard, the whole is gone on with, whatever parts there are. */
    if (q->shards == 0) there.count = 0;
    if (!rc) rc = studying_read(&s.study, q->folder, &there, &s.arena, &e);
    if (rc) {
        exit_code = notice_failed(q->command, &e);
    } else if (!plan_design(&s.design, &s.study, NULL)) {
        if (s.study.stand_in) curve_use(curve_stand_in());
        exit_code = with_points(&s);
        design_fini(&s.design);
    }
    arena_fini(&s.arena);
    return exit_code;
}
