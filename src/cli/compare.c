#include "cli/subcommand.h"

#include <string.h>

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/protections.h"
#include "export/costs.h"
#include "live/stopwatch.h"
#include "scenario/stock.h"
#include "view/measures.h"

/* The protections are chosen first, `open` and the scenario's own unless the
 * command line names others. Each is measured as a job of a crew, with an arena
 * of its own, out of which the results are copied in their order. The table is
 * then drawn, or written as CSV. */

/* The command line. */
struct compare_request {
    const char *scenario;
    const char *protect; /* with commas; NULL: the scenario's own */
    const char *csv;
    uint64_t seed, run, threads;
    bool explain, time, force;
    struct input_changes changes;
};

static int compare_parse(int argc, char **argv, struct compare_request *q)
{
    *q = (struct compare_request){.seed = 1};
    const struct options_row rows[] = {
        {"change", .take = input_take_change, .out = &q->changes, .many = true},
        {"crypto", .take = options_crypto},
        {"csv", .text = &q->csv},
        {"explain", .flag = &q->explain},
        {"force", .flag = &q->force},
        {"protect", .text = &q->protect},
        {"run", .number = &q->run},
        {"seed", .number = &q->seed},
        {"threads", .number = &q->threads, .least = 1, .most = WORKERS_MAX},
        {"time", .flag = &q->time},
        {0},
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

/* One protection, measured as a job. */
struct compare_result {
    struct arena arena; /* of the texts */
    struct measure measure;
    uint64_t cpu_ns;
};

/* All of them. */
struct compare_study {
    const struct compare_request *request;
    const struct scenario *scenario;
    const struct protections *chosen;
    struct arena *arena;
    struct measure *items;
    uint64_t *cpu_ns;
};

static enum err compare_measure(const void *context, size_t job, void *result,
                                struct errmsg *e)
{
    const struct compare_study *c = context;
    struct compare_result *r = result;
    const uint64_t before = stopwatch_cpu_ns();

    arena_init(&r->arena);
    enum err rc = measure_protection(&r->measure, &r->arena, c->scenario,
                                     c->chosen->items[job], c->request->seed,
                                     c->request->run, e);
    r->cpu_ns = stopwatch_cpu_ns() - before;
    if (rc) arena_fini(&r->arena);
    return rc;
}

static void compare_drop(void *result)
{
    arena_fini(&((struct compare_result *)result)->arena);
}

static void compare_take(void *context, size_t job, void *result)
{
    const struct compare_study *c = context;
    struct compare_result *r = result;

    measure_copy(&c->items[job], c->arena, &r->measure);
    c->cpu_ns[job] = r->cpu_ns;
    compare_drop(r);
}

/* Without a memory where time is measured: it would tell how much the lines
 * before have asked. */
static int compare_measure_all(struct compare_study *c)
{
    const struct jobs jobs = {
        .context = c,
        .count = c->chosen->count,
        .size = sizeof(struct compare_result),
        .work = compare_measure,
        .take = compare_take,
        .drop = compare_drop,
    };
    struct crew crew;
    struct errmsg e;

    if (crew_start(&crew, "compare", c->request->threads, !c->request->time))
        return COMMAND_ERROR;
    enum err rc = jobs_run(&crew.runner, &jobs, &e);
    crew_stop(&crew);
    return rc ? notice_failed("compare", &e) : COMMAND_OK;
}

static int compare_protections(const struct compare_request *q,
                               const struct scenario *s,
                               const struct protections *chosen,
                               struct arena *a)
{
    struct compare_study study = {
        .request = q,
        .scenario = s,
        .chosen = chosen,
        .arena = a,
        .items = arena_array(a, chosen->count, sizeof *study.items),
        .cpu_ns = arena_array(a, chosen->count, sizeof *study.cpu_ns),
    };
    struct errmsg e;

    const int exit_code = compare_measure_all(&study);
    if (exit_code != COMMAND_OK) return exit_code;
    const struct measures drawn = {
        .scenario = s,
        .seed = q->seed,
        .run = q->run,
        .items = study.items,
        .count = chosen->count,
        .cpu_ns = q->time ? study.cpu_ns : NULL,
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
    if (input_scenario(&s, q.scenario, &q.changes, q.seed))
        return COMMAND_ERROR;
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
