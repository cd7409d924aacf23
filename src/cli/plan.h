/* A study made ready to be played or told of: its design, and its points. */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include "results/results.h"

/* Both say on standard error what is wrong, and then hold nothing. `file` is
 * the one that the study was read from; NULL: its text is out of results, and
 * its name stands for it. */

/* Reads the design out of the study's text. */
MUST_CHECK enum err plan_design(struct design *d, const struct results_study *s,
                                const char *file);

/* Makes the points of the design out of the scenario's text. `command` is for
 * messages. */
MUST_CHECK enum err plan_points(struct points *p, const struct design *d,
                                const struct results_study *s, const char *file,
                                const char *command);

#endif
