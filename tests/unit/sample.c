/* Drawn spans: means and quantiles of each distribution, the ends of the
 * range, and the same numbers everywhere. */
#include "runtime/sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

enum { DRAWS = 200000, PINNED = 4 };

static const duration observed[] = {5 * HOUR, 2 * HOUR, 2 * HOUR, 11 * HOUR};

/* Expectations by the textbook: mean, standard deviation and median, all in
 * seconds; and the first draws in nanoseconds. Seeds are fixed, so the checks
 * are not by chance. */
static const struct {
    const char *name;
    struct scenario_distribution d;
    double mean, deviation, median;
    duration first[PINNED];
} cases[] = {
    {"constant",
     {.kind = DISTRIBUTION_CONSTANT, .a = 3e9},
     3,
     0,
     3,
     {3000000000, 3000000000, 3000000000, 3000000000}},
    {"uniform",
     {.kind = DISTRIBUTION_UNIFORM, .a = 2e9, .b = 8e9},
     5,
     1.7320508075688772,
     5,
     {7821266123, 6867310825, 5582676969, 7117065309}},
    {"exponential",
     {.kind = DISTRIBUTION_EXPONENTIAL, .a = 10e9},
     10,
     10,
     6.931471805599453,
     {1732303609, 15508353898, 4007402334, 385698324}},
    {"lognormal",
     {.kind = DISTRIBUTION_LOGNORMAL, .a = 10e9, .b = 0.5},
     11.331484530668263,
     6.0390055388,
     10,
     {4248588109, 13024072553, 8434555419, 18063263538}},
    {"weibull",
     {.kind = DISTRIBUTION_WEIBULL, .a = 10e9, .b = 2},
     8.862269254527580,
     4.632513750,
     8.325546111576978,
     {9517061842, 11519645897, 9080217424, 10698974353}},
    {"gamma",
     {.kind = DISTRIBUTION_GAMMA, .a = 2e9, .b = 3},
     6,
     3.4641016151377544,
     5.348120627447120,
     {5411277534, 2378332186, 13739417925, 3771164711}},
    {"gamma below shape 1",
     {.kind = DISTRIBUTION_GAMMA, .a = 10e9, .b = 0.5},
     5,
     7.0710678118654755,
     2.274682115597861,
     {260795078, 361112526, 3121635524, 1804257426}},
    {"triangular",
     {.kind = DISTRIBUTION_TRIANGULAR, .a = 1e9, .b = 2e9, .c = 6e9},
     3,
     1.0801234497346435,
     2.8377223398316205,
     {2103302332, 5006745065, 4706347438, 1298794487}},
    {"empirical",
     {.kind = DISTRIBUTION_EMPIRICAL, .values = observed, .value_count = 4},
     5 * 3600,
     3.6742346141747673 * 3600,
     2 * 3600,
     {7200000000000, 7200000000000, 18000000000000, 18000000000000}},
};

enum { CASES = sizeof cases / sizeof *cases };

static void start(struct rng *rng, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(rng, &root, "test", purpose);
}

/* Five standard errors; the share below the median likewise. */
static void test_means_and_medians(void **state)
{
    const double root = sqrt(DRAWS);

    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct rng rng;
        double sum = 0, squares = 0, below = 0;
        start(&rng, cases[i].name);
        for (int n = 0; n < DRAWS; n++) {
            const double s = (double)sample_draw(&cases[i].d, &rng) / 1e9;
            sum += s;
            squares += (s - cases[i].mean) * (s - cases[i].mean);
            below += s < cases[i].median;
        }
        const double mean = sum / DRAWS, deviation = sqrt(squares / DRAWS);
        print_message("%s: mean %g, deviation %g, below the median %g\n",
                      cases[i].name, mean, deviation, below / DRAWS);
        assert_true(fabs(mean - cases[i].mean) <=
                    5 * cases[i].deviation / root + 1e-9);
        assert_true(fabs(deviation - cases[i].deviation) <=
                    0.02 * cases[i].deviation + 1e-9);
        if (cases[i].d.kind == DISTRIBUTION_CONSTANT ||
            cases[i].d.kind == DISTRIBUTION_EMPIRICAL)
            assert_true(below == 0);
        else
            assert_true(fabs(below / DRAWS - 0.5) <= 5 * 0.5 / root);
    }
}

