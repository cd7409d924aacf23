#include "cli/learn_check.h"

#include <inttypes.h>
#include <string.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/runs.h"
#include "cli/subcommand.h"
#include "crypto/curve.h"
#include "experiment/rerun.h"
#include "export/quote.h"
#include "lesson/grade.h"
#include "view/style.h"
#include "view/text.h"
#include "view/verdict.h"

/* Each run is opened and verified, and its scenario played again with its seed
 * (check_journal); where that is the journal, the claims are judged
 * (lesson/grade). What was cut off cannot be judged, wherever the cut is; what
 * was changed is broken. The rows are printed and, if a table is asked for,
 * written out. Two runs of one scenario are named at the end: whether that is
 * copied is for the teacher to say. */

enum { MARK_WIDTH = 10 }; /* "  BROKEN  " */

/* One run under grading. */
struct learn_check_run {
    const char *path;
    struct runs_name found;
    uint8_t hash[RECORD_HASH_SIZE]; /* of its scenario */
    uint64_t seed;
    bool readable; /* it has a header and a scenario */
    struct grade grade;
};

/* ---- The journal ---- */

static const char *const alike = "the journal verifies, and its scenario plays "
                                 "again to the same bytes";

static void add_journal(struct grade *g, enum grade_verdict verdict,
                        const char *words)
{
    grade_add(g, GRADE_JOURNAL, verdict, alike, words);
}

static const char *damage_words(struct grade *g, const struct verify_result *v)
{
    return arena_format(&g->arena, "record %" PRIu64 ": %s", v->bad_seq,
                        v->why);
}

/* The words for a journal that plays again alike, but not to its end; or "". */
static const char *cut_words(enum rerun_reach reach)
{
    static const char *const words[RERUN_REACH_COUNT] = {
        [RERUN_WHOLE] = "",
        [RERUN_TO_STOP] = "the run was stopped before its end",
        [RERUN_TO_FAULT] = "the run could not go on",
        [RERUN_TO_CUT] = "the journal was cut short",
    };

    return words[reach];
}

/* True if the claims can be judged by it. */
static bool judge_rerun(struct grade *g, const struct verify_result *v,
                        const struct rerun *r)
{
    const char *cut =
        v->verdict == VERIFY_TORN ? damage_words(g, v) : cut_words(r->reach);

    if (r->verdict == RERUN_NOT_JUDGED) {
        add_journal(g, GRADE_OPEN, "another version of the program made it");
        return true;
    }
    if (r->verdict == RERUN_DIFFERENT) {
        add_journal(g, GRADE_FAILED,
                    "it plays again otherwise: it was changed or made up");
        return false;
    }
    add_journal(g, *cut ? GRADE_OPEN : GRADE_MET, cut);
    return true;
}

static enum err check_journal(struct grade *g, struct reader *reader,
                              const struct scenario *s, bool *usable,
                              struct errmsg *e)
{
    struct verify_result verified;
    struct rerun rerun;

    *usable = false;
    enum err rc = verify_reader(reader, &verified, e);
    if (rc) return rc;
    if (verified.verdict == VERIFY_FAIL) {
        add_journal(g, GRADE_FAILED, damage_words(g, &verified));
        return ERR_OK;
    }
    reader_rewind(reader);
    rc = rerun_play(&rerun, reader, &verified, s, e);
    if (rc) return rc;
    *usable = judge_rerun(g, &verified, &rerun);
    rerun_fini(&rerun);
    return ERR_OK;
}

/* ---- A run ---- */

/* A file that a claim names lies in the run's folder, or beside it. */
static enum err read_beside(void *context, struct arena *a, const char *name,
                            const char **out, struct errmsg *e)
{
    const char *run = context;
    const char *slash = strrchr(run, '/');
    const char *const places[] = {
        arena_format(a, "%s/%s", run, name),
        arena_format(a, "%.*s%s", slash ? (int)(slash + 1 - run) : 0, run,
                     name),
    };
    enum err rc = ERR_MISSING;

    for (size_t i = 0; i < 2 && rc; i++)
        rc = input_text(a, places[i], out, e);
    return rc ? err_set(e, ERR_MISSING, "no text %s is in or beside the run",
                        name)
              : ERR_OK;
}

