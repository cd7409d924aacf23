/* The time until a circle of people leaks: the published figures, and a ledger
 * told by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/real.h"
#include "experiment/circle.h"
#include "support/stories.h"

static void assert_near(double found, double expected, double within)
{
    if (!(found >= expected - within && found <= expected + within))
        fail_msg("%.9g, expected %.9g within %.2g", found, expected, within);
}

/* The chance that one of so many people has told. */
static double grimes(double people, double years, double half_life)
{
    return 1 - real_exp(-circle_hazard(people, years, half_life));
}

/* Grimes 2016 with its correction: when 95 % is reached. */
static void test_grimes_figures(void **state)
{
    static const struct {
        double people, years, within;
    } rows[] = {
        {411000, 3.68, 0.005}, {29083, 26.7, 0.05},   {22000, 34.8, 0.05},
        {736000, 3.15, 0.005}, {714000, 3.17, 0.005},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const double years = circle_years(rows[i].people, 0.95);

        assert_near(years, rows[i].years, rows[i].within);
        assert_near(grimes(rows[i].people, years, 0), 0.95, 1e-12);
    }
    assert_near(grimes(1000, 7 / 365.25, 0), 7.8e-5, 0.05e-5);
}

/* A person who leaves leaks no more: fewer leaks, none after all have gone, and
 * all as before where half of them go in a million years. */
static void test_grimes_with_a_half_life(void **state)
{
    (void)state;
    assert_true(grimes(29083, 26.7, 10) < grimes(29083, 26.7, 0));
    assert_near(grimes(29083, 26.7, 1e6), grimes(29083, 26.7, 0), 1e-5);
    /* While few tell, the chance a year is N p, so that its integral comes to
     * N p h / ln 2. */
    const double all = 100 * CIRCLE_RATE * 5 / real_ln(2);
    assert_near(grimes(100, 500, 5) / all, 1, 0.01);
}

static const char world[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01, end: 2022-01-09}\n"
    "parties: {us: {readers: 10}, russia: {readers: 30}, press: {kind: "
    "public}}\n"
    "documents: {paper: {author: us, portions: {a: A.}}}\n"
    "script: []\n";

/* Each holder's readers count from when it holds the text, the public's not at
 * all. */
static void test_circle(void **state)
{
    struct scenario sc;
    struct ledger l;
    double people;

    (void)state;
    stories_parse(&sc, "world", bytes_of_text(world));
    const instant start = sc.start;
    const struct record drafted = {
        .kind = RECORD_DRAFTED, .party = "us", .document = "paper"};
    const struct record received = {
        .kind = RECORD_RECEIVED, .party = "russia", .document = "paper"};
    const struct record out = {
        .kind = RECORD_RECEIVED, .party = "press", .document = "paper"};
    ledger_init(&l, &sc);
    ledger_add(&l, start, 1, &drafted);
    ledger_add(&l, start + 2 * DAY, 2, &received);
    ledger_add(&l, start + 3 * DAY, 3, &out);
    ledger_finish(&l);
    const double p = circle_leaked(&l, 0, start + 4 * DAY, 0, &people);
    assert_true(people == 40);
    const double yearly = (10 * 2 + 40 * 2) / 365.25 * CIRCLE_RATE;
    assert_near(p / yearly, 1, 1e-3);
    assert_true(circle_leaked(&l, 0, start + 4 * DAY, 0.01, &people) < p);
    assert_true(people < 40);
    ledger_fini(&l);
    scenario_fini(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grimes_figures),
        cmocka_unit_test(test_grimes_with_a_half_life),
        cmocka_unit_test(test_circle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
