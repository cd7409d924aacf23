#include "cli/learn.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/learn_change.h"
#include "cli/learn_check.h"
#include "cli/learn_shelf.h"
#include "cli/learn_steps.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/subcommand.h"
#include "view/text.h"

/* Without a lesson it lists them all, with what the learner has done. With one,
 * it is gone through from its first step, from the one that was asked for, or
 * from where the learner stopped. What somebody types is kept after each
 * answer, so that nothing is lost however it ends; what a script says is
 * not. */

enum { COLUMNS_SIZE = 16, NUMBER_WIDTH = 4, NEEDS_WIDTH = 10, DONE_WIDTH = 12 };

/* The command line. */
struct learn_request {
    const char *lesson;
    uint32_t step; /* an enum learn_step */
    bool step_given;
    const char *script;
    bool no_input, forget, report;
    struct learn_check check; /* of `learn check` */
};

static const struct options_row learn_options[] = {
    {"step", "STEP",
     "begin with this step: predict, run, see, explain, change, again or "
     "transfer",
     OPTIONS_WORD(struct learn_request, step, &learn_step_words),
     OPTIONS_GIVEN(struct learn_request, step_given)},
    {"script", "FILE",
     "take the answers from a file, one a line: predict c, number 62, sentence "
     "S, change PATH=VALUE, transfer b",
     OPTIONS_TEXT(struct learn_request, script)},
    {"no-input", NULL, "ask nothing: print the lesson with its answers",
     OPTIONS_FLAG(struct learn_request, no_input)},
    {"report", NULL, "write the page of the first run, to open in a browser",
     OPTIONS_FLAG(struct learn_request, report)},
    {"lesson", "NUMBER",
     "with check: the lesson whose exercise the runs are graded by",
     OPTIONS_NUMBER(struct learn_request, check.lesson), .least = 1,
     .most = LESSON_NUMBER_MAX},
    {"csv", "FILE",
     "with check: write each criterion with its verdict as a table, too",
     OPTIONS_TEXT(struct learn_request, check.csv)},
    {OPTIONS_FORCE(struct learn_request, check.force, "an existing FILE")},
    {"forget", NULL, "remove all answers that were kept",
     OPTIONS_FLAG(struct learn_request, forget)},
    {OPTIONS_COLOR},
    {0},
};

/* ---- The list ---- */

static const char *list_needs(const struct lesson *l, struct arena *a)
{
    const char *all = "";

    for (size_t i = 0; i < l->need_count; i++)
        all = arena_format(a, "%s%s%u", all, i > 0 ? ", " : "", l->needs[i]);
    return all;
}

static const char *list_done(const struct learn_notebook *n,
                             const struct lesson *l, struct arena *a)
{
    const struct learn_notebook_page *page = learn_notebook_find(n, l->number);

    if (!page || (!page->done && !page->step)) return "";
    return page->done ? "done" : arena_format(a, "at %s", page->step);
}

/* The last columns, without blanks behind the last word. */
static void list_rest(const char *needs, const char *done)
{
    if (*done) {
        fputs("  ", stdout);
        text_put_cell(needs, NEEDS_WIDTH, stdout);
        text_put(done, stdout);
    } else if (*needs) {
        fputs("  ", stdout);
        text_put(needs, stdout);
    }
}

static int learn_list(const struct learn_shelf *shelf,
                      const struct learn_notebook *n)
{
    const size_t width =
        text_columns(stdout) - NUMBER_WIDTH - NEEDS_WIDTH - DONE_WIDTH - 8;
    struct arena a;

    if (shelf->count == 0) return learn_shelf_missing(shelf, "learn", 0);
    /* Without a place for answers, the list lacks nothing. */
    if (n->path && n->broken.text[0])
        notice_say("note: nothing is kept: %s", n->broken.text);
    arena_init(&a);
    printf("%*s  ", NUMBER_WIDTH, "");
    text_put_cell("lesson", width, stdout);
    fputs("  min  ", stdout);
    text_put_cell("needs", NEEDS_WIDTH, stdout);
    fputs("done\n", stdout);
    for (size_t i = 0; i < shelf->count; i++) {
        const struct scenario *s = &shelf->items[i].scenario;
        printf("%*u  ", NUMBER_WIDTH, s->lesson->number);
        text_put_cell(s->title, width, stdout);
        printf("  %3u", s->lesson->minutes);
        list_rest(list_needs(s->lesson, &a), list_done(n, s->lesson, &a));
        fputc('\n', stdout);
    }
    fputs("\ndemarche learn N begins one, or goes on where you stopped.\n",
          stdout);
    arena_fini(&a);
    return COMMAND_OK;
}

/* ---- One lesson ---- */

