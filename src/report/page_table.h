/* A table in words, as a command prints it. */
#ifndef REPORT_PAGE_TABLE_H
#define REPORT_PAGE_TABLE_H

#include "json/json.h"

enum { PAGE_TABLE_COLUMNS_MAX = 16 };

/* A row of a table; `mark` is the verdict's word, or "". */
struct page_table_row {
    const char *cells[PAGE_TABLE_COLUMNS_MAX];
    const char *mark;
};

struct page_table {
    const char *name;    /* "attack" */
    const char *command; /* that prints the same */
    const char *title;
    const char *columns[PAGE_TABLE_COLUMNS_MAX];
    size_t column_count;
    const struct page_table_row *rows;
    size_t row_count;
    const char *note;
};

/* One member of an array. */
void page_table_put(struct json *j, const struct page_table *t);

#endif
