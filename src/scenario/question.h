/* A sentence that is asked of a scenario, rather than written in it. */
#ifndef SCENARIO_QUESTION_H
#define SCENARIO_QUESTION_H

#include "scenario/scenario.h"

/* Reads a sentence as `expect:` takes it, about a scenario that has been read.
 * All that it points to lives in the arena. ERR_FORMAT, ERR_LIMIT: errors says
 * what is wrong, and where in the text. */
MUST_CHECK enum err question_parse(struct sentence *out, struct arena *a,
                                   const struct scenario *s, const char *text,
                                   struct scenario_errors *errors);

#endif
