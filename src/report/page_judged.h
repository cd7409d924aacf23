/* The expectations of a page with their verdicts, and why cells of the matrix
 * are not at the highest level. */
#ifndef REPORT_PAGE_JUDGED_H
#define REPORT_PAGE_JUDGED_H

#include "report/page_rows.h"
#include "report/page_source.h"
#include "study/causes.h"

/* The explanations take time for each cell and record: a run that has more
 * cells, or more acts times cells, has none. */
enum { PAGE_JUDGED_CELLS_MAX = 400, PAGE_JUDGED_WORK_MAX = 40000 };

/* The members "expectations" and "obstacles"; both are empty in a viewer's
 * page. */
void page_judged_put(struct json *j, const struct page_source *s,
                     const struct page_rows *rows, const struct causes *c);

/* True where the run is too large for obstacles. */
bool page_judged_leaves_out(const struct page_source *s,
                            const struct page_rows *rows);

#endif
