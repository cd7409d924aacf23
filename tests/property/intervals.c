/* Coverage: how often intervals hold the truth, where it is known. Each case
 * repeats a study of N runs 1,000 times with numbers of a fixed seed. A 95 %
 * interval is to cover 93 to 97 %; one of order statistics, whose ranks are
 * whole numbers, at least 94 %. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/real.h"
#include "crypto/rng.h"
#include "statistics/incidence.h"
#include "statistics/paired.h"
#include "statistics/proportion.h"
#include "statistics/quantile.h"
#include "statistics/summary.h"
#include "statistics/survival.h"

enum { REPETITIONS = 1000, RUNS_MAX = 1000, PERCENT_MAX = 100 };

/* A case: N runs, and p, the truth or the share that is asked for. */
struct case_row {
    const char *name;
    size_t runs;
    double p;
    /* One study: true if its interval holds the truth. */
    bool (*holds)(const struct case_row *row, struct rng *rng, struct arena *a);
    int least, most; /* percent covered */
};

static bool is_within(struct interval i, double truth)
{
    return i.low <= truth && truth <= i.high;
}

static double draw_exponential(struct rng *rng)
{
    return -real_ln(1 - rng_unit(rng));
}

/* Nearly normal, with a deviation of 1. */
static double draw_bell(struct rng *rng)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += rng_unit(rng);
    return sum;
}

static bool holds_proportion(const struct case_row *row, struct rng *rng,
                             struct arena *a)
{
    uint64_t seen = 0;

    (void)a;
    for (size_t i = 0; i < row->runs; i++)
        seen += rng_unit(rng) < row->p;
    return is_within(proportion_wilson(seen, row->runs), row->p);
}

/* Exponential times with a mean of 1 day and a censoring of its own, of 2 days
 * in the mean, up to the clock's end after 3. */
static void draw_times(struct survival_time *out, size_t count, struct rng *rng)
{
    for (size_t i = 0; i < count; i++) {
        const double event = draw_exponential(rng);
        const double cut = 2 * draw_exponential(rng);
        const double end = cut < 3 ? cut : 3;

        out[i].censored = event > end;
        out[i].time = (duration)((event > end ? end : event) * (double)DAY);
    }
}

/* The band at the time at which a share p has had the event. */
static bool holds_survival(const struct case_row *row, struct rng *rng,
                           struct arena *a)
{
    struct survival_time times[RUNS_MAX];
    struct survival s;

    draw_times(times, row->runs, rng);
    survival_estimate(&s, a, times, row->runs);
    const struct survival_step *step =
        survival_at(&s, (duration)(-real_ln(1 - row->p) * (double)DAY));
    return step && is_within(step->band, 1 - row->p);
}

static bool holds_survival_quantile(const struct case_row *row, struct rng *rng,
                                    struct arena *a)
{
    const duration truth = (duration)(-real_ln(1 - row->p) * (double)DAY);
    struct survival_time times[RUNS_MAX];
    struct survival s;

    draw_times(times, row->runs, rng);
    survival_estimate(&s, a, times, row->runs);
    const struct survival_quantile q = survival_quantile(&s, row->p);
    return q.low <= truth && truth <= q.high;
}

/* Two causes; the first has a share p of the hazard. */
static bool holds_incidence(const struct case_row *row, struct rng *rng,
                            struct arena *a)
{
    struct survival_time times[RUNS_MAX];
    struct incidence_time causes[RUNS_MAX];
    struct incidence in;

    draw_times(times, row->runs, rng);
    for (size_t i = 0; i < row->runs; i++)
        causes[i] = (struct incidence_time){
            times[i].time,
            times[i].censored ? INCIDENCE_CENSORED : rng_unit(rng) >= row->p};
    incidence_estimate(&in, a, causes, row->runs, 2);
    const struct incidence_step *step = incidence_at(&in, DAY);
    return step && is_within(incidence_band(&step->causes[0]),
                             row->p * (1 - real_exp(-1)));
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Exponential values, of which those above 2 are not seen. */
static bool holds_quantile(const struct case_row *row, struct rng *rng,
                           struct arena *a)
{
    double values[RUNS_MAX];
    size_t seen = 0;

