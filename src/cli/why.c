#include "cli/subcommand.h"

#include <unistd.h>

#include "cli/evidence.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "json/json_why.h"
#include "scenario/question.h"
#include "view/obstacles.h"
#include "view/reasons.h"
#include "view/text.h"

/* Both commands ask the same question and differ in the verdict that they
 * explain. The run is opened without its records, the sentence is parsed, and
 * the ledger is told to keep what the sentence needs; then the records are read
 * and the sentence is judged. The answer is explained by the causes or by the
 * obstacles; the opposite verdict gets a pointer to the other command. */

/* A sentence asked of a run. */
struct why_asking {
    const char *path;
    struct runs_name found;
    bool all, json;
    struct arena arena; /* of the sentence and the words of the finding */
    struct evidence ev;
    struct sentence sentence;
    struct judge_finding finding;
};

/* One of the two commands: it explains the answer that it asks for, and points
 * to the other one for the answer that it does not. */
struct why_command {
    const char *other;
    bool of_what_holds;
    int exits[JUDGE_VERDICT_COUNT];
};

static const struct options_row why_options[] = {
    {"all", NULL, "frames, sessions and checks as well",
     OPTIONS_FLAG(struct why_asking, all)},
    {OPTIONS_JSON(
        struct why_asking, json,
        "the verdict, and each record that led to it or what it lacks")},
    {OPTIONS_COLOR},
    {OPTIONS_NO_PAGER},
    {0},
};

/* Leaves the words of the sentence at optind. */
static int why_parse(struct why_asking *q, int argc, char **argv)
{
    const int exit_code = options_read(argc, argv, why_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind + 1 == argc) runs_find(&q->found, &q->path);
    if (q->path) return COMMAND_OK;
    if (optind + 1 >= argc)
        return notice_wrong(argv[0], "expected one RUN, and a SENTENCE such as "
                                     "'press holds us-response'");
    if (q->all && q->json)
        return notice_wrong(argv[0], "--json has all records, and takes no "
                                     "--all");
    q->path = argv[optind++];
    runs_find(&q->found, &q->path);
    return COMMAND_OK;
}

/* Reads the sentence, which has to be about the run's scenario. */
static int why_parse_sentence(struct why_asking *q, const char *text)
{
    struct scenario_errors errors;
    int exit_code = COMMAND_OK;

    scenario_errors_init(&errors);
    if (question_parse(&q->sentence, &q->arena, &q->ev.scenario, text,
                       &errors)) {
        scenario_errors_print(stderr, "sentence", bytes_of_text(text), &errors);
        exit_code = COMMAND_USAGE;
    }
    scenario_errors_fini(&errors);
    return exit_code;
}

static int why_end(struct why_asking *q, int exit_code)
{
    arena_fini(&q->arena);
    return evidence_close(&q->ev, exit_code);
}

/* Opens the run and judges the sentence. Gives back COMMAND_OK, or what the
 * program ends with, having said why; then there is nothing to end. */
static int why_begin(struct why_asking *q, int argc, char **argv)
{
    struct errmsg e;

    *q = (struct why_asking){0};
    int exit_code = why_parse(q, argc, argv);
    if (exit_code != COMMAND_OK) return exit_code;
    const struct evidence_reading reading = {.say = q->json ? stderr : NULL};
    if (evidence_open_for(&q->ev, q->path, &reading, &e))
        return notice_failed(argv[0], &e);
    arena_init(&q->arena);
    const char *const *words = (const char *const *)argv + optind;
    exit_code = why_parse_sentence(
        q, arena_join(&q->arena, words, (size_t)(argc - optind), " "));
    if (exit_code != COMMAND_OK) return why_end(q, exit_code);
    ledger_ask(&q->ev.ledger, &q->sentence);
    evidence_read(&q->ev, INSTANT_MAX);
    q->finding = judge_sentence(&q->arena, &q->ev.ledger, &q->sentence);
    return COMMAND_OK;
}

/* The heading of the run; then the sentence, and since when it holds or what
 * it lacks. */
static void why_draw_head(struct why_asking *q, struct view *v, FILE *out)
{
    static const struct {
        const char *word;
        enum style_kind style;
    } words[JUDGE_VERDICT_COUNT] = {
        [JUDGE_HOLDS] = {"holds", STYLE_GOOD},
        [JUDGE_BROKEN] = {"does not hold", STYLE_BAD},
        [JUDGE_UNDETERMINED] = {"open", STYLE_OPEN},
    };
    const struct judge_finding *f = &q->finding;

    pager_begin();
    *v = evidence_view(&q->ev, q->path);
    v->select.all = q->all;
    view_heading(v, out);
    fputc('\n', out);
    style_set(&v->style, STYLE_TITLE, out);
    text_put_wrapped(q->sentence.text, 0, 0, out);
    style_set(&v->style, words[f->verdict].style, out);
    fputs(words[f->verdict].word, out);
    style_set(&v->style, STYLE_PLAIN, out);

    const char *rest = arena_format(&q->arena, ": %s", f->why);

    text_put_wrapped(rest, text_width(words[f->verdict].word), 0, out);
}

