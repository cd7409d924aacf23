/* A study's results told of: drawn on standard output, and written as tables
 * into its folder. */
#ifndef CLI_TELLING_H
#define CLI_TELLING_H

#include "results/results.h"

#define TELLING_RUNS     "runs.csv"
#define TELLING_OUTCOMES "outcomes.csv"

struct telling {
    const char *command; /* for messages */
    const struct results_study *study;
    const struct points *points;
    const char *folder;
    const char *path; /* of the results, for messages */
    bool force;       /* tables that are there are replaced */
    bool quiet;       /* only the tables are written */
};

/* Tells of results that results_expect readied; gives back an exit code. */
int telling_run(const struct telling *t, struct results *r);

#endif
