/* An onlooker, who opens nothing: it learns from runs that it knows all about,
 * and guesses at the messages of others by their sizes and times alone. */
#ifndef EXPERIMENT_ONLOOKER_H
#define EXPERIMENT_ONLOOKER_H

#include "experiment/classify.h"
#include "experiment/traffic.h"

/* Its questions. */
#define ONLOOKER_QUESTION_MAP(X)                              \
    X(WHICH, "which document it is")                          \
    X(FROM, "whom it comes from, where addresses are hidden") \
    X(TO, "whom it goes to, where addresses are hidden")      \
    X(WHETHER, "whether a message carries a document")

/* The features that a guess rests on. */
enum onlooker_view {
    ONLOOKER_BY_SIZE,
    ONLOOKER_BY_TIME, /* into the run, and until the next message */
    ONLOOKER_BY_BOTH,
    ONLOOKER_VIEW_COUNT
};

enum onlooker_question {
#define ONLOOKER_QUESTION(name, text) ONLOOKER_##name,
    ONLOOKER_QUESTION_MAP(ONLOOKER_QUESTION)
#undef ONLOOKER_QUESTION
        ONLOOKER_QUESTION_COUNT
};

enum {
    ONLOOKER_RUNS = 40,          /* to learn from, unless told otherwise */
    ONLOOKER_EXAMPLES_MAX = 2000 /* learned from, of each question */
};

/* Examples or exam items of one question. */
struct onlooker_pile {
    struct classify_item *items;
    size_t count, room;
};

/* The messages of one run. */
struct onlooker_watch {
    struct arena arena;
    struct traffic traffic;
    struct onlooker_pile piles[ONLOOKER_QUESTION_COUNT];
};

/* Begins with no run; on: the channel watched, SCENARIO_NONE: all. */
void onlooker_watch_init(struct onlooker_watch *w, const struct scenario *s,
                         uint32_t on);
void onlooker_watch_fini(struct onlooker_watch *w);

/* A run record by record, and its end. Another may follow. */
void onlooker_watch_begin(struct onlooker_watch *w);
void onlooker_watch_record(struct onlooker_watch *w, instant now,
                           const struct record *r);
void onlooker_watch_end(struct onlooker_watch *w);

/* Plays one run and watches it. */
MUST_CHECK enum err onlooker_watch_run(struct onlooker_watch *w,
                                       const struct scenario *s, uint32_t on,
                                       uint64_t seed, uint64_t run,
                                       struct errmsg *e);

/* What was learned, of nothing at first. */
struct onlooker {
    const struct scenario *scenario; /* borrowed */
    struct onlooker_pile learned[ONLOOKER_QUESTION_COUNT];
};

/* Adds a run's messages, which go into the arena. */
void onlooker_learn(struct onlooker *o, struct arena *a,
                    const struct onlooker_watch *w);

/* Guesses at all messages of a run. */
struct classify_score onlooker_guess(const struct onlooker *o,
                                     enum onlooker_question question,
                                     enum onlooker_view view,
                                     const struct onlooker_watch *w);

/* The same of one that sees nothing, and always names the most frequent. */
struct classify_score onlooker_blind(const struct onlooker *o,
                                     enum onlooker_question question,
                                     const struct onlooker_watch *w);

const char *onlooker_question_text(enum onlooker_question question);
const char *onlooker_view_text(enum onlooker_view view);

#endif
