/* The pieces of a page: the layers of its frames, the journal, and the data,
 * src/page/data.ts of which is the contract. */
#ifndef REPORT_PAGE_DATA_H
#define REPORT_PAGE_DATA_H

#include "report/page_source.h"

/* A journal that is larger is not put into its page. */
#define PAGE_DATA_JOURNAL_MAX (UINT64_C(16) * 1024 * 1024)

/* Runs with more records have no exposure unless it is asked for. */
enum { PAGE_DATA_EXPOSED_MAX = 20000 };

/* Writes all pieces, the data last. */
void page_data_write(const struct page_source *s, FILE *out);

#endif
