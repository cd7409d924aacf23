#include "cli/subcommand.h"

#include <string.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/protections.h"
#include "export/costs.h"
#include "live/stopwatch.h"
#include "scenario/stock.h"
#include "view/measures.h"

/* The command line. */
struct compare_request {
    const char *scenario;
    const char *protect; /* with commas; NULL: the scenario's own */
    const char *csv;
    uint64_t seed, run;
    bool explain, time, force;
};

static int compare_parse(int argc, char **argv, struct compare_request *q)
{
    *q = (struct compare_request){.seed = 1};
    const struct options_row rows[] = {
        {"csv", .text = &q->csv},     {"explain", .flag = &q->explain},
        {"force", .flag = &q->force}, {"protect", .text = &q->protect},
        {"run", .number = &q->run},   {"seed", .number = &q->seed},
        {"time", .flag = &q->time},   {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->force && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--force needs --csv FILE");
    if (q->explain && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--explain does nothing with --csv -");
    return options_operand(argc, argv, "SCENARIO", &q->scenario);
}

/* First what is nothing, then the scenario's own. */
static int choose_protections(const struct compare_request *q,
                              struct scenario *s, size_t own, struct arena *a,
                              struct protections *out)
{
    struct errmsg e;

    *out = (struct protections){.count = 0};
    if (q->protect) return protections_choose("compare", q->protect, s, a, out);
    enum err rc = options_protection(&out->items[out->count++], s, "open", &e);
    if (own >= PROTECTIONS_MAX)
        return notice_wrong("compare",
                            "the scenario has %zu protections; choose at most "
                            "%d with --protect",
                            own, PROTECTIONS_MAX);
    for (uint32_t i = 0; i < own && !rc; i++)
        if (i != out->items[0]) out->items[out->count++] = i;
    return COMMAND_OK;
}

static enum err compare_write_csv(const struct compare_request *q,
                                  const struct measures *found,
                                  struct errmsg *e)
{
    const struct output_target target = {.path = q->csv,
                                         .input = q->scenario,
                                         .kind = "scenario",
                                         .force = q->force};
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    costs_write(found->items, found->count, found->cpu_ns, o.file);
    return output_close(&o, false, e);
}

static int compare_protections(const struct compare_request *q,
                               const struct scenario *s,
                               const struct protections *chosen,
                               struct arena *a)
{
    struct measure *items = arena_array(a, chosen->count, sizeof *items);
    uint64_t *cpu = arena_array(a, chosen->count, sizeof *cpu);
    struct errmsg e;

    for (size_t i = 0; i < chosen->count; i++) {
        const uint64_t before = stopwatch_cpu_ns();
        if (measure_protection(&items[i], a, s, chosen->items[i], q->seed,
                               q->run, &e))
            return notice_failed("compare", &e);
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
    if (q->csv && compare_write_csv(q, &drawn, &e))
        return notice_failed("compare", &e);
    if (!q->csv || strcmp(q->csv, "-") != 0) measures_draw(&drawn, stdout);
    return COMMAND_OK;
}

int compare_main(int argc, char **argv)
{
    struct protections chosen;
    struct compare_request q;
    struct scenario s;
    struct arena a;
    int exit_code = compare_parse(argc, argv, &q);

    if (exit_code) return exit_code;
    if (input_scenario(&s, q.scenario)) return COMMAND_ERROR;
    arena_init(&a);
    struct scenario stocked = s;
    const size_t own = s.protection_count;
    stock_add(&stocked, &a);
    exit_code = choose_protections(&q, &stocked, own, &a, &chosen);
    if (!exit_code) exit_code = compare_protections(&q, &stocked, &chosen, &a);
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}
