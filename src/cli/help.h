/* The pages of `demarche help`: an overview, and one per subcommand. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/subcommand.h"

void help_overview(FILE *out);
void help_command(const struct subcommand *c, FILE *out);

/* The subcommand of that name; NULL, having said that there is none. */
const struct subcommand *help_find(const char *name);

/* As the main functions of the others. */
int help_main(int argc, char **argv);

#endif
