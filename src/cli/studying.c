#include "cli/studying.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/crew.h"
#include "cli/folder.h"
#include "cli/input.h"
#include "cli/keeping.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/subcommand.h"
#include "crypto/curve.h"
#include "live/pace.h"
#include "results/findings.h"
#include "results/results_csv.h"
#include "scenario/yaml.h"
#include "view/outcomes.h"
#include "view/text.h"

/* A study's folder has its text, that of its scenario, and the results: those
 * of the whole, or of one shard of several. Runs are played into the results by
 * a crew; what is there of an earlier, interrupted study is taken up. Signals
 * are held back and looked for whenever rows are taken over, so that no chunk
 * is written by half. When all runs are there, they are told of. */

/* A study that is at work. */
struct studying {
    const struct studying_request *q;
    struct results_study study;
    struct design design;
    struct points points;
    struct results results;
    struct replication replication;
    const char *folder;
    const char *path; /* of the results */
    struct arena arena;
    sigset_t held;
    uint64_t played;
    bool shows; /* the progress, on a terminal */
};

const char *studying_take_shard(void *out, const char *value)
{
    struct studying_request *q = out;
    unsigned long long shard, shards;
    char rest;

    if (sscanf(value, "%llu/%llu%c", &shard, &shards, &rest) != 2 ||
        shard == 0 || shard > shards || shards > 100000)
        return "K/N, the K-th of N parts, such as 2/8";
    q->shard = shard;
    q->shards = shards;
    return NULL;
}

static enum err say_errors(const char *file, struct bytes source,
                           struct scenario_errors *errors)
{
    scenario_errors_print(stderr, file, source, errors);
    return errors->code;
}

static enum err parse_design(struct studying *s)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    enum err rc =
        design_parse(&s->design, s->study.name, s->study.study, &errors);
    if (rc)
        (void)say_errors(arena_format(&s->arena, "%s.yaml", s->study.name),
                         s->study.study, &errors);
    scenario_errors_fini(&errors);
    return rc;
}

/* What is wrong is in the study's file, or in its scenario as a point has it.
 */
static enum err make_points(struct studying *s)
{
    struct scenario_errors errors;
    struct bytes changed = {0};
    struct errmsg e = {{0}};

    scenario_errors_init(&errors);
    enum err rc = points_make(&s->points, &s->design, s->study.seed,
                              s->study.scenario_name, s->study.scenario,
                              &s->arena, &changed, &errors, &e);
    if (rc && errors.count > 0)
        (void)say_errors(
            changed.size > 0
                ? arena_format(&s->arena, "%s.yaml, changed",
                               s->study.scenario_name)
                : arena_format(&s->arena, "%s.yaml", s->study.name),
            changed.size > 0 ? changed : s->study.study, &errors);
    else if (rc)
        (void)notice_failed(s->q->command, &e);
    scenario_errors_fini(&errors);
    return rc;
}

static void show_progress(const struct studying *s)
{
    const uint64_t all = s->replication.runs * s->points.count;
    char played[TEXT_NUMBER_SIZE], most[TEXT_NUMBER_SIZE];

    if (!s->shows) return;
    text_number(played, s->played);
    text_number(most, all);
    fprintf(stderr, "\r%s of %s%s runs", played,
            s->replication.half_width > 0 ? "at most " : "", most);
}

/* Takes over the rows of a chunk. */
static void take_rows(void *sink, size_t point, uint64_t run, size_t count,
                      const int64_t *rows)
{
    struct studying *s = sink;

    results_add(&s->results, point, run, count, rows);
    s->played += count;
    show_progress(s);
}

static enum err go_on(void *sink, struct errmsg *e)
{
    static const struct timespec at_once = {0};
    struct studying *s = sink;

    if (sigtimedwait(&s->held, NULL, &at_once) > 0)
        return err_set(e, ERR_STOPPED, "it was stopped");
    return database_check(&s->results.database, e);
}

static void resume_row(void *watcher, size_t point, uint64_t run,
                       const int64_t *row)
{
    struct studying *s = watcher;

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

static int play(struct studying *s, struct errmsg *e)
{
    struct crew crew;
    sigset_t before;

    s->shows = isatty(STDERR_FILENO) && !s->q->quiet;
    pace_signals(&s->held);
    sigprocmask(SIG_BLOCK, &s->held, &before);
    int exit_code = crew_start(&crew, s->q->command, s->q->threads, false);
    if (exit_code == COMMAND_OK) {
        const enum err rc = replication_play(&s->replication, &crew.runner, e);
        crew_stop(&crew);
        if (s->shows) fputs("\r\033[K", stderr);
        if (rc == ERR_STOPPED) {
            notice_say("stopped after %" PRIu64 " runs; the same command with "
                       "--resume goes on",
                       s->played);
            exit_code = COMMAND_UNDETERMINED;
        } else if (rc) {
            exit_code = notice_failed(s->q->command, e);
        }
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return exit_code;
}

/* Writes a file of the folder. */
static enum err write_file(struct studying *s, const char *file,
                           struct bytes text, struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(&s->arena, s->folder, file), .force = true};

    return output_write(&target, text, e);
}

static enum err write_tables(struct studying *s, const struct findings *f,
                             struct errmsg *e)
{
    static const char *const files[] = {STUDYING_RUNS, STUDYING_OUTCOMES};

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const struct output_target target = {
            .path = folder_file(&s->arena, s->folder, files[i]), .force = true};
        struct output o;
        enum err rc = output_open(&o, &target, e);
        if (rc) return rc;
        if (i == 0)
            results_csv_runs(&s->results, &s->points, o.file);
        else
            results_csv_outcomes(f, o.file);
        rc = output_close(&o, false, e);
        if (rc) return rc;
    }
    return ERR_OK;
}

