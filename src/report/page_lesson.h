/* The lesson of a run on its page: what is asked, what is shown for it, and
 * what came of a second run, with the lesson's change in it. */
#ifndef REPORT_PAGE_LESSON_H
#define REPORT_PAGE_LESSON_H

#include "experiment/lesson_verdict.h"
#include "json/json.h"
#include "scenario/lesson.h"
#include "study/difference.h"

/* A claim in both runs. */
struct page_lesson_claim {
    const struct lesson_claim *claim;
    /* One a run; words NULL: it could not be found out. */
    struct lesson_verdict verdicts[DIFFERENCE_SIDES];
};

/* All is borrowed. */
struct page_lesson {
    const struct lesson *lesson;
    /* Says in a sentence what a word means; NULL: it is not known. */
    const char *(*explain)(const char *word);
    const struct page_lesson_claim *claims; /* a claim of the lesson each */
    /* What the commands of looks print, before and after the change, a look
     * each; NULL: nothing that no view shows. */
    const char *const *printed[DIFFERENCE_SIDES];
    const struct ledger *second;         /* NULL: it could not be played */
    const struct difference *difference; /* of both, the second being B */
};

/* The member "lesson"; null where there is none. */
void page_lesson_put(struct json *j, const struct page_lesson *l,
                     const struct scenario *sc);

#endif