/* What is kept was written when it was said. */
static void learn_left(int signal)
{
    static const char words[] =
        "\nKept. The same command goes on where you stopped.\n";

    (void)signal;
    if (write(STDOUT_FILENO, words, sizeof words - 1) < 0) _exit(1);
    _exit(COMMAND_UNDETERMINED);
}

static void restore_answer(struct learn_session *s, enum learn_step step,
                           const struct lesson_question *q,
                           struct learn_given *given)
{
    const struct learn_notebook_answer *kept =
        learn_notebook_answer(s->page, learn_step_words.texts[step]);
    struct errmsg ignored;

    if (!kept || !q || q->answer == LESSON_SENTENCE) return;
    if (!answer_judge(&given->items[0], q, kept->given, NULL, &s->arena,
                      &ignored))
        given->count = 1;
}

/* Takes the answers that the page has as said, and gives the step to begin
 * with. */
static enum learn_step learn_resume(struct learn_session *s,
                                    const struct learn_request *q)
{
    const struct learn_notebook_answer *fix =
        learn_notebook_answer(s->page, LEARN_NOTEBOOK_FIX);
    const char *step = s->page->step;

    if (!q->step_given && (s->page->done || !step)) {
        s->page->count = 0; /* anew */
        return LEARN_STEP_PREDICT;
    }
    restore_answer(s, LEARN_STEP_PREDICT, &s->lesson->predict, &s->predicted);
    restore_answer(s, LEARN_STEP_AGAIN, s->lesson->fix.predict,
                   &s->predicted_again);
    if (fix) learn_change_restore(s, fix->given);
    if (q->step_given) return (enum learn_step)q->step;
    const uint32_t place = name_words_find(&learn_step_words, step);
    return place == NAMES_NONE ? LEARN_STEP_PREDICT : (enum learn_step)place;
}

static void learn_page(struct learn_session *s, struct learn_notebook *n)
{
    uint8_t hash[SHA256_SIZE];

    sha256(hash, s->item->scenario.source);
    s->unkept = n->broken;
    s->notebook = n->broken.text[0] ? NULL : n;
    s->page = learn_notebook_page(n, s->lesson->number, hash);
}

static int learn_end(struct learn_session *s, enum learn_move move)
{
    const struct learn_input_line *left = learn_input_left(s->in);

    learn_session_say_unkept(s);
    if (move == LEARN_FAIL) return COMMAND_ERROR;
    if (move == LEARN_MISFIT) return COMMAND_USAGE;
    if (move == LEARN_STOP) {
        printf("\n%s\n", s->notebook
                             ? "Kept. The same command goes on where you "
                               "stopped."
                             : "Stopped.");
        return COMMAND_OK;
    }
    if (left) {
        notice_say("line %zu of the script fits no step: %s", left->number,
                   left->verb);
        return COMMAND_USAGE;
    }
    return s->in->kind == LEARN_INPUT_SCRIPT && s->wrong > 0 ? COMMAND_BROKEN
                                                             : COMMAND_OK;
}

static int learn_one(const struct learn_request *q,
                     const struct learn_lesson *item, size_t lessons,
                     struct learn_notebook *notebook, struct learn_input *in)
{
    struct learn_session s;
    enum learn_step from = (enum learn_step)q->step;

    learn_session_init(&s, item, lessons, in);
    s.report = q->report;
    if (in->kind == LEARN_INPUT_TYPED) {
        learn_page(&s, notebook);
        from = learn_resume(&s, q);
    }
    if (s.notebook) {
        signal(SIGINT, learn_left);
        signal(SIGTERM, learn_left);
        signal(SIGHUP, learn_left);
    }
    const int exit_code = learn_end(&s, learn_steps_walk(&s, from));

    learn_session_fini(&s);
    return exit_code;
}

/* ---- The command ---- */

/* learn check RUN... --lesson NUMBER */
static bool learn_is_check(int argc, char **argv)
{
    return optind < argc && strcmp(argv[optind], "check") == 0;
}

static int learn_parse_check(int argc, char **argv, struct learn_request *q)
{
    if (q->script || q->no_input || q->report || q->step_given || q->forget)
        return notice_wrong("learn check",
                            "it takes --lesson, --csv and --force");
    if (q->check.force && !output_is_file(q->check.csv))
        return notice_wrong("learn check", "--force needs --csv FILE");
    if (q->check.lesson == 0)
        return notice_wrong("learn check", "expected --lesson NUMBER");
    if (optind + 1 == argc)
        return notice_wrong("learn check", "expected one RUN or more");
    q->check.runs = argv + optind + 1;
    q->check.count = argc - optind - 1;
    return COMMAND_OK;
}

