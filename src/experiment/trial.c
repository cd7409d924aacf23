#include "experiment/trial.h"

#include <assert.h>

#include "experiment/target.h"
#include "experiment/trial_verdict.h"
#include "scenario/variant.h"

/* trial_init runs the scenario undisturbed and finds its targets in the
 * journal. trial_play adds an adversary that sits on the channels and steals
 * the keys that the tactic needs, runs the scenario again under the same seed,
 * and has trial_verdict compare both runs. trial_play_all does so for every
 * tactic and every target that it applies to, a job each. */

#define TRIAL_ADVERSARY "adversary"

enum err trial_tactic(const struct tactic **out, const char *name,
                      struct errmsg *e)
{
    struct name_nearest near;

    *out = tactic_find(name);
    if (*out) return ERR_OK;
    name_nearest_init(&near, name);
    for (size_t i = 0; i < tactic_count; i++) {
        name_nearest_try(&near, tactic_rows[i].name);
        name_nearest_try(&near, tactic_term(&tactic_rows[i]));
    }
    if (near.best)
        return err_set(e, ERR_MISSING,
                       "no tactic is named %s; did you mean %s?", name,
                       near.best);
    return err_set(e, ERR_MISSING,
                   "no tactic is named %s; demarche attack SCENARIO lists them",
                   name);
}

enum err trial_init(struct trial *t, const struct scenario *scenario,
                    uint32_t protect, uint64_t seed, uint64_t run,
                    struct errmsg *e)
{
    *t = (struct trial){
        .scenario = variant_of(scenario), .seed = seed, .run = run};
    arena_init(&t->arena);
    variant_no_delays(&t->scenario, &t->arena);
    variant_passive(&t->scenario, &t->arena);
    if (protect != SCENARIO_NONE)
        variant_protect(&t->scenario, &t->arena, protect);
    enum err rc =
        trial_run_init(&t->clean, &t->scenario, seed, run, NULL, NULL, e);
    if (rc) {
        arena_fini(&t->arena);
        return rc;
    }
    target_find(&t->arena, &t->scenario, &t->clean.reader, &t->targets,
                &t->target_count);
    if (t->clean.reader.file.error) {
        trial_fini(t);
        return err_set(e, ERR_IO, "a run's journal cannot be read back");
    }
    return ERR_OK;
}

void trial_fini(struct trial *t)
{
    trial_run_fini(&t->clean);
    arena_fini(&t->arena);
}

/* Puts the adversary on the document's channel. One with insiders other than
 * the sender sees all channels. */
static void choose_channels(struct arena *a, const struct scenario *s,
                            const struct tactic *tactic,
                            const struct tactic_target *target,
                            struct scenario_adversary *out)
{
    uint32_t *on = arena_array(a, s->channel_count, sizeof *on);

    out->on = on;
    if (tactic->insiders == TACTIC_ALONE || tactic->insiders == TACTIC_SENDER) {
        on[out->on_count++] = target->channel;
        return;
    }
    for (uint32_t i = 0; i < s->channel_count; i++)
        on[out->on_count++] = i;
}

static void plan_theft(const struct scenario *s, const struct tactic *tactic,
                       const struct tactic_target *target,
                       struct scenario_adversary *out)
{
    switch (tactic->theft) {
    case TACTIC_STEALS_NOTHING:
    case TACTIC_STEALS_PREKEY:
        break;
    case TACTIC_STEALS_RECIPIENT_LATER:
        out->theft = THEFT_IDENTITY;
        out->victim = target->to;
        out->at = s->end;
        break;
    case TACTIC_STEALS_RECIPIENT_NOW:
        out->theft = THEFT_IDENTITY;
        out->victim = target->to;
        out->at = s->start;
        break;
    case TACTIC_STEALS_SENDER_NOW:
        out->theft = THEFT_IDENTITY;
        out->victim = target->from;
        out->at = s->start;
        break;
    case TACTIC_STEALS_STATE:
        out->theft = THEFT_STATE;
        out->victim = target->from;
        out->at = target->time > s->start ? target->time - 1 : s->start;
        break;
    case TACTIC_STEALS_STATE_EARLY:
        out->theft = THEFT_STATE;
        out->victim = target->from;
        out->at = target->healed_since;
        break;
    }
}