static int tell(struct studying *s, struct errmsg *e)
{
    struct findings f;

    if (findings_of(&f, &s->results, &s->points, e))
        return notice_failed(s->q->command, e);
    const struct outcomes_page page = {
        .design = &s->design,
        .points = &s->points,
        .seed = s->study.seed,
        .stand_in = s->study.stand_in,
        .outcomes = f.outcomes,
        .expected = f.expected,
        .style = options_style(),
    };
    int exit_code = outcomes_denied(&page) > 0 ? COMMAND_BROKEN : COMMAND_OK;
    if (!s->q->quiet) {
        outcomes_draw(&page, stdout);
        fputs("\nResults: ", stdout);
        text_put(s->folder, stdout);
        fputc('\n', stdout);
    }
    if (write_tables(s, &f, e)) exit_code = notice_failed(s->q->command, e);
    findings_fini(&f);
    return exit_code;
}

/* mkdir -p */
static enum err make_folder(struct studying *s, struct errmsg *e)
{
    char *path = arena_text(&s->arena, s->folder);

    for (char *slash = path; slash;) {
        slash = strchr(slash + 1, '/');
        if (slash) *slash = '\0';
        if (mkdir(path, 0777) && errno != EEXIST)
            return err_set(e, ERR_IO, "cannot make the folder %s: %s", path,
                           strerror(errno));
        if (slash) *slash = '/';
    }
    return ERR_OK;
}

/* Results that are there are gone on with, or replaced, or left alone. */
static enum err open_results(struct studying *s, struct errmsg *e)
{
    const struct studying_request *q = s->q;
    struct results_study there;
    struct stat st;

    if (lstat(s->path, &st) == 0 && q->resume) {
        enum err rc =
            results_open(&s->results, s->path, true, &s->arena, &there, e);
        if (rc) return err_wrap(e, rc, "%s", s->path);
        if (!results_study_same(&there, &s->study))
            rc = err_set(e, ERR_FORMAT,
                         "%s is of another study, seed or number of runs; "
                         "--force replaces it",
                         s->path);
        if (!rc) rc = results_expect(&s->results, &s->points, e);
        for (size_t i = 0; i < s->points.count && !rc; i++)
            results_each(&s->results, i, s, resume_row);
        if (rc) (void)!results_close(&s->results, &(struct errmsg){{0}});
        return rc;
    }
    if (lstat(s->path, &st) == 0 && !q->force)
        return err_set(e, ERR_EXISTS,
                       "%s is there already; go on with it by --resume, or "
                       "replace it by --force",
                       s->path);
    if (unlink(s->path) && errno != ENOENT)
        return err_set(e, ERR_IO, "cannot remove %s: %s", s->path,
                       strerror(errno));
    return results_create(&s->results, s->path, &s->study, &s->points, e);
}

/* Once it is known what is studied, plays what is missing, and tells of all. */
static int carry_out(struct studying *s)
{
    const struct studying_request *q = s->q;
    struct errmsg e;

    enum err rc = make_folder(s, &e);
    if (!rc) rc = open_results(s, &e);
    if (rc) return notice_failed(q->command, &e);
    rc = write_file(s, STUDYING_STUDY, s->study.study, &e);
    if (!rc)
        rc = write_file(
            s, arena_format(&s->arena, "%s.yaml", s->study.scenario_name),
            s->study.scenario, &e);
    int exit_code = rc ? notice_failed(q->command, &e) : play(s, &e);
    if (exit_code == COMMAND_OK && q->shards == 0) {
        exit_code = tell(s, &e);
        const int kept =
            q->keep > 0 ? keeping_run(&(struct keeping){.study = &s->study,
                                                        .points = &s->points,
                                                        .folder = s->folder,
                                                        .most = q->keep,
                                                        .quiet = q->quiet,
                                                        .arena = &s->arena},
                                      &s->results)
                        : COMMAND_OK;
        if (kept) exit_code = kept;
    }
    if (results_close(&s->results, &e) && exit_code == COMMAND_OK)
        exit_code = notice_failed(q->command, &e);
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

    override(s);
    if (q->shards > 0 && s->study.half_width > 0)
        return notice_wrong(q->command,
                            "--shard does not go with a study that stops by "
                            "\"until\"; give --runs N");
    if (make_points(s)) return COMMAND_ERROR;
    s->folder = q->folder
                    ? q->folder
                    : arena_format(&s->arena, "studies/%s", s->study.name);
    s->path =
        folder_file(&s->arena, s->folder,
                    q->shards == 0 ? STUDYING_RESULTS
                                   : arena_format(&s->arena,
                                                  "results-%" PRIu64
                                                  "-of-%" PRIu64 ".sqlite",
                                                  q->shard, q->shards));
    prepare(s);
    const int exit_code = carry_out(s);
    replication_fini(&s->replication);
    points_fini(&s->points);
    return exit_code;
}

int studying_run(const struct studying_request *q, const char *name,
                 struct bytes study, const char *folder)
{
    struct studying s = {.q = q};
    struct errmsg e;

    arena_init(&s.arena);
    s.study.name = name;
    s.study.study = study;
    int exit_code = COMMAND_ERROR;
    if (!parse_design(&s)) {
        const char *path =
            *folder && s.design.scenario[0] != '/'
                ? folder_file(&s.arena, folder, s.design.scenario)
                : s.design.scenario;
        s.study.scenario_name = input_name(&s.arena, path);
        if (input_read(&s.arena, path, YAML_FILE_MAX + 1, &s.study.scenario,
                       &e))
            exit_code = notice_failed(q->command, &e);
        else
            exit_code = with_points(&s);
        design_fini(&s.design);
    }
    arena_fini(&s.arena);
    return exit_code;
}
