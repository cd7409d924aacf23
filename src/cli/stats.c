#include "cli/subcommand.h"

#include <stdio.h>

#include "cli/evidence.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "view/figures.h"

static const struct options_row stats_options[] = {
    {OPTIONS_COLOR},
    {OPTIONS_NO_PAGER},
    {0},
};

static int stats_main(int argc, char **argv)
{
    const char *path;
    struct runs_name found;
    struct evidence ev;
    struct stats s;
    struct errmsg e;
    int exit_code = options_read(argc, argv, stats_options, &found);

    if (!exit_code) exit_code = runs_operand(argc, argv, &found, &path);
    if (exit_code != COMMAND_OK) return exit_code;
    /* The ledger stays empty: figures are counted apart from it. */
    if (evidence_open(&ev, path, INSTANT_MIN, &e))
        return notice_failed(argv[0], &e);
    pager_begin();

    struct view v = evidence_view(&ev, path);

    stats_init(&s, &ev.scenario);
    ev.unread = stats_read(&s, &ev.reader) != ERR_OK;
    v.stats = &s;
    view_heading(&v, stdout);
    figures_draw(&v, stdout);
    stats_fini(&s);
    return evidence_close(&ev, COMMAND_OK);
}

const struct subcommand subcommand_stats = {
    .name = "stats",
    .summary = "count frames, latencies and failures",
    .main = stats_main,
    .forms = {"RUN"},
    .options = stats_options,
    .about = SUBCOMMAND_A_RUN
    " Percentiles are exact: the span within which so many percent arrived. A "
    "frame sent again is one that a session retransmitted.",
};
