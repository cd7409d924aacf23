/* Statistics against figures that others have published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "statistics/incidence.h"
#include "statistics/paired.h"
#include "statistics/proportion.h"
#include "statistics/quantile.h"
#include "statistics/student.h"
#include "statistics/survival.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static void assert_near(double found, double expected, double within)
{
    if (!(found >= expected - within && found <= expected + within))
        fail_msg("%.9g, expected %.9g within %.2g", found, expected, within);
}

/* Newcombe, Two-sided confidence intervals for the single proportion (Stat.
 * Med. 1998), table I, method 3. */
static void test_wilson(void **state)
{
    static const struct {
        uint64_t seen, runs;
        double low, high;
    } rows[] = {
        {81, 263, 0.2553, 0.3662},
        {15, 148, 0.0624, 0.1605},
        {0, 20, 0.0000, 0.1611},
        {1, 29, 0.0061, 0.1718},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct interval w = proportion_wilson(rows[i].seen, rows[i].runs);

        assert_near(w.low, rows[i].low, 0.00005);
        assert_near(w.high, rows[i].high, 0.00005);
    }
}

/* Weeks in remission (Freireich et al., Blood 1963) under 6-mercaptopurine,
 * censored ones negative; and the survival as it is printed for them by
 * Kleinbaum and Klein, Survival Analysis, and by R. */
static const int treated[] = {6,   6,   6,   -6, 7,  -9,  10,  -10, -11, 13, 16,
                              -17, -19, -20, 22, 23, -25, -32, -32, -34, -35};

/* The same under a placebo: all had a relapse. */
static const int placebo[] = {1, 1, 2,  2,  3,  4,  4,  5,  5,  8, 8,
                              8, 8, 11, 11, 12, 12, 15, 17, 22, 23};

struct published_step {
    int week;
    uint64_t at_risk, events;
    double survival, low, high;
};

static const struct published_step treated_steps[] = {
    {6, 21, 3, 0.857, 0.620, 0.952},  {7, 17, 1, 0.807, 0.563, 0.923},
    {10, 15, 1, 0.753, 0.503, 0.889}, {13, 12, 1, 0.690, 0.432, 0.849},
    {16, 11, 1, 0.627, 0.368, 0.805}, {22, 7, 1, 0.538, 0.268, 0.747},
    {23, 6, 1, 0.448, 0.188, 0.680},
};

static const struct published_step placebo_steps[] = {
    {1, 21, 2, 0.905, 0.670, 0.975}, {2, 19, 2, 0.810, 0.569, 0.924},
    {3, 17, 1, 0.762, 0.519, 0.893}, {4, 16, 2, 0.667, 0.425, 0.825},
    {5, 14, 2, 0.571, 0.338, 0.749}, {8, 12, 4, 0.381, 0.183, 0.578},
    {11, 8, 2, 0.286, 0.117, 0.482}, {12, 6, 2, 0.190, 0.059, 0.377},
    {15, 4, 1, 0.143, 0.036, 0.321}, {17, 3, 1, 0.095, 0.016, 0.261},
    {22, 2, 1, 0.048, 0.003, 0.197},
};

static void estimate(struct survival *s, struct arena *a, const int *weeks,
                     size_t count)
{
    struct survival_time *times = arena_array(a, count, sizeof *times);

    for (size_t i = 0; i < count; i++)
        times[i] =
            (struct survival_time){abs(weeks[i]) * 7 * DAY, weeks[i] < 0};
    survival_estimate(s, a, times, count);
    assert_int_equal(s->runs, count);
}

static void assert_steps(const struct survival *s,
                         const struct published_step *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const duration time = rows[i].week * 7 * DAY;
        const struct survival_step *step = survival_at(s, time);

        assert_non_null(step);
        assert_int_equal(step->time, time);
        assert_int_equal(step->at_risk, rows[i].at_risk);
        assert_int_equal(step->events, rows[i].events);
        assert_near(step->survival, rows[i].survival, 0.0005);
        assert_near(step->band.low, rows[i].low, 0.0006);
        assert_near(step->band.high, rows[i].high, 0.0006);
    }
}

static void test_remissions(void **state)
{
    struct survival s;
    struct arena a;

    (void)state;
    arena_init(&a);
    estimate(&s, &a, treated, LENGTH(treated));
    assert_int_equal(s.count, 16);
    assert_steps(&s, treated_steps, LENGTH(treated_steps));
    struct survival_quantile median = survival_quantile(&s, 0.5);
    assert_int_equal(median.time, 23 * 7 * DAY);
    assert_int_equal(median.low, 13 * 7 * DAY);
    assert_true(median.high == SURVIVAL_NEVER);
    assert_true(survival_quantile(&s, 0.75).time == SURVIVAL_NEVER);
    estimate(&s, &a, placebo, LENGTH(placebo));
    assert_int_equal(s.count, 12);
    assert_steps(&s, placebo_steps, LENGTH(placebo_steps));
    median = survival_quantile(&s, 0.5);
    assert_int_equal(median.time, 8 * 7 * DAY);
    assert_int_equal(median.low, 4 * 7 * DAY);
    assert_int_equal(median.high, 11 * 7 * DAY);
    arena_fini(&a);
}

