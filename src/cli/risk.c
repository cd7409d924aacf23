#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/shipped.h"
#include "experiment/sweep.h"
#include "json/json_risk.h"
#include "view/risk.h"

/* By the hazards of the scenario's leaks, leaks are computed, and counted in
 * many runs by a crew (experiment/secrecy). By the number of people alone, one
 * run says how many know of each document, and a formula does the rest
 * (experiment/circle). */

enum { RUNS_MAX = 1000000 };

/* The command line. */
struct risk_request {
    const char *scenario;
    struct shipped_path found;
    uint64_t seed, runs, threads;
    instant by;
    duration half_life;
    uint32_t model; /* its word */
    bool grimes, json;
    struct input_changes changes;
};

static const char *const models[] = {"hazards", "grimes"};
static const struct name_words model_words = {models, 2};

static const struct options_row risk_options[] = {
    {"by", "TIME", "up to this time; default: the end of the clock",
     OPTIONS_TIME(struct risk_request, by)},
    {"runs", "N", "how many runs to count in; default 200",
     OPTIONS_NUMBER(struct risk_request, runs), .least = 1, .most = RUNS_MAX},
    {OPTIONS_SEED(struct risk_request, seed)},
    {OPTIONS_CHANGE(struct risk_request, changes)},
    {OPTIONS_THREADS(struct risk_request, threads)},
    {"model", "grimes",
     "compute from the number of people alone (PLOS ONE 2016)",
     OPTIONS_WORD(struct risk_request, model, &model_words)},
    {"half-life", "SPAN",
     "with grimes: the span after which half of them have died",
     OPTIONS_SPAN(struct risk_request, half_life), .least = SECOND},
    {OPTIONS_CRYPTO},
    {OPTIONS_JSON(struct risk_request, json, "the probabilities")},
    {OPTIONS_COLOR},
    {0},
};