static enum err grade_reader(struct learn_check_run *r, struct reader *reader,
                             const struct lesson *lesson, struct errmsg *e)
{
    struct scenario s;
    bool usable;

    enum err rc = input_header(&s, &reader->header, e);
    if (rc) {
        add_journal(&r->grade, GRADE_FAILED, e->text);
        return ERR_OK;
    }
    memcpy(r->hash, reader->header.scenario_hash, sizeof r->hash);
    r->seed = reader->header.seed;
    r->readable = true;
    curve_use(verdict_stand_in(&reader->header) ? curve_stand_in()
                                                : curve_real());
    rc = check_journal(&r->grade, reader, &s, &usable, e);

    struct lesson_verdict_case played = {
        .scenario = &s,
        .seed = r->seed,
        .run = reader->header.run,
        .reader = reader,
        .read_text = read_beside,
        .context = (void *)r->path,
    };
    if (!rc && usable) rc = grade_exercise(&r->grade, lesson, &played, e);
    lesson_verdict_case_fini(&played);
    scenario_fini(&s);
    return rc;
}

static enum err grade_run(struct learn_check_run *r,
                          const struct lesson *lesson, struct errmsg *e)
{
    struct reader reader;

    enum err rc = reader_open(&reader, r->path, e);
    if (rc == ERR_FORMAT || rc == ERR_CUT || rc == ERR_UNSUPPORTED) {
        add_journal(&r->grade, rc == ERR_FORMAT ? GRADE_FAILED : GRADE_OPEN,
                    e->text);
        return ERR_OK;
    }
    if (rc) return rc;
    rc = grade_reader(r, &reader, lesson, e);
    reader_close(&reader);
    return rc;
}

/* ---- What is said ---- */

static const struct {
    const char *mark;
    enum style_kind style;
} verdicts[] = {
    [GRADE_MET] = {"ok", STYLE_GOOD},
    [GRADE_FAILED] = {"BROKEN", STYLE_BAD},
    [GRADE_OPEN] = {"open", STYLE_OPEN},
};

static void print_run(const struct learn_check_run *r)
{
    const struct style style = options_style();

    style_set(&style, STYLE_TITLE, stdout);
    text_put(r->path, stdout);
    style_set(&style, STYLE_PLAIN, stdout);
    fputc('\n', stdout);
    for (size_t i = 0; i < r->grade.count; i++) {
        const struct grade_row *row = &r->grade.rows[i];

        style_set(&style, verdicts[row->verdict].style, stdout);
        printf("  %-*s", MARK_WIDTH - 2, verdicts[row->verdict].mark);
        style_set(&style, STYLE_PLAIN, stdout);
        text_put_wrapped(row->text, MARK_WIDTH, MARK_WIDTH, stdout);
        if (!*row->words) continue;
        style_set(&style, STYLE_QUIET, stdout);
        text_put_spaces(MARK_WIDTH, stdout);
        text_put_wrapped(row->words, MARK_WIDTH, MARK_WIDTH, stdout);
        style_set(&style, STYLE_PLAIN, stdout);
    }
    fputc('\n', stdout);
}

/* Names the later runs of a scenario that an earlier one has. */
static void print_same(const struct learn_check_run *runs, int count)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < i && runs[i].readable; k++)
            if (runs[k].readable &&
                memcmp(runs[k].hash, runs[i].hash, sizeof runs[i].hash) == 0) {
                text_put(runs[i].path, stdout);
                fputs(" has the same scenario as ", stdout);
                text_put(runs[k].path, stdout);
                fputs(", byte for byte\n", stdout);
                break;
            }
}

static void print_sum(const struct learn_check_run *runs, int count)
{
    int met = 0;

    for (int i = 0; i < count; i++)
        met += grade_worst(&runs[i].grade) == GRADE_MET;
    printf("%d of %d run%s meet%s all criteria.\n", met, count,
           count == 1 ? "" : "s", met == 1 ? "s" : "");
}

/* ---- As a table ---- */

