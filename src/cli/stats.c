#include "cli/commands.h"

#include <stdio.h>

#include "cli/evidence.h"
#include "cli/options.h"
#include "view/figures.h"

int stats_main(int argc, char **argv)
{
    static const struct option options[] = {{0}};
    struct evidence ev;
    struct stats s;
    struct errmsg e;
    const int answer = options_next(argc, argv, options);

    if (answer != -1) return options_complain(argv, answer);
    if (optind + 1 != argc) return options_wrong(argv[0], "name one run");
    /* The ledger stays empty: figures are counted apart from it. */
    if (evidence_open(&ev, argv[optind], INSTANT_MIN, &e))
        return evidence_failed(argv[0], &e);

    struct view v = evidence_view(&ev, argv[optind]);

    stats_init(&s, &ev.scenario);
    if (stats_read(&s, &ev.reader) && ev.verified.verdict == VERIFY_OK)
        fputs("demarche: warning: not all records can be read; the figures "
              "are of those before\n",
              stderr);
    v.stats = &s;
    view_heading(&v, stdout);
    figures_draw(&v, stdout);
    stats_fini(&s);
    evidence_close(&ev);
    return COMMAND_OK;
}
