/* The seven steps of a lesson, and the way through them. */
#ifndef CLI_LEARN_STEPS_H
#define CLI_LEARN_STEPS_H

#include "cli/learn_session.h"

/* Goes from a step to the last one, back where the learner goes back. LEARN_ON:
 * the lesson is over. */
enum learn_move learn_steps_walk(struct learn_session *s, enum learn_step from);

#endif
