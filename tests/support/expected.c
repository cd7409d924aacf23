#include "support/expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "experiment/trial_run.h"
#include "study/judge.h"
#include "support/stories.h"

void expected_hold(const char *text, uint64_t seed)
{
    struct scenario sc;
    struct trial_run run;
    struct ledger ledger;
    struct judge judge;
    struct errmsg e;
    size_t broken = 0;

    stories_parse(&sc, "expected", bytes_of_text(text));
    if (trial_run_init(&run, &sc, seed, 0, NULL, NULL, &e))
        fail_msg("%s", e.text);
    ledger_init(&ledger, &sc);
    if (ledger_read(&ledger, &run.reader, INSTANT_MAX))
        fail_msg("the journal cannot be read");
    judge_init(&judge, &ledger);
    for (size_t i = 0; i < sc.expect_count; i++) {
        const struct judge_finding *f = &judge.findings[i];
        if (f->verdict == JUDGE_HOLDS) continue;
        broken++;
        print_error("%s: %s\n", sc.expects[i].text, f->why);
    }
    if (broken > 0 || sc.expect_count == 0)
        fail_msg("%zu of %zu expectations do not hold in\n%s", broken,
                 sc.expect_count, text);
    judge_fini(&judge);
    ledger_fini(&ledger);
    trial_run_fini(&run);
    scenario_fini(&sc);
}
