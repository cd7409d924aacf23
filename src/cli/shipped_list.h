/* A list of what ships, for people and for shells. */
#ifndef CLI_SHIPPED_LIST_H
#define CLI_SHIPPED_LIST_H

#include <stdio.h>

#include "cli/shipped.h"

/* A line a file: its name and its title. What goes on in a second line is
 * indented there. A file that is no good one has its name alone. ERR_MISSING:
 * there is none. */
MUST_CHECK enum err shipped_list(enum shipped_kind kind, FILE *out,
                                 struct errmsg *e);

#endif
