#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/protections.h"
#include "scenario/name.h"
#include "scenario/stock.h"
#include "view/trials.h"

/* The command line. */
struct attack_request {
    const char *scenario;
    const char *tactic;
    const char *protect; /* with commas; NULL: as the entries ask for */
    uint64_t seed, run, threads;
    struct input_changes changes;
};

static int attack_parse(int argc, char **argv, struct attack_request *q)
{
    *q = (struct attack_request){.seed = 1};
    const struct options_row rows[] = {
        {"change", .take = input_take_change, .out = &q->changes, .many = true},
        {"crypto", .take = options_crypto},
        {"protect", .text = &q->protect},
        {"run", .number = &q->run},
        {"seed", .number = &q->seed},
        {"tactic", .text = &q->tactic},
        {"threads", .number = &q->threads, .least = 1, .most = WORKERS_MAX},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    return options_operand(argc, argv, "SCENARIO", &q->scenario);
}

/* NULL names all of them. */
static int find_tactic(const char *command, const char *name,
                       const struct tactic **out)
{
    struct name_nearest near;

    *out = name ? tactic_find(name) : NULL;
    if (!name || *out) return COMMAND_OK;
    name_nearest_init(&near, name);
    for (size_t i = 0; i < tactic_count; i++) {
        name_nearest_try(&near, tactic_rows[i].name);
        name_nearest_try(&near, tactic_term(&tactic_rows[i]));
    }
    if (near.best)
        return notice_wrong(command, "no tactic is named %s; did you mean %s?",
                            name, near.best);
    return notice_wrong(command,
                        "no tactic is named %s; demarche attack SCENARIO "
                        "lists them",
                        name);
}

static bool any_broken(const struct trials *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->results[i].outcome.broken) return true;
    return false;
}

static int attack_under(const char *command, const struct attack_request *q,
                        const struct scenario *s, const struct tactic *only,
                        uint32_t protect, const struct jobs_runner *runner)
{
    struct trials drawn = {
        .only = only, .protect = protect, .style = options_style()};
    struct trial_result *results;
    struct trial trial;
    struct errmsg e;
    struct arena a;

    if (trial_init(&trial, s, protect, q->seed, q->run, &e))
        return notice_failed(command, &e);
    arena_init(&a);
    int exit_code = COMMAND_OK;
    if (trial_play_all(&trial, only, runner, &a, &results, &drawn.count, &e)) {
        exit_code = notice_failed(command, &e);
    } else {
        drawn.trial = &trial;
        drawn.results = results;
        trials_draw(&drawn, stdout);
        if (any_broken(&drawn)) exit_code = COMMAND_BROKEN;
    }
    arena_fini(&a);
    trial_fini(&trial);
    return exit_code;
}

/* Under one protection after the other; what one of them breaks stays
 * broken. */
static int attack_each(const char *command, const struct attack_request *q,
                       struct scenario *s, const struct tactic *only,
                       struct arena *a)
{
    struct protections chosen = {.items = {SCENARIO_NONE}, .count = 1};
    int worst = COMMAND_OK;
    struct crew crew;

    if (q->protect) {
        chosen.count = 0;
        stock_add(s, a);
        worst = protections_choose(command, q->protect, s, a, &chosen);
    }
    if (worst == COMMAND_OK)
        worst = crew_start(&crew, command, q->threads, true);
    if (worst != COMMAND_OK) return worst;
    for (size_t i = 0; i < chosen.count; i++) {
        if (worst != COMMAND_OK && worst != COMMAND_BROKEN) break;
        if (i > 0) fputc('\n', stdout);
        const int one =
            attack_under(command, q, s, only, chosen.items[i], &crew.runner);
        if (one != COMMAND_OK) worst = one;
    }
    crew_stop(&crew);
    return worst;
}

int attack_main(int argc, char **argv)
{
    const struct tactic *only;
    struct attack_request q;
    struct scenario s;
    struct arena a;
    int exit_code = attack_parse(argc, argv, &q);

    if (!exit_code) exit_code = find_tactic(argv[0], q.tactic, &only);
    if (exit_code) return exit_code;
    if (input_scenario(&s, q.scenario, &q.changes, q.seed))
        return COMMAND_ERROR;
    arena_init(&a);
    struct scenario stocked = s;
    exit_code = attack_each(argv[0], &q, &stocked, only, &a);
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}
