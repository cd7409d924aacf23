#include "cli/subcommand.h"

#include <string.h>
#include <unistd.h>

#include "cli/evidence.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/runs.h"
#include "json/json_diff.h"
#include "view/differences.h"

/* The command line, its operands aside. */
struct diff_request {
    struct runs_name found[DIFFERENCE_SIDES];
    bool json;
};

static const struct options_row diff_options[] = {
    {OPTIONS_JSON(struct diff_request, json, "what differs")},
    {OPTIONS_COLOR},
    {OPTIONS_NO_PAGER},
    {0},
};

static void diff_as_json(struct evidence ev[DIFFERENCE_SIDES],
                         const char *const *paths, const struct difference *c)
{
    struct json_diff_side sides[DIFFERENCE_SIDES];
    struct json j;

    for (size_t i = 0; i < DIFFERENCE_SIDES; i++)
        sides[i] = (struct json_diff_side){
            .path = paths[i],
            .scenario = &ev[i].scenario,
            .header = &ev[i].reader.header,
            .damaged = evidence_is_damaged(&ev[i]),
        };
    json_init(&j, stdout);
    json_diff_put(&j, c, sides);
    json_finish(&j);
}

static int diff_runs(const struct diff_request *q,
                     struct evidence ev[DIFFERENCE_SIDES],
                     const char *const *paths)
{
    const struct difference_side sides[DIFFERENCE_SIDES] = {
        {&ev[0].reader, &ev[0].ledger},
        {&ev[1].reader, &ev[1].ledger},
    };
    const struct view views[DIFFERENCE_SIDES] = {
        evidence_view(&ev[0], paths[0]),
        evidence_view(&ev[1], paths[1]),
    };
    struct difference c;

    difference_init(&c, sides);
    if (q->json)
        diff_as_json(ev, paths, &c);
    else
        differences_draw(views, &c, stdout);

    const bool same = difference_is_same(&c);

    difference_fini(&c);
    return same ? COMMAND_OK : COMMAND_BROKEN;
}

static enum err diff_open(const struct diff_request *q, struct evidence *ev,
                          const char *path, struct errmsg *e)
{
    const struct evidence_reading reading = {.say = q->json ? stderr : NULL,
                                             .name = path};

    enum err rc = evidence_open_for(ev, path, &reading, e);
    if (!rc) evidence_read(ev, INSTANT_MAX);
    return rc;
}

static int diff_main(int argc, char **argv)
{
    struct evidence ev[DIFFERENCE_SIDES];
    struct diff_request q = {0};
    struct errmsg e;
    int exit_code = options_read(argc, argv, diff_options, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind + DIFFERENCE_SIDES != argc)
        return notice_wrong(argv[0], "expected two RUNs");

    const char *paths[] = {argv[optind], argv[optind + 1]};

    if (strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0)
        return notice_wrong(argv[0], "only one RUN can be standard input");
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        runs_find(&q.found[i], &paths[i]);
    if (diff_open(&q, &ev[0], paths[0], &e)) return notice_failed(argv[0], &e);
    if (diff_open(&q, &ev[1], paths[1], &e)) {
        (void)evidence_close(&ev[0], COMMAND_ERROR);
        return notice_failed(argv[0], &e);
    }

    if (!q.json) pager_begin();
    exit_code = diff_runs(&q, ev, paths);

    exit_code = evidence_close(&ev[0], exit_code);
    return evidence_close(&ev[1], exit_code);
}

const struct subcommand subcommand_diff = {
    .name = "diff",
    .summary = "show where two runs differ, and with what effect",
    .main = diff_main,
    .forms = {"RUN RUN [--json]"},
    .about = "Each RUN is a run's folder, a journal, or - for standard input. "
             "Prints the first record that differs, what each party knows "
             "since when in one run and not in the other, and the "
             "expectations with different verdicts. The scenarios may differ: "
             "records are compared by names.",
    .exits = "0 if the runs are the same, 2 if they differ.",
    .options = diff_options,
};
