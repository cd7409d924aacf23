/* Statistics at their edges: nothing seen, too little seen, everything seen;
 * and that neither order nor parts change a result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "statistics/incidence.h"
#include "statistics/paired.h"
#include "statistics/proportion.h"
#include "statistics/quantile.h"
#include "statistics/summary.h"
#include "statistics/survival.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static void assert_near(double found, double expected, double within)
{
    if (!(found >= expected - within && found <= expected + within))
        fail_msg("%.9g, expected %.9g within %.2g", found, expected, within);
}

static void test_proportions(void **state)
{
    const struct interval none = proportion_wilson(0, 0);
    const struct interval all = proportion_wilson(100, 100);

    (void)state;
    assert_true(none.low == 0 && none.high == 1);
    assert_true(proportion_wilson(0, 100).low == 0);
    assert_near(proportion_wilson(0, 100).high, 0.0370, 0.0001);
    assert_true(all.high == 1);
    assert_near(all.low, 1 - 0.0370, 0.0001);
}

/* So many runs are enough, and one fewer is not. */
static void test_runs_for_a_width(void **state)
{
    static const double widths[] = {0.1, 0.05, 0.01, 0.45};

    (void)state;
    for (size_t i = 0; i < LENGTH(widths); i++) {
        const uint64_t runs = proportion_runs(widths[i]);
        /* An even number on which a half is seen is the widest. */
        const uint64_t even = runs + runs % 2, fewer = even - 2;
        const struct interval enough = proportion_wilson(even / 2, even);

        assert_true(enough.high - enough.low <= 2 * widths[i]);
        if (fewer == 0) continue;
        const struct interval wide = proportion_wilson(fewer / 2, fewer);
        assert_true(wide.high - wide.low > 2 * widths[i]);
    }
    assert_int_equal(proportion_runs(0.1), 93);
    assert_int_equal(proportion_runs(0.01), 9600);
}

static void test_nothing_to_survive(void **state)
{
    static const struct survival_time censored[] = {{3 * DAY, true},
                                                    {5 * DAY, true}};
    struct survival s;
    struct arena a;

    (void)state;
    arena_init(&a);
    survival_estimate(&s, &a, NULL, 0);
    assert_true(s.count == 0 && s.runs == 0);
    assert_null(survival_at(&s, DAY));
    assert_true(survival_quantile(&s, 0.5).time == SURVIVAL_NEVER);
    survival_estimate(&s, &a, censored, 2);
    assert_int_equal(s.count, 2);
    assert_null(survival_at(&s, 3 * DAY - 1));
    assert_int_equal(survival_at(&s, 3 * DAY)->at_risk, 2);
    assert_int_equal(survival_at(&s, INT64_MAX)->at_risk, 1);
    assert_true(s.steps[1].survival == 1);
    assert_false(interval_is_bounded(s.steps[1].band));
    const struct survival_quantile q = survival_quantile(&s, 0.01);
    assert_true(q.time == SURVIVAL_NEVER && q.high == SURVIVAL_NEVER);
    assert_true(q.low == SURVIVAL_EVER);
    arena_fini(&a);
}

/* A run that is censored at the time of an event was at risk of it. At the end
 * all have had it, which leaves no band; its levels are met midway. */
static void test_survival_by_hand(void **state)
{
    static const struct survival_time times[] = {
        {4 * DAY, false}, {2 * DAY, true}, {2 * DAY, false}, {6 * DAY, false}};
    struct survival s;
    struct arena a;

    (void)state;
    arena_init(&a);
    survival_estimate(&s, &a, times, LENGTH(times));
    assert_int_equal(s.count, 3);
    assert_near(s.steps[0].survival, 0.75, 1e-15);
    assert_int_equal(s.steps[0].censored, 1);
    assert_near(s.steps[1].survival, 0.375, 1e-15);
    assert_true(s.steps[2].survival == 0);
    assert_false(interval_is_bounded(s.steps[2].band));
    assert_int_equal(survival_quantile(&s, 0.25).time, 3 * DAY);
    assert_int_equal(survival_quantile(&s, 0.5).time, 4 * DAY);
    assert_int_equal(survival_quantile(&s, 0.9).time, 6 * DAY);
    arena_fini(&a);
}

/* Five runs: two causes, one run censored between them. */
static void test_incidence_by_hand(void **state)
{
    static const struct incidence_time times[] = {
        {1, 0}, {2, 1}, {3, INCIDENCE_CENSORED}, {4, 0}, {5, 1}};
    struct incidence in;
    struct arena a;

    (void)state;
    arena_init(&a);
    incidence_estimate(&in, &a, times, LENGTH(times), 3);
    assert_true(in.count == 5 && in.causes == 3 && in.runs == 5);
    assert_null(incidence_at(&in, 0));
    const struct incidence_step *last = incidence_at(&in, 9);
    assert_near(last->causes[0].incidence, 0.2 + 0.6 / 2, 1e-15);
    assert_near(last->causes[1].incidence, 0.2 + 0.3, 1e-15);
    assert_true(last->survival == 0 && last->causes[2].incidence == 0);
    assert_true(interval_is_bounded(incidence_band(&last->causes[0])));
    assert_false(interval_is_bounded(incidence_band(&last->causes[2])));
    /* With one cause alone nothing is left to vary at the end. */
    incidence_estimate(&in, &a, times, 1, 1);
    assert_near(in.steps[0].causes[0].incidence, 1, 0);
    assert_false(interval_is_bounded(incidence_band(&in.steps[0].causes[0])));
    arena_fini(&a);
}

