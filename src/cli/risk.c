#include "cli/subcommand.h"

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "experiment/sweep.h"
#include "view/risk.h"

enum { RUNS = 200, RUNS_MAX = 1000000 };

/* The command line. */
struct risk_request {
    const char *scenario;
    uint64_t seed, runs;
    instant by;
    duration half_life;
    bool grimes;
};

static int risk_parse(int argc, char **argv, struct risk_request *q)
{
    static const char *const models[] = {"hazards", "grimes"};
    static const struct name_words words = {models, 2};
    uint32_t model = 0;

    *q = (struct risk_request){.seed = 1, .by = INSTANT_MAX};
    const struct options_row rows[] = {
        {"by", .time = &q->by},
        {"half-life", .span = &q->half_life, .least = SECOND},
        {"model", .word = &model, .words = &words},
        {"runs", .number = &q->runs, .least = 1, .most = RUNS_MAX},
        {"seed", .number = &q->seed},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    q->grimes = model == 1;
    if (q->half_life > 0 && !q->grimes)
        return notice_wrong(argv[0], "--half-life needs --model grimes");
    if (q->runs > 0 && q->grimes)
        return notice_wrong(argv[0], "--runs needs --model hazards");
    if (q->runs == 0) q->runs = q->grimes ? 1 : RUNS;
    return options_operand(argc, argv, "SCENARIO", &q->scenario);
}

/* The observer of the runs: the study of hazards, or the ledger of one run. */
struct risk_watch {
    struct secrecy secrecy;
    struct ledger ledger;
};

static void observe_hazards_begin(void *watcher, uint64_t run)
{
    (void)run;
    secrecy_begin(&((struct risk_watch *)watcher)->secrecy);
}

static void observe_hazards(void *watcher, instant now, uint64_t seq,
                            const struct record *r)
{
    (void)seq;
    secrecy_record(&((struct risk_watch *)watcher)->secrecy, now, r);
}

static void observe_hazards_end(void *watcher)
{
    secrecy_end(&((struct risk_watch *)watcher)->secrecy);
}

static void observe_ledger_begin(void *watcher, uint64_t run)
{
    (void)watcher, (void)run;
}

static void observe_ledger(void *watcher, instant now, uint64_t seq,
                           const struct record *r)
{
    ledger_add(&((struct risk_watch *)watcher)->ledger, now, seq, r);
}

static void observe_ledger_end(void *watcher)
{
    ledger_finish(&((struct risk_watch *)watcher)->ledger);
}

static int risk_study(const struct risk_request *q, const struct scenario *s)
{
    const struct risk_page page = {
        .style = options_style(),
        .seed = q->seed,
        .by = q->by,
        .half_life = (double)q->half_life / ((double)DAY * 365.25),
    };
    struct risk_watch watch;
    struct errmsg e;
    const struct sweep sweep = {
        .scenario = s,
        .seed = q->seed,
        .runs = q->runs,
        .until = q->by,
        .begin = q->grimes ? observe_ledger_begin : observe_hazards_begin,
        .record = q->grimes ? observe_ledger : observe_hazards,
        .end = q->grimes ? observe_ledger_end : observe_hazards_end,
        .watcher = &watch,
    };

    secrecy_init(&watch.secrecy, s, q->by);
    ledger_init(&watch.ledger, s);
    /* Where nothing leaks, there is nothing to count. */
    enum err rc = q->grimes || watch.secrecy.document_count > 0
                      ? sweep_play(&sweep, &e)
                      : ERR_OK;
    if (!rc && q->grimes) risk_draw_circles(&page, &watch.ledger, stdout);
    if (!rc && !q->grimes) risk_draw_hazards(&page, &watch.secrecy, stdout);
    ledger_fini(&watch.ledger);
    secrecy_fini(&watch.secrecy);
    return rc ? notice_failed("risk", &e) : COMMAND_OK;
}

int risk_main(int argc, char **argv)
{
    struct risk_request q;
    struct scenario s;
    int exit_code = risk_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (input_scenario(&s, q.scenario)) return COMMAND_ERROR;
    if (q.by == INSTANT_MAX) q.by = s.end;
    exit_code =
        q.by <= s.start || q.by > s.end
            ? notice_wrong(argv[0], "--by takes a time after the start of the "
                                    "scenario's clock and up to its end")
            : risk_study(&q, &s);
    scenario_fini(&s);
    return exit_code;
}
