/* Trials: a scenario is run undisturbed, then again with an adversary that
 * plays a tactic against one document; both journals give the verdict. */
#ifndef EXPERIMENT_TRIAL_H
#define EXPERIMENT_TRIAL_H

#include "base/jobs.h"
#include "experiment/trial_run.h"

/* Verdicts: the word, and its meaning. */
#define TRIAL_VERDICT_MAP(X)                                       \
    X(IDLE, "idle", "no frame to act on")                          \
    X(HARMLESS, "harmless", "nothing was gained")                  \
    X(DETECTED, "detected", "a party saw that something is amiss") \
    X(SUCCEEDED, "succeeded", "the adversary reached its aim")

enum trial_verdict {
#define TRIAL_VERDICT(name, word, text) TRIAL_##name,
    TRIAL_VERDICT_MAP(TRIAL_VERDICT)
#undef TRIAL_VERDICT
        TRIAL_VERDICT_COUNT
};

struct trial_outcome {
    enum trial_verdict verdict;
    unsigned broken; /* claims of the profile that failed, a bit each */
    /* SUCCEEDED: the outcome, and its record. */
    enum record_level level; /* reached; UNAWARE: the aim is no level */
    uint32_t who;            /* an actor; SCENARIO_NONE: nobody */
    uint64_t seq; /* 0: no record, for something that did not happen */
    /* Noticed, in any case: by which record, and why. */
    bool noticed;
    enum record_kind noticed_kind;
    enum record_reason reason;
    uint32_t noticed_by;
    uint64_t noticed_seq;
};

/* One tactic played against one target. */
struct trial_result {
    const struct tactic *tactic;
    const struct tactic_target *target;
    struct trial_outcome outcome;
};

/* The tactic of that name, its own or the literature's; ERR_MISSING: there is
 * none, and the message guesses which is meant. */
MUST_CHECK enum err trial_tactic(const struct tactic **out, const char *name,
                                 struct errmsg *e);

/* A scenario's targets, and the undisturbed run that they were found in. */
struct trial {
    struct arena arena;
    struct scenario scenario; /* as it is tried: see trial_init */
    uint64_t seed, run;
    struct trial_run clean;
    struct tactic_target *targets; /* in the order of the run */
    size_t target_count;
};

/* Runs the scenario undisturbed and finds its targets. `protect` is one of its
 * protections, put in place of all that its entries ask for, or SCENARIO_NONE
 * for their own. Processing delays are zero, and the scenario's own adversaries
 * are passive: a trial has one adversary of its own. The scenario must outlive
 * the trial. */
MUST_CHECK enum err trial_init(struct trial *t, const struct scenario *scenario,
                               uint32_t protect, uint64_t seed, uint64_t run,
                               struct errmsg *e);
void trial_fini(struct trial *t);

/* A run with a tactic: the scenario with its adversary in it, and what was
 * recorded. */
struct trial_attack {
    struct arena arena;
    struct scenario scenario;
    struct scenario_adversary adversary;
    struct trial_run run;
};

MUST_CHECK enum err trial_attack_init(struct trial_attack *x,
                                      const struct trial *t,
                                      const struct tactic *tactic,
                                      const struct tactic_target *target,
                                      struct errmsg *e);
void trial_attack_fini(struct trial_attack *x);

/* Runs the scenario again with the tactic, which applies to the target, and
 * judges the outcome. */
MUST_CHECK enum err trial_play(const struct trial *t,
                               const struct tactic *tactic,
                               const struct tactic_target *target,
                               struct trial_outcome *out, struct errmsg *e);

/* Plays one tactic, or with NULL each of them, against every target that it
 * applies to: tactic by tactic, in the order of the run. The runner may be
 * NULL. The results live in the arena; *out and *done say from the beginning
 * on which of them are there. */
MUST_CHECK enum err trial_play_all(const struct trial *t,
                                   const struct tactic *only,
                                   const struct jobs_runner *runner,
                                   struct arena *a, struct trial_result **out,
                                   size_t *done, struct errmsg *e);

const char *trial_verdict_word(enum trial_verdict verdict);
const char *trial_verdict_text(enum trial_verdict verdict);

#endif
