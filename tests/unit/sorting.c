/* Lists come back in order, whole and as often as wanted, from however many
 * chunks they went through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "crypto/rng.h"
#include "results/sorting.h"
#include "support/program.h"

enum { LISTS = 3, EMPTY = 1 /* a list that nothing is added to */ };

struct fixture {
    char folder[PROGRAM_PATH_SIZE];
    struct database database;
    struct sorting_store store;
    struct arena arena;
    struct rng rng;
};

static void set_up(struct fixture *f, size_t chunk)
{
    char path[PROGRAM_PATH_SIZE + 16];
    struct rng_root root;
    struct errmsg e;

    program_folder(f->folder);
    snprintf(path, sizeof path, "%s/sorting", f->folder);
    if (database_open(&f->database, path, DATABASE_CREATE, &e))
        fail_msg("%s", e.text);
    arena_init(&f->arena);
    rng_root_init(&root, 1, chunk);
    rng_init(&f->rng, &root, "test", "values");
    sorting_store_init(&f->store, &f->arena, &f->database, chunk);
}

static void tear_down(struct fixture *f)
{
    struct errmsg e;

    if (database_close(&f->database, &e)) fail_msg("%s", e.text);
    arena_fini(&f->arena);
    program_remove(f->folder);
}

/* What went into a list, and comes out of it. */
struct seen {
    uint64_t count, notes, values;
};

static void see(struct seen *s, const struct sorting_item *item)
{
    s->count++;
    s->notes += (uint64_t)item->note;
    s->values += (uint64_t)item->value * (uint64_t)item->note;
}

/* Values of all sizes, many of them equal. */
static int64_t draw(struct rng *rng, int64_t number)
{
    static const int64_t ends[] = {INT64_MIN, INT64_MAX, -1, 0};

    if (number < 4) return ends[number];
    const int64_t value = (int64_t)rng_below(rng, 1000);

    return rng_below(rng, 2) == 0 ? value - 500
                                  : (value - 500) * (INT64_C(1) << 40);
}

static void fill(struct fixture *f, struct sorting *s, int64_t count,
                 struct seen *in)
{
    sorting_begin(s, &f->store, &f->arena, LISTS);
    for (int64_t i = 0; i < count; i++) {
        const struct sorting_item item = {draw(&f->rng, i), i + 1};
        const size_t list = i % 5 == 0 ? 0 : 2;
        sorting_add(s, list, &item);
        see(&in[list], &item);
    }
    sorting_end(s);
}

static void check_list(struct sorting *s, size_t list, const struct seen *in)
{
    struct seen out = {0};
    struct sorting_item item;
    int64_t last = INT64_MIN;

    sorting_open(s, list);
    for (; sorting_next(s, &item); last = item.value) {
        assert_true(item.value >= last);
        see(&out, &item);
    }
    assert_false(sorting_next(s, &item));
    assert_memory_equal(&out, in, sizeof out);
}

/* Two sortings in one store, whose lists are read in any order, and again. */
static void check_sortings(size_t chunk, int64_t count)
{
    struct fixture f;
    struct sorting a, b;
    struct seen in_a[LISTS] = {0}, in_b[LISTS] = {0};

    set_up(&f, chunk);
    fill(&f, &a, count, in_a);
    fill(&f, &b, count / 2, in_b);
    assert_true(a.count <= SORTING_FAN);
    for (size_t i = 2 * LISTS; i-- > 0;) {
        check_list(&a, i % LISTS, &in_a[i % LISTS]);
        check_list(&b, i % LISTS, &in_b[i % LISTS]);
    }
    assert_int_equal(in_a[EMPTY].count, 0);
    tear_down(&f);
}

static void within_a_chunk(void **state)
{
    (void)state;
    check_sortings(100, 0);
    check_sortings(100, 99);
    check_sortings(100, 100);
    check_sortings(100, 101);
}

/* Pieces are full, and follow one another. */
static void in_long_chunks(void **state)
{
    (void)state;
    check_sortings(10000, 50000);
}

/* Runs of three levels, and more of them at the end than are read at once. */
static void over_many_merges(void **state)
{
    const int64_t fan = SORTING_FAN;

    (void)state;
    check_sortings(8, 8 * fan);
    check_sortings(8, 8 * fan * fan * 2);
    check_sortings(8, 8 * (2 * fan * fan + 3 * fan + 15) + 1);
}

/* A run that was merged is given back. */
static void merged_runs_go(void **state)
{
    struct fixture f;
    struct sorting s;
    struct seen in[LISTS] = {0};
    struct database_query q;

    (void)state;
    set_up(&f, 8);
    fill(&f, &s, (int64_t)8 * SORTING_FAN, in);
    database_prepare(&f.database, &q,
                     "SELECT count(DISTINCT run) FROM temp.sorting");
    assert_true(database_next(&q));
    assert_int_equal(database_integer(&q, 0), 1);
    database_rewind(&q);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_a_chunk),
        cmocka_unit_test(in_long_chunks),
        cmocka_unit_test(over_many_merges),
        cmocka_unit_test(merged_runs_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
