#include "cli/asking.h"
#include "cli/commands.h"
#include "view/reasons.h"

/* The records that led to the one by which the sentence came about. */
static void explain(struct asking *q, const struct view *v)
{
    const int level = sentence_level(q->sentence.predicate);
    struct causes c;

    causes_init(&c, &q->ev.reader, &q->ev.ledger);
    /* Who acted did so with all that he had. */
    const struct causes_answer answer =
        causes_trace(&c, &q->arena, q->finding.mark.seq, q->sentence.portion,
                     level > 0 ? (enum record_level)level : LEVEL_PROVABLE);
    reasons_draw(v, &c, &answer, stdout);
    causes_fini(&c);
}

int why_main(int argc, char **argv)
{
    static const int exits[JUDGE_VERDICT_COUNT] = {
        [JUDGE_HOLDS] = COMMAND_OK,
        [JUDGE_BROKEN] = COMMAND_BROKEN,
        [JUDGE_UNDETERMINED] = COMMAND_UNDETERMINED,
    };
    struct asking q;
    struct view v;
    const int exit_code = asking_begin(&q, argc, argv);

    if (exit_code != COMMAND_OK) return exit_code;
    asking_head(&q, &v, stdout);

    const enum judge_verdict verdict = q.finding.verdict;

    if (verdict == JUDGE_HOLDS && q.finding.reached && !q.sentence.never)
        explain(&q, &v);
    else if (verdict != JUDGE_HOLDS)
        asking_see(&q, "why-not", stdout);
    asking_end(&q);
    return exits[verdict];
}
