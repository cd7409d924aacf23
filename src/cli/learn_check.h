/* `learn check`: the runs of learners, graded by the exercise of a lesson. */
#ifndef CLI_LEARN_CHECK_H
#define CLI_LEARN_CHECK_H

#include "cli/learn_shelf.h"

struct learn_check {
    char **runs; /* folders, journals or names */
    int count;
    uint64_t lesson;
    const char *csv; /* a file to be written; or NULL */
    bool force;      /* in the place of one that is there */
};

/* Grades each run, prints a line a criterion, and gives back an enum
 * subcommand_exit. */
int learn_check_runs(const struct learn_check *q,
                     const struct learn_shelf *shelf);

#endif
