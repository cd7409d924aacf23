/* Estimates that are made as runs come in order, held against the formulas as
 * books have them, worked out anew at each time over all runs; on random data
 * with ties and censoring, and on one run and none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "crypto/rng.h"
#include "statistics/incidence.h"
#include "statistics/quantile.h"
#include "statistics/survival.h"

enum { RUNS_MAX = 60, CAUSES = 3, ROUNDS = 300 };

/* Runs in the order of their times, of which few may be different. */
struct drawn {
    size_t count;
    struct incidence_time runs[RUNS_MAX];
};

static int by_time(const void *a, const void *b)
{
    const struct incidence_time *x = a, *y = b;

    return (x->time > y->time) - (x->time < y->time);
}

static void draw(struct drawn *d, struct rng *rng, size_t round)
{
    const uint64_t times = 1 + rng_below(rng, round % 2 ? 10 : 1000);
    const uint64_t censored = rng_below(rng, 4);

    d->count = round < 8 ? round / 4 : rng_below(rng, RUNS_MAX + 1);
    for (size_t i = 0; i < d->count; i++)
        d->runs[i] = (struct incidence_time){
            (duration)rng_below(rng, times) - 5,
            rng_below(rng, 4) < censored ? INCIDENCE_CENSORED
                                         : (uint32_t)rng_below(rng, CAUSES)};
    if (d->count > 0) qsort(d->runs, d->count, sizeof *d->runs, by_time);
}

static void each_draw(void (*hold)(const struct drawn *d, struct arena *a))
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "test", "streams");
    for (size_t round = 0; round < ROUNDS; round++) {
        struct drawn d;
        struct arena a;
        draw(&d, &rng, round);
        arena_init(&a);
        hold(&d, &a);
        arena_fini(&a);
    }
}

static void assert_near(double found, double expected)
{
    if (!(found >= expected - 1e-12 && found <= expected + 1e-12))
        fail_msg("%.17g, expected %.17g", found, expected);
}

/* The runs with a time within [from, to], of a cause; or CAUSES: of any but
 * censored; or INCIDENCE_CENSORED. */
static double count_of(const struct drawn *d, duration from, duration to,
                       uint32_t cause)
{
    double count = 0;

    for (size_t i = 0; i < d->count; i++) {
        const struct incidence_time *r = &d->runs[i];
        const bool counts = cause == CAUSES ? r->cause != INCIDENCE_CENSORED
                                            : r->cause == cause;
        count += r->time >= from && r->time <= to && counts;
    }
    return count;
}

static double at_risk(const struct drawn *d, duration time)
{
    return count_of(d, time, INT64_MAX, CAUSES) +
           count_of(d, time, INT64_MAX, INCIDENCE_CENSORED);
}

/* The product limit up to a time, that time too if it is `with`; and the sum of
 * Greenwood's formula. */
static double product(const struct drawn *d, duration time, bool with,
                      double *sum)
{
    double survival = 1;

    *sum = 0;
    for (size_t i = 0; i < d->count && d->runs[i].time <= time; i++) {
        const duration t = d->runs[i].time;
        const double n = at_risk(d, t), e = count_of(d, t, t, CAUSES);
        if (i > 0 && d->runs[i - 1].time == t) continue;
        if (t == time && !with) break;
        survival *= 1 - e / n;
        if (n > e) *sum += e / (n * (n - e));
    }
    return survival;
}

static void assert_step(const struct drawn *d, const struct survival_step *s)
{
    double sum;
    const double survival = product(d, s->time, true, &sum);

    assert_true((double)s->at_risk == at_risk(d, s->time));
    assert_true((double)s->events == count_of(d, s->time, s->time, CAUSES));
    assert_true((double)s->censored ==
                count_of(d, s->time, s->time, INCIDENCE_CENSORED));
    assert_near(s->survival, survival);
    if (s->survival <= 0 || s->survival >= 1) {
        assert_false(interval_is_bounded(s->band));
        return;
    }
    const struct interval band =
        interval_log_log(survival, survival * sqrt(sum));
    assert_near(s->band.low, band.low);
    assert_near(s->band.high, band.high);
}

/* The times at which a curve is at a level, or is first below it: the middle
 * from the first of them to the last. */
static duration level_of(const struct survival_step *steps, size_t count,
                         double level)
{
    const double near = 0x1p-26;

    for (size_t i = 0; i < count; i++) {
        size_t k = i;
        if (steps[i].survival > level + near) continue;
        while (k + 1 < count && steps[k].survival > level - near)
            k++;
        return steps[i].time + (steps[k].time - steps[i].time) / 2;
    }
    return SURVIVAL_NEVER;
}

