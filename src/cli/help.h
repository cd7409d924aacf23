/* The subcommand `help`: an overview, a page per subcommand, and what other
 * programs show of them. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/options.h"
#include "cli/subcommand.h"

/* The command line. */
struct help_request {
    bool man;
    bool scenarios, studies, lessons; /* lists those that ship */
    bool completes;
    uint32_t shell; /* bash, zsh or fish */
};

void help_overview(FILE *out);
void help_command(const struct subcommand *c, FILE *out);

/* The subcommand of that name; NULL, having said that there is none. */
const struct subcommand *help_find(const char *name);

/* As the main functions of the others. */
int help_main(int argc, char **argv);

#endif
