#include "cli/asking.h"
#include "cli/commands.h"
#include "view/lacks.h"

int why_not_main(int argc, char **argv)
{
    static const int exits[JUDGE_VERDICT_COUNT] = {
        [JUDGE_HOLDS] = COMMAND_BROKEN,
        [JUDGE_BROKEN] = COMMAND_OK,
        [JUDGE_UNDETERMINED] = COMMAND_UNDETERMINED,
    };
    struct asking q;
    struct view v;
    const int exit_code = asking_begin(&q, argc, argv);

    if (exit_code != COMMAND_OK) return exit_code;
    asking_head(&q, &v, stdout);

    const enum judge_verdict verdict = q.finding.verdict;

    if (verdict == JUDGE_HOLDS)
        asking_see(&q, "why", stdout);
    else
        asking_explain(&q, &v, stdout);
    asking_end(&q);
    return exits[verdict];
}
