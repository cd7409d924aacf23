/* A lesson's scenario with changes, and what becomes of the lesson's claims. */
#ifndef LESSON_ATTEMPT_H
#define LESSON_ATTEMPT_H

#include "experiment/lesson_verdict.h"
#include "scenario/lesson.h"

/* The lesson that attempts are made on. */
struct attempt_base {
    const struct scenario *scenario;  /* borrowed; it has a lesson */
    const struct jobs_runner *runner; /* or NULL */
    /* Reads a file that a claim names: see struct lesson_verdict_case. */
    enum err (*read_text)(void *context, struct arena *a, const char *name,
                          const char **out, struct errmsg *e);
    void *context;
    /* The expectations of the scenario that must hold. NULL: none has to. */
    const bool *expected;
};

enum attempt_outcome {
    ATTEMPT_RIGHT,   /* every claim holds */
    ATTEMPT_REFUSED, /* a change cannot be made, or gives no scenario */
    ATTEMPT_TOUCHED, /* it changes what the lesson keeps */
    ATTEMPT_BROKEN,  /* a claim does not hold */
    ATTEMPT_HARMED   /* an expectation does not */
};

struct attempt {
    struct arena arena;
    struct bytes source; /* with the changes made */
    enum attempt_outcome outcome;
    struct scenario scenario;      /* BROKEN, HARMED and RIGHT */
    struct scenario_errors errors; /* REFUSED: of the text; or */
    struct errmsg refused;         /* without any, why */
    /* BROKEN: the claim; HARMED: the expectation. */
    size_t which;
    const char *touched;             /* TOUCHED: the path */
    struct lesson_verdict *verdicts; /* of each claim; BROKEN, HARMED, RIGHT */
    struct lesson_verdict_case played;
};

/* Makes the changes, each PATH=VALUE, and judges; or judges a text that is
 * there already. An error is none of the attempt's, and leaves nothing to end;
 * the attempt must not be moved. */
MUST_CHECK enum err attempt_changes(struct attempt *t,
                                    const struct attempt_base *b,
                                    const char *const *changes, size_t count,
                                    struct errmsg *e);
MUST_CHECK enum err attempt_text(struct attempt *t,
                                 const struct attempt_base *b,
                                 struct bytes source, struct errmsg *e);
void attempt_fini(struct attempt *t);

/* The same of changes that a lesson gives. */
MUST_CHECK enum err attempt_given(struct attempt *t,
                                  const struct attempt_base *b,
                                  const struct lesson_texts *changes,
                                  struct errmsg *e);

/* The verdict on an expectation of it. */
MUST_CHECK enum err attempt_expectation(struct attempt *t, size_t i,
                                        struct lesson_verdict *out,
                                        struct errmsg *e);

/* The expectations that hold under the lesson's own change, in the arena.
 * ERR_STATE: that one is refused, or touches what is kept. */
MUST_CHECK enum err attempt_expected(const struct attempt_base *b,
                                     struct arena *a, const bool **out,
                                     struct errmsg *e);

#endif
