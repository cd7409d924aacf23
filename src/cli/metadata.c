#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "scenario/protections.h"
#include "view/guesses.h"

enum { RUNS_MAX = 10000 };

/* The command line. */
struct metadata_request {
    const char *scenario, *on;
    struct metadata study;
    uint64_t threads;
    uint32_t padding; /* its word */
    struct input_changes changes;
};

static const struct options_row metadata_options[] = {
    {"on", "CHANNEL",
     "the channel that the observer taps; default: all channels",
     OPTIONS_TEXT(struct metadata_request, on)},
    {"padding", "PADDING", "none, padme or blocks: the only padding to try",
     OPTIONS_WORD(struct metadata_request, padding, &protections_paddings),
     OPTIONS_GIVEN(struct metadata_request, study.padding_given)},
    {"hold", "SPAN",
     "the longest wait of a message before it leaves; default: as the "
     "scenario says",
     OPTIONS_SPAN(struct metadata_request, study.hold)},
    {"cover", "SPAN",
     "the mean span between a party's dummies; default: as the scenario says",
     OPTIONS_SPAN(struct metadata_request, study.cover),
     .least = SCENARIO_COVER_MIN},
    {"runs", "N",
     "how many runs to learn from, and as many to guess in; default 40",
     OPTIONS_NUMBER(struct metadata_request, study.runs), .least = 1,
     .most = RUNS_MAX},
    {OPTIONS_SEED(struct metadata_request, study.seed)},
    {OPTIONS_CHANGE(struct metadata_request, changes)},
    {OPTIONS_THREADS(struct metadata_request, threads)},
    {OPTIONS_CRYPTO},
    {OPTIONS_COLOR},
    {0},
};

static int metadata_parse(int argc, char **argv, struct metadata_request *q)
{
    *q = (struct metadata_request){.study = {.on = SCENARIO_NONE,
                                             .seed = 1,
                                             .runs = ONLOOKER_RUNS,
                                             .hold = -1,
                                             .cover = -1},
                                   .padding = PADDING_KIND_NONE};
    const int exit_code = options_read(argc, argv, metadata_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    q->study.padding = (enum scenario_padding)q->padding;
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

static int metadata_main(int argc, char **argv)
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

const struct subcommand subcommand_metadata = {
    .name = "metadata",
    .summary = "measure what sizes and times of frames reveal",
    .main = metadata_main,
    .forms = {"SCENARIO [--on CHANNEL] [--padding PADDING] [--hold SPAN] "
              "[--cover SPAN] [--runs N] [--seed N] [--change PATH=VALUE]... "
              "[--crypto real|stand-in] "
              "[--threads N]"},
    .about = "An observer who opens no frame learns from some runs, and then "
             "guesses in others which document passes, from whom, to whom, "
             "and whether a frame carries a document: without protection, "
             "with padding, and with the cover of the channels.",
    .options = metadata_options,
};
