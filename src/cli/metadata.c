#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/shipped.h"
#include "json/json_metadata.h"
#include "scenario/protections.h"
#include "view/guesses.h"

/* The runs to learn from and those to guess in are played by a crew
 * (experiment/metadata), while the caller shows how many of both are done. The
 * guesses are drawn when all are made, or those that were made when a signal
 * came. */

enum { RUNS_MAX = 10000 };

/* The command line. */
struct metadata_request {
    const char *scenario, *on;
    struct shipped_path found;
    struct metadata study;
    uint64_t threads;
    uint32_t padding; /* its word */
    struct input_changes changes;
    bool json;
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
    {OPTIONS_JSON(struct metadata_request, json,
                  "the guesses, right and asked, and the costs")},
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
    return shipped_operand(argc, argv, &q->found, &q->scenario);
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

/* A study in progress. */
struct metadata_playing {
    struct metadata *study;
    struct progress progress;
    bool json;
};

/* Runs of both kinds. */
static void metadata_see(void *context, uint64_t done, uint64_t all)
{
    struct metadata_playing *p = context;
    const struct metadata *m = p->study;

    (void)done;
    (void)all;
    progress_see(&p->progress, m->learned + m->examined, 2 * m->runs);
}

/* Draws the exam as far as it has come; what was only learned says nothing.
 * JSON is written of all or of nothing. */
static void metadata_tell(void *context, uint64_t done, uint64_t all)
{
    const struct style style = options_style();
    const struct metadata_playing *p = context;
    struct metadata *m = p->study;
    const uint64_t runs = m->runs;

    (void)done;
    (void)all;
    m->runs = m->examined;
    if (m->runs > 0 && !p->json) guesses_draw(m, &style, stdout);
    progress_tell_partial(p->json ? stderr : stdout, m->runs, runs,
                          "runs to guess in");
}

static int metadata_play(struct metadata_request *q)
{
    struct metadata_playing p = {.study = &q->study,
                                 .progress = {.tell = metadata_tell},
                                 .json = q->json};
    struct crew crew;
    struct errmsg e;

    p.progress.context = &p;
    if (crew_start(&crew, &p.progress, "metadata", q->threads, CREW_REMEMBERS))
        return COMMAND_ERROR;
    p.progress.watch = (struct watch){&p, metadata_see};
    progress_start(&p.progress, "watching", "runs", 1);
    q->study.runner = &crew.runner;
    const enum err rc = metadata_study(&q->study, &e);
    crew_stop(&crew);
    progress_release(&p.progress);
    return rc ? notice_failed("metadata", &e) : COMMAND_OK;
}

static int metadata_run(struct metadata_request *q, const struct scenario *s)
{
    const struct style style = options_style();
    struct metadata *m = &q->study;
    struct json j;
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
    if (metadata_play(q)) return COMMAND_ERROR;
    if (q->json) {
        json_init(&j, stdout);
        json_metadata_put(&j, m);
        json_finish(&j);
    } else {
        guesses_draw(m, &style, stdout);
    }
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
              "[--threads N] [--json]"},
    .about = "An observer who opens no frame learns from some runs, and then "
             "guesses in others which document passes, from whom, to whom, "
             "and whether a frame carries a document: without protection, "
             "with padding, and with the cover of the channels.",
    .options = metadata_options,
};
