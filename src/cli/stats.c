#include "cli/subcommand.h"

#include "cli/evidence.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/runs.h"
#include "export/latencies.h"
#include "json/json_stats.h"
#include "view/figures.h"

/* The command line. */
struct stats_request {
    const char *path, *csv;
    struct runs_name found;
    bool force, json;
};

static const struct options_row stats_options[] = {
    {"csv", "FILE",
     "write the latencies one by one, in nanoseconds; - is standard output, "
     "instead of the tables",
     OPTIONS_TEXT(struct stats_request, csv)},
    {OPTIONS_FORCE(struct stats_request, force, "an existing FILE")},
    {OPTIONS_JSON(struct stats_request, json, "the figures")},
    {OPTIONS_COLOR},
    {OPTIONS_NO_PAGER},
    {0},
};

static int stats_parse(int argc, char **argv, struct stats_request *q)
{
    const int exit_code = options_read(argc, argv, stats_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->force && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--force needs --csv FILE");
    if (q->json && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--json takes no --csv -");
    return runs_operand(argc, argv, &q->found, &q->path);
}

static enum err stats_write_csv(const struct stats_request *q,
                                const struct stats *s, struct errmsg *e)
{
    const struct output_target target = {
        .path = q->csv, .input = q->path, .force = q->force};
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    latencies_write(s, o.file);
    return output_close(&o, false, e);
}

/* The figures, as they were asked for. */
static int stats_put(const struct stats_request *q, struct evidence *ev,
                     const struct stats *s)
{
    struct view v = evidence_view(ev, q->path);
    struct errmsg e;
    struct json j;

    if (q->csv && (evidence_check(ev, &e) || stats_write_csv(q, s, &e)))
        return notice_failed("stats", &e);
    if (q->json) {
        json_init(&j, stdout);
        json_stats_put(&j, s, &ev->reader.header, evidence_is_damaged(ev));
        json_finish(&j);
    } else if (!q->csv || output_is_file(q->csv)) {
        pager_begin();
        v.stats = s;
        view_heading(&v, stdout);
        figures_draw(&v, stdout);
    }
    return COMMAND_OK;
}

static int stats_main(int argc, char **argv)
{
    struct stats_request q = {0};
    struct evidence ev;
    struct stats s;
    struct errmsg e;
    int exit_code = stats_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    /* The ledger stays empty: figures are counted apart from it. */
    const bool data = q.json || (q.csv && !output_is_file(q.csv));
    const struct evidence_reading reading = {.say = data ? stderr : NULL};
    if (evidence_open_for(&ev, q.path, &reading, &e))
        return notice_failed(argv[0], &e);
    stats_init(&s, &ev.scenario);
    evidence_watch(&ev, "counting", "MiB");
    ev.unread = stats_read(&s, &ev.reader) != ERR_OK;
    evidence_unwatch(&ev);
    exit_code = stats_put(&q, &ev, &s);
    stats_fini(&s);
    return evidence_close(&ev, exit_code);
}

const struct subcommand subcommand_stats = {
    .name = "stats",
    .summary = "count frames, latencies and failures",
    .main = stats_main,
    .forms = {"RUN [--csv FILE [--force]] [--json]"},
    .about = SUBCOMMAND_A_RUN
    " Percentiles are exact: the span within which so many percent arrived. A "
    "frame sent again is one that a session retransmitted.",
    .options = stats_options,
};