/* The records that led to the event. An act is done with all that the party
 * has. */
static struct causes_answer why_trace(struct why_asking *q,
                                      const struct causes *c)
{
    const int level = sentence_level(q->sentence.predicate);

    return causes_trace(c, &q->arena, q->finding.mark.seq, q->sentence.portion,
                        level > 0 ? (enum record_level)level : LEVEL_PROVABLE);
}

/* Explains the answer: the records that led to the event; or the conditions
 * that it needs, and those of them that are met. */
static void why_explain(struct why_asking *q, const struct view *v, FILE *out)
{
    struct causes c;

    causes_init(&c, &q->ev.reader, &q->ev.ledger);
    if (q->finding.reached) {
        const struct causes_answer answer = why_trace(q, &c);

        reasons_draw(v, &c, &answer, out);
    } else {
        const struct why_not lack = why_not_of(&c, &q->arena, &q->sentence);

        obstacles_draw(v, &c, &q->sentence, &lack, out);
    }
    causes_fini(&c);
}

/* "See: demarche COMMAND RUN 'SENTENCE'", wrapped. */
static void point_to(const struct why_asking *q, const char *command, FILE *out)
{
    struct arena a;

    arena_init(&a);
    fputc('\n', out);
    text_put_wrapped(arena_format(&a, "See: demarche %s %s '%s'", command,
                                  q->path, q->sentence.text),
                     0, 5, out);
    arena_fini(&a);
}

/* The same of either verdict, as data. */
static void why_as_json(struct why_asking *q)
{
    struct json_why answer = {.scenario = &q->ev.scenario,
                              .header = &q->ev.reader.header,
                              .sentence = &q->sentence,
                              .finding = &q->finding};
    struct causes_answer chain;
    struct why_not lack;
    struct causes c;
    struct json j;

    causes_init(&c, &q->ev.reader, &q->ev.ledger);
    answer.causes = &c;
    if (q->finding.reached) {
        chain = why_trace(q, &c);
        answer.chain = &chain;
    } else {
        lack = why_not_of(&c, &q->arena, &q->sentence);
        answer.lack = &lack;
    }
    answer.damaged = evidence_is_damaged(&q->ev);
    json_init(&j, stdout);
    json_why_put(&j, &answer);
    json_finish(&j);
    causes_fini(&c);
}

static int why_ask(const struct why_command *command, int argc, char **argv)
{
    struct why_asking q;
    struct view v;
    const int exit_code = why_begin(&q, argc, argv);

    if (exit_code != COMMAND_OK) return exit_code;

    const enum judge_verdict verdict = q.finding.verdict;

    if (q.json) {
        why_as_json(&q);
        return why_end(&q, command->exits[verdict]);
    }
    why_draw_head(&q, &v, stdout);

    if ((verdict == JUDGE_HOLDS) == command->of_what_holds)
        why_explain(&q, &v, stdout);
    else
        point_to(&q, command->other, stdout);
    return why_end(&q, command->exits[verdict]);
}

static int why_main(int argc, char **argv)
{
    static const struct why_command why = {
        .other = "why-not",
        .of_what_holds = true,
        .exits = {[JUDGE_HOLDS] = COMMAND_OK,
                  [JUDGE_BROKEN] = COMMAND_BROKEN,
                  [JUDGE_UNDETERMINED] = COMMAND_UNDETERMINED},
    };

    return why_ask(&why, argc, argv);
}

static int why_not_main(int argc, char **argv)
{
    static const struct why_command why_not = {
        .other = "why",
        .exits = {[JUDGE_HOLDS] = COMMAND_BROKEN,
                  [JUDGE_BROKEN] = COMMAND_OK,
                  [JUDGE_UNDETERMINED] = COMMAND_UNDETERMINED},
    };

    return why_ask(&why_not, argc, argv);
}

const struct subcommand subcommand_why = {
    .name = "why",
    .summary = "explain why a sentence holds, record by record",
    .main = why_main,
    .forms = {"RUN SENTENCE [--all | --json]"},
    .about = "SENTENCE is written as in expect:, such as 'russia can prove "
             "us-response by 2022-01-26T18:00Z'. Prints the records that led "
             "to it, the latest first, back to the document's "
             "author. " SUBCOMMAND_A_RUN,
    .exits = "0 if it holds, 2 if it does not, 3 if the run was "
             "cut short before that was decided.",
    .options = why_options,
};

const struct subcommand subcommand_why_not = {
    .name = "why-not",
    .summary = "explain why a sentence does not hold, and what is missing",
    .main = why_not_main,
    .forms = {"RUN SENTENCE [--all | --json]"},
    .about =
        "SENTENCE is written as in expect:, such as 'press holds us-response "
        "by 2022-01-28'. Prints the conditions that it needs and which of "
        "them are met; where it became true too late, or was never to become "
        "true, prints the records that led to it, as why "
        "does. " SUBCOMMAND_A_RUN,
    .exits = "0 if it does not hold, 2 if it does, 3 if the run "
             "was cut short before that was decided.",
    .options = why_options,
};
