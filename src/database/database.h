/* A SQLite database in a file, filled or read by queries. */
#ifndef DATABASE_DATABASE_H
#define DATABASE_DATABASE_H

#include "base/bytes.h"

enum database_mode {
    DATABASE_READ,  /* a database that is there, and stays as it is */
    DATABASE_WRITE, /* one that is there, or an empty file */
    DATABASE_CREATE /* the same, or no file yet */
};

/* Stays where it was opened, for its queries point to it, and is used by one
 * thread at a time. The first failure stays too: what follows it does nothing
 * and reads nothing, so that one look at the end is enough. */
struct database {
    struct sqlite3 *handle;
    enum err failed; /* ERR_FORMAT: it is none, or not as expected; ERR_IO */
    struct errmsg error;
};

/* One statement, run as often as wanted; it ends with its database. */
struct database_query {
    struct database *database;
    struct sqlite3_stmt *handle;
    int given; /* parameters so far */
};

/* Messages have no file's name, which is the caller's to put before them. On
 * failure nothing is open. */
MUST_CHECK enum err database_open(struct database *d, const char *path,
                                  enum database_mode mode, struct errmsg *e);

/* Ends all queries and, if SQLite keeps a journal, takes back a transaction
 * that was not committed; returns the first failure. */
MUST_CHECK enum err database_close(struct database *d, struct errmsg *e);

/* The first failure so far. */
MUST_CHECK enum err database_check(const struct database *d, struct errmsg *e);

/* One statement after the other, none with parameters or results. */
void database_execute(struct database *d, const char *sql);

void database_begin(struct database *d);
void database_commit(struct database *d);

void database_prepare(struct database *d, struct database_query *q,
                      const char *sql);

/* The next parameter. Texts and bytes are borrowed until the query has run, or
 * its last row was read; a NULL text is a null. */
void database_put_text(struct database_query *q, const char *text);
void database_put_integer(struct database_query *q, int64_t value);
void database_put_real(struct database_query *q, double value);
void database_put_blob(struct database_query *q, struct bytes value);
void database_put_null(struct database_query *q);

/* Runs a query to its end; it is then ready for other parameters. All that it
 * has are given before. */
void database_run(struct database_query *q);

/* The next row. False after the last, and the query is ready for other
 * parameters; and once anything has failed. */
bool database_next(struct database_query *q);

/* Leaves the remaining rows unread and forgets the parameters. */
void database_rewind(struct database_query *q);

/* A column of the row, counted from 0; texts and bytes live until the next one.
 * A value of another type is a failure; a null is a NULL text, no bytes, and
 * neither an integer nor a real. An integer is a real as well. */
bool database_is_null(const struct database_query *q, int column);
const char *database_text(struct database_query *q, int column);
int64_t database_integer(struct database_query *q, int column);
double database_real(struct database_query *q, int column);
struct bytes database_blob(struct database_query *q, int column);

#endif
