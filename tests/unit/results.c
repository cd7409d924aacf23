/* Results in their file: what is written is read again, by whoever opens it,
 * and nothing of another study gets in. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/findings.h"
#include "results/results_csv.h"
#include "support/program.h"
#include "support/studies.h"

enum { RUNS = 4, COLUMNS = 4 };

static const char text[] = "study: 1\n"
                           "scenario: x.yaml\n"
                           "vary: {channels.bag.delay: [2 h, \"3 h\"]}\n"
                           "measure:\n"
                           "  clock-ns: press holds note\n"
                           "  label: press never holds note\n"
                           "  bytes: {quantity: bytes}\n"
                           "expect:\n"
                           "  - at least 5 % of runs: russia holds note\n";

#define N COLUMNS_NOTHING
static const int64_t rows[RUNS][COLUMNS] = {
    {N, 1, 5, 2},
    {0, 0, N, N},
    {-1, 1, INT64_MAX, INT64_MIN + 1},
    {1500000000, 1, 0, 7},
};
#undef N

struct place {
    char folder[PROGRAM_PATH_SIZE];
    char a[PROGRAM_PATH_SIZE + 16], b[PROGRAM_PATH_SIZE + 16];
    struct studies s;
    struct results_study study;
};

static int set_up(void **state)
{
    struct place *p = test_calloc(1, sizeof *p);

    program_folder(p->folder);
    snprintf(p->a, sizeof p->a, "%s/a.sqlite", p->folder);
    snprintf(p->b, sizeof p->b, "%s/b.sqlite", p->folder);
    studies_init(&p->s, text, NULL);
    assert_int_equal(p->s.points.items[0].columns.count, COLUMNS);
    p->study = (struct results_study){
        .name = "name",
        .study = bytes_of_text(text),
        .scenario_name = "x",
        .scenario = bytes_of_text(STUDIES_SCENARIO),
        .seed = UINT64_MAX,
        .runs = RUNS,
        .half_width = 0.1,
        .stand_in = true,
    };
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;

    studies_fini(&p->s);
    program_remove(p->folder);
    test_free(p);
    return 0;
}

static void create(struct place *p, struct results *r, const char *path)
{
    struct errmsg e;

    if (results_create(r, path, &p->study, &p->s.points, &e))
        fail_msg("%s", e.text);
}

static void close_whole(struct results *r)
{
    struct errmsg e;

    if (results_close(r, &e)) fail_msg("%s", e.text);
}

/* Rows as they come back. */
struct seen {
    size_t point, count;
    uint64_t runs[2 * RUNS];
    int64_t rows[2 * RUNS][COLUMNS];
};

static void see_row(void *watcher, size_t point, uint64_t run,
                    const int64_t *row)
{
    struct seen *s = watcher;

    assert_true(s->count < 2 * RUNS);
    assert_int_equal(point, s->point);
    s->runs[s->count] = run;
    memcpy(s->rows[s->count++], row, sizeof s->rows[0]);
}

static struct seen read_point(struct results *r, size_t point)
{
    struct seen s = {.point = point};

    results_each(r, point, &s, see_row);
    return s;
}

static void rows_come_back_in_order(void **state)
{
    struct place *p = *state;
    struct results_study there;
    struct results r;
    struct errmsg e;
    struct arena a;

    create(p, &r, p->a);
    results_add(&r, 1, 2, 2, rows[2]);
    results_add(&r, 0, 0, 1, rows[1]);
    results_add(&r, 1, 0, 2, rows[0]);
    assert_false(results_failed(&r));
    close_whole(&r);

    arena_init(&a);
    assert_int_equal(results_open(&r, p->a, false, &a, &there, &e), ERR_OK);
    assert_true(results_study_same(&there, &p->study));
    assert_string_equal(there.name, "name");
    assert_string_equal(there.scenario_name, "x");
    assert_true(there.half_width == 0.1);
    assert_int_equal(results_expect(&r, &p->s.points, &e), ERR_OK);
    const struct seen first = read_point(&r, 0), second = read_point(&r, 1);
    assert_int_equal(first.count, 1);
    assert_memory_equal(first.rows[0], rows[1], sizeof rows[0]);
    assert_int_equal(second.count, RUNS);
    for (size_t i = 0; i < RUNS; i++) {
        assert_int_equal(second.runs[i], i);
        assert_memory_equal(second.rows[i], rows[i], sizeof rows[0]);
    }
    close_whole(&r);
    arena_fini(&a);
}

