#include "cli/subcommand.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/input.h"
#include "cli/next_steps.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/rejudge.h"
#include "cli/reporting.h"
#include "cli/run_files.h"
#include "cli/shipped.h"
#include "cli/witness.h"
#include "live/pace.h"
#include "sim/kernel.h"
#include "view/expectations.h"
#include "view/matrix.h"
#include "view/moment.h"
#include "view/text.h"

/* The scenario is read with its changes, the folder and journal are created,
 * and a kernel plays the scenario into the journal: step after step, or paced
 * and printed as it happens. A witness is shown each record as the journal has
 * it, and has the timeline, the matrix and the verdicts ready when the run is
 * over. The journal is closed whatever happened. Then the program sees that the
 * file is still what was written, and prints what the witness has; the worst
 * verdict is the exit code. */

/* The command line. */
struct run_request {
    const char *command; /* for messages */
    struct input_changes changes;
    const char *scenario;
    struct shipped_path found;
    const char *out;
    uint64_t seed, run;
    double pace; /* virtual seconds a real second; 0: as fast as can be */
    uint32_t durability; /* an enum journal_durability */
    bool quiet, force, report;
    const char *sign_key; /* a file; NULL: the journal is unkeyed */
    uint8_t key[JOURNAL_SEED_SIZE];
};

/* "60", "0.5" or "60x". */
static const char *take_pace(void *out, const char *value)
{
    char *end;

    errno = 0;
    const double pace = strtod(value, &end);
    if (*end == 'x') end++;
    if (errno || end == value || *end || !(pace > 0) || !isfinite(pace))
        return "a number of virtual seconds per real second, such as 3600";
    *(double *)out = pace;
    return NULL;
}

static const char *const durabilities[] = {
#define RUN_DURABILITY(name, text) text,
    JOURNAL_DURABILITY_MAP(RUN_DURABILITY)
#undef RUN_DURABILITY
};
static const struct name_words durability_words = {durabilities,
                                                   JOURNAL_DURABILITY_COUNT};

static const struct options_row run_options[] = {
    {OPTIONS_SEED(struct run_request, seed)},
    {OPTIONS_DRAW(struct run_request, run)},
    {OPTIONS_CHANGE(struct run_request, changes)},
    {OPTIONS_CRYPTO},
    {"out", "FOLDER",
     "where to write the journal; default runs/SCENARIO-SEED, or "
     "runs/SCENARIO-SEED-run-N with --run N",
     OPTIONS_TEXT(struct run_request, out)},
    {OPTIONS_FORCE(struct run_request, force,
                   "an existing run, unless it is still being written")},
    {"pace", "N", "play in real time, N virtual seconds per real second",
     OPTIONS_OTHER(struct run_request, pace, take_pace)},
    {"durability", "none|batch|each",
     "when a record is safe from a loss of power: none, when the system writes "
     "it (the default); batch, after 10 ms (with --pace) or 1 MiB; each, "
     "before anything follows from it",
     OPTIONS_WORD(struct run_request, durability, &durability_words)},
    {"sign-key", "FILE",
     "seal the journal with this private key, as demarche keygen makes it; "
     "default: with keys that follow from the seed",
     OPTIONS_TEXT(struct run_request, sign_key)},
    {"report", NULL,
     "write report.html beside the journal: the run as one page, to open in a "
     "browser",
     OPTIONS_FLAG(struct run_request, report)},
    {"quiet", NULL, "print only the expectations that do not hold",
     OPTIONS_FLAG(struct run_request, quiet)},
    {OPTIONS_COLOR},
    {0},
};

