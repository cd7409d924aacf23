/* The learner's copy of a lesson's scenario, without the lesson. */
#ifndef CLI_LEARN_EDIT_H
#define CLI_LEARN_EDIT_H

#include "cli/learn_session.h"

/* Writes the copy, unless it is there, and opens it in the editor that the
 * environment names; without one, says where the copy is. *path is that of the
 * copy; *out what it holds afterwards, with the lesson put back, or nothing
 * where there was no editor to open it before. */
MUST_CHECK enum err learn_edit(struct learn_session *s, const char **path,
                               struct bytes *out, struct errmsg *e);

#endif
