/* Verdicts on a tactic, from two journals: of the run in which it was played,
 * and of the undisturbed one. */
#ifndef EXPERIMENT_TRIAL_VERDICT_H
#define EXPERIMENT_TRIAL_VERDICT_H

#include "experiment/trial.h"

/* `who` is the adversary's index among the actors of the run. */
struct trial_outcome trial_verdict(const struct trial_run *clean,
                                   const struct trial_run *run,
                                   const struct tactic *tactic,
                                   const struct tactic_target *target,
                                   uint32_t who);

/* The recipient's level on the document, by its exchange alone. */
enum record_level trial_verdict_level(const struct trial_run *run,
                                      const struct tactic_target *target);

#endif
