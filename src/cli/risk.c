#include "cli/commands.h"

#include <string.h>

#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/options.h"
#include "sim/sweep.h"
#include "view/risk.h"

enum { RUNS = 200, RUNS_MAX = 1000000 };

/* What was asked for. */
struct request {
    const char *scenario;
    uint64_t seed, runs;
    instant by;
    duration half_life;
    bool grimes;
};

/* What is wrong with an option's value: what it takes; NULL: nothing. */
static const char *take(struct request *q, int option, const char *text)
{
    switch (option) {
    case 'm':
        q->grimes = strcmp(text, "grimes") == 0;
        return q->grimes || strcmp(text, "hazards") == 0 ? NULL
                                                         : "hazards or grimes";
    case 'b':
        return instant_parse(&q->by, text) ? "a time such as 2022-02-02T00:00Z"
                                           : NULL;
    case 'n':
        return options_number(&q->runs, text) || q->runs == 0 ||
                       q->runs > RUNS_MAX
                   ? "a number from 1 to 1000000"
                   : NULL;
    case 's':
        return options_number(&q->seed, text) ? "a number" : NULL;
    default:
        return duration_parse(&q->half_life, text) || q->half_life == 0
                   ? "a span such as 3650 d"
                   : NULL;
    }
}

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {
        {"model", required_argument, NULL, 'm'},
        {"by", required_argument, NULL, 'b'},
        {"runs", required_argument, NULL, 'n'},
        {"seed", required_argument, NULL, 's'},
        {"half-life", required_argument, NULL, 'h'},
        {0}};
    int answer;

    *q = (struct request){.seed = 1, .by = INSTANT_MAX};
    while ((answer = options_next(argc, argv, options)) != -1) {
        if (!strchr("mbnsh", answer)) return options_complain(argv, answer);
        const char *wanted = take(q, answer, optarg);
        const char *name = "";
        for (size_t i = 0; options[i].name; i++)
            if (options[i].val == answer) name = options[i].name;
        if (wanted)
            return options_wrong(argv[0], "--%s takes %s, not %s", name, wanted,
                                 optarg);
    }
    if (q->half_life > 0 && !q->grimes)
        return options_wrong(argv[0], "--half-life goes with --model grimes");
    if (q->runs > 0 && q->grimes)
        return options_wrong(argv[0], "--runs goes with --model hazards");
    if (q->runs == 0) q->runs = q->grimes ? 1 : RUNS;
    if (optind + 1 != argc) return options_wrong(argv[0], "name one scenario");
    q->scenario = argv[optind];
    return COMMAND_OK;
}

/* Who watches the runs: the study of hazards, or the ledger of one run. */
struct watch {
    struct secrecy secrecy;
    struct ledger ledger;
};

static void begin(void *watcher, uint64_t run)
{
    (void)run;
    secrecy_begin(&((struct watch *)watcher)->secrecy);
}

static void hear(void *watcher, instant now, uint64_t seq,
                 const struct record *r)
{
    (void)seq;
    secrecy_record(&((struct watch *)watcher)->secrecy, now, r);
}

static void end(void *watcher)
{
    secrecy_end(&((struct watch *)watcher)->secrecy);
}

static void begin_ledger(void *watcher, uint64_t run)
{
    (void)watcher, (void)run;
}

static void hear_ledger(void *watcher, instant now, uint64_t seq,
                        const struct record *r)
{
    ledger_add(&((struct watch *)watcher)->ledger, now, seq, r);
}

static void end_ledger(void *watcher)
{
    ledger_finish(&((struct watch *)watcher)->ledger);
}

static int study(const struct request *q, const struct scenario *s)
{
    const struct risk_page page = {
        .style = options_style(),
        .seed = q->seed,
        .by = q->by,
        .half_life = (double)q->half_life / ((double)DAY * 365.25),
    };
    struct watch watch;
    struct errmsg e;
    const struct sweep sweep = {
        .scenario = s,
        .seed = q->seed,
        .runs = q->runs,
        .until = q->by,
        .begin = q->grimes ? begin_ledger : begin,
        .record = q->grimes ? hear_ledger : hear,
        .end = q->grimes ? end_ledger : end,
        .watcher = &watch,
    };

    secrecy_init(&watch.secrecy, s, q->by);
    ledger_init(&watch.ledger, s);
    enum err rc = sweep_play(&sweep, &e);
    if (!rc && q->grimes) risk_draw_circles(&page, &watch.ledger, stdout);
    if (!rc && !q->grimes) risk_draw_hazards(&page, &watch.secrecy, stdout);
    ledger_fini(&watch.ledger);
    secrecy_fini(&watch.secrecy);
    return rc ? evidence_failed("risk", &e) : COMMAND_OK;
}

int risk_main(int argc, char **argv)
{
    struct request q;
    struct scenario s;
    int exit_code = parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (input_scenario(&s, q.scenario)) return COMMAND_ERROR;
    if (q.by == INSTANT_MAX) q.by = s.end;
    exit_code =
        q.by <= s.start || q.by > s.end
            ? options_wrong(argv[0], "--by takes a time within the scenario's "
                                     "clock, after its start")
            : study(&q, &s);
    scenario_fini(&s);
    return exit_code;
}
