/* The head of a page's data: the run, its verdict, and the names that records
 * refer to. */
#ifndef REPORT_PAGE_RUN_H
#define REPORT_PAGE_RUN_H

#include "report/page_names.h"
#include "report/page_source.h"

/* The members "format" to "verdict". `last` is the last record of the page. */
void page_run_put(struct json *j, const struct page_source *s, uint64_t last);

/* The members "levels" to "documents". */
void page_run_put_names(struct json *j, const struct page_source *s,
                        const struct page_names *names);

#endif