/* A gamma's is approximate. */
static void test_median_without_draws(void **state)
{
    const duration values[] = {50, 10, 40, 20};
    const struct scenario_distribution odd[] = {
        {.kind = DISTRIBUTION_EMPIRICAL, .values = values, .value_count = 3},
        {.kind = DISTRIBUTION_EMPIRICAL, .values = values, .value_count = 4},
        {.kind = DISTRIBUTION_TRIANGULAR, .a = 40, .b = 40, .c = 40},
        {.kind = DISTRIBUTION_GAMMA, .a = 1e9, .b = 1e-3},
        {.kind = DISTRIBUTION_CONSTANT, .a = 0x1p63},
    };
    const duration medians[] = {40, 20, 40, 0, INT64_MAX};

    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        const double median = (double)sample_median(&cases[i].d) / 1e9;
        const double off = cases[i].d.kind == DISTRIBUTION_GAMMA ? 0.04 : 1e-9;
        assert_true(fabs(median - cases[i].median) <=
                    off * cases[i].median + 1e-9);
    }
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        assert_int_equal(sample_median(&odd[i]), medians[i]);
    assert_int_equal(values[0], 50);
}

static void test_first_draws_are_the_same_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct rng rng;
        start(&rng, cases[i].name);
        for (int n = 0; n < PINNED; n++) {
            const duration drawn = sample_draw(&cases[i].d, &rng);
            assert_int_equal(drawn, cases[i].first[n]);
        }
    }
}

static void test_empirical_values_are_equally_likely(void **state)
{
    const duration values[] = {10, 20, 30, 40, 50};
    const struct scenario_distribution d = {
        .kind = DISTRIBUTION_EMPIRICAL, .values = values, .value_count = 5};
    int counts[6] = {0};
    struct rng rng;

    (void)state;
    start(&rng, "equally");
    for (int n = 0; n < DRAWS; n++)
        counts[sample_draw(&d, &rng) / 10]++;
    assert_int_equal(counts[0], 0);
    for (int i = 1; i <= 5; i++)
        assert_true(abs(counts[i] - DRAWS / 5) < 5 * 179);
}

static void test_holds_at_the_ends(void **state)
{
    const struct scenario_distribution high[] = {
        {.kind = DISTRIBUTION_CONSTANT, .a = 0x1p63},
        {.kind = DISTRIBUTION_CONSTANT, .a = (double)INFINITY},
        {.kind = DISTRIBUTION_UNIFORM, .a = 1e19, .b = 1e20},
    };
    const struct scenario_distribution low[] = {
        {.kind = DISTRIBUTION_CONSTANT, .a = 0},
        {.kind = DISTRIBUTION_CONSTANT, .a = -5},
        {.kind = DISTRIBUTION_CONSTANT, .a = (double)NAN},
        {.kind = DISTRIBUTION_EXPONENTIAL, .a = 0},
        {.kind = DISTRIBUTION_UNIFORM},
        {.kind = DISTRIBUTION_TRIANGULAR},
        {.kind = DISTRIBUTION_GAMMA, .a = 0, .b = 0.1},
    };
    const struct scenario_distribution wild[] = {
        {.kind = DISTRIBUTION_LOGNORMAL, .a = 1e9, .b = 1000},
        {.kind = DISTRIBUTION_WEIBULL, .a = 1e9, .b = 1e-3},
        {.kind = DISTRIBUTION_GAMMA, .a = 1e9, .b = 1e-3},
        {.kind = DISTRIBUTION_GAMMA, .a = 1e9, .b = 1e300},
    };
    struct rng rng;

    (void)state;
    start(&rng, "ends");
    for (size_t i = 0; i < sizeof high / sizeof *high; i++)
        assert_int_equal(sample_draw(&high[i], &rng), INT64_MAX);
    for (size_t i = 0; i < sizeof low / sizeof *low; i++)
        assert_int_equal(sample_draw(&low[i], &rng), 0);
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
        for (int n = 0; n < 1000; n++)
            assert_true(sample_draw(&wild[i], &rng) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_means_and_medians),
        cmocka_unit_test(test_median_without_draws),
        cmocka_unit_test(test_first_draws_are_the_same_everywhere),
        cmocka_unit_test(test_empirical_values_are_equally_likely),
        cmocka_unit_test(test_holds_at_the_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
