/* The page of a study. */
#ifndef CLI_REPORTING_STUDY_H
#define CLI_REPORTING_STUDY_H

#include "cli/reporting.h"

/* Writes the page of the folder that is asked for, and says what is wrong with
 * it. The exit code. */
int reporting_study(const char *command, const struct reporting *q);

#endif
