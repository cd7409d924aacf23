/* Outcomes of rows that were made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "replication/outcome.h"
#include "statistics/proportion.h"
#include "support/studies.h"

enum { NEVER_HELD = -1, COLUMNS = 13, ROWS = 4 };
enum { TIMED, BOUND, DELAY, SPREAD, COUNT, FIRST, QUANTITY, MEASURES };

static const char study[] =
    "study: 1\n"
    "scenario: x.yaml\n"
    "measure:\n"
    "  timed: press holds note/matter\n"
    "  bound: press never holds note\n"
    "  delay: {from: russia receives note, to: press holds note/matter}\n"
    "  spread: {spread: holds memo, over: [russia, press]}\n"
    "  count: {count: holds memo, over: [us, russia]}\n"
    "  first: {first: [russia receives memo, russia receives note]}\n"
    "  quantity: {quantity: bytes, given: press holds note/matter}\n"
    "expect:\n"
    "  - at least 50 % of runs: press never holds note\n";

/* Times in hours, of a clock of ten. */
#define N NEVER_HELD
static const int tables[2][ROWS][COLUMNS] = {
    {
        {1, 1, 2, 5, 1, 3, 0, 2, 1, 2, 10, 1, 1},
        {2, 0, 2, 1, 2, N, 0, N, 3, 2, 20, N, 0},
        {N, 1, N, 4, N, N, N, N, N, N, 30, 2, 1},
        {3, 1, 3, N, 4, 2, 0, 1, 2, 2, N, 3, 1},
    },
    {
        {N, 1, 2, 6, 1, 3, 0, 2, 1, 2, 13, 1, 1},
        {2, 1, 2, 3, 2, N, 0, N, 3, 2, 20, N, 0},
        {1, 1, N, 4, N, N, N, N, N, N, 36, 2, 1},
    },
};
#undef N

/* The outcomes of one table. */
struct hand {
    struct studies s;
    struct arena arena;
    int64_t values[ROWS * COLUMNS];
    struct outcome outcomes[MEASURES];
    struct outcome_run runs[MEASURES][ROWS];
};