static void put_hash(const uint8_t hash[RECORD_HASH_SIZE], FILE *out)
{
    char digits[2 * RECORD_HASH_SIZE + 1];

    bytes_to_hex(digits, bytes_of(hash, RECORD_HASH_SIZE));
    quote_csv_next(digits, out);
}

static void put_table(const struct learn_check_run *runs, int count,
                      uint64_t lesson, FILE *out)
{
    fputs("\"run\",\"lesson\",\"seed\",\"scenario\",\"criterion\",\"verdict\","
          "\"text\",\"words\"\r\n",
          out);
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < runs[i].grade.count; k++) {
            const struct grade_row *row = &runs[i].grade.rows[k];

            quote_csv(runs[i].path, out);
            fprintf(out, ",%" PRIu64 ",%" PRIu64, lesson, runs[i].seed);
            put_hash(runs[i].hash, out);
            quote_csv_next(grade_criterion_word(row->criterion), out);
            quote_csv_next(verdicts[row->verdict].mark, out);
            quote_csv_next(row->text, out);
            quote_csv_next(row->words, out);
            fputs("\r\n", out);
        }
}

static enum err write_table(const struct learn_check *q,
                            const struct learn_check_run *runs, struct arena *a,
                            struct errmsg *e)
{
    const char **inputs = arena_array(a, (size_t)q->count + 1, sizeof *inputs);
    const struct output_target target = {
        .path = q->csv, .inputs = inputs, .force = q->force, .regular = true};
    struct output o;

    for (int i = 0; i < q->count; i++)
        inputs[i] = runs[i].path;
    inputs[q->count] = NULL;
    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    put_table(runs, q->count, q->lesson, o.file);
    return output_close(&o, false, e);
}

/* ---- The command ---- */

static int check_exit(const struct learn_check_run *runs, int count)
{
    static const int codes[] = {
        [GRADE_MET] = COMMAND_OK,
        [GRADE_FAILED] = COMMAND_BROKEN,
        [GRADE_OPEN] = COMMAND_UNDETERMINED,
    };
    int exit_code = COMMAND_OK;

    for (int i = 0; i < count; i++) {
        const int one = codes[grade_worst(&runs[i].grade)];

        if (one == COMMAND_BROKEN) return one;
        if (one != COMMAND_OK) exit_code = one;
    }
    return exit_code;
}

/* One that cannot be read does not keep the others from their grades. */
static int check_all(const struct learn_check *q, const struct lesson *lesson,
                     struct learn_check_run *runs, struct arena *a)
{
    int failed = COMMAND_OK;
    struct errmsg e;

    for (int i = 0; i < q->count; i++) {
        runs[i].path = q->runs[i];
        runs_find(&runs[i].found, &runs[i].path);
        if (grade_run(&runs[i], lesson, &e)) {
            failed = notice_failed("learn check", &e);
            add_journal(&runs[i].grade, GRADE_OPEN, e.text);
        }
        print_run(&runs[i]);
    }
    print_same(runs, q->count);
    if (q->count > 1) print_sum(runs, q->count);
    if (q->csv && write_table(q, runs, a, &e))
        failed = notice_failed("learn check", &e);
    return failed ? failed : check_exit(runs, q->count);
}

int learn_check_runs(const struct learn_check *q,
                     const struct learn_shelf *shelf)
{
    const struct learn_lesson *item = learn_shelf_find(shelf, q->lesson);
    struct arena a;

    if (!item) return learn_shelf_missing(shelf, "learn check", q->lesson);
    if (!item->scenario.lesson->exercise.task.text)
        return notice_wrong("learn check", "lesson %" PRIu64 " has no exercise",
                            q->lesson);
    arena_init(&a);
    struct learn_check_run *runs =
        arena_array(&a, (size_t)q->count, sizeof *runs);
    for (int i = 0; i < q->count; i++)
        grade_init(&runs[i].grade);
    const int exit_code = check_all(q, item->scenario.lesson, runs, &a);
    for (int i = 0; i < q->count; i++)
        grade_fini(&runs[i].grade);
    arena_fini(&a);
    return exit_code;
}