static void hold_survival(const struct drawn *d, struct arena *a)
{
    static const double shares[] = {0.25, 0.5, 0.9};
    struct survival_step *steps = arena_array(a, d->count + 1, sizeof *steps);
    struct survival_search searches[3];
    struct survival_stream s;
    size_t count = 0;

    survival_begin(&s, d->count);
    for (size_t i = 0; i < 3; i++)
        survival_search_begin(&searches[i], shares[i]);
    for (size_t i = 0; i <= d->count; i++) {
        const bool is_whole =
            i == d->count
                ? survival_end(&s)
                : survival_add(&s, (struct survival_time){
                                       d->runs[i].time,
                                       d->runs[i].cause == INCIDENCE_CENSORED});
        if (!is_whole) continue;
        assert_step(d, &s.step);
        assert_true(count == 0 || s.step.time > steps[count - 1].time);
        for (size_t k = 0; k < 3; k++)
            survival_search_add(&searches[k], &s.step);
        steps[count++] = s.step;
    }
    assert_int_equal(count == 0, d->count == 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(survival_search_end(&searches[i]).time,
                         level_of(steps, count, 1 - shares[i]));
}

/* A summand of Aalen and Johansen's: the survival before a time, by the share
 * of those at risk who end at it by the cause. */
static double summand(const struct drawn *d, duration time, uint32_t cause)
{
    double sum;

    return product(d, time, false, &sum) * count_of(d, time, time, cause) /
           at_risk(d, time);
}

static void hold_incidence(const struct drawn *d, struct arena *a)
{
    struct incidence_stream s;
    struct incidence whole;
    double sums[CAUSES] = {0};
    size_t count = 0;

    incidence_estimate(&whole, a, d->runs, d->count, CAUSES);
    incidence_begin(&s, a, CAUSES, d->count);
    for (size_t i = 0; i <= d->count; i++) {
        const bool is_whole =
            i == d->count ? incidence_end(&s) : incidence_add(&s, d->runs[i]);
        if (!is_whole) continue;
        const struct incidence_step *same = &whole.steps[count++];
        assert_int_equal(same->time, s.step.time);
        for (uint32_t k = 0; k < CAUSES; k++) {
            const struct incidence_cause *c = &s.step.causes[k];
            sums[k] += summand(d, s.step.time, k);
            assert_near(c->incidence, sums[k]);
            assert_true((double)c->events ==
                        count_of(d, s.step.time, s.step.time, k));
            assert_true(same->causes[k].incidence == c->incidence &&
                        same->causes[k].deviation == c->deviation);
        }
    }
    assert_int_equal(count, whole.count);
}

/* The values of ranks, of which only so many are seen. */
static double value_at(const struct drawn *d, uint64_t rank, size_t seen)
{
    return rank <= seen ? (double)d->runs[rank - 1].time : (double)INFINITY;
}

static void hold_quantiles(const struct drawn *d, struct arena *a)
{
    const size_t seen = d->count - d->count / 3;

    (void)a;
    if (d->count == 0) return;
    for (int i = 1; i < 10; i++) {
        const struct quantile_ranks r = quantile_rank(d->count, i / 10.0);
        const double above = value_at(d, r.above, seen);
        struct quantile_stream q;

        quantile_begin(&q, seen, d->count, i / 10.0);
        for (size_t k = 0; k < seen; k++)
            quantile_add(&q, (double)d->runs[k].time);
        const struct quantile found = quantile_end(&q);
        assert_true(
            found.value ==
            (isinf(above) ? above : (value_at(d, r.rank, seen) + above) / 2));
        assert_true(found.interval.high == value_at(d, r.high, seen));
        assert_true(found.interval.low ==
                    (r.low == 0 || seen == 0
                         ? -(double)INFINITY
                         : value_at(d, r.low < seen ? r.low : seen, seen)));
    }
}

static void survival_is_the_product_limit(void **state)
{
    (void)state;
    each_draw(hold_survival);
}

static void incidences_are_sums(void **state)
{
    (void)state;
    each_draw(hold_incidence);
}

static void quantiles_are_values_of_ranks(void **state)
{
    (void)state;
    each_draw(hold_quantiles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survival_is_the_product_limit),
        cmocka_unit_test(incidences_are_sums),
        cmocka_unit_test(quantiles_are_values_of_ranks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
