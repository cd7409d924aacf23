/* Answers to a lesson's questions, and what is said to them. */
#ifndef LESSON_ANSWER_H
#define LESSON_ANSWER_H

#include "lesson/attempt.h"

/* The runs that a sentence is judged by: without the lesson's change, and with
 * it. */
struct answer_runs {
    struct attempt *before, *after;
};

struct answer {
    bool right;
    const char *said;    /* the answer, in full */
    const char *because; /* what the lesson says to it */
    /* The verdicts on a sentence, in each of the runs. */
    bool holds_before, holds_after;
};

/* Judges an answer as it was typed: a letter, a number or a sentence. All that
 * it gives lives in the arena or in the lesson. ERR_FORMAT: it is none that the
 * question can take, and e says what is expected. `runs` is for sentences. */
MUST_CHECK enum err answer_judge(struct answer *out,
                                 const struct lesson_question *q,
                                 const char *typed,
                                 const struct answer_runs *runs,
                                 struct arena *a, struct errmsg *e);

/* The form of an answer, such as "a letter from a to d". */
const char *answer_form(const struct lesson_question *q, struct arena *a);

#endif