/* Two causes, and bands of both, as R's survival 3.5 prints them; twin/survival
 * asks R itself where it is installed. */
static void test_incidence(void **state)
{
    static const int days[] = {1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10, 10, 10};
    static const int causes[] = {1, 2, 1, 0, 1, 0, 2, 1, 0, 2, 1, 2, 0, 0, 0};
    static const struct {
        int day;
        double first, low, high, second, second_low, second_high;
    } rows[] = {
        {2, 0.133333, 0.021873, 0.345732, 0.066667, 0.004300, 0.260322},
        {4, 0.206061, 0.049958, 0.434898, 0.066667, 0.004300, 0.260322},
        {5, 0.206061, 0.049958, 0.434898, 0.147475, 0.023451, 0.376715},
        {6, 0.286869, 0.087251, 0.527641, 0.147475, 0.023451, 0.376715},
        {8, 0.381145, 0.134368, 0.629052, 0.241751, 0.056733, 0.495309},
        {9, 0.381145, 0.134368, 0.629052, 0.336027, 0.102251, 0.593592},
        {10, 0.381145, 0.134368, 0.629052, 0.336027, 0.102251, 0.593592},
    };
    struct incidence_time times[LENGTH(days)];
    struct incidence in;
    struct arena a;

    (void)state;
    for (size_t i = 0; i < LENGTH(days); i++)
        times[i] = (struct incidence_time){days[i] * DAY,
                                           causes[i] ? (uint32_t)causes[i] - 1
                                                     : INCIDENCE_CENSORED};
    arena_init(&a);
    incidence_estimate(&in, &a, times, LENGTH(days), 2);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct incidence_cause *c =
            incidence_at(&in, rows[i].day * DAY)->causes;

        const struct interval first = incidence_band(&c[0]);
        const struct interval second = incidence_band(&c[1]);
        assert_near(c[0].incidence, rows[i].first, 5e-7);
        assert_near(first.low, rows[i].low, 5e-7);
        assert_near(first.high, rows[i].high, 5e-7);
        assert_near(c[1].incidence, rows[i].second, 5e-7);
        assert_near(second.low, rows[i].second_low, 5e-7);
        assert_near(second.high, rows[i].second_high, 5e-7);
    }
    arena_fini(&a);
}

/* Any table of Student's distribution. */
static void test_student(void **state)
{
    static const struct {
        uint64_t freedom;
        double quantile;
    } rows[] = {
        {1, 12.7062}, {2, 4.3027},   {3, 3.1824},    {4, 2.7764},
        {5, 2.5706},  {10, 2.2281},  {29, 2.0452},   {30, 2.0423},
        {60, 2.0003}, {120, 1.9799}, {1000, 1.9623},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++)
        assert_near(student_quantile(rows[i].freedom), rows[i].quantile,
                    0.00005);
}

/* The ranks of the median's interval, as in table A7 of Conover, Practical
 * Nonparametric Statistics, and the like. */
static void test_median_ranks(void **state)
{
    static const struct {
        uint64_t count, low, high;
    } rows[] = {
        {5, 0, 6},    {6, 1, 6},    {8, 1, 8},     {9, 2, 8},
        {10, 2, 9},   {15, 4, 12},  {20, 6, 15},   {25, 8, 18},
        {30, 10, 21}, {50, 18, 33}, {100, 40, 61},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const struct quantile_ranks r = quantile_rank(rows[i].count, 0.5);

        assert_int_equal(r.low, rows[i].low);
        assert_int_equal(r.high, rows[i].high);
    }
}

/* Airway reactivity before and after a transplantation (Bentur et al. 2009), 21
 * children of whom 1 lost and 7 gained it, as in Fagerland, Lydersen and Laake
 * (Stat. Med. 2014): Wald with Bonett and Price's correction. */
static void test_paired_proportions(void **state)
{
    const struct paired_difference d = paired_proportion(1, 7, 21);

    (void)state;
    assert_near(d.mean, -0.286, 0.0005);
    assert_near(d.interval.low, -0.508, 0.0005);
    assert_near(d.interval.high, -0.013, 0.0005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_remissions),
        cmocka_unit_test(test_incidence),
        cmocka_unit_test(test_student),
        cmocka_unit_test(test_median_ranks),
        cmocka_unit_test(test_paired_proportions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
