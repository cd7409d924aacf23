/* Pages for `man`, as source for scdoc: demarche(1), and one of a section 1 for
 * each subcommand, such as demarche-run(1). */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include <stdio.h>

#include "cli/subcommand.h"

void manual_overview(FILE *out);
void manual_command(const struct subcommand *c, FILE *out);

#endif
