#include "cli/subcommand.h"

#include <string.h>
#include <unistd.h>

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/protections.h"
#include "cli/shipped.h"
#include "experiment/measure_all.h"
#include "export/costs.h"
#include "json/json_compare.h"
#include "live/stopwatch.h"
#include "scenario/stock.h"
#include "view/grade_table.h"
#include "view/measures.h"

/* The protections are chosen first, `open` and the scenario's own unless the
 * command line names others. They are measured beside each other by a crew
 * (experiment/measure_all), with the processor's time where that is asked for.
 * The table is then drawn, or written as CSV. Noise's patterns are graded by
 * themselves (experiment/grades), with or without a scenario. */

/* The command line. */
struct compare_request {
    const char *scenario; /* NULL: the grades alone */
    struct shipped_path found;
    const char *protect; /* with commas; NULL: the scenario's own */
    const char *csv;
    uint64_t seed, run, threads;
    bool explain, time, force, grades, json;
    struct input_changes changes;
};

static const struct options_row compare_options[] = {
    {OPTIONS_PROTECT(
        struct compare_request, protect,
        "the protections to compare: the scenario's own; of the stock: open, "
        "signed, age, hpke-base, hpke-auth, signed-age, age-signed, noise-NN, "
        "noise-XX, noise-IK, noise-KK, ratchet, padded; or written out, as in "
        "sign=ed25519+seal=age+padding=padme; default: open and all of the "
        "scenario's own")},
    {"explain", NULL, "the evidence for each property, or for its lack",
     OPTIONS_FLAG(struct compare_request, explain)},
    {"grades", NULL,
     "the grades of Noise's interactive patterns, measured by attacks, beside "
     "those that its specification states",
     OPTIONS_FLAG(struct compare_request, grades)},
    {"time", NULL, "the processor time as well",
     OPTIONS_FLAG(struct compare_request, time)},
    {"csv", "FILE", "write the table as CSV; - is standard output",
     OPTIONS_TEXT(struct compare_request, csv)},
    {OPTIONS_FORCE(struct compare_request, force, "an existing FILE")},
    {OPTIONS_SEED(struct compare_request, seed)},
    {OPTIONS_DRAW(struct compare_request, run)},
    {OPTIONS_CHANGE(struct compare_request, changes)},
    {OPTIONS_THREADS(struct compare_request, threads)},
    {OPTIONS_CRYPTO},
    {OPTIONS_JSON(struct compare_request, json,
                  "costs, properties and their evidence, and the grades")},
    {OPTIONS_COLOR},
    {0},
};

