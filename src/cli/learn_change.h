/* The step of a lesson in which the learner changes its scenario. */
#ifndef CLI_LEARN_CHANGE_H
#define CLI_LEARN_CHANGE_H

#include "cli/learn_session.h"

/* Takes changes until one is right, or the learner lets the lesson's own be
 * made; then asks what the second run will show, if the lesson does. */
enum learn_move learn_change(struct learn_session *s);

/* Takes a change as the learner's: one that was right when it was typed. */
void learn_change_restore(struct learn_session *s, const char *typed);

#endif
