/* The verdicts of attacks on a scenario's copies: a row a tactic, or of one
 * tactic a paragraph a copy. */
#ifndef VIEW_TRIALS_H
#define VIEW_TRIALS_H

#include "experiment/trial.h"
#include "view/style.h"

struct trials {
    const struct trial *trial;
    const struct trial_result *results;
    size_t count;
    const struct tactic *only; /* NULL: all of them */
    uint32_t protect;          /* or SCENARIO_NONE */
    bool partial;              /* not all were tried */
    struct style style;
};

void trials_draw(const struct trials *t, FILE *out);

/* The number of a tactic's trials under each verdict. */
struct trials_counts {
    size_t counts[TRIAL_VERDICT_COUNT];
    size_t tried;
    bool broken; /* a claim of a protection did not hold */
};

struct trials_counts trials_count(const struct trials *t,
                                  const struct tactic *tactic);

#endif
