/* Warnings of prekeys: drawn in numbers that take their time, or wiped before a
 * letter to them can come. */
#ifndef SCENARIO_WARNINGS_PREKEYS_H
#define SCENARIO_WARNINGS_PREKEYS_H

#include "scenario/scenario.h"

/* One-time prekeys that a party draws in a run, without a warning. */
enum { WARNINGS_PREKEYS_DRAWN_MAX = 10000 };

void warnings_prekeys_find(const struct scenario *s,
                           struct scenario_errors *warnings);

#endif
