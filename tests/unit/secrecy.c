/* The time until a secret leaks: the published figures, the intervals, and a
 * run told by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/real.h"
#include "experiment/secrecy.h"
#include "support/stories.h"

static void assert_near(double found, double expected, double within)
{
    if (!(found >= expected - within && found <= expected + within))
        fail_msg("%.9g, expected %.9g within %.2g", found, expected, within);
}

/* The chance that one of so many people has told. */
static double grimes(double people, double years, double half_life)
{
    return 1 - real_exp(-secrecy_grimes_hazard(people, years, half_life));
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
        const double years = secrecy_grimes_years(rows[i].people, 0.95);

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
    const double all = 100 * SECRECY_GRIMES_RATE * 5 / real_ln(2);
    assert_near(grimes(100, 500, 5) / all, 1, 0.01);
}

static void test_intervals(void **state)
{
    double low, high;

    (void)state;
    /* One case, out after 7 days. */
    secrecy_rate_interval(7, &low, &high);
    assert_near(low, 0.0036, 0.00005);
    assert_near(high, 0.53, 0.005);
    secrecy_interval(0, 100, &low, &high);
    assert_true(low == 0);
    assert_near(high, 0.0370, 0.0001);
    secrecy_interval(50, 100, &low, &high);
    assert_near(low, 0.4038, 0.0001);
    assert_near(high, 0.5962, 0.0001);
    secrecy_interval(100, 100, &low, &high);
    assert_true(high == 1);
}

#define WORLD                                                            \
    "demarche: 1\n"                                                      \
    "clock: {start: 2022-01-01, end: 2022-01-09}\n"                      \
    "parties: {us: {readers: 10}, russia: {readers: 30}, press: {kind: " \
    "public}}\n"                                                         \
    "channels: {line: {between: [us, russia], medium: hand}}\n"          \
    "documents: {paper: {author: us, portions: {a: A., b: B.}}, other: " \
    "{author: us, portions: {a: A.}}}\n"

static void load(struct scenario *s, const char *script)
{
    char text[4096];

    snprintf(text, sizeof text, WORLD "script:\n%s", script);
    stories_parse(s, "world", bytes_of_text(text));
}

static void tell(struct secrecy *s, instant at, enum record_kind kind,
                 const char *party, const char *document)
{
    const struct record r = {
        .kind = kind, .party = party, .document = document};

    secrecy_record(s, at, &r);
}

/* Two hazards that begin on different days, by hand. */
static void test_hazards_add_up(void **state)
{
    struct scenario sc;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {leak: paper, from: us, to: press,\n"
              "     hazard: {per-reader: 0.01 / day}}\n"
              "  - {leak: paper, from: russia, to: press,\n"
              "     hazard: {per-reader: 0.01 / day, motive: 0.5}}\n");
    const instant start = sc.start;
    secrecy_init(&s, &sc, start + 8 * DAY);
    assert_int_equal(s.document_count, 1);
    assert_int_equal(s.documents[0].holder_count, 2);
    secrecy_begin(&s);
    tell(&s, start, RECORD_DRAFTED, "us", "paper");
    tell(&s, start, RECORD_DRAFTED, "us", "other");
    tell(&s, start + 4 * DAY, RECORD_RECEIVED, "russia", "paper");
    tell(&s, start + 6 * DAY, RECORD_LEAKED, "russia", "paper");
    tell(&s, start + 7 * DAY, RECORD_LEAKED, "us", "paper");
    secrecy_end(&s);
    const struct secrecy_document *d = &s.documents[0];
    /* 0.1 a day for 4 days, then 0.25 for 4. */
    assert_near(d->out[0], 1 - real_exp(-0.1), 1e-12);
    assert_near(d->out[3], 1 - real_exp(-0.4), 1e-12);
    assert_near(d->out[7], 1 - real_exp(-1.4), 1e-12);
    assert_near(d->holders[0].first,
                1 - real_exp(-0.4) + 0.4 * (real_exp(-0.4) - real_exp(-1.4)),
                1e-9);
    assert_near(d->holders[1].first, 0.6 * (real_exp(-0.4) - real_exp(-1.4)),
                1e-9);
    assert_int_equal(d->seen[4], 0);
    assert_int_equal(d->seen[5], 1);
    assert_int_equal(d->seen[7], 1);
    assert_int_equal(d->holders[0].first_seen, 0);
    assert_int_equal(d->holders[1].first_seen, 1);
    /* A run in which nobody gets it. */
    secrecy_begin(&s);
    secrecy_end(&s);
    assert_int_equal(s.runs, 2);
    assert_near(d->out[7], 1 - real_exp(-1.4), 1e-12);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

/* A leak at a time, with a chance; one before its holder has the text; one
 * whose span is drawn in another way. */
static void test_leaks_that_are_not_drawn(void **state)
{
    struct scenario sc;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {at: 2022-01-02, leak: paper, from: russia, to: press}\n"
              "  - {when: us drafts paper, after: 3 d, chance: 25%,\n"
              "     leak: paper, from: us, to: press}\n"
              "  - {when: us drafts other, after: {exponential: {mean: 1 d}},\n"
              "     leak: other, from: us, to: press}\n");
    const instant start = sc.start;
    secrecy_init(&s, &sc, start + 8 * DAY);
    secrecy_begin(&s);
    tell(&s, start, RECORD_DRAFTED, "us", "paper");
    tell(&s, start + 2 * DAY, RECORD_RECEIVED, "russia", "paper");
    secrecy_end(&s);
    const struct secrecy_document *d = &s.documents[0];
    assert_true(d->computable && !s.documents[1].computable);
    assert_true(d->out[1] == 0);
    assert_near(d->out[2], 0.25, 1e-12);
    assert_near(d->out[7], 0.25, 1e-12);
    assert_near(d->holders[1].first, 0.25, 1e-9);
    assert_true(s.documents[1].out[7] == 0);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

/* Each holder's readers count from when it holds the text, the public's not at
 * all. */
static void test_circle(void **state)
{
    struct scenario sc;
    struct ledger l;
    double people;

    (void)state;
    load(&sc, "  []\n");
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
    const double p = secrecy_circle(&l, 0, start + 4 * DAY, 0, &people);
    assert_true(people == 40);
    const double yearly = (10 * 2 + 40 * 2) / 365.25 * SECRECY_GRIMES_RATE;
    assert_near(p / yearly, 1, 1e-3);
    assert_true(secrecy_circle(&l, 0, start + 4 * DAY, 0.01, &people) < p);
    assert_true(people < 40);
    ledger_fini(&l);
    scenario_fini(&sc);
}

/* The longest span that can be written is no double; what waits for it does
 * not come about, rather than at once. */
static void test_longest_wait(void **state)
{
    struct scenario sc;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {leak: paper, from: us, to: press, when: us drafts paper,\n"
              "     after: 106751 d 23 h 47 min 16.854775807 s}\n");
    secrecy_init(&s, &sc, sc.end);
    secrecy_begin(&s);
    tell(&s, sc.start, RECORD_DRAFTED, "us", "paper");
    secrecy_end(&s);
    assert_true(s.documents[0].computable);
    assert_true(s.documents[0].out[SECRECY_POINTS - 1] == 0);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grimes_figures),
        cmocka_unit_test(test_grimes_with_a_half_life),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_hazards_add_up),
        cmocka_unit_test(test_longest_wait),
        cmocka_unit_test(test_leaks_that_are_not_drawn),
        cmocka_unit_test(test_circle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
