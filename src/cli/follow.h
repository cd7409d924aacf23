/* A journal followed while it is being written. */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "view/view.h"

/* Tells of all that is in the journal and of what is added to it, until it is
 * closed, its writer is gone, or nobody reads on. */
int follow_timeline(const struct view *v, FILE *out);

#endif
