#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "scenario/protections.h"
#include "view/guesses.h"

enum { RUNS_MAX = 10000 };

/* The command line. */
struct metadata_request {
    const char *scenario, *on;
    struct metadata study;
    uint64_t threads;
    struct input_changes changes;
};

static int metadata_parse(int argc, char **argv, struct metadata_request *q)
{
    struct metadata *m = &q->study;
    uint32_t padding = PADDING_KIND_NONE;

    *q = (struct metadata_request){.study = {.on = SCENARIO_NONE,
                                             .seed = 1,
                                             .runs = ONLOOKER_RUNS,
                                             .hold = -1,
                                             .cover = -1}};
    const struct options_row rows[] = {
        {"change", .take = input_take_change, .out = &q->changes, .many = true},
        {"cover", .span = &m->cover, .least = SCENARIO_COVER_MIN},
        {"crypto", .take = options_crypto},
        {"hold", .span = &m->hold},
        {"on", .text = &q->on},
        {"padding", .word = &padding, .words = &protections_paddings,
         .given = &m->padding_given},
        {"runs", .number = &m->runs, .least = 1, .most = RUNS_MAX},
        {"seed", .number = &m->seed},
        {"threads", .number = &q->threads, .least = 1, .most = WORKERS_MAX},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    m->padding = (enum scenario_padding)padding;
    return options_operand(argc, argv, "SCENARIO", &q->scenario);
}

/* True if the channel is one, or with SCENARIO_NONE any channel. */
static bool has_network(const struct scenario *s, uint32_t on)
{
    for (uint32_t i = 0; i < s->channel_count; i++)
        if ((on == SCENARIO_NONE || on == i) &&
            s->channels[i].medium == MEDIUM_NETWORK)
            return true;
    return false;
}

static int metadata_run(struct metadata_request *q, const struct scenario *s)
{
    const struct style style = options_style();
    struct metadata *m = &q->study;
    struct crew crew;
    struct errmsg e;

    m->scenario = s;
    if (options_channel(&m->on, s, q->on, &e))
        return notice_wrong("metadata", "%s", e.text);
    if (m->cover >= 0 && !has_network(s, m->on))
        return q->on ? notice_wrong("metadata",
                                    "--cover needs a network, and %s is not "
                                    "one",
                                    q->on)
                     : notice_wrong("metadata",
                                    "--cover needs a network, and the "
                                    "scenario has none");
    if (crew_start(&crew, "metadata", q->threads, true)) return COMMAND_ERROR;
    m->runner = &crew.runner;
    const enum err rc = metadata_study(m, &e);
    crew_stop(&crew);
    if (rc) return notice_failed("metadata", &e);
    guesses_draw(m, &style, stdout);
    return COMMAND_OK;
}

int metadata_main(int argc, char **argv)
{
    struct metadata_request q;
    struct scenario s;
    int exit_code = metadata_parse(argc, argv, &q);

    if (exit_code) return exit_code;
    if (input_scenario(&s, q.scenario, &q.changes, q.study.seed))
        return COMMAND_ERROR;
    exit_code = metadata_run(&q, &s);
    scenario_fini(&s);
    return exit_code;
}