enum err trial_attack_init(struct trial_attack *x, const struct trial *t,
                           const struct tactic *tactic,
                           const struct tactic_target *target, struct errmsg *e)
{
    *x = (struct trial_attack){
        .scenario = variant_of(&t->scenario),
        .adversary = {.name = TRIAL_ADVERSARY, .victim = SCENARIO_NONE},
    };
    arena_init(&x->arena);
    assert(tactic->applies(target));
    choose_channels(&x->arena, &x->scenario, tactic, target, &x->adversary);
    plan_theft(&x->scenario, tactic, target, &x->adversary);
    variant_add(&x->scenario, &x->arena, &x->adversary);
    enum err rc = trial_run_init(&x->run, &x->scenario, t->seed, t->run, tactic,
                                 target, e);
    if (rc) arena_fini(&x->arena);
    return rc;
}

void trial_attack_fini(struct trial_attack *x)
{
    trial_run_fini(&x->run);
    arena_fini(&x->arena);
}

enum err trial_play(const struct trial *t, const struct tactic *tactic,
                    const struct tactic_target *target,
                    struct trial_outcome *out, struct errmsg *e)
{
    struct trial_attack x;

    enum err rc = trial_attack_init(&x, t, tactic, target, e);
    if (rc) return rc;
    *out = trial_verdict(&t->clean, &x.run, tactic, target,
                         (uint32_t)x.scenario.actor_count - 1);
    trial_attack_fini(&x);
    return ERR_OK;
}

/* All that is to be played: a job each. */
struct trial_plan {
    const struct trial *trial;
    struct trial_result *results; /* the tactic and the target are given */
    size_t count;
    size_t *done;
};

static void plan_results(struct trial_plan *p, const struct tactic *only)
{
    for (size_t i = 0; i < tactic_count; i++) {
        const struct tactic *tactic = &tactic_rows[i];
        if (only && only != tactic) continue;
        for (size_t k = 0; k < p->trial->target_count; k++) {
            const struct tactic_target *target = &p->trial->targets[k];
            if (tactic->applies(target))
                p->results[p->count++] =
                    (struct trial_result){.tactic = tactic, .target = target};
        }
    }
}

static enum err play_result(const void *context, size_t job, void *result,
                            struct errmsg *e)
{
    const struct trial_plan *p = context;
    const struct trial_result *r = &p->results[job];

    return trial_play(p->trial, r->tactic, r->target, result, e);
}

static void take_outcome(void *context, size_t job, void *result)
{
    struct trial_plan *p = context;

    p->results[job].outcome = *(const struct trial_outcome *)result;
    ++*p->done;
}

enum err trial_play_all(const struct trial *t, const struct tactic *only,
                        const struct jobs_runner *runner, struct arena *a,
                        struct trial_result **out, size_t *done,
                        struct errmsg *e)
{
    struct trial_plan plan = {
        .trial = t,
        .results = arena_array(a, tactic_count * t->target_count, sizeof **out),
        .done = done};

    plan_results(&plan, only);
    const struct jobs jobs = {
        .context = &plan,
        .count = plan.count,
        .size = sizeof(struct trial_outcome),
        .work = play_result,
        .take = take_outcome,
    };
    *out = plan.results;
    *done = 0;
    return jobs_run(runner, &jobs, e);
}

static const struct {
    const char *word, *text;
} verdicts[TRIAL_VERDICT_COUNT] = {
#define TRIAL_VERDICT_ROW(name, word, text) {word, text},
    TRIAL_VERDICT_MAP(TRIAL_VERDICT_ROW)
#undef TRIAL_VERDICT_ROW
};

const char *trial_verdict_word(enum trial_verdict verdict)
{
    return verdicts[verdict].word;
}

const char *trial_verdict_text(enum trial_verdict verdict)
{
    return verdicts[verdict].text;
}
