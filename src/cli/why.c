#include "cli/asking.h"
#include "cli/commands.h"

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

    if (verdict == JUDGE_HOLDS)
        asking_explain(&q, &v, stdout);
    else
        asking_see(&q, "why-not", stdout);
    asking_end(&q);
    return exits[verdict];
}