static int compare_parse(int argc, char **argv, struct compare_request *q)
{
    *q = (struct compare_request){.seed = 1};
    const int exit_code = options_read(argc, argv, compare_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->force && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--force needs --csv FILE");
    if (q->explain && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--explain does nothing with --csv -");
    if (q->grades && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--grades does nothing with --csv -");
    if (q->json && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--json takes no --csv -");
    if (q->json && q->explain)
        return notice_wrong(argv[0], "--json names the evidence, and takes no "
                                     "--explain");
    if (q->grades && optind == argc) {
        if (!q->protect && !q->csv && !q->time && q->changes.count == 0)
            return COMMAND_OK;
        return notice_wrong(
            argv[0], "without a SCENARIO, --grades takes only --explain, "
                     "--json and --seed");
    }
    return shipped_operand(argc, argv, &q->found, &q->scenario);
}

/* Grades in progress. */
struct compare_grading {
    struct grade_table *table;
    bool json;
};

static void grades_tell(void *context, uint64_t done, uint64_t all)
{
    const struct compare_grading *p = context;

    p->table->count = (size_t)done;
    if (done > 0 && !p->json) grade_table_draw(p->table, stdout);
    progress_tell_partial(p->json ? stderr : stdout, done, all, "patterns");
}

static int measure_grades(const struct compare_request *q,
                          struct grades items[GRADES_PATTERNS],
                          struct grade_table *out)
{
    struct compare_grading playing = {out, q->json};
    struct progress progress = {.tell = grades_tell, .context = &playing};

    *out = (struct grade_table){
        .items = items,
        .count = GRADES_PATTERNS,
        .explain = q->explain,
        .style = options_style(),
    };
    progress_hold(&progress);
    progress_start(&progress, "grading", "patterns", 1);
    for (size_t i = 0; i < GRADES_PATTERNS; i++) {
        progress_see(&progress, i, GRADES_PATTERNS);
        grades_measure(&items[i], grades_patterns[i], q->seed);
    }
    progress_release(&progress);
    return grade_table_differences(out) > 0 ? COMMAND_BROKEN : COMMAND_OK;
}

static int compare_grades(const struct compare_request *q)
{
    struct grades items[GRADES_PATTERNS];
    struct grade_table table;
    const int exit_code = measure_grades(q, items, &table);

    grade_table_draw(&table, stdout);
    return exit_code;
}

/* What was found of the scenario's protections, and the grades where they are
 * asked for. */
static int compare_as_json(const struct compare_request *q,
                           const struct measures *found)
{
    struct grades items[GRADES_PATTERNS];
    struct grade_table table;
    struct json_compare answer = {
        .scenario = found->scenario,
        .seed = q->seed,
        .run = q->run,
        .items = found->items,
        .count = found->count,
        .cpu_ns = found->cpu_ns,
    };
    int exit_code = COMMAND_OK;
    struct json j;

    if (q->grades) {
        exit_code = measure_grades(q, items, &table);
        answer.grades = items;
    }
    json_init(&j, stdout);
    json_compare_put(&j, &answer);
    json_finish(&j);
    return exit_code;
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

/* The first so many of the measures. */
static struct measures compare_drawn(const struct compare_request *q,
                                     const struct measure_all *all,
                                     size_t count)
{
    return (struct measures){
        .scenario = all->scenario,
        .seed = q->seed,
        .run = q->run,
        .items = all->items,
        .count = count,
        .cpu_ns = q->time ? all->cpu_ns : NULL,
        .explain = q->explain,
        .style = options_style(),
    };
}

/* A comparison in progress. */
struct compare_playing {
    const struct compare_request *q;
    const struct measure_all *all;
};

/* A file is written of all or of none, and so is JSON. */
static void compare_tell(void *context, uint64_t done, uint64_t all)
{
    const struct compare_playing *p = context;
    const struct measures drawn = compare_drawn(p->q, p->all, (size_t)done);
    const bool csv = p->q->csv && !output_is_file(p->q->csv);

    if (done > 0 && csv)
        costs_write(drawn.items, drawn.count, drawn.cpu_ns, stdout);
    else if (done > 0 && !p->q->json)
        measures_draw(&drawn, stdout);
    progress_tell_partial(csv || p->q->json ? stderr : stdout, done, all,
                          "protections");
}

/* Without a memory where time is measured: it would tell how much the lines
 * before have asked. */
static int compare_measure(const struct compare_request *q,
                           const struct measure_all *all, struct arena *a)
{
    struct compare_playing playing = {q, all};
    struct progress progress = {.tell = compare_tell, .context = &playing};
    struct crew crew;
    struct errmsg e;

    if (crew_start(&crew, &progress, "compare", q->threads,
                   q->time ? CREW_FORGETS : CREW_REMEMBERS))
        return COMMAND_ERROR;
    progress_start(&progress, "comparing", "protections", 1);
    enum err rc = measure_all_play(all, a, &crew.runner, &e);
    crew_stop(&crew);
    progress_release(&progress);
    return rc ? notice_failed("compare", &e) : COMMAND_OK;
}

static int compare_protections(const struct compare_request *q,
                               const struct scenario *s,
                               const struct protections *chosen,
                               struct arena *a)
{
    const struct measure_all all = {
        .scenario = s,
        .protections = chosen->items,
        .count = chosen->count,
        .seed = q->seed,
        .run = q->run,
        .clock = stopwatch_cpu_ns,
        .items = arena_array(a, chosen->count, sizeof *all.items),
        .cpu_ns = arena_array(a, chosen->count, sizeof *all.cpu_ns),
    };
    struct errmsg e;

    const int exit_code = compare_measure(q, &all, a);
    if (exit_code != COMMAND_OK) return exit_code;
    const struct measures drawn = compare_drawn(q, &all, chosen->count);
    if (q->csv && compare_write_csv(q, &drawn, &e))
        return notice_failed("compare", &e);
    if (q->json) return compare_as_json(q, &drawn);
    if (!q->csv || strcmp(q->csv, "-") != 0) measures_draw(&drawn, stdout);
    return COMMAND_OK;
}

static int compare_scenario(const struct compare_request *q)
{
    struct protections chosen;
    struct scenario s;
    struct arena a;

    if (input_scenario(&s, q->scenario, &q->changes, q->seed))
        return COMMAND_ERROR;
    arena_init(&a);
    struct scenario stocked = s;
    const size_t own = s.protection_count;
    stock_add(&stocked, &a);
    int exit_code = choose_protections(q, &stocked, own, &a, &chosen);
    if (!exit_code) exit_code = compare_protections(q, &stocked, &chosen, &a);
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}

static int compare_main(int argc, char **argv)
{
    struct compare_request q;
    int exit_code = compare_parse(argc, argv, &q);

    if (!exit_code && q.scenario) exit_code = compare_scenario(&q);
    if (exit_code || !q.grades) return exit_code;
    if (q.json)
        return q.scenario ? COMMAND_OK
                          : compare_as_json(&q, &(struct measures){0});
    if (q.scenario) putchar('\n');
    return compare_grades(&q);
}

const struct subcommand subcommand_compare = {
    .name = "compare",
    .summary = "measure the costs and the properties of protections",
    .main = compare_main,
    .forms = {"SCENARIO [--protect A,B,C] [--explain] [--time] [--csv FILE "
              "[--force]] [--seed N] "
              "[--run N] [--change PATH=VALUE]... [--crypto real|stand-in] "
              "[--threads N] [--grades] [--json]",
              "--grades [--explain | --json] [--seed N]"},
    .about =
        "Sends all documents of the scenario under each protection, measures "
        "its costs, and tests each security property by an attack.",
    .options = compare_options,
    .exits = "2 if --grades measures what Noise does not state.",
};
