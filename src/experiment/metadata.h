/* Metadata: how often an observer guesses right who sees only the times and
 * lengths of frames, for each way to hide them. */
#ifndef EXPERIMENT_METADATA_H
#define EXPERIMENT_METADATA_H

#include "base/jobs.h"
#include "scenario/scenario.h"
#include "experiment/classify.h"

/* The observer's questions. */
#define METADATA_QUESTION_MAP(X)                              \
    X(WHICH, "which document it is")                          \
    X(FROM, "whom it comes from, where addresses are hidden") \
    X(TO, "whom it goes to, where addresses are hidden")      \
    X(WHETHER, "whether a message carries a document")

/* The features that a guess rests on. */
enum metadata_view {
    METADATA_BY_SIZE,
    METADATA_BY_TIME, /* into the run, and until the next message */
    METADATA_BY_BOTH,
    METADATA_VIEW_COUNT
};

enum metadata_question {
#define METADATA_QUESTION(name, text) METADATA_##name,
    METADATA_QUESTION_MAP(METADATA_QUESTION)
#undef METADATA_QUESTION
        METADATA_QUESTION_COUNT
};

enum {
    METADATA_ROWS_MAX = 7,
    METADATA_EXAMPLES_MAX = 2000 /* learned from, of each question */
};

/* One way to hide traffic. */
struct metadata_row {
    const char *name;
    enum scenario_padding padding;
    bool hold, cover;
    /* Found: */
    struct classify_score scores[METADATA_QUESTION_COUNT][METADATA_VIEW_COUNT];
    struct classify_score blind[METADATA_QUESTION_COUNT];
    uint64_t frames, bytes; /* of all runs of the exam */
    uint64_t carried;       /* documents that passed by */
    double waited;          /* ns, in sum */
};

struct metadata {
    const struct scenario *scenario; /* borrowed */
    uint32_t on;   /* the channel watched; SCENARIO_NONE: all */
    uint64_t seed; /* of the exam; the next one is learned from */
    uint64_t runs; /* of each of the two */
    bool padding_given;
    enum scenario_padding padding; /* if given, the only one tried */
    duration hold;  /* the longest wait of a message; -1: the scenario's */
    duration cover; /* mean time between dummies; -1: the scenario's */
    const struct jobs_runner *runner; /* borrowed; or NULL */
    struct metadata_row rows[METADATA_ROWS_MAX];
    size_t row_count;
};

/* Plays the scenario with each way to hide traffic: first the runs that the
 * classifier learns from, then those of the exam. The caller fills in all
 * before `rows`; runs is above 0. */
MUST_CHECK enum err metadata_study(struct metadata *m, struct errmsg *e);

const char *metadata_question_text(enum metadata_question question);
const char *metadata_view_text(enum metadata_view view);

#endif
