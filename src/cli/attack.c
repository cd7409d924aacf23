#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/protections.h"
#include "scenario/name.h"
#include "scenario/stock.h"
#include "view/trials.h"

/* The scenario is played undisturbed, then once for each tactic against each
 * document, by a crew (experiment/trial): under the protections that its
 * entries ask for, or under each of those that the command line names in turn.
 * The worst verdict is the exit code. */

/* The command line. */
struct attack_request {
    const char *scenario;
    const char *tactic;
    const char *protect; /* with commas; NULL: as the entries ask for */
    uint64_t seed, run, threads;
    struct input_changes changes;
};

static const char *tactic_word(struct arena *a, size_t i)
{
    (void)a;
    return i < tactic_count ? tactic_rows[i].name : NULL;
}

static const struct options_row attack_options[] = {
    {"tactic", "NAME",
     "only this tactic, document by document; by its name here or in the "
     "literature, such as mitm or man-in-the-middle",
     OPTIONS_TEXT(struct attack_request, tactic), .offer = tactic_word},
    {OPTIONS_PROTECT(
        struct attack_request, protect,
        "every document under each of these protections in turn, named or "
        "written out as for demarche compare; default: the scenario's own "
        "choice")},
    {OPTIONS_SEED(struct attack_request, seed)},
    {OPTIONS_DRAW(struct attack_request, run)},
    {OPTIONS_CHANGE(struct attack_request, changes)},
    {OPTIONS_THREADS(struct attack_request, threads)},
    {OPTIONS_CRYPTO},
    {OPTIONS_COLOR},
    {0},
};

static int attack_parse(int argc, char **argv, struct attack_request *q)
{
    *q = (struct attack_request){.seed = 1};
    const int exit_code = options_read(argc, argv, attack_options, q);

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

static int attack_main(int argc, char **argv)
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

const struct subcommand subcommand_attack = {
    .name = "attack",
    .summary = "try each attack tactic on a scenario's documents",
    .main = attack_main,
    .forms =
        {"SCENARIO [--tactic NAME] [--protect A,B,C] [--seed N] [--run "
         "N] [--change PATH=VALUE]... [--crypto real|stand-in] [--threads N]"},
    .about = "Runs the scenario (- is standard input) undisturbed, then once "
             "for each tactic against each document sent over a channel. The "
             "verdict follows from the journals of the two runs; "
             "docs/adversaries.md describes the tactics.",
    .exits = "2 if a claimed property does not hold.",
    .options = attack_options,
};
