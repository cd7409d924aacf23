/* The second run of a lesson, with its change, beside the page's own. */
#ifndef REPORT_PAGE_SECOND_H
#define REPORT_PAGE_SECOND_H

#include "report/page_lesson.h"

/* The member "second"; null where it could not be played. Names and times are
 * those of the scenario of the page. */
void page_second_put(struct json *j, const struct page_lesson *l,
                     const struct scenario *sc);

#endif
