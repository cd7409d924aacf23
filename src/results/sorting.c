#include "results/sorting.h"

/* The table is in a database of SQLite's own for temporary ones, beside that of
 * the results, which is neither written nor locked. Nothing has to outlast a
 * failure there. */

void sorting_init(struct sorting *s, struct database *d)
{
    *s = (struct sorting){.database = d};
    database_execute(d, "PRAGMA temp_store = FILE;"
                        "CREATE TEMP TABLE sorting (list INTEGER NOT NULL,"
                        "  value INTEGER NOT NULL, note INTEGER NOT NULL);"
                        "PRAGMA temp.journal_mode = OFF");
    database_prepare(d, &s->add, "INSERT INTO temp.sorting VALUES (?, ?, ?)");
    database_prepare(d, &s->next,
                     "SELECT list, value, note FROM temp.sorting"
                     " ORDER BY list, value");
    database_prepare(d, &s->clear, "DELETE FROM temp.sorting");
}

void sorting_begin(struct sorting *s)
{
    database_rewind(&s->next);
    database_begin(s->database);
    database_run(&s->clear);
}

void sorting_add(struct sorting *s, const struct sorting_item *item)
{
    database_put_integer(&s->add, (int64_t)item->list);
    database_put_integer(&s->add, item->value);
    database_put_integer(&s->add, item->note);
    database_run(&s->add);
}

void sorting_end(struct sorting *s)
{
    database_commit(s->database);
}

bool sorting_next(struct sorting *s, struct sorting_item *item)
{
    if (!database_next(&s->next)) return false;
    item->list = (size_t)database_integer(&s->next, 0);
    item->value = database_integer(&s->next, 1);
    item->note = database_integer(&s->next, 2);
    return true;
}