static int learn_parse(int argc, char **argv, struct learn_request *q)
{
    *q = (struct learn_request){.step = 0};
    const int exit_code = options_read(argc, argv, learn_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (learn_is_check(argc, argv)) return learn_parse_check(argc, argv, q);
    if (q->check.lesson > 0 || q->check.csv || q->check.force)
        return notice_wrong(argv[0],
                            "--lesson, --csv and --force are for learn check");
    if (optind < argc) {
        const int one = options_operand(argc, argv, "LESSON", &q->lesson);
        if (one != COMMAND_OK) return one;
    }
    if (q->forget &&
        (q->lesson || q->script || q->no_input || q->report || q->step_given))
        return notice_wrong(argv[0], "--forget goes with nothing else");
    if (!q->lesson && (q->script || q->no_input || q->report || q->step_given))
        return notice_wrong(argv[0], "expected the number of a LESSON");
    if (q->script && q->no_input)
        return notice_wrong(argv[0], "--script takes no --no-input");
    return COMMAND_OK;
}

static int learn_forget(struct learn_notebook *n)
{
    struct errmsg e;
    bool was;

    if (learn_notebook_forget(n, &was, &e)) return notice_failed("learn", &e);
    puts(was ? "All answers are removed." : "No answers were kept.");
    return COMMAND_OK;
}

/* The lesson of a number or a name, or else of a file. */
static int learn_open(const struct learn_request *q,
                      const struct learn_shelf *shelf, struct learn_notebook *n,
                      struct arena *a)
{
    const bool number = !q->lesson[strspn(q->lesson, "0123456789")];
    const struct learn_lesson *item =
        number ? learn_shelf_find(shelf, strtoul(q->lesson, NULL, 10))
               : learn_shelf_named(shelf, q->lesson);
    struct learn_lesson own;
    struct learn_input in;
    struct errmsg e;

    if (number && !item)
        return learn_shelf_missing(shelf, "learn",
                                   strtoul(q->lesson, NULL, 10));
    const enum err rc =
        q->script ? learn_input_script(&in, a, q->script, &e) : ERR_OK;
    if (rc) {
        (void)notice_failed("learn", &e);
        return rc == ERR_FORMAT ? COMMAND_USAGE : COMMAND_ERROR;
    }
    if (!q->script)
        learn_input_init(&in, a,
                         q->no_input ? LEARN_INPUT_NONE : LEARN_INPUT_TYPED);
    if (item) return learn_one(q, item, shelf->count, n, &in);
    if (!learn_shelf_open(&own, a, q->lesson)) return COMMAND_ERROR;
    const int exit_code = learn_one(q, &own, shelf->count, n, &in);
    scenario_fini(&own.scenario);
    return exit_code;
}

static void learn_narrow(void)
{
    char columns[COLUMNS_SIZE];

    if (text_columns(stdout) <= TEXT_COLUMNS) return;
    snprintf(columns, sizeof columns, "%d", TEXT_COLUMNS);
    setenv("DEMARCHE_COLUMNS", columns, 1);
}

static int learn_grade(const struct learn_request *q)
{
    struct learn_shelf shelf;

    learn_shelf_init(&shelf);
    const int exit_code = learn_check_runs(&q->check, &shelf);
    learn_shelf_fini(&shelf);
    return exit_code;
}

static int learn_main(int argc, char **argv)
{
    struct learn_request q;
    struct learn_notebook notebook;
    struct learn_shelf shelf;
    int exit_code = learn_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q.check.count > 0) return learn_grade(&q);
    learn_notebook_init(&notebook);
    if (q.forget) {
        exit_code = learn_forget(&notebook);
    } else {
        learn_narrow();
        learn_shelf_init(&shelf);
        exit_code = q.lesson ? learn_open(&q, &shelf, &notebook, &shelf.arena)
                             : learn_list(&shelf, &notebook);
        learn_shelf_fini(&shelf);
    }
    learn_notebook_fini(&notebook);
    return exit_code;
}

const struct subcommand subcommand_learn = {
    .name = "learn",
    .summary = "learn by lessons that run",
    .main = learn_main,
    .forms = {"[--forget]",
              "LESSON [--step STEP] [--script FILE] [--no-input] [--report]",
              "check RUN... --lesson NUMBER [--csv FILE [--force]]"},
    .about =
        "Lists the lessons; or goes through one, by its number, name or file: "
        "you say what will happen, see it, change one thing, and see it again. "
        "Your first answers are kept in demarche/learn.json in $XDG_DATA_HOME "
        "or ~/.local/share, without a name; the runs in runs/learn-NN and "
        "runs/learn-NN-fixed, which are replaced each time. ? and a word "
        "explains it. With check it grades the runs of learners' own scenarios "
        "by the exercise of a lesson.",
    .exits = "0 ok, 1 error, 2 an answer of the script is not right or is\n"
             "missing, or a run fails a criterion, 3 stopped by a signal, or\n"
             "a run was cut short, 64 wrong usage, or a line of\n"
             "the script that fits no step.",
    .options = learn_options,
};
