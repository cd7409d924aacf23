/* Scenario files on their way in. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "scenario/scenario.h"

/* Reads and parses a scenario; path may be "-" for standard input. Says on
 * standard error all that is wrong with it. */
MUST_CHECK enum err input_scenario(struct scenario *s, const char *path);

#endif