    (void)a;
    for (size_t i = 0; i < row->runs; i++) {
        values[seen] = draw_exponential(rng);
        seen += values[seen] <= 2;
    }
    qsort(values, seen, sizeof *values, by_size);
    return is_within(
        quantile_estimate(values, seen, row->runs, row->p).interval,
        -real_ln(1 - row->p));
}

static bool holds_mean(const struct case_row *row, struct rng *rng,
                       struct arena *a)
{
    struct summary s = {0};

    (void)a;
    for (size_t i = 0; i < row->runs; i++)
        summary_add(&s, row->p + draw_bell(rng));
    return is_within(summary_interval(&s), row->p);
}

/* Two points whose runs share most of what is drawn. */
static bool holds_paired_mean(const struct case_row *row, struct rng *rng,
                              struct arena *a)
{
    double first[RUNS_MAX], second[RUNS_MAX];

    (void)a;
    for (size_t i = 0; i < row->runs; i++) {
        const double common = 10 * draw_bell(rng);

        first[i] = common + draw_bell(rng);
        second[i] = common + draw_bell(rng) + row->p;
    }
    return is_within(paired_mean(first, second, row->runs).interval, row->p);
}

/* A share p of the pairs gains the event, half as many lose it. */
static bool holds_paired_proportion(const struct case_row *row, struct rng *rng,
                                    struct arena *a)
{
    uint64_t gained = 0, lost = 0;

    (void)a;
    for (size_t i = 0; i < row->runs; i++) {
        const double drawn = rng_unit(rng);

        gained += drawn < row->p;
        lost += drawn >= row->p && drawn < 1.5 * row->p;
    }
    return is_within(paired_proportion(gained, lost, row->runs).interval,
                     row->p / 2);
}

static const struct case_row rows[] = {
    {"proportion", 40, 0.3, holds_proportion, 93, 97},
    {"proportion", 100, 0.5, holds_proportion, 93, 97},
    {"proportion", 200, 0.05, holds_proportion, 93, 97},
    {"proportion", 1000, 0.95, holds_proportion, 93, 97},
    {"survival", 50, 0.25, holds_survival, 93, 97},
    {"survival", 100, 0.5, holds_survival, 93, 97},
    {"survival", 400, 0.75, holds_survival, 93, 97},
    {"survival's quantile", 100, 0.25, holds_survival_quantile, 93, 97},
    {"survival's quantile", 400, 0.5, holds_survival_quantile, 93, 97},
    {"incidence", 100, 0.3, holds_incidence, 93, 97},
    {"incidence", 400, 0.7, holds_incidence, 93, 97},
    {"quantile", 10, 0.5, holds_quantile, 94, PERCENT_MAX},
    {"quantile", 50, 0.5, holds_quantile, 94, PERCENT_MAX},
    {"quantile", 200, 0.1, holds_quantile, 94, PERCENT_MAX},
    {"quantile", 500, 0.8, holds_quantile, 94, PERCENT_MAX},
    {"quantile", 100, 0.9, holds_quantile, 94, PERCENT_MAX},
    {"mean", 5, 3, holds_mean, 93, 97},
    {"mean", 30, 3, holds_mean, 93, 97},
    {"paired mean", 20, 0.5, holds_paired_mean, 93, 97},
    {"paired proportion", 50, 0.3, holds_paired_proportion, 93, 97},
    {"paired proportion", 200, 0.1, holds_paired_proportion, 93, 97},
    {"paired proportion", 1000, 0.02, holds_paired_proportion, 93, 97},
};

/* Every case has a stream of its own. */
static void test_intervals_cover(void **state)
{
    struct rng_root root;
    int missed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct case_row *row = &rows[i];
        int held = 0;
        struct rng rng;
        struct arena a;

        rng_root_init(&root, 1, i);
        rng_init(&rng, &root, "test", row->name);
        arena_init(&a);
        for (int k = 0; k < REPETITIONS; k++) {
            held += row->holds(row, &rng, &a);
            arena_reset(&a);
        }
        arena_fini(&a);
        print_message("%-20s N %4zu, p %-4g: covers %5.1f %%\n", row->name,
                      row->runs, row->p, 100.0 * held / REPETITIONS);
        missed += 100 * held < row->least * REPETITIONS ||
                  100 * held > row->most * REPETITIONS;
    }
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_cover),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
