#include "cli/commands.h"

#include <string.h>

#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/options.h"
#include "live/stopwatch.h"
#include "scenario/names.h"
#include "scenario/stock.h"
#include "view/measures.h"

/* What was asked for. */
struct request {
    const char *scenario;
    const char *protect; /* names, with commas; NULL: the scenario's own */
    uint64_t seed, run;
    bool explain, time;
};

static int parse(int argc, char **argv, struct request *q)
{
    static const struct option options[] = {
        {"explain", no_argument, NULL, 'x'},
        {"protect", required_argument, NULL, 'p'},
        {"run", required_argument, NULL, 'r'},
        {"seed", required_argument, NULL, 's'},
        {"time", no_argument, NULL, 't'},
        {0}};
    int answer;

    *q = (struct request){.seed = 1};
    while ((answer = options_next(argc, argv, options)) != -1) {
        if (answer == 'p') {
            q->protect = optarg;
        } else if (answer == 'x') {
            q->explain = true;
        } else if (answer == 't') {
            q->time = true;
        } else if (answer != 's' && answer != 'r') {
            return options_complain(argv, answer);
        } else if (options_number(answer == 's' ? &q->seed : &q->run, optarg)) {
            return options_wrong(argv[0], "--%s takes a number, not %s",
                                 answer == 's' ? "seed" : "run", optarg);
        }
    }
    if (optind + 1 != argc) return options_wrong(argv[0], "name one scenario");
    q->scenario = argv[optind];
    return COMMAND_OK;
}

/* The protections to compare, by their index. */
struct chosen {
    uint32_t *items;
    size_t count;
};

static int choose_named(const struct request *q, const struct scenario *s,
                        struct arena *a, struct chosen *out)
{
    char *rest = arena_text(a, q->protect);

    for (const char *name; (name = strsep(&rest, ","));) {
        struct errmsg e;
        if (out->count == s->protection_count)
            return options_wrong("compare", "more protections than there are");
        if (options_protection(&out->items[out->count], s, name, &e))
            return options_wrong("compare", "%s", e.text);
        out->count++;
    }
    return COMMAND_OK;
}

/* First what is nothing, then the scenario's own. */
static int choose(const struct request *q, const struct scenario *s, size_t own,
                  struct arena *a, struct chosen *out)
{
    struct errmsg e;

    *out = (struct chosen){
        arena_array(a, s->protection_count, sizeof *out->items), 0};
    if (q->protect) return choose_named(q, s, a, out);
    enum err rc = options_protection(&out->items[out->count++], s, "open", &e);
    for (uint32_t i = 0; i < own && !rc; i++)
        if (i != out->items[0]) out->items[out->count++] = i;
    return COMMAND_OK;
}

static int compare(const struct request *q, const struct scenario *s,
                   const struct chosen *chosen, struct arena *a)
{
    struct measure *items = arena_array(a, chosen->count, sizeof *items);
    uint64_t *cpu = arena_array(a, chosen->count, sizeof *cpu);
    struct errmsg e;

    for (size_t i = 0; i < chosen->count; i++) {
        const uint64_t before = stopwatch_cpu_ns();
        if (measure_protection(&items[i], a, s, chosen->items[i], q->seed,
                               q->run, &e))
            return evidence_failed("compare", &e);
        cpu[i] = stopwatch_cpu_ns() - before;
    }
    const struct measures drawn = {
        .scenario = s,
        .seed = q->seed,
        .run = q->run,
        .items = items,
        .count = chosen->count,
        .cpu_ns = q->time ? cpu : NULL,
        .explain = q->explain,
        .style = options_style(),
    };
    measures_draw(&drawn, stdout);
    return COMMAND_OK;
}

int compare_main(int argc, char **argv)
{
    struct chosen chosen;
    struct request q;
    struct scenario s;
    struct arena a;
    int exit_code = parse(argc, argv, &q);

    if (exit_code) return exit_code;
    if (input_scenario(&s, q.scenario)) return COMMAND_ERROR;
    arena_init(&a);
    struct scenario stocked = s;
    const size_t own = s.protection_count;
    stock_add(&stocked, &a);
    exit_code = choose(&q, &stocked, own, &a, &chosen);
    if (!exit_code) exit_code = compare(&q, &stocked, &chosen, &a);
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}
