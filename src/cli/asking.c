#include "cli/asking.h"

#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "scenario/question.h"
#include "view/lacks.h"
#include "view/reasons.h"
#include "view/text.h"

/* The words from the command line's `first` on, as one text. */
static const char *join(struct arena *a, char **argv, int first, int argc)
{
    const char *text = "";

    for (int i = first; i < argc; i++)
        text = arena_format(a, "%s%s%s", text, i > first ? " " : "", argv[i]);
    return text;
}

static int parse(struct asking *q, int argc, char **argv)
{
    const struct options_row rows[] = {
        {"all", .flag = &q->all},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind + 1 >= argc)
        return options_wrong(argv[0], "name one run, and a sentence such as "
                                      "'press holds us-response'");
    q->path = argv[optind];
    return COMMAND_OK;
}

/* What is asked has to be a sentence about the run's scenario. */
static int understand(struct asking *q, const char *text)
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

int asking_begin(struct asking *q, int argc, char **argv)
{
    struct errmsg e;

    *q = (struct asking){0};
    int exit_code = parse(q, argc, argv);
    if (exit_code != COMMAND_OK) return exit_code;
    if (evidence_open(&q->ev, q->path, INSTANT_MIN, &e))
        return evidence_failed(argv[0], &e);
    arena_init(&q->arena);
    exit_code = understand(q, join(&q->arena, argv, optind + 1, argc));
    if (exit_code != COMMAND_OK) {
        asking_end(q);
        return exit_code;
    }
    ledger_ask(&q->ev.ledger, &q->sentence);
    evidence_read(&q->ev, INSTANT_MAX);
    q->finding = judge_sentence(&q->arena, &q->ev.ledger, &q->sentence);
    return COMMAND_OK;
}

void asking_end(struct asking *q)
{
    arena_fini(&q->arena);
    evidence_close(&q->ev);
}

void asking_head(struct asking *q, struct view *v, FILE *out)
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

void asking_explain(struct asking *q, const struct view *v, FILE *out)
{
    const int level = sentence_level(q->sentence.predicate);
    struct causes c;

    causes_init(&c, &q->ev.reader, &q->ev.ledger);
    if (q->finding.reached) {
        /* Who acted did so with all that he had. */
        const struct causes_answer answer = causes_trace(
            &c, &q->arena, q->finding.mark.seq, q->sentence.portion,
            level > 0 ? (enum record_level)level : LEVEL_PROVABLE);

        reasons_draw(v, &c, &answer, out);
    } else {
        const struct lack lack = lack_of(&c, &q->arena, &q->sentence);

        lacks_draw(v, &c, &q->sentence, &lack, out);
    }
    causes_fini(&c);
}

void asking_see(const struct asking *q, const char *command, FILE *out)
{
    struct arena a;

    arena_init(&a);
    fputc('\n', out);
    text_put_wrapped(arena_format(&a, "See: demarche %s %s '%s'", command,
                                  q->path, q->sentence.text),
                     0, 5, out);
    arena_fini(&a);
}