static int risk_parse(int argc, char **argv, struct risk_request *q)
{
    *q = (struct risk_request){.seed = 1, .by = INSTANT_MAX};
    const int exit_code = options_read(argc, argv, risk_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    q->grimes = q->model == 1;
    if (q->half_life > 0 && !q->grimes)
        return notice_wrong(argv[0], "--half-life needs --model grimes");
    if (q->runs > 0 && q->grimes)
        return notice_wrong(argv[0], "--runs needs --model hazards");
    if (q->threads > 0 && q->grimes)
        return notice_wrong(argv[0], "--threads needs --model hazards");
    if (q->runs == 0) q->runs = SECRECY_RUNS;
    return shipped_operand(argc, argv, &q->found, &q->scenario);
}

/* By one of the two models, the other one being NULL. */
static void risk_put(const struct risk_request *q, const struct risk_page *page,
                     const struct scenario *s, const struct secrecy *hazards,
                     const struct ledger *circles)
{
    const struct json_risk answer = {.scenario = s,
                                     .seed = page->seed,
                                     .by = page->by,
                                     .half_life = page->half_life,
                                     .hazards = hazards,
                                     .circles = circles};
    struct json j;

    if (q->json) {
        json_init(&j, stdout);
        json_risk_put(&j, &answer);
        json_finish(&j);
    } else if (hazards) {
        risk_draw_hazards(page, hazards, stdout);
    } else {
        risk_draw_circles(page, circles, stdout);
    }
}

/* A study in progress. */
struct risk_playing {
    const struct risk_page *page;
    struct secrecy *secrecy;
    bool json;
};

/* JSON is written of all or of nothing. */
static void risk_tell(void *context, uint64_t done, uint64_t all)
{
    const struct risk_playing *p = context;

    if (done > 0 && !p->json) {
        secrecy_conclude(p->secrecy, done);
        risk_draw_hazards(p->page, p->secrecy, stdout);
    }
    progress_tell_partial(p->json ? stderr : stdout, done, all, "runs");
}

/* Counts leaks in many runs. Where nothing leaks, there is nothing to count. */
static int risk_hazards(const struct risk_request *q, const struct scenario *s,
                        const struct risk_page *page)
{
    struct secrecy secrecy;
    struct risk_playing playing = {page, &secrecy, q->json};
    struct progress progress = {.tell = risk_tell, .context = &playing};
    enum err rc = ERR_OK;
    struct crew crew;
    struct errmsg e;

    if (crew_start(&crew, &progress, "risk", q->threads, CREW_RECENT))
        return COMMAND_ERROR;
    secrecy_init(&secrecy, s, q->by);
    progress_start(&progress, "counting", "runs", 1);
    if (secrecy.document_count > 0)
        rc = secrecy_study(&secrecy, q->seed, q->runs, &crew.runner, &e);
    crew_stop(&crew);
    progress_release(&progress);
    if (!rc) risk_put(q, page, s, &secrecy, NULL);
    secrecy_fini(&secrecy);
    return rc ? notice_failed("risk", &e) : COMMAND_OK;
}

static void observe_circles(void *watcher, instant now, uint64_t seq,
                            const struct record *r)
{
    ledger_add(watcher, now, seq, r);
}

static void observe_circles_end(void *watcher, const struct runtime *rt)
{
    (void)rt;
    ledger_finish(watcher);
}

static enum err play_circles(void *context, struct errmsg *e)
{
    return sweep_play(context, e);
}

/* Counts heads in the ledger of one run. */
static int risk_circles(const struct risk_request *q, const struct scenario *s,
                        const struct risk_page *page)
{
    struct progress progress = {0};
    struct ledger ledger;
    struct crew crew;
    struct errmsg e;
    struct sweep sweep = {
        .scenario = s,
        .seed = q->seed,
        .runs = 1,
        .until = q->by,
        .record = observe_circles,
        .end = observe_circles_end,
        .watcher = &ledger,
    };

    if (crew_start(&crew, &progress, "risk", 1, CREW_RECENT))
        return COMMAND_ERROR;
    progress_start(&progress, "counting heads in a run", NULL, 1);
    ledger_init(&ledger, s);
    enum err rc = crew_do(&crew, play_circles, &sweep, &e);
    crew_stop(&crew);
    progress_release(&progress);
    if (!rc) risk_put(q, page, s, NULL, &ledger);
    ledger_fini(&ledger);
    return rc ? notice_failed("risk", &e) : COMMAND_OK;
}

static int risk_study(const struct risk_request *q, const struct scenario *s)
{
    const struct risk_page page = {
        .style = options_style(),
        .seed = q->seed,
        .by = q->by,
        .half_life = (double)q->half_life / ((double)DAY * 365.25),
    };

    return q->grimes ? risk_circles(q, s, &page) : risk_hazards(q, s, &page);
}

static int risk_main(int argc, char **argv)
{
    struct risk_request q;
    struct scenario s;
    int exit_code = risk_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (input_scenario(&s, q.scenario, &q.changes, q.seed))
        return COMMAND_ERROR;
    if (q.by == INSTANT_MAX) q.by = s.end;
    exit_code =
        q.by <= s.start || q.by > s.end
            ? notice_wrong(argv[0], "--by takes a time after the start of the "
                                    "scenario's clock and up to its end")
            : risk_study(&q, &s);
    scenario_fini(&s);
    return exit_code;
}

const struct subcommand subcommand_risk = {
    .name = "risk",
    .summary = "estimate how likely documents leak, by when and by whom",
    .main = risk_main,
    .forms = {"SCENARIO [--by TIME] [--runs N] [--seed N] [--change "
              "PATH=VALUE]... [--crypto real|stand-in] [--threads N] [--json]",
              "SCENARIO --model grimes [--by TIME] [--half-life SPAN] [--seed "
              "N] [--change PATH=VALUE]... [--crypto real|stand-in] [--json]"},
    .about = "Computes the risk from the hazards of the scenario's leaks, and "
             "counts the leaks in runs.",
    .options = risk_options,
};
