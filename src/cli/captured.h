/* A command of the program, carried out within it by a process of its own, and
 * all that it prints. */
#ifndef CLI_CAPTURED_H
#define CLI_CAPTURED_H

#include "base/arena.h"
#include "base/bytes.h"
#include "cli/subcommand.h"

struct captured {
    int status; /* its exit code; or minus the signal that ended it */
    struct bytes out, err;
};

/* Carries out a subcommand with these words, which end with a NULL; the first
 * is its name. It prints in at most 80 columns, without colour and pager, and
 * nothing is on its standard input. What it prints lives in the arena. */
MUST_CHECK enum err captured_run(struct captured *c, struct arena *a,
                                 const struct subcommand *command,
                                 const char *const *words, struct errmsg *e);

#endif
