/* The arrows of a page, and the frames beneath them. */
#ifndef REPORT_PAGE_ARROWS_H
#define REPORT_PAGE_ARROWS_H

#include "report/page_rows.h"
#include "study/arrows.h"

/* The members "arrows" and "frames". */
void page_arrows_put(struct json *j, const struct arrows *x,
                     const struct page_names *names,
                     const struct page_rows *rows);

/* The rows of acts that break a marking, in order, into the arena. */
int64_t *page_arrows_violations(struct arena *a, const struct arrows *x,
                                const struct page_rows *rows, size_t *count);

#endif
