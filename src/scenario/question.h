/* A sentence that is asked of a scenario, rather than written in it. */
#ifndef SCENARIO_QUESTION_H
#define SCENARIO_QUESTION_H

#include "scenario/load.h"

/* Reads a sentence as `expect:` takes it, about a scenario that has been read.
 * All that it points to lives in the arena. ERR_FORMAT, ERR_LIMIT: errors says
 * what is wrong, and where in the text. */
MUST_CHECK enum err question_parse(struct sentence *out, struct arena *a,
                                   const struct scenario *s, const char *text,
                                   struct scenario_errors *errors);

/* The same in two parts, for what has sentences in it: a reading of a
 * scenario that is there already, of which `s` is a copy; and a text as the
 * place of a file that it stands at. */
struct load question_load(struct arena *a, struct scenario *s,
                          struct scenario_errors *errors);
const struct yaml_node *question_node(struct arena *a, const char *text);

#endif
