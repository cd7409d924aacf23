/* Everything that is wrong with a lesson as a lesson, for `check`. */
#ifndef CLI_LEARN_REVIEW_H
#define CLI_LEARN_REVIEW_H

#include "cli/learn.h"

/* Notes in the order of the file what lesson/critique finds; and lessons that
 * it needs and its folder lacks, files that are not beside it, and commands
 * that it shows and that fail. `path` is the file, or "-". Nothing of a
 * scenario that is no lesson. An error is none of the lesson's. */
MUST_CHECK enum err learn_review(const struct scenario *s, const char *path,
                                 struct scenario_errors *findings,
                                 struct errmsg *e);

#endif