static int by_value(const void *a, const void *b)
{
    const struct outcome_run *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* The runs that count, in the order of their values. */
static void order(struct hand *h, struct outcome *o,
                  const struct outcome_run *runs, size_t count)
{
    struct outcome_run sorted[ROWS];
    struct outcome_ordering x;

    memcpy(sorted, runs, sizeof sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    outcome_ordering_begin(&x, o, &h->arena, NULL);
    for (size_t i = 0; i < count; i++)
        if (sorted[i].counts) outcome_ordering_add(&x, &sorted[i]);
    outcome_ordering_end(&x);
}

static void tell(struct hand *h, size_t table, size_t rows)
{
    studies_init(&h->s, study, NULL);
    arena_init(&h->arena);
    const struct columns *c = &h->s.points.items[0].columns;
    assert_int_equal(c->count, COLUMNS);
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        const int x = tables[table][i / COLUMNS][i % COLUMNS];
        h->values[i] = x == NEVER_HELD ? COLUMNS_NOTHING
                       : c->items[i % COLUMNS].kind == COLUMNS_TIME ? x * HOUR
                                                                    : x;
    }
    for (size_t i = 0; i < MEASURES; i++) {
        struct outcome *o = &h->outcomes[i];
        const struct outcome_reader r =
            outcome_reader(&h->s.design, i, &h->s.points.items[0]);
        outcome_begin(o, &h->arena, &r);
        for (size_t k = 0; k < rows; k++)
            h->runs[i][k] = outcome_add(o, &r, h->values + k * COLUMNS);
        outcome_end(o);
        assert_int_equal(outcome_is_ordered(&r), i != BOUND);
        if (outcome_is_ordered(&r)) order(h, o, h->runs[i], rows);
    }
}

/* A measure of two tables, in the runs that both have. */
static struct paired_difference differ(const struct hand *from,
                                       const struct hand *to, size_t measure)
{
    const struct design_measure *m = from->outcomes[measure].measure;
    struct outcome_pairs p = {0};

    for (size_t i = 0; i < to->outcomes[measure].run_count; i++)
        outcome_pair(&p, &from->runs[measure][i], &to->runs[measure][i], m);
    return outcome_differ(&p, m);
}

static void end(struct hand *h)
{
    arena_fini(&h->arena);
    studies_fini(&h->s);
}

static void assert_near(double found, double expected)
{
    if (!(found > expected - 1e-9 && found < expected + 1e-9))
        fail_msg("%.12g, expected %.12g", found, expected);
}

/* So many runs count, and so many of these come about. */
static void assert_share(const struct outcome *o, uint64_t counted,
                         uint64_t seen)
{
    const struct interval at = proportion_wilson(seen, counted);

    assert_int_equal(o->counted, counted);
    assert_int_equal(o->share.asked, counted);
    assert_int_equal(o->share.seen, seen);
    assert_near(o->interval.low, at.low);
    assert_near(o->interval.high, at.high);
}

static void assert_run(const struct outcome_run *run, bool reached,
                       int64_t value)
{
    assert_true(run->counts);
    assert_int_equal(run->reached, reached);
    assert_int_equal(run->value, value);
}

static void times_are_censored_at_the_end(void **state)
{
    struct hand h;

    (void)state;
    tell(&h, 0, ROWS);
    const struct outcome *o = h.outcomes;
    assert_share(&o[TIMED], 4, 3);
    assert_run(&h.runs[TIMED][2], false, 10 * HOUR);
    assert_true(o[TIMED].timed);
    /* Down to a half from the second hour to the third. */
    assert_int_equal(o[TIMED].times[OUTCOME_MEDIAN].time,
                     2 * HOUR + 30 * MINUTE);
    assert_share(&o[BOUND], 4, 3);
    assert_false(o[BOUND].timed);
    end(&h);
}

static void spans_begin_with_the_first(void **state)
{
    struct hand h;

    (void)state;
    tell(&h, 0, ROWS);
    const struct outcome *o = h.outcomes;
    assert_share(&o[DELAY], 3, 2);
    assert_run(&h.runs[DELAY][0], true, 3 * HOUR);
    assert_run(&h.runs[DELAY][1], true, -HOUR);
    assert_false(h.runs[DELAY][2].counts); /* it never begins */
    assert_run(&h.runs[DELAY][3], false, 7 * HOUR);
    assert_share(&o[SPREAD], 3, 2);
    assert_run(&h.runs[SPREAD][0], true, 2 * HOUR);
    assert_run(&h.runs[SPREAD][1], false, 8 * HOUR);
    assert_false(h.runs[SPREAD][2].counts);
    assert_run(&h.runs[SPREAD][3], true, 2 * HOUR);
    end(&h);
}

static void numbers_have_means(void **state)
{
    struct hand h;

    (void)state;
    tell(&h, 0, ROWS);
    const struct outcome *o = &h.outcomes[COUNT];
    assert_int_equal(o->counted, 4);
    assert_near(o->summary.mean, 1.25);
    assert_int_equal(o->counts[0].time, 0);
    assert_near(o->counts[0].parties.mean, 0.75);
    assert_int_equal(o->counts[32].time, 5 * HOUR);
    assert_near(o->counts[32].parties.mean, 1.25);
    assert_int_equal(o->counts[OUTCOME_MOMENTS - 1].time, 10 * HOUR);
    o = &h.outcomes[QUANTITY];
    assert_int_equal(o->counted, 2); /* of three given, one has no value */
    assert_near(o->summary.mean, 20);
    assert_near(o->quartiles[OUTCOME_MEDIAN].value, 20);
    end(&h);
}

static void causes_compete(void **state)
{
    struct hand h;

    (void)state;
    tell(&h, 0, ROWS);
    const struct outcome *o = &h.outcomes[FIRST];
    assert_share(o, 4, 3);
    assert_int_equal(h.runs[FIRST][0].cause, 0);
    assert_int_equal(h.runs[FIRST][1].cause, 1);
    /* Of two at once, the first named. */
    assert_int_equal(h.runs[FIRST][3].cause, 0);
    assert_near(outcome_cause(o, 0).share, 0.5);
    assert_near(outcome_cause(o, 1).share, 0.25);
    assert_true(interval_is_bounded(outcome_cause(o, 1).interval));
    end(&h);
    tell(&h, 0, 1);
    o = &h.outcomes[FIRST];
    assert_near(outcome_cause(o, 0).share, 1);
    assert_near(outcome_cause(o, 1).share, 0);
    assert_near(outcome_cause(o, 1).interval.high,
                proportion_wilson(0, 1).high);
    assert_near(outcome_cause(o, 0).interval.low, proportion_wilson(1, 1).low);
    end(&h);
}

/* Run by run, where both count, and both have a value. */
static void differences_are_paired(void **state)
{
    struct paired_difference d;
    struct hand from, to;

    (void)state;
    tell(&from, 0, ROWS);
    tell(&to, 1, ROWS - 1);
    d = differ(&from, &to, TIMED);
    assert_int_equal(d.pairs, 3);
    assert_near(d.mean, 0); /* one came about, and another did not */
    d = differ(&from, &to, BOUND);
    assert_int_equal(d.pairs, 3);
    assert_near(d.mean, 1.0 / 3);
    d = differ(&from, &to, DELAY);
    assert_int_equal(d.pairs, 2);
    assert_near(d.mean / (double)HOUR, 1.5);
    d = differ(&from, &to, SPREAD);
    assert_int_equal(d.pairs, 1);
    assert_false(interval_is_bounded(d.interval));
    d = differ(&from, &to, QUANTITY);
    assert_int_equal(d.pairs, 2);
    assert_near(d.mean, 4.5);
    d = differ(&from, &from, TIMED);
    assert_int_equal(d.pairs, 4);
    assert_near(d.mean, 0);
    end(&from);
    end(&to);
}

/* What a file of results may say besides is taken for the furthest that can be
 * reckoned with. */
static void extremes_are_bounded(void **state)
{
    struct hand h;

    (void)state;
    tell(&h, 0, 0);
    for (size_t i = 0; i < MEASURES; i++) {
        const struct outcome_reader r =
            outcome_reader(&h.s.design, i, &h.s.points.items[0]);
        for (size_t k = 0; k < 2 * COLUMNS; k++)
            h.values[k] = k % 2 ? INT64_MAX : -INT64_MAX;
        for (size_t k = 0; k < 2; k++) {
            const int64_t value = outcome_read(&r, h.values + k).value;
            assert_true(value >= -INT64_MAX / 2 && value <= INT64_MAX / 2);
        }
    }
    end(&h);
}

static void no_row_says_nothing(void **state)
{
    struct hand h;

    (void)state;
    tell(&h, 0, 0);
    for (size_t i = 0; i < MEASURES; i++) {
        assert_int_equal(h.outcomes[i].counted, 0);
        assert_false(h.outcomes[i].timed);
        assert_int_equal(differ(&h, &h, i).pairs, 0);
    }
    end(&h);
}

static void expectations_are_judged_by_the_interval(void **state)
{
    static const struct {
        double share;
        bool at_least;
        struct shares_one seen;
        enum outcome_verdict verdict;
    } rows[] = {
        {0.95, true, {100, 100}, OUTCOME_HOLDS},
        {0.95, true, {50, 50}, OUTCOME_OPEN},
        {0.95, true, {80, 100}, OUTCOME_DENIED},
        {0.05, false, {0, 100}, OUTCOME_HOLDS},
        {0.05, false, {0, 50}, OUTCOME_OPEN},
        {0.05, false, {20, 100}, OUTCOME_DENIED},
        {0.5, true, {0, 0}, OUTCOME_OPEN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct design_expectation x = {.share = rows[i].share,
                                             .at_least = rows[i].at_least};
        assert_int_equal(outcome_judge(&x, &rows[i].seen), rows[i].verdict);
    }
}

/* What the rows add to is what the rule and the expectations go by. */
static void shares_add_up(void **state)
{
    struct shares shares;
    struct hand h;

    (void)state;
    tell(&h, 0, ROWS);
    const struct design *d = &h.s.design;
    shares_init(&shares, &h.arena, d);
    assert_int_equal(shares.count, MEASURES + 1);
    assert_false(shares_known(&shares, d, 0.4));
    for (size_t i = 0; i < ROWS; i++)
        shares_add(&shares, d, &h.s.points.items[0].columns,
                   h.values + i * COLUMNS);
    assert_int_equal(shares.items[TIMED].seen, 3);
    assert_int_equal(shares.items[TIMED].asked, 4);
    assert_int_equal(shares.items[DELAY].asked, 0); /* no share */
    assert_int_equal(shares.items[MEASURES].seen, 3);
    const struct interval at = proportion_wilson(3, 4);
    assert_true(shares_known(&shares, d, (at.high - at.low) / 2 + 1e-9));
    assert_false(shares_known(&shares, d, (at.high - at.low) / 2 - 1e-9));
    end(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_censored_at_the_end),
        cmocka_unit_test(spans_begin_with_the_first),
        cmocka_unit_test(numbers_have_means),
        cmocka_unit_test(causes_compete),
        cmocka_unit_test(differences_are_paired),
        cmocka_unit_test(extremes_are_bounded),
        cmocka_unit_test(no_row_says_nothing),
        cmocka_unit_test(expectations_are_judged_by_the_interval),
        cmocka_unit_test(shares_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
