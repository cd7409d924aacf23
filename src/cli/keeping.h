/* Journals of some of a study's runs, each played again by a command that is
 * printed: the first of each point, and those that broke an expectation. */
#ifndef CLI_KEEPING_H
#define CLI_KEEPING_H

#include "results/results.h"

struct keeping {
    const char *command; /* for messages */
    const struct results_study *study;
    const struct points *points;
    const char *folder; /* of the study; the journals are in `kept` there */
    uint64_t most;      /* runs of either kind, at each point */
    bool force; /* runs of an earlier study that are there are replaced */
    bool quiet;
    struct arena *arena;
    uint64_t broken; /* runs that are kept for it, at this point */
    int exit_code;
};

/* ERR_EXISTS where something else than a folder has the name of the one for
 * the runs: nothing is kept through a link. To be asked before a study is
 * played. */
MUST_CHECK enum err keeping_check(struct arena *a, const char *folder,
                                  struct errmsg *e);

/* Keeps the runs; gives back an exit code. A run that is there already is
 * judged again; where there is anything else, it stays, and that is an error.
 */
int keeping_run(struct keeping *k, struct results *r);

#endif
