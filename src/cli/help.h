/* The pages of `demarche help`: an overview, and one per subcommand. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "cli/subcommand.h"

void help_overview(FILE *out);
void help_command(const struct subcommand *c, FILE *out);

#endif
