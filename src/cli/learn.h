/* The words in which the files of `learn` speak of a lesson and of the way
 * through it. */
#ifndef CLI_LEARN_H
#define CLI_LEARN_H

#include "lesson/answer.h"
#include "scenario/lesson.h"

/* A lesson and its file. */
struct learn_lesson {
    const char *name; /* as a SCENARIO of other commands */
    const char *path;
    struct scenario scenario; /* with a lesson, drawn with its seed */
};

/* The steps: name, and word, by which cli/learn_steps names its functions. */
#define LEARN_STEP_MAP(X) \
    X(PREDICT, predict)   \
    X(RUN, run)           \
    X(SEE, see)           \
    X(EXPLAIN, explain)   \
    X(CHANGE, change)     \
    X(AGAIN, again)       \
    X(TRANSFER, transfer)

enum learn_step {
#define LEARN_STEP(name, word) LEARN_STEP_##name,
    LEARN_STEP_MAP(LEARN_STEP)
#undef LEARN_STEP
        LEARN_STEP_COUNT
};

/* The end of a step. */
enum learn_move {
    LEARN_ON,
    LEARN_BACK,
    LEARN_STOP,  /* the learner has had enough */
    LEARN_FAIL,  /* it has been said why */
    LEARN_MISFIT /* a line of the script fits no step: said, too */
};

enum { LEARN_GIVEN_MAX = 64 };

/* Answers to a question, the first one first. */
struct learn_given {
    struct answer items[LEARN_GIVEN_MAX];
    size_t count;
};

#endif
