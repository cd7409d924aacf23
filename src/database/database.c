#include "database/database.h"

#include <assert.h>
#include <sqlite3.h>

/* Each call of SQLite gives a code, which goes through database_note: the first
 * that is an error is kept with its message, and every later call sees it and
 * does nothing. A query is prepared once; its parameters are given one after
 * the other; it is run, or its rows are read; and it is rewound for the next.
 */

/* Somebody else who writes is waited for so long. */
enum { BUSY_MS = 10000 };

static void database_fail(struct database *d, enum err rc, const char *text)
{
    if (!d->failed) d->failed = err_set(&d->error, rc, "%s", text);
}

static void database_note(struct database *d, int code)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    const bool foreign = code == SQLITE_NOTADB || code == SQLITE_CORRUPT;

    if (code == SQLITE_FULL) {
        database_fail(d, ERR_IO,
                      "no room is left for it, or for temporary files, which "
                      "TMPDIR can put elsewhere");
        return;
    }
    database_fail(d, foreign ? ERR_FORMAT : ERR_IO,
                  d->handle ? sqlite3_errmsg(d->handle) : sqlite3_errstr(code));
}

enum err database_check(const struct database *d, struct errmsg *e)
{
    return d->failed ? err_set(e, d->failed, "%s", d->error.text) : ERR_OK;
}

enum err database_open(struct database *d, const char *path,
                       enum database_mode mode, struct errmsg *e)
{
    static const int flags[] = {
        [DATABASE_READ] = SQLITE_OPEN_READONLY,
        [DATABASE_WRITE] = SQLITE_OPEN_READWRITE,
        [DATABASE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };

    *d = (struct database){.failed = ERR_OK};
    /* One thread at a time uses it, and needs no lock for each column. */
    database_note(d, sqlite3_open_v2(path, &d->handle,
                                     flags[mode] | SQLITE_OPEN_NOMUTEX, NULL));
    (void)sqlite3_busy_timeout(d->handle, BUSY_MS);
    /* SQLite looks at a file only as it needs it. Whoever made this one has no
     * say in what is called when it is read. */
    if (mode == DATABASE_READ)
        database_execute(d, "PRAGMA trusted_schema = OFF;"
                            "PRAGMA schema_version");
    return d->failed ? database_close(d, e) : ERR_OK;
}

enum err database_close(struct database *d, struct errmsg *e)
{
    while (d->handle && sqlite3_next_stmt(d->handle, NULL))
        (void)sqlite3_finalize(sqlite3_next_stmt(d->handle, NULL));
    const int code = sqlite3_close(d->handle);

    assert(code == SQLITE_OK);
    d->handle = NULL;
    return database_check(d, e);
}

void database_execute(struct database *d, const char *sql)
{
    if (!d->failed)
        database_note(d, sqlite3_exec(d->handle, sql, NULL, NULL, NULL));
}

void database_begin(struct database *d)
{
    database_execute(d, "BEGIN");
}

void database_commit(struct database *d)
{
    database_execute(d, "COMMIT");
}

void database_prepare(struct database *d, struct database_query *q,
                      const char *sql)
{
    *q = (struct database_query){.database = d};
    if (!d->failed)
        database_note(d,
                      sqlite3_prepare_v2(d->handle, sql, -1, &q->handle, NULL));
}

/* True if the query may go on; the place of the parameter is then taken. */
static bool next_parameter(struct database_query *q)
{
    q->given++;
    return !q->database->failed;
}

void database_put_text(struct database_query *q, const char *text)
{
    if (!text)
        database_put_null(q);
    else if (next_parameter(q))
        database_note(q->database, sqlite3_bind_text(q->handle, q->given, text,
                                                     -1, SQLITE_STATIC));
}

void database_put_integer(struct database_query *q, int64_t value)
{
    if (next_parameter(q))
        database_note(q->database,
                      sqlite3_bind_int64(q->handle, q->given, value));
}

void database_put_real(struct database_query *q, double value)
{
    if (next_parameter(q))
        database_note(q->database,
                      sqlite3_bind_double(q->handle, q->given, value));
}

/* SQLite takes bytes at no address for a null. */
void database_put_blob(struct database_query *q, struct bytes value)
{
    const void *data = value.size > 0 ? (const void *)value.data : "";

    if (next_parameter(q))
        database_note(q->database,
                      sqlite3_bind_blob64(q->handle, q->given, data, value.size,
                                          SQLITE_STATIC));
}

void database_put_null(struct database_query *q)
{
    if (next_parameter(q))
        database_note(q->database, sqlite3_bind_null(q->handle, q->given));
}

/* What went wrong as the query ran has been noted. */
void database_rewind(struct database_query *q)
{
    q->given = 0;
    if (!q->handle) return;
    (void)sqlite3_reset(q->handle);
    (void)sqlite3_clear_bindings(q->handle);
}

bool database_next(struct database_query *q)
{
    struct database *d = q->database;

    if (d->failed) return false;
    assert(q->given == sqlite3_bind_parameter_count(q->handle));
    const int code = sqlite3_step(q->handle);

    database_note(d, code);
    if (code != SQLITE_ROW) database_rewind(q);
    return code == SQLITE_ROW;
}

void database_run(struct database_query *q)
{
    while (database_next(q)) {
    }
}

static int type_of(const struct database_query *q, int column)
{
    assert(column >= 0 && column < sqlite3_data_count(q->handle));
    return sqlite3_column_type(q->handle, column);
}

bool database_is_null(const struct database_query *q, int column)
{
    return q->database->failed || type_of(q, column) == SQLITE_NULL;
}

/* True if the column is of the type; else that is a failure. */
static bool has_type(struct database_query *q, int column, int type,
                     const char *expected)
{
    struct database *d = q->database;
    struct errmsg e;

    if (d->failed) return false;
    const int found = type_of(q, column);

    if (found == type || (found == SQLITE_INTEGER && type == SQLITE_FLOAT))
        return true;
    (void)err_set(&e, ERR_FORMAT, "the value of %s is not %s",
                  sqlite3_column_name(q->handle, column), expected);
    database_fail(d, ERR_FORMAT, e.text);
    return false;
}

int64_t database_integer(struct database_query *q, int column)
{
    return has_type(q, column, SQLITE_INTEGER, "an integer")
               ? sqlite3_column_int64(q->handle, column)
               : 0;
}

double database_real(struct database_query *q, int column)
{
    return has_type(q, column, SQLITE_FLOAT, "a number")
               ? sqlite3_column_double(q->handle, column)
               : 0;
}

const char *database_text(struct database_query *q, int column)
{
    if (database_is_null(q, column) ||
        !has_type(q, column, SQLITE_TEXT, "a text"))
        return NULL;
    return (const char *)sqlite3_column_text(q->handle, column);
}

struct bytes database_blob(struct database_query *q, int column)
{
    if (database_is_null(q, column) ||
        !has_type(q, column, SQLITE_BLOB, "bytes"))
        return bytes_of(NULL, 0);
    /* SQLite asks to be asked in this order. */
    const void *data = sqlite3_column_blob(q->handle, column);

    return bytes_of(data, (size_t)sqlite3_column_bytes(q->handle, column));
}
