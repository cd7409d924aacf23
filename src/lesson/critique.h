/* The faults of a lesson that are found by playing it. */
#ifndef LESSON_CRITIQUE_H
#define LESSON_CRITIQUE_H

#include "lesson/attempt.h"

/* Notes, with their places, all that is wrong with the base's lesson: a claim
 * that holds before any change, or that the lesson's own fix leaves broken; a
 * wrong fix that helps; a fix that cannot be made or touches what is kept;
 * texts and terms (lesson/wording). An error is none of the lesson's. */
MUST_CHECK enum err critique_find(const struct attempt_base *b,
                                  struct scenario_errors *findings,
                                  struct errmsg *e);

#endif