static int run_parse(int argc, char **argv, struct run_request *q)
{
    *q = (struct run_request){.command = argv[0], .seed = 1};
    const int exit_code = options_read(argc, argv, run_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    return shipped_operand(argc, argv, &q->found, &q->scenario);
}

/* The unit of a clock's length, for its progress. */
struct run_unit {
    const char *name;
    duration length;
};

static struct run_unit run_unit(const struct scenario *s)
{
    static const struct run_unit units[] = {
        {"days", DAY}, {"hours", HOUR}, {"minutes", MINUTE}};
    size_t i = 0;

    while (i + 1 < sizeof units / sizeof units[0] &&
           s->end - s->start < 5 * units[i].length)
        i++;
    return units[i];
}

/* The signals are blocked from before a journal's folder is made until the
 * journal is closed, and looked for between steps: no handler, and no journal
 * is left open. */
static enum err run_play_fast(struct kernel *k, struct progress *progress,
                              bool *stopped)
{
    const struct scenario *s = k->scenario;
    const struct run_unit unit = run_unit(s);
    enum err rc = ERR_OK;
    instant at;

    progress_start(progress, "playing the clock", unit.name,
                   (uint64_t)unit.length);
    while (kernel_next(k, &at) && !rc && !*stopped) {
        rc = kernel_step(k);
        *stopped = progress_stopped(progress, (uint64_t)(k->now - s->start),
                                    (uint64_t)(s->end - s->start));
    }
    progress_clear(progress);
    return rc;
}

/* A run whose output is closed is stopped, as by Ctrl-C. */
static bool run_play_next(void *world, instant *at)
{
    return !ferror(stdout) && kernel_next(world, at);
}

/* Flushes each step, so that readers of the journal see all that has happened.
 */
static enum err run_play_step(void *world)
{
    struct kernel *k = world;

    enum err rc = kernel_step(k);
    return rc ? rc : journal_flush(k->runtime.journal, k->error);
}

/* Bounds the time that a batch waits for the disk. */
static enum err run_play_rest(void *world)
{
    struct kernel *k = world;

    return journal_sync(k->runtime.journal, k->error);
}

static enum err run_play_paced(struct kernel *k, const struct run_request *q,
                               bool *stopped, instant *now, struct errmsg *e)
{
    const struct pace_play paced = {k, run_play_next, run_play_step,
                                    run_play_rest};

    enum err rc =
        pace_run(&paced, k->scenario->start, q->pace, stopped, now, e);
    if (ferror(stdout)) *stopped = true;
    return rc;
}

static enum err run_play(const struct run_request *q, struct witness *w,
                         struct progress *progress, struct journal *j,
                         instant *ended, struct errmsg *e)
{
    const struct scenario *s = w->view.scenario;
    struct kernel kernel;
    bool stopped = false;

    instant cut = INSTANT_MIN;

    *ended = s->start;
    enum err rc = kernel_init(&kernel, s, q->seed, q->run, j, e);
    if (rc) return rc;
    witness_begin(w, q->pace > 0 && !q->quiet);
    kernel.runtime.watch = witness_see;
    kernel.runtime.watcher = w;
    rc = q->pace > 0 ? run_play_paced(&kernel, q, &stopped, &cut, e)
                     : run_play_fast(&kernel, progress, &stopped);
    if (!rc && stopped) rc = kernel_stop(&kernel, cut);
    *ended = rc || stopped ? kernel.now : s->end;
    kernel_fini(&kernel);
    return rc;
}

static enum err create_journal(const struct run_request *q, struct witness *w,
                               struct folder *f, int fd, struct journal **j,
                               struct errmsg *e)
{
    const struct journal_options options = {
        .durability = q->durability,
        .index = folder_file(&f->arena, f->path, FOLDER_INDEX),
        .sign_key = q->sign_key ? q->key : NULL,
    };

    enum err rc = journal_create_with(j, fd, &options, &w->header,
                                      w->view.scenario->start, e);
    if (rc) {
        folder_take_back(f);
        close(fd);
    }
    return rc;
}

static enum err fill_journal(const struct run_request *q, struct witness *w,
                             struct folder *f, struct progress *progress,
                             struct journal *j, instant *ended,
                             struct errmsg *e)
{
    enum err rc = folder_settle(f, q->durability != JOURNAL_NONE, e);

    if (!rc) rc = folder_scratch(f, &w->rows, e);
    return rc ? rc : run_play(q, w, progress, j, ended, e);
}

/* A journal that memory may run out for. */
struct run_written {
    const char *command;
    struct folder *folder;
    struct journal *journal; /* NULL: it has no header yet */
};

/* Closes the journal where memory ran out. The records before stay; an instant
 * before the last one's means that one. */
static void run_close_short(void *world, const char *why)
{
    const struct run_written *w = world;
    enum err rc = ERR_LIMIT;
    struct errmsg e;

    if (w->journal) {
        journal_fault(w->journal, INSTANT_MIN, why);
        rc = journal_close(w->journal, INSTANT_MIN, &e);
    } else {
        folder_take_back(w->folder);
    }
    (void)err_set(&e, rc, "%s%s", why,
                  w->journal ? "; the journal ends early" : "");
    (void)notice_failed(w->command, &e);
}

/* From scenario to a closed journal. It has its header, and the lock of its
 * writer, before it has its name; and its name, and that of the folder, are on
 * the disk before there is a record that may have to outlive a loss of power.
 */
static enum err run_make_journal(const struct run_request *q, struct witness *w,
                                 struct folder *f, int fd,
                                 struct progress *progress, struct errmsg *e)
{
    struct run_written written = {.command = q->command, .folder = f};
    const struct arena_end end = {run_close_short, &written};
    struct journal *j;
    struct errmsg closing;
    instant ended = w->view.scenario->start;

    arena_use_end(&end);
    enum err rc = create_journal(q, w, f, fd, &j, e);
    written.journal = rc ? NULL : j;
    if (!rc) rc = fill_journal(q, w, f, progress, j, &ended, e);
    arena_use_end(NULL);
    if (!written.journal) return rc;
    if (rc) journal_fault(j, ended, e->text);
    journal_last(j, w->last);
    enum err closed = journal_close(j, ended, &closing);
    if (!rc && closed) *e = closing;
    if (!rc && !closed) witness_end(w, ended);
    return rc ? rc : closed;
}

/* Refuses to replace what the run is made of, even when it is forced. */
static enum err check_inputs(const struct run_request *q, const char *path,
                             struct errmsg *e)
{
    struct arena a;

    arena_init(&a);
    enum err rc = folder_spares(&a, path, q->scenario, "scenario", e);
    if (!rc) rc = folder_spares(&a, path, q->sign_key, "key", e);
    arena_fini(&a);
    return rc;
}

/* A folder with a closed journal in it, or no folder; on success the caller
 * ends the folder. */
static enum err run_make_folder(struct run_request *q, struct witness *w,
                                struct folder *f, const char *path,
                                struct errmsg *e)
{
    struct progress progress = {.quiet = q->quiet || q->pace > 0};
    int fd;

    enum err rc = check_inputs(q, path, e);
    if (!rc && q->sign_key) rc = input_sign_key(q->key, q->sign_key, e);
    if (rc) return rc;
    progress_hold(&progress);
    rc = folder_create(f, path, q->force, &fd, e);
    if (!rc) {
        rc = run_make_journal(q, w, f, fd, &progress, e);
        if (rc) folder_fini(f);
    }
    progress_release(&progress);
    explicit_bzero(q->key, sizeof q->key);
    return rc;
}

/* A run that was stopped is partial, even if nothing is expected of it. */
static int run_exit(const struct witness *w)
{
    const struct judge *j = &w->judge;

    if (j->counts[JUDGE_BROKEN] > 0) return COMMAND_BROKEN;
    if (j->counts[JUDGE_UNDETERMINED] > 0 || w->ledger.stopped)
        return COMMAND_UNDETERMINED;
    return COMMAND_OK;
}

/* False where not all of the timeline is there to be printed. */
static bool run_print(const struct run_request *q, struct witness *w)
{
    const struct view *v = &w->view;
    char time[MOMENT_SIZE];
    bool whole = true;

    if (q->quiet) {
        expectations_draw_broken(v, stdout);
        return true;
    }
    if (q->pace == 0) {
        view_opening(v, stdout);
        whole = timeline_kept_draw(&w->kept, v, stdout);
    }
    matrix_draw(v, stdout);
    expectations_draw(v, stdout);
    if (w->ledger.stopped) {
        moment_full(time, w->ledger.last);
        printf("\nPartial: the run was stopped at %s.\n", time);
    }
    return whole;
}

static void print_file(const char *word, const char *folder, const char *file)
{
    printf("%s: ", word);
    text_put(folder, stdout);
    printf("/%s\n", file);
}

static enum err write_views(const struct run_request *q, struct witness *w,
                            struct folder *f, struct errmsg *e)
{
    enum err rc = run_files_timeline(w, f, e);

    if (rc == ERR_EXISTS)
        return err_set(e, rc,
                       "another program has made %s/" FOLDER_TIMELINE
                       " meanwhile, and it is left alone; demarche show prints "
                       "the timeline of the journal, which is whole",
                       f->path);
    return !rc && q->report ? run_files_report(f, e) : rc;
}

/* Tells of the run; a file of it that is not written makes no other story. */
static int run_tell(const struct run_request *q, struct witness *w,
                    struct folder *f, enum err rc, struct errmsg *e)
{
    if (!run_print(q, w) && !rc) rc = run_files_lost(f, e);
    if (!q->quiet) print_file("\nJournal", f->path, FOLDER_JOURNAL);
    if (rc) return notice_failed(q->command, e);
    if (q->quiet) return run_exit(w);
    if (q->report) print_file("Report", f->path, FOLDER_REPORT);
    next_steps_print(w, f->path, q->report, stdout);
    return run_exit(w);
}

/* Nothing is told of a run whose journal is no longer what was written. */
static int run_report(const struct run_request *q, struct witness *w,
                      struct folder *f, struct errmsg *e)
{
    if (folder_check_journal(f, w->last, e))
        return notice_failed(q->command, e);
    const enum err rc = write_views(q, w, f, e);
    return run_tell(q, w, f, rc, e);
}

/* Plays the scenario into the folder. */
static int run_anew(struct run_request *q, struct witness *w, const char *path)
{
    struct folder folder;
    struct errmsg e;

    if (run_make_folder(q, w, &folder, path, &e))
        return notice_failed(q->command, &e);
    const int exit_code = run_report(q, w, &folder, &e);
    folder_fini(&folder);
    return exit_code;
}

/* True where what is asked for is there already, as far as that can be known:
 * not in whose name it is sealed, nor how fast it went. No run is looked for in
 * standard input. */
static bool is_played(const struct run_request *q, struct witness *w,
                      const char *path)
{
    return !q->force && !q->sign_key && q->pace == 0 &&
           strcmp(path, "-") != 0 && rejudge_read(w, path);
}

/* Tells of a run that was played before; its page is made if it has none. */
static int run_again(const struct run_request *q, struct witness *w,
                     const char *path)
{
    struct folder folder = {.path = path, .kept = -1};
    struct errmsg e;
    enum err rc = ERR_OK;

    if (!q->quiet)
        notice_say("note: %s holds this run already, and it is judged again",
                   path);
    arena_init(&folder.arena);
    if (q->report &&
        access(folder_file(&folder.arena, path, FOLDER_REPORT), F_OK) != 0)
        rc = run_files_report(&folder, &e);
    const int exit_code = run_tell(q, w, &folder, rc, &e);
    folder_fini(&folder);
    return exit_code;
}

static int run_main(int argc, char **argv)
{
    struct run_request q;
    struct scenario s;
    struct witness witness;
    struct errmsg e;
    struct arena a;
    int exit_code = run_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q.report && reporting_check(&e)) return notice_failed(argv[0], &e);
    if (input_scenario(&s, q.scenario, &q.changes, q.seed))
        return COMMAND_ERROR;
    arena_init(&a);
    witness_init(&witness, &s, q.seed, q.run);
    const char *path = q.out ? q.out : folder_name(&a, s.name, q.seed, q.run);
    exit_code = is_played(&q, &witness, path) ? run_again(&q, &witness, path)
                                              : run_anew(&q, &witness, path);
    witness_fini(&witness);
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}

const struct subcommand subcommand_run = {
    .name = "run",
    .summary = "run a scenario in virtual time and write its journal",
    .main = run_main,
    .forms =
        {"SCENARIO [--seed N] [--run N] [--change PATH=VALUE]... [--out "
         "FOLDER] [--force] [--pace N] [--durability none|batch|each] "
         "[--sign-key FILE] [--crypto real|stand-in] [--report] [--quiet]"},
    .about = "Runs the scenario (- is standard input) and checks its "
             "expectations. The same scenario, seed and run give the same "
             "journal, byte for byte; where the folder holds it already, it is "
             "judged again, with the same output and exit status.",
    .options = run_options,
};