/* The order in which runs come in changes no bit. */
static void test_order_is_nothing(void **state)
{
    struct incidence_time times[60], back[60];
    struct incidence one, two;
    struct arena a;

    (void)state;
    for (size_t i = 0; i < 60; i++) {
        times[i] = (struct incidence_time){(duration)(i * 37 % 11),
                                           i % 5 == 0 ? INCIDENCE_CENSORED
                                                      : (uint32_t)(i % 2)};
        back[59 - i] = times[i];
    }
    arena_init(&a);
    incidence_estimate(&one, &a, times, 60, 2);
    incidence_estimate(&two, &a, back, 60, 2);
    assert_int_equal(one.count, 11);
    assert_int_equal(one.count, two.count);
    for (size_t i = 0; i < one.count; i++) {
        assert_true(one.steps[i].survival == two.steps[i].survival);
        assert_memory_equal(one.steps[i].causes, two.steps[i].causes,
                            2 * sizeof *one.steps[i].causes);
    }
    arena_fini(&a);
}

static void test_quantiles(void **state)
{
    static const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    (void)state;
    struct quantile q = quantile_estimate(values, 10, 10, 0.5);
    assert_true(q.value == 5.5 && q.interval.low == 2 && q.interval.high == 9);
    q = quantile_estimate(values, 10, 10, 0.25);
    assert_true(q.value == 3 && !interval_is_bounded(q.interval));
    /* Seven tenths is no sum of halves. */
    assert_true(quantile_estimate(values, 10, 10, 0.7).value == 7.5);
    /* Too few for an interval: five, and one. */
    q = quantile_estimate(values, 5, 5, 0.5);
    assert_true(q.value == 3);
    assert_true(q.interval.low < 0 && q.interval.high > 10);
    assert_true(quantile_estimate(values, 1, 1, 0.99).value == 1);
    assert_int_equal(quantile_rank(1, 1e-9).rank, 1);
}

/* A clock that ends first hides the largest values, and the interval is as wide
 * as it has to be. */
static void test_quantiles_of_what_was_seen(void **state)
{
    static const double values[] = {1, 2, 3, 4, 5, 6, 7, 8};

    (void)state;
    struct quantile q = quantile_estimate(values, 8, 10, 0.5);
    assert_true(q.value == 5.5 && q.interval.low == 2);
    assert_true(q.interval.high == (double)INFINITY);
    q = quantile_estimate(values, 1, 10, 0.5);
    assert_true(q.value == (double)INFINITY && q.interval.low == 1);
    q = quantile_estimate(values, 0, 10, 0.5);
    assert_true(q.interval.low == -(double)INFINITY);
}

static void test_summaries(void **state)
{
    static const double values[] = {4, 7, 13, 16, -2};
    struct summary all = {0}, none = {0};

    (void)state;
    assert_false(interval_is_bounded(summary_interval(&none)));
    for (size_t i = 0; i < LENGTH(values); i++)
        summary_add(&all, 1e9 + values[i]);
    assert_near(all.mean, 1e9 + 7.6, 1e-6);
    assert_near(summary_deviation(&all), 7.162401832, 1e-8);
    assert_true(all.least == 1e9 - 2 && all.most == 1e9 + 16);
    summary_add(&none, 3);
    assert_true(summary_deviation(&none) == 0);
    assert_false(interval_is_bounded(summary_interval(&none)));
}

static void test_pairs(void **state)
{
    static const double first[] = {1, 20, 300}, second[] = {2, 21, 301};
    struct paired_difference d = paired_mean(first, second, 3);

    (void)state;
    /* What the pairs have in common takes no part. */
    assert_true(d.mean == 1 && d.interval.low == 1 && d.interval.high == 1);
    assert_false(interval_is_bounded(paired_mean(first, second, 1).interval));
    d = paired_proportion(0, 0, 0);
    assert_true(d.mean == 0 && d.interval.low == -1 && d.interval.high == 1);
    d = paired_proportion(50, 0, 50);
    assert_true(d.mean == 1 && d.interval.high == 1 && d.interval.low > 0.8);
    d = paired_proportion(0, 0, 100);
    assert_near(d.interval.high, 1.959964 * 1.414213562 / 102, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proportions),
        cmocka_unit_test(test_runs_for_a_width),
        cmocka_unit_test(test_nothing_to_survive),
        cmocka_unit_test(test_survival_by_hand),
        cmocka_unit_test(test_incidence_by_hand),
        cmocka_unit_test(test_order_is_nothing),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_quantiles_of_what_was_seen),
        cmocka_unit_test(test_summaries),
        cmocka_unit_test(test_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
