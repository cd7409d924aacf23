/* Metadata: how often an observer guesses right who sees only the times and
 * lengths of frames, for each way to hide them. */
#ifndef EXPERIMENT_METADATA_H
#define EXPERIMENT_METADATA_H

#include "base/jobs.h"
#include "experiment/onlooker.h"
#include "scenario/scenario.h"

enum { METADATA_ROWS_MAX = 7 };

/* One way to hide traffic. */
struct metadata_row {
    const char *name;
    enum scenario_padding padding;
    bool hold, cover;
    /* Found: */
    struct classify_score scores[ONLOOKER_QUESTION_COUNT][ONLOOKER_VIEW_COUNT];
    struct classify_score blind[ONLOOKER_QUESTION_COUNT];
    uint64_t frames, bytes; /* of all runs of the exam */
    uint64_t carried;       /* documents that passed by */
    double waited;          /* ns, in sum */
};

struct metadata {
    const struct scenario *scenario; /* borrowed */
    uint32_t on;   /* the channel watched; SCENARIO_NONE: all */
    uint64_t seed; /* of the exam; the next one is learned from */
    uint64_t runs; /* of each of the two */
    bool own; /* the scenario as it is, with all that it hides, and no other */
    bool padding_given;
    enum scenario_padding padding; /* if given, the only one tried */
    duration hold;  /* the longest wait of a message; -1: the scenario's */
    duration cover; /* mean time between dummies; -1: the scenario's */
    const struct jobs_runner *runner; /* borrowed; or NULL */
    struct metadata_row rows[METADATA_ROWS_MAX];
    size_t row_count;
    uint64_t learned, examined; /* runs so far */
};

/* Plays the scenario with each way to hide traffic: first the runs that the
 * classifier learns from, then those of the exam. The caller fills in all
 * before `rows`; runs is above 0. */
MUST_CHECK enum err metadata_study(struct metadata *m, struct errmsg *e);

#endif
