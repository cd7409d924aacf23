/* Memory does not grow with the runs of a study: ten times as many rows take
 * hardly more of it, to be told of, put on a page and drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "crypto/rng.h"
#include "results/results.h"
#include "support/program.h"
#include "support/studies.h"

enum { FEW = 5000, MANY = 50000, CHUNK = 64, POINTS = 2 };

/* SQLite's caches, of a few MiB each, are full with the many alone. */
enum { FACTOR = 2 };

static const char text[] =
    "study: 1\n"
    "scenario: x.yaml\n"
    "vary: {channels.bag.delay: [2 h, 3 h]}\n"
    "measure:\n"
    "  time: press holds note\n"
    "  delay: {from: us sends note, to: russia holds note}\n"
    "  spread: {spread: holds note}\n"
    "  count: {count: holds note}\n"
    "  who: {first: [press holds note, russia holds note]}\n"
    "  bytes: {quantity: bytes, given: press holds note}\n"
    "expect:\n"
    "  - at least 5 % of runs: russia holds note\n";

/* Values nearly all different, of which some are none. */
static void draw_rows(struct rng *rng, const struct columns *c, int64_t *rows)
{
    for (size_t i = 0; i < CHUNK * c->count; i++) {
        const enum columns_kind kind = c->items[i % c->count].kind;
        rows[i] = kind != COLUMNS_NUMBER && rng_below(rng, 10) == 0
                      ? COLUMNS_NOTHING
                      : (int64_t)rng_below(rng, (uint64_t)(9 * HOUR));
        if (kind == COLUMNS_HOLDS) rows[i] = rows[i] > HOUR;
    }
}

/* A study's folder whose runs need not be played. */
static void make_results(const struct studies *s, uint64_t runs,
                         const char *folder)
{
    const struct columns *c = &s->points.items[0].columns;
    const struct results_study study = {
        .name = "rows",
        .study = bytes_of_text(text),
        .scenario_name = "x",
        .scenario = bytes_of_text(STUDIES_SCENARIO),
        .seed = 1,
        .runs = runs,
        .stand_in = true,
    };
    char path[PROGRAM_PATH_SIZE + 32];
    struct rng_root root;
    struct results r;
    struct errmsg e;
    struct rng rng;
    int64_t *rows = test_calloc(CHUNK * c->count, sizeof *rows);

    rng_root_init(&root, 1, runs);
    rng_init(&rng, &root, "test", "rows");
    snprintf(path, sizeof path, "%s/results.sqlite", folder);
    if (results_create(&r, path, &study, &s->points, &e))
        fail_msg("%s", e.text);
    database_execute(&r.database, "PRAGMA synchronous = OFF");
    for (size_t point = 0; point < POINTS; point++)
        for (uint64_t run = 0; run < runs; run += CHUNK) {
            draw_rows(&rng, c, rows);
            results_add(&r, point, run,
                        runs - run < CHUNK ? (size_t)(runs - run) : CHUNK,
                        rows);
        }
    if (results_close(&r, &e)) fail_msg("%s", e.text);
    test_free(rows);
}

/* The most KiB that any command has held so far. */
static long peak(void)
{
    struct rusage r;

    assert_int_equal(getrusage(RUSAGE_CHILDREN, &r), 0);
    return r.ru_maxrss;
}

static void tell(const struct studies *s, uint64_t runs)
{
    char folder[PROGRAM_PATH_SIZE];

    program_folder(folder);
    make_results(s, runs, folder);
    program_ends(0, folder,
                 WORDS("demarche", "study", ".", "--resume", "--quiet"));
    program_ends(0, folder, WORDS("demarche", "plot", "."));
    program_ends(0, folder,
                 WORDS("demarche", "report", "--study", ".", "--out", "page"));
    program_remove(folder);
}

static void memory_stays(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s, text, NULL);
    assert_int_equal(s.points.count, POINTS);
    tell(&s, FEW);
    const long few = peak();
    tell(&s, MANY);
    print_message("%d rows: %ld KiB; %d rows: %ld KiB\n", POINTS * FEW, few,
                  POINTS * MANY, peak());
    assert_true(peak() <= FACTOR * few);
    studies_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
