/* The verdict on a lesson's claim: of a run for what is seen in a run, by many
 * runs of its scenario for what is measured. Each is found by what the command
 * of that name uses. */
#ifndef EXPERIMENT_LESSON_VERDICT_H
#define EXPERIMENT_LESSON_VERDICT_H

#include "base/jobs.h"
#include "experiment/trial_run.h"
#include "scenario/lesson_claim.h"

/* A scenario with a seed, of which claims are made. */
struct lesson_verdict_case {
    const struct scenario *scenario; /* borrowed, and drawn with the seed */
    uint64_t seed, run;
    struct reader *reader; /* of its journal; NULL: it is played when needed */
    const struct jobs_runner *runner; /* or NULL */
    /* Reads a file that a claim names; NULL: there are none. */
    enum err (*read_text)(void *context, struct arena *a, const char *name,
                          const char **out, struct errmsg *e);
    void *context;
    /* Kept, zero at first: */
    bool is_played;
    struct trial_run played;
};

/* Gives back what was played. */
void lesson_verdict_case_fini(struct lesson_verdict_case *c);

struct lesson_verdict {
    bool holds;
    bool undetermined; /* a run was cut short before it was decided */
    bool measured;     /* there is a figure, from 0 to 1 */
    double figure;
    bool reached; /* a sentence's predicate came true: */
    instant time;
    uint64_t seq;      /* with the record of this number */
    const char *words; /* for people, in the arena */
};

/* Judges a claim about the case's scenario. An error is none of the claim's:
 * what the program cannot play, a tactic of no such name (ERR_MISSING), a file
 * that cannot be read. */
MUST_CHECK enum err lesson_verdict_of(struct lesson_verdict_case *c,
                                      const struct lesson_claim *claim,
                                      struct arena *a,
                                      struct lesson_verdict *out,
                                      struct errmsg *e);

/* "holds", "broken", "undetermined" */
const char *lesson_verdict_word(const struct lesson_verdict *v);

#endif