/* A run is there once; what goes wrong stays, and nothing of it is added. */
static void a_run_is_there_once(void **state)
{
    struct place *p = *state;
    struct results r;
    struct errmsg e;

    create(p, &r, p->a);
    results_add(&r, 0, 0, 2, rows[0]);
    results_add(&r, 0, 1, 2, rows[1]);
    assert_true(results_failed(&r));
    results_add(&r, 0, 3, 1, rows[3]);
    assert_int_not_equal(results_close(&r, &e), ERR_OK);

    struct results_study there;
    struct arena a;
    arena_init(&a);
    assert_int_equal(results_open(&r, p->a, false, &a, &there, &e), ERR_OK);
    assert_int_equal(results_expect(&r, &p->s.points, &e), ERR_OK);
    assert_int_equal(read_point(&r, 0).count, 2);
    close_whole(&r);
    arena_fini(&a);
}

static void a_name_that_is_taken_is_refused(void **state)
{
    struct place *p = *state;
    struct results r;
    struct errmsg e;

    create(p, &r, p->a);
    close_whole(&r);
    assert_int_not_equal(results_create(&r, p->a, &p->study, &p->s.points, &e),
                         ERR_OK);
}

/* Each thing that makes a study another one. */
static void studies_are_told_apart(void **state)
{
    const struct place *p = *state;
    struct results_study other = p->study;

    other.name = "another name";
    other.scenario_name = "y";
    assert_true(results_study_same(&other, &p->study));
#define DIFFERS(member, value) \
    other = p->study;          \
    other.member = value;      \
    assert_false(results_study_same(&other, &p->study))
    DIFFERS(study, bytes_of_text("study: 1\n"));
    DIFFERS(scenario, bytes_of_text("demarche: 1\n"));
    DIFFERS(seed, 1);
    DIFFERS(runs, 5);
    DIFFERS(half_width, 0);
    DIFFERS(stand_in, false);
#undef DIFFERS
}

static void what_is_no_study_is_refused(void **state)
{
    struct place *p = *state;
    struct results_study there;
    struct results r;
    struct errmsg e;
    struct arena a;
    struct database d;

    arena_init(&a);
    assert_int_not_equal(results_open(&r, p->a, false, &a, &there, &e), ERR_OK);
    program_write(p->a, text, sizeof text);
    assert_int_not_equal(results_open(&r, p->a, false, &a, &there, &e), ERR_OK);
    assert_int_equal(database_open(&d, p->b, DATABASE_CREATE, &e), ERR_OK);
    database_execute(&d, "CREATE TABLE study (name, value);"
                         "INSERT INTO study VALUES ('seed', '1');");
    assert_int_equal(database_close(&d, &e), ERR_OK);
    assert_int_equal(results_open(&r, p->b, false, &a, &there, &e), ERR_FORMAT);
    assert_string_equal(e.text, "these are not a study's results");
    arena_fini(&a);
}

/* Other columns than the study's are found before a row is read. */
static void other_columns_are_refused(void **state)
{
    struct place *p = *state;
    struct results_study there;
    struct studies other;
    struct results r;
    struct errmsg e;
    struct arena a;

    create(p, &r, p->a);
    close_whole(&r);
    studies_init(&other,
                 "study: 1\nscenario: x.yaml\n"
                 "measure: {m: press holds note}\n",
                 NULL);
    arena_init(&a);
    assert_int_equal(results_open(&r, p->a, true, &a, &there, &e), ERR_OK);
    assert_int_equal(results_expect(&r, &other.points, &e), ERR_FORMAT);
    assert_string_equal(e.text, "its columns are not the study's");
    close_whole(&r);
    arena_fini(&a);
    studies_fini(&other);
}

static void parts_are_merged(void **state)
{
    struct place *p = *state;
    struct results r, part;
    struct errmsg e;

    create(p, &part, p->b);
    results_add(&part, 0, 2, 2, rows[2]);
    results_add(&part, 1, 1, 1, rows[1]);
    close_whole(&part);
    create(p, &r, p->a);
    results_add(&r, 0, 0, 2, rows[0]);
    assert_int_equal(results_merge(&r, p->b, &e), ERR_OK);
    assert_int_equal(read_point(&r, 0).count, RUNS);
    assert_int_equal(read_point(&r, 1).count, 1);
    assert_memory_equal(read_point(&r, 0).rows[3], rows[3], sizeof rows[0]);
    close_whole(&r);
}

static void a_part_of_another_study_is_refused(void **state)
{
    struct place *p = *state;
    struct results r, part;
    struct errmsg e;

    create(p, &r, p->a);
    p->study.seed = 2;
    create(p, &part, p->b);
    close_whole(&part);
    assert_int_equal(results_merge(&r, p->b, &e), ERR_FORMAT);
    assert_string_equal(e.text, "it is of another study");
    (void)!results_close(&r, &e);
}

