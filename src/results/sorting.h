/* Values put into order in a table of the database's own, so that however many
 * they are they take no more memory: what its cache does not hold lies in
 * temporary files, which SQLite makes in TMPDIR or where it finds room. */
#ifndef RESULTS_SORTING_H
#define RESULTS_SORTING_H

#include "database/database.h"

/* One value of one of several lists, with whatever goes along with it. */
struct sorting_item {
    size_t list;
    int64_t value, note;
};

/* Stays where it began, until its database is closed. */
struct sorting {
    struct database *database;
    struct database_query add, next, clear;
};

/* A database has one at most. */
void sorting_init(struct sorting *s, struct database *d);

/* Items are added between these two, and taken after; what was there before is
 * gone. */
void sorting_begin(struct sorting *s);
void sorting_add(struct sorting *s, const struct sorting_item *item);
void sorting_end(struct sorting *s);

/* Takes the items by list, and by value within it. False after the last, and
 * then they are taken from the first again. */
bool sorting_next(struct sorting *s, struct sorting_item *item);

#endif
