/* The exposure of a page: the copies, and for each theft the windows in which
 * it opens them. */
#ifndef REPORT_PAGE_WINDOWS_H
#define REPORT_PAGE_WINDOWS_H

#include "experiment/exposure.h"
#include "json/json.h"
#include "report/page_names.h"

/* The member "exposure"; null where it was not worked out. */
void page_windows_put(struct json *j, const struct exposure *x,
                      const struct page_names *names);

#endif
