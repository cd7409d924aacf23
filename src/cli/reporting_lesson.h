/* The lesson of a run's scenario, for the page: a second run with the lesson's
 * change in it, and the claims in both. */
#ifndef CLI_REPORTING_LESSON_H
#define CLI_REPORTING_LESSON_H

#include "cli/evidence.h"
#include "report/page_lesson.h"

struct reporting_lesson {
    struct arena arena;
    struct scenario scenario; /* of the second run: */
    struct trial_run run;
    struct ledger ledger;
    struct difference difference;
    bool is_parsed, is_played;
    const char *folder; /* of the files that ship with the lesson */
    struct page_lesson page;
};

/* Plays the second run and judges the claims, if the scenario is a lesson. Then
 * gives back its page; NULL where there is nothing to ask: it is no lesson, or
 * all that it claims holds in this run already. What cannot be played or judged
 * is left out. The path is that of the run, as it was asked for. */
const struct page_lesson *reporting_lesson_init(struct reporting_lesson *l,
                                                struct evidence *ev,
                                                const char *path);
void reporting_lesson_fini(struct reporting_lesson *l);

#endif
