#include "cli/subcommand.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/evidence.h"
#include "cli/folder.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/reporting.h"
#include "live/pace.h"
#include "runtime/runtime_header.h"
#include "sim/kernel.h"
#include "view/expectations.h"
#include "view/matrix.h"
#include "view/text.h"
#include "view/timeline.h"

/* The scenario is read with its changes, the folder and journal are created,
 * and a kernel plays the scenario into the journal: step after step, or paced
 * and printed as it happens. The journal is closed whatever happened. Then the
 * program opens it like any other run: timeline, matrix and verdicts are all
 * read out of the journal, and the worst verdict is the exit code. */

enum { STEPS_BETWEEN_LOOKS = 256, CHANGES_MAX = 256 };

/* The command line. */
struct run_request {
    const char *changes[CHANGES_MAX];
    size_t change_count; /* those past CHANGES_MAX are only counted */
    const char *scenario;
    const char *out;
    uint64_t seed, run;
    double pace; /* virtual seconds a real second; 0: as fast as can be */
    enum journal_durability durability;
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

static const char *take_change(void *out, const char *value)
{
    struct run_request *q = out;

    if (q->change_count < CHANGES_MAX) q->changes[q->change_count] = value;
    q->change_count++;
    return NULL;
}

static const char *const durabilities[] = {
#define RUN_DURABILITY(name, text) text,
    JOURNAL_DURABILITY_MAP(RUN_DURABILITY)
#undef RUN_DURABILITY
};
static const struct name_words durability_words = {durabilities,
                                                   JOURNAL_DURABILITY_COUNT};

static int run_parse(int argc, char **argv, struct run_request *q)
{
    uint32_t durability = JOURNAL_NONE;

    *q = (struct run_request){.seed = 1};
    const struct options_row rows[] = {
        {"change", .take = take_change, .out = q, .many = true},
        {"durability", .word = &durability, .words = &durability_words},
        {"force", .flag = &q->force},
        {"out", .text = &q->out},
        {"pace", .take = take_pace, .out = &q->pace},
        {"quiet", .flag = &q->quiet},
        {"report", .flag = &q->report},
        {"run", .number = &q->run},
        {"seed", .number = &q->seed},
        {"sign-key", .text = &q->sign_key},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->change_count > CHANGES_MAX)
        return notice_wrong(argv[0], "expected at most %d changes",
                            CHANGES_MAX);
    q->durability = (enum journal_durability)durability;
    return options_operand(argc, argv, "SCENARIO", &q->scenario);
}

/* The signals are blocked from before a journal's folder is made until the
 * journal is closed, and looked for between steps: no handler, and no journal
 * is left open. */
static void hold_signals(sigset_t *held)
{
    pace_signals(held);
    sigprocmask(SIG_BLOCK, held, NULL);
}

static bool interrupted(const sigset_t *held)
{
    static const struct timespec at_once = {0};

    return sigtimedwait(held, NULL, &at_once) > 0;
}

static enum err run_play_fast(struct kernel *k, const sigset_t *held,
                              bool *stopped)
{
    enum err rc = ERR_OK;
    instant at;

    for (uint64_t i = 0; kernel_next(k, &at) && !rc && !*stopped; i++) {
        rc = kernel_step(k);
        if (i % STEPS_BETWEEN_LOOKS == 0) *stopped = interrupted(held);
    }
    return rc;
}

/* A run played at a pace, printed as it happens. */
struct run_play {
    struct kernel *kernel;
    struct timeline timeline;
    bool quiet;
};

/* A run whose output is closed is stopped, as by Ctrl-C. */
static bool run_play_next(void *world, instant *at)
{
    const struct run_play *play = world;

    return !ferror(stdout) && kernel_next(play->kernel, at);
}

/* Flushes each step, so that readers of the journal see all that has happened.
 */
static enum err run_play_step(void *world)
{
    struct kernel *k = ((const struct run_play *)world)->kernel;

    enum err rc = kernel_step(k);
    return rc ? rc : journal_flush(k->runtime.journal, k->error);
}

/* Bounds the time that a batch waits for the disk. */
static enum err run_play_rest(void *world)
{
    struct kernel *k = ((const struct run_play *)world)->kernel;

