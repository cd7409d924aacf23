/* A protection that is written out where it is asked for, rather than in a
 * scenario: `sign=ed25519+seal=age`. */
#ifndef SCENARIO_RECIPE_H
#define SCENARIO_RECIPE_H

#include "scenario/scenario.h"

/* Reads it: the keys and words of a scenario's `protection`, in any order, each
 * key once. Its name is the text itself; it lives in the arena. ERR_FORMAT:
 * errors says what is wrong, and where in the text. */
MUST_CHECK enum err recipe_parse(struct scenario_protection *out,
                                 struct arena *a, const char *text,
                                 struct scenario_errors *errors);

#endif
