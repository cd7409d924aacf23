/* Warnings: what a good scenario may not have meant. */
#ifndef SCENARIO_WARNINGS_H
#define SCENARIO_WARNINGS_H

#include "scenario/scenario.h"

enum { WARNINGS_NAMED_MAX = 256 }; /* recipients by name, without a warning */

/* Finds what to warn of, in the order of the file. */
void warnings_find(const struct scenario *s, struct scenario_errors *warnings);

#endif