    return journal_sync(k->runtime.journal, k->error);
}

static void run_observe(void *watcher, instant now, uint64_t seq,
                        const struct record *r)
{
    struct run_play *play = watcher;

    if (play->quiet) return;
    timeline_tell(&play->timeline, now, seq, r, stdout);
    fflush(stdout);
}

static enum err run_play_paced(struct kernel *k, const struct run_request *q,
                               const struct scenario *s, bool *stopped,
                               instant *now, struct errmsg *e)
{
    struct record_header header;
    const struct view view = {
        .style = options_style(),
        .header = &header,
        .scenario = s,
        .select = selection_usual(),
    };
    struct run_play play = {.kernel = k, .quiet = q->quiet};
    const struct pace_play paced = {&play, run_play_next, run_play_step,
                                    run_play_rest};

    runtime_header(&header, s, q->seed, q->run, DEMARCHE_VERSION);
    if (!q->quiet) {
        view_heading(&view, stdout);
        fflush(stdout);
    }
    timeline_init(&play.timeline, &view);
    k->runtime.watch = run_observe;
    k->runtime.watcher = &play;
    enum err rc = pace_run(&paced, s->start, q->pace, stopped, now, e);
    if (ferror(stdout)) *stopped = true;
    k->runtime.watch = NULL;
    k->runtime.watcher = NULL;
    return rc;
}

static enum err run_play(const struct run_request *q, const struct scenario *s,
                         const sigset_t *held, struct journal *j,
                         instant *ended, struct errmsg *e)
{
    struct kernel kernel;
    bool stopped = false;

    instant cut = INSTANT_MIN;

    *ended = s->start;
    enum err rc = kernel_init(&kernel, s, q->seed, q->run, j, e);
    if (rc) return rc;
    rc = q->pace > 0 ? run_play_paced(&kernel, q, s, &stopped, &cut, e)
                     : run_play_fast(&kernel, held, &stopped);
    if (!rc && stopped) rc = kernel_stop(&kernel, cut);
    *ended = rc || stopped ? kernel.now : s->end;
    kernel_fini(&kernel);
    return rc;
}

static enum err create_journal(const struct run_request *q,
                               const struct scenario *s, struct folder *f,
                               int fd, struct journal **j, struct errmsg *e)
{
    const struct journal_options options = {
        .durability = q->durability,
        .index = folder_file(&f->arena, f->path, FOLDER_INDEX),
        .sign_key = q->sign_key ? q->key : NULL,
    };
    struct record_header header;

    runtime_header(&header, s, q->seed, q->run, DEMARCHE_VERSION);
    enum err rc = journal_create_with(j, fd, &options, &header, s->start, e);
    if (rc) {
        folder_take_back(f);
        close(fd);
    }
    return rc;
}

/* From scenario to a closed journal. It has its header, and the lock of its
 * writer, before it has its name; and its name, and that of the folder, are on
 * the disk before there is a record that may have to outlive a loss of power.
 */
static enum err run_make_journal(const struct run_request *q,
                                 const struct scenario *s, struct folder *f,
                                 int fd, const sigset_t *held, struct errmsg *e)
{
    struct journal *j;
    struct errmsg closing;
    instant ended = s->start;

    enum err rc = create_journal(q, s, f, fd, &j, e);
    if (rc) return rc;
    rc = folder_settle(f, q->durability != JOURNAL_NONE, e);
    if (!rc) rc = run_play(q, s, held, j, &ended, e);
    if (rc) journal_fault(j, ended, e->text);
    enum err closed = journal_close(j, ended, &closing);
    if (!rc && closed) *e = closing;
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
static enum err run_make_folder(struct run_request *q, const struct scenario *s,
                                struct folder *f, const char *path,
                                struct errmsg *e)
{
    sigset_t held;
    int fd;

    enum err rc = check_inputs(q, path, e);
    if (!rc && q->sign_key) rc = input_sign_key(q->key, q->sign_key, e);
    if (rc) return rc;
    hold_signals(&held);
    rc = folder_create(f, path, q->force, &fd, e);
    if (!rc) {
        rc = run_make_journal(q, s, f, fd, &held, e);
        if (rc) folder_fini(f);
    }
    sigprocmask(SIG_UNBLOCK, &held, NULL);
    explicit_bzero(q->key, sizeof q->key);
    return rc;
}

static enum err write_timeline(const struct view *v, struct folder *f,
                               struct errmsg *e)
{
    const struct output_target target = {
        .path = folder_file(&f->arena, f->path, FOLDER_TIMELINE),
        .input = f->path,
        .force = f->force,
        .regular = true};
    struct view plain = *v;
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    plain.style = (struct style){0};
    view_heading(&plain, o.file);
    timeline_draw(&plain, o.file);
    return output_close(&o, false, e);
}

/* The page of a run that is replaced is replaced with it. */
static enum err write_report(struct evidence *ev, struct folder *f,
                             struct errmsg *e)
{
    const struct reporting q = {
        .path = f->path,
        .out = folder_file(&f->arena, f->path, FOLDER_REPORT),
        .force = f->force,
    };

    return reporting_write(&q, ev, e);
}

static int run_exit(const struct judge *j)
{
    if (j->counts[JUDGE_BROKEN] > 0) return COMMAND_BROKEN;
    if (j->counts[JUDGE_UNDETERMINED] > 0) return COMMAND_UNDETERMINED;
    return COMMAND_OK;
}

static void run_print_matrix(const struct view *v)
{
    struct set_aside aside;
    struct view with = *v;

    set_aside_read(&aside, v->reader, v->scenario, INSTANT_MAX);
    with.set_aside = &aside;
    matrix_draw(&with, stdout);
    set_aside_fini(&aside);
}

static void run_print(const struct run_request *q, const struct view *v,
                      const char *folder)
{
    if (q->quiet) {
        if (run_exit(v->judge) != COMMAND_OK)
            expectations_draw_broken(v, stdout);
        return;
    }
    if (q->pace == 0) {
        view_heading(v, stdout);
        timeline_draw(v, stdout);
    }
    run_print_matrix(v);
    expectations_draw(v, stdout);
    fputs("\nJournal: ", stdout);
    text_put(folder, stdout);
    puts("/" FOLDER_JOURNAL);
    if (!q->report) return;
    fputs("Report: ", stdout);
    text_put(folder, stdout);
    puts("/" FOLDER_REPORT);
}

/* Everything printed about a run is read out of its journal: the very file
 * that it wrote. */
static int run_report(const struct run_request *q, struct folder *f,
                      struct errmsg *e)
{
    struct evidence ev;
    struct judge judge;

    if (folder_check(f, -1, e) || evidence_open(&ev, f->path, INSTANT_MAX, e))
        return notice_failed("run", e);
    judge_init(&judge, &ev.ledger);
    struct view v = evidence_view(&ev, f->path);
    v.judge = &judge;
    enum err rc = folder_check(f, ev.reader.fd, e);
    if (!rc) rc = write_timeline(&v, f, e);
    if (!rc && q->report) rc = write_report(&ev, f, e);
    int exit_code = rc ? notice_failed("run", e) : run_exit(&judge);
    if (!rc) run_print(q, &v, f->path);
    judge_fini(&judge);
    return evidence_close(&ev, exit_code);
}

int run_main(int argc, char **argv)
{
    struct run_request q;
    struct scenario s;
    struct folder folder;
    struct errmsg e;
    struct arena a;
    int exit_code = run_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q.report && reporting_check(&e)) return notice_failed(argv[0], &e);
    if (input_changed(&s, q.scenario, q.changes, q.change_count))
        return COMMAND_ERROR;
    arena_init(&a);
    if (run_make_folder(&q, &s, &folder,
                        q.out ? q.out : folder_name(&a, s.name, q.seed), &e)) {
        exit_code = notice_failed(argv[0], &e);
    } else {
        exit_code = run_report(&q, &folder, &e);
        folder_fini(&folder);
    }
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}
