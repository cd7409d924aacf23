/* The grading of an exercise: a learner's run held against what its lesson
 * asks of it, a row a criterion. */
#ifndef LESSON_GRADE_H
#define LESSON_GRADE_H

#include "experiment/lesson_verdict.h"
#include "scenario/lesson.h"

/* Criteria: the word for each in a table. */
#define GRADE_MAP(X)                                                       \
    X(JOURNAL, "journal") /* it verifies, and plays again alike */         \
    X(NUMBER, "lesson")   /* the scenario is for this lesson */            \
    X(ROLE, "role")       /* each role is given */                         \
    X(HOLDS, "holds")     /* in the journal */                             \
    X(WITHOUT, "without") /* broken, where the protection is taken away */ \
    X(UNDER, "under")     /* holds under a change, too */

enum grade_criterion {
#define GRADE_CODE(name, word) GRADE_##name,
    GRADE_MAP(GRADE_CODE)
#undef GRADE_CODE
        GRADE_COUNT
};

enum grade_verdict {
    GRADE_MET,
    GRADE_FAILED,
    GRADE_OPEN /* the run was cut short, or cannot be judged here */
};

struct grade_row {
    enum grade_criterion criterion;
    enum grade_verdict verdict;
    const char *text;  /* the criterion, with the learner's names */
    const char *words; /* what was found; "": nothing more */
};

enum { GRADE_ROWS_MAX = 512 };

struct grade {
    struct arena arena; /* of the rows' texts */
    struct grade_row rows[GRADE_ROWS_MAX];
    size_t count;
};

void grade_init(struct grade *g);
void grade_fini(struct grade *g);

/* Adds a row; the texts are copied. Rows past the limit are left out. */
void grade_add(struct grade *g, enum grade_criterion criterion,
               enum grade_verdict verdict, const char *text, const char *words);

/* Grades a run by a lesson's exercise. `played` is the run: its journal's
 * scenario, which names the roles, its seed and its reader. An error is none of
 * the learner's. */
MUST_CHECK enum err grade_exercise(struct grade *g, const struct lesson *lesson,
                                   struct lesson_verdict_case *played,
                                   struct errmsg *e);

/* The worst of the rows. */
enum grade_verdict grade_worst(const struct grade *g);

const char *grade_criterion_word(enum grade_criterion criterion);

#endif
