/* What somebody learns who sees when frames pass and how long they are, and
 * opens nothing: how often he guesses right, for each way to hide it. */
#ifndef EXPERIMENT_METADATA_H
#define EXPERIMENT_METADATA_H

#include "scenario/scenario.h"
#include "experiment/classify.h"

/* What he guesses at. */
#define METADATA_QUESTION_MAP(X)                              \
    X(WHICH, "which document it is")                          \
    X(FROM, "whom it comes from, where addresses are hidden") \
    X(TO, "whom it goes to, where addresses are hidden")      \
    X(WHETHER, "whether a message carries a document")

/* What he goes by. */
enum metadata_view {
    METADATA_BY_SIZE,
    METADATA_BY_TIME, /* of the run, and until the next message */
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

/* One way to hide it. */
struct metadata_row {
    const char *name;
    enum scenario_padding padding;
    bool hold, cover;
    /* Found: */
    struct classify_score scores[METADATA_QUESTION_COUNT][METADATA_VIEW_COUNT];
    struct classify_score blind[METADATA_QUESTION_COUNT];
    uint64_t frames, bytes; /* of all runs of the exam */
    uint64_t carried;       /* documents that passed */
    double waited;          /* ns, all of them together */
};

struct metadata {
    const struct scenario *scenario; /* borrowed */
    uint32_t on;   /* the channel he sits on; SCENARIO_NONE: all of them */
    uint64_t seed; /* of the exam; he learns from the one after it */
    uint64_t runs; /* of each */
    bool padding_given;
    enum scenario_padding padding; /* the only one tried, if it is given */
    duration hold;  /* messages wait for up to so long; -1: as the scenario
                       says */
    duration cover; /* on average between dummies; -1: likewise */
    struct metadata_row rows[METADATA_ROWS_MAX];
    size_t row_count;
};

/* Plays the scenario with each way to hide what passes: for its rows first
 * those runs that he learns from, then those he is asked about. The input is
 * filled in; the rows are found. */
MUST_CHECK enum err metadata_study(struct metadata *m, struct errmsg *e);

const char *metadata_question_text(enum metadata_question question);
const char *metadata_view_text(enum metadata_view view);

#endif
