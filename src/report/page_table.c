#include "report/page_table.h"

void page_table_put(struct json *j, const struct page_table *t)
{
    json_open_object(j, NULL);
    json_text(j, "name", t->name);
    json_text(j, "command", t->command);
    json_text(j, "title", t->title);
    json_open_array(j, "columns");
    for (size_t i = 0; i < t->column_count; i++)
        json_text(j, NULL, t->columns[i]);
    json_close(j);
    json_open_array(j, "rows");
    for (size_t i = 0; i < t->row_count; i++) {
        json_open_object(j, NULL);
        json_open_array(j, "cells");
        for (size_t k = 0; k < t->column_count; k++)
            json_text(j, NULL, t->rows[i].cells[k]);
        json_close(j);
        json_text(j, "mark", t->rows[i].mark);
        json_open_array(j, "records");
        json_close(j);
        json_close(j);
    }
    json_close(j);
    json_text(j, "note", t->note);
    json_close(j);
}