static void a_part_that_is_there_is_refused(void **state)
{
    struct place *p = *state;
    struct results r, part;
    struct errmsg e;

    create(p, &part, p->b);
    results_add(&part, 0, 1, 1, rows[1]);
    close_whole(&part);
    create(p, &r, p->a);
    results_add(&r, 0, 0, 2, rows[0]);
    assert_int_equal(results_merge(&r, p->b, &e), ERR_EXISTS);
    assert_string_equal(e.text, "a run in it was merged before");
    (void)!results_close(&r, &e);
}

/* The view of first times, whatever the columns are called. */
static void first_times_are_viewed(void **state)
{
    struct place *p = *state;
    struct database_query q;
    struct results r;

    create(p, &r, p->a);
    results_add(&r, 0, 2, 2, rows[2]);
    results_add(&r, 0, 0, 2, rows[0]);
    database_prepare(&r.database, &q,
                     "SELECT run, name, time_s * 10, event FROM first_times"
                     " WHERE name = 'clock_ns' ORDER BY run");
    static const int64_t expected[RUNS][2] = {
        {10 * 3600 * 10, 0}, /* none: the clock's end */
        {0, 1},
        {0, 1},
        {15, 1},
    };
    for (size_t i = 0; i < RUNS; i++) {
        assert_true(database_next(&q));
        assert_int_equal(database_integer(&q, 0), i);
        assert_string_equal(database_text(&q, 1), "clock_ns");
        assert_true(database_real(&q, 2) > (double)expected[i][0] - 0.001 &&
                    database_real(&q, 2) < (double)expected[i][0] + 0.001);
        assert_int_equal(database_integer(&q, 3), expected[i][1]);
    }
    assert_false(database_next(&q));
    assert_false(results_failed(&r));
    close_whole(&r);
}

/* What is written of the runs, and of the findings. */
static char *csv_of(struct results *r, const struct findings *f,
                    const struct points *p)
{
    char *out = NULL;
    size_t size;
    FILE *memory = open_memstream(&out, &size);

    assert_non_null(memory);
    if (f)
        results_csv_outcomes(f, memory);
    else
        results_csv_runs(r, p, memory);
    assert_int_equal(fclose(memory), 0);
    return out;
}

static void tables_are_written(void **state)
{
    struct place *p = *state;
    struct findings f;
    struct results r;
    struct errmsg e;

    create(p, &r, p->a);
    results_add(&r, 0, 0, 2, rows[0]);
    results_add(&r, 1, 0, 2, rows[2]);
    char *runs = csv_of(&r, NULL, &p->s.points);
    assert_string_equal(
        runs, "point,run,channels.bag.delay,clock_ns,label,bytes,expect_1\n"
              "0,0,2 h,,1,5,0.000000002\n"
              "0,1,2 h,0.000000000,0,,\n"
              "1,0,\"\"\"3 h\"\"\",-0.000000001,1,9223372036854775807,"
              "-9223372036.854775807\n"
              "1,1,\"\"\"3 h\"\"\",1.500000000,1,0,0.000000007\n");
    free(runs);
    if (findings_of(&f, &r, &p->s.points, &e)) fail_msg("%s", e.text);
    assert_int_equal(findings_at(&f, 0, 0)->share.seen, 1);
    assert_int_equal(findings_at(&f, 0, 1)->share.seen, 2);
    assert_int_equal(findings_at(&f, 2, 0)->counted, 1);
    assert_int_equal(f.expected[0].seen, 1);
    assert_int_equal(f.expected[1].seen, 2);
    char *outcomes = csv_of(&r, &f, &p->s.points);
    assert_ptr_equal(strstr(outcomes,
                            "point,label,measure,figure,runs,value,low,high\n"
                            "0,delay 2 h,clock-ns,share,2,0.5,"),
                     outcomes);
    assert_non_null(strstr(outcomes, "\n1,\"delay \"\"3 h\"\"\",clock-ns,"
                                     "difference,2,0.5,"));
    /* One value has no interval. */
    assert_non_null(strstr(outcomes, "\n0,delay 2 h,bytes,mean,1,5,,\n"));
    free(outcomes);
    findings_fini(&f);
    close_whole(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_come_back_in_order),
        TEST(a_run_is_there_once),
        TEST(a_name_that_is_taken_is_refused),
        TEST(studies_are_told_apart),
        TEST(what_is_no_study_is_refused),
        TEST(other_columns_are_refused),
        TEST(parts_are_merged),
        TEST(a_part_of_another_study_is_refused),
        TEST(a_part_that_is_there_is_refused),
        TEST(first_times_are_viewed),
        TEST(tables_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
