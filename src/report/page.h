/* A run as one page of HTML that holds all it needs. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/page_source.h"

/* True where the program was built with the page's script. */
bool page_is_built(void);

/* Writes the page; it has to be built. Errors of writing stay with the
 * stream. */
void page_write(const struct page_source *s, FILE *out);

#endif
