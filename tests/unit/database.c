/* A database as its users see it: what is put in comes out, and the first
 * failure stays. */
#include "database/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

/* A folder and a database file in it. */
struct place {
    char folder[PROGRAM_PATH_SIZE];
    char path[PROGRAM_PATH_SIZE + 8];
};

static int set_up(void **state)
{
    static struct place place;

    program_folder(place.folder);
    snprintf(place.path, sizeof place.path, "%s/x.db", place.folder);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(((struct place *)*state)->folder);
    return 0;
}

static void open_at(struct database *d, const struct place *p,
                    enum database_mode mode)
{
    struct errmsg e;

    if (database_open(d, p->path, mode, &e)) fail_msg("%s", e.text);
}

static void close_whole(struct database *d)
{
    struct errmsg e;

    if (database_close(d, &e)) fail_msg("%s", e.text);
}

/* The database has failed with that code, and words. */
static void close_failed(struct database *d, enum err rc, const char *words)
{
    struct errmsg e;

    assert_int_equal(database_check(d, NULL), rc);
    assert_int_equal(database_close(d, &e), rc);
    if (!strstr(e.text, words)) fail_msg("%s", e.text);
}

/* One row of each type, and one of nulls. */
static void make(const struct place *p)
{
    static const uint8_t data[] = {0, 1, 0xff};
    struct database_query insert;
    struct database d;

    open_at(&d, p, DATABASE_CREATE);
    database_begin(&d);
    database_execute(&d, "CREATE TABLE t (a TEXT, b INTEGER, c REAL, d BLOB);"
                         "CREATE TABLE empty (a)");
    database_prepare(&d, &insert, "INSERT INTO t VALUES (?, ?, ?, ?)");
    database_put_text(&insert, "na\xc3\xafve'; DROP TABLE t; --");
    database_put_integer(&insert, INT64_MIN);
    database_put_real(&insert, 0.1);
    database_put_blob(&insert, bytes_of(data, sizeof data));
    database_run(&insert);
    database_put_text(&insert, NULL);
    database_put_null(&insert);
    database_put_null(&insert);
    database_put_blob(&insert, bytes_of(NULL, 0));
    database_run(&insert);
    database_commit(&d);
    close_whole(&d);
}

static void test_all_types_come_back(void **state)
{
    static const uint8_t data[] = {0, 1, 0xff};
    struct database_query q;
    struct database d;

    make(*state);
    open_at(&d, *state, DATABASE_READ);
    database_prepare(&d, &q, "SELECT * FROM t WHERE rowid >= ? ORDER BY rowid");
    database_put_integer(&q, 1);
    assert_true(database_next(&q));
    assert_string_equal(database_text(&q, 0),
                        "na\xc3\xafve'; DROP TABLE t; --");
    assert_true(database_integer(&q, 1) == INT64_MIN);
    assert_true(database_real(&q, 1) == (double)INT64_MIN);
    assert_true(database_real(&q, 2) == 0.1);
    assert_true(bytes_equal(database_blob(&q, 3), bytes_of(data, sizeof data)));
    assert_false(database_is_null(&q, 0));
    assert_true(database_next(&q));
    assert_null(database_text(&q, 0));
    for (int i = 0; i < 3; i++)
        assert_true(database_is_null(&q, i));
    assert_false(database_is_null(&q, 3));
    assert_int_equal(database_blob(&q, 3).size, 0);
    assert_int_equal(database_blob(&q, 0).size, 0);
    assert_false(database_next(&q));

    /* The same query again, left after a row, and once more. */
    for (int i = 0; i < 2; i++) {
        database_put_integer(&q, 2);
        assert_true(database_next(&q));
        assert_true(database_is_null(&q, 1));
        database_rewind(&q);
    }
    close_whole(&d);
}

