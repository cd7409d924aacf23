#include "cli/subcommand.h"

#include "cli/crew.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/protections.h"
#include "cli/shipped.h"
#include "json/json_attack.h"
#include "scenario/stock.h"
#include "view/trials.h"

/* The scenario is played undisturbed, then once for each tactic against each
 * document, by a crew (experiment/trial): under the protections that its
 * entries ask for, or under each of those that the command line names in turn.
 * The worst verdict is the exit code. */

/* The command line. */
struct attack_request {
    const char *scenario;
    struct shipped_path found;
    const char *tactic;
    const char *protect; /* with commas; NULL: as the entries ask for */
    uint64_t seed, run, threads;
    struct input_changes changes;
    bool json;
    struct json *answer; /* under way; NULL: pages are drawn */
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
    {OPTIONS_JSON(struct attack_request, json,
                  "each copy with its claims, and the verdict of each tactic")},
    {OPTIONS_COLOR},
    {0},
};

static int attack_parse(int argc, char **argv, struct attack_request *q)
{
    *q = (struct attack_request){.seed = 1};
    const int exit_code = options_read(argc, argv, attack_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    return shipped_operand(argc, argv, &q->found, &q->scenario);
}

/* NULL names all of them. */
static int find_tactic(const char *command, const char *name,
                       const struct tactic **out)
{
    struct errmsg e;

    *out = NULL;
    if (name && trial_tactic(out, name, &e))
        return notice_wrong(command, "%s", e.text);
    return COMMAND_OK;
}

static bool any_broken(const struct trials *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->results[i].outcome.broken) return true;
    return false;
}

/* An attack in progress, under one protection. */
struct attack_playing {
    const struct attack_request *q;
    const struct scenario *scenario;
    struct trial trial;
    struct trial_result *results;
    struct trials drawn;
    bool first; /* of the protections */
};

static void attack_put(struct attack_playing *p)
{
    p->drawn.trial = &p->trial;
    p->drawn.results = p->results;
    if (p->q->json)
        json_attack_put(p->q->answer, &p->trial, p->drawn.protect, p->results,
                        p->drawn.count);
    else
        trials_draw(&p->drawn, stdout);
}

static void attack_end_json(const struct attack_request *q, bool complete)
{
    json_attack_close(q->answer, complete);
    json_finish(q->answer);
}

static void attack_tell(void *context, uint64_t done, uint64_t all)
{
    struct attack_playing *p = context;

    (void)done;
    p->drawn.partial = true;
    if (p->drawn.count > 0) attack_put(p);
    if (p->q->json) attack_end_json(p->q, false);
    if (p->drawn.count == 0 && !p->first && !p->q->json)
        puts("Partial: stopped before an attack under the next protection.");
    else
        progress_tell_partial(p->q->json ? stderr : stdout, p->drawn.count,
                              p->results ? all : 0, "attempts");
}

static enum err attack_prepare(void *context, struct errmsg *e)
{
    struct attack_playing *p = context;

    return trial_init(&p->trial, p->scenario, p->drawn.protect, p->q->seed,
                      p->q->run, e);
}

static int attack_under(const char *command, struct attack_playing *p,
                        struct crew *crew, struct progress *progress)
{
    const struct tactic *only = p->drawn.only;
    struct errmsg e;
    struct arena a;

    progress->context = p;
    progress_start(progress, "playing the run undisturbed", NULL, 1);
    if (crew_do(crew, attack_prepare, p, &e)) return notice_failed(command, &e);
    progress_start(progress, "attacking", "attempts", 1);
    arena_init(&a);
    int exit_code = COMMAND_OK;
    if (trial_play_all(&p->trial, only, &crew->runner, &a, &p->results,
                       &p->drawn.count, &e)) {
        progress_clear(progress);
        exit_code = notice_failed(command, &e);
    } else {
        progress_clear(progress);
        attack_put(p);
        if (any_broken(&p->drawn)) exit_code = COMMAND_BROKEN;
    }
    arena_fini(&a);
    trial_fini(&p->trial);
    return exit_code;
}

/* Under one protection after the other; what one of them breaks stays
 * broken. */
static int attack_chosen(const char *command, const struct attack_request *q,
                         const struct scenario *s, const struct tactic *only,
                         const struct protections *chosen)
{
    struct progress progress = {.tell = attack_tell};
    int worst = COMMAND_OK;
    struct crew crew;

    if (crew_start(&crew, &progress, command, q->threads, CREW_REMEMBERS))
        return COMMAND_ERROR;
    for (size_t i = 0; i < chosen->count; i++) {
        if (worst != COMMAND_OK && worst != COMMAND_BROKEN) break;
        if (i > 0 && !q->json) fputc('\n', stdout);
        struct attack_playing p = {.first = i == 0,
                                   .q = q,
                                   .scenario = s,
                                   .drawn = {.only = only,
                                             .protect = chosen->items[i],
                                             .style = options_style()}};
        const int one = attack_under(command, &p, &crew, &progress);
        if (one != COMMAND_OK) worst = one;
    }
    crew_stop(&crew);
    progress_release(&progress);
    return worst;
}

/* The same as one object. */
static int attack_as_json(const char *command, struct attack_request *q,
                          const struct scenario *s, const struct tactic *only,
                          const struct protections *chosen)
{
    struct json j;

    json_init(&j, stdout);
    q->answer = &j;
    json_attack_open(&j, s, q->seed, q->run, only);
    const int exit_code = attack_chosen(command, q, s, only, chosen);
    attack_end_json(q, exit_code == COMMAND_OK || exit_code == COMMAND_BROKEN);
    q->answer = NULL;
    return exit_code;
}

static int attack_each(const char *command, struct attack_request *q,
                       struct scenario *s, const struct tactic *only,
                       struct arena *a)
{
    struct protections chosen = {.items = {SCENARIO_NONE}, .count = 1};

    if (q->protect) {
        chosen.count = 0;
        stock_add(s, a);
        const int wrong =
            protections_choose(command, q->protect, s, a, &chosen);
        if (wrong != COMMAND_OK) return wrong;
    }
    return q->json ? attack_as_json(command, q, s, only, &chosen)
                   : attack_chosen(command, q, s, only, &chosen);
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
         "N] [--change PATH=VALUE]... [--crypto real|stand-in] [--threads N] "
         "[--json]"},
    .about = "Runs the scenario (- is standard input) undisturbed, then once "
             "for each tactic against each document sent over a channel. The "
             "verdict follows from the journals of the two runs; "
             "docs/adversaries.md describes the tactics.",
    .exits = "2 if a claimed property does not hold.",
    .options = attack_options,
};