static void test_a_wrong_type_is_a_failure(void **state)
{
    static const struct {
        const char *sql, *words;
    } cases[] = {
        {"SELECT a FROM t", "the value of a is not an integer"},
        {"SELECT NULL AS n", "the value of n is not an integer"},
        {"SELECT 1.5 AS r", "the value of r is not an integer"},
    };
    struct database_query q;
    struct database d;

    make(*state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_at(&d, *state, DATABASE_READ);
        database_prepare(&d, &q, cases[i].sql);
        assert_true(database_next(&q));
        assert_true(database_integer(&q, 0) == 0);
        assert_null(database_text(&q, 0));
        assert_true(database_is_null(&q, 0));
        assert_false(database_next(&q));
        close_failed(&d, ERR_FORMAT, cases[i].words);
    }
    open_at(&d, *state, DATABASE_READ);
    database_prepare(&d, &q, "SELECT 'x', x'00', 1");
    assert_true(database_next(&q));
    assert_true(database_real(&q, 0) == 0);
    close_failed(&d, ERR_FORMAT, "is not a number");
    open_at(&d, *state, DATABASE_READ);
    database_prepare(&d, &q, "SELECT 'x', x'00', 1");
    assert_true(database_next(&q));
    assert_null(database_text(&q, 1));
    close_failed(&d, ERR_FORMAT, "is not a text");
    open_at(&d, *state, DATABASE_READ);
    database_prepare(&d, &q, "SELECT 'x', x'00', 1");
    assert_true(database_next(&q));
    assert_int_equal(database_blob(&q, 2).size, 0);
    close_failed(&d, ERR_FORMAT, "is not bytes");
}

static int64_t count_rows(const struct place *p)
{
    struct database_query q;
    struct database d;

    open_at(&d, p, DATABASE_READ);
    database_prepare(&d, &q, "SELECT count(*) FROM t");
    assert_true(database_next(&q));
    const int64_t count = database_integer(&q, 0);

    close_whole(&d);
    return count;
}

/* Nothing is done after it, and a transaction is all or nothing. */
static void test_the_first_failure_stays(void **state)
{
    struct database_query q, late;
    struct database d;

    make(*state);
    open_at(&d, *state, DATABASE_WRITE);
    database_begin(&d);
    database_prepare(&d, &q, "INSERT INTO t (b) VALUES (?)");
    database_put_integer(&q, 1);
    database_run(&q);
    database_execute(&d, "INSERT INTO nowhere VALUES (1)");
    database_execute(&d, "DELETE FROM t");
    database_put_integer(&q, 2);
    database_run(&q);
    database_prepare(&d, &late, "SELECT 1");
    assert_false(database_next(&late));
    database_rewind(&late);
    database_commit(&d);
    close_failed(&d, ERR_IO, "no such table: nowhere");
    assert_true(count_rows(*state) == 2);

    open_at(&d, *state, DATABASE_WRITE);
    database_begin(&d);
    database_execute(&d, "DELETE FROM t");
    close_whole(&d);
    assert_true(count_rows(*state) == 2);
}

static void test_modes(void **state)
{
    const struct place *p = *state;
    struct database d;
    struct errmsg e;

    assert_int_equal(database_open(&d, p->path, DATABASE_READ, &e), ERR_IO);
    assert_int_equal(database_open(&d, p->path, DATABASE_WRITE, &e), ERR_IO);
    assert_non_null(strstr(e.text, "unable to open"));
    assert_false(program_left(p->folder, "x.db"));
    make(p);
    open_at(&d, p, DATABASE_READ);
    database_execute(&d, "DELETE FROM t");
    close_failed(&d, ERR_IO, "readonly");
    assert_true(count_rows(p) == 2);
    program_write(p->path, "", 0);
    open_at(&d, p, DATABASE_WRITE);
    database_execute(&d, "CREATE TABLE t (a)");
    close_whole(&d);
    assert_true(count_rows(p) == 0);
}

/* A file that is no database, and one of which a part is missing. */
static void test_no_database(void **state)
{
    const struct place *p = *state;
    struct database_query q;
    struct database d;
    struct errmsg e;
    char text[4096];

    memset(text, 'x', sizeof text);
    program_write(p->path, text, sizeof text);
    assert_int_equal(database_open(&d, p->path, DATABASE_READ, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "not a database"));
    open_at(&d, p, DATABASE_WRITE);
    database_execute(&d, "CREATE TABLE t (a)");
    close_failed(&d, ERR_FORMAT, "not a database");
    program_remove(p->path);

    size_t size;

    make(p);
    char *whole = program_read(p->path, &size);
    assert_true(size > 4096);
    memset(whole + 4096, 0xff, size - 4096);
    program_write(p->path, whole, size);
    free(whole);
    open_at(&d, p, DATABASE_READ);
    database_prepare(&d, &q, "SELECT * FROM t");
    assert_false(database_next(&q));
    close_failed(&d, ERR_FORMAT, "malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_types_come_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_wrong_type_is_a_failure, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_the_first_failure_stays, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_modes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_database, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
