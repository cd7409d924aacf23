/* The time until a secret leaks: runs told by hand, and small studies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/real.h"
#include "experiment/secrecy_run.h"
#include "statistics/proportion.h"
#include "support/stories.h"

static void assert_near(double found, double expected, double within)
{
    if (!(found >= expected - within && found <= expected + within))
        fail_msg("%.9g, expected %.9g within %.2g", found, expected, within);
}

/* One case, out after 7 days. */
static void test_rate(void **state)
{
    const struct interval rate = secrecy_rate_interval(7);

    (void)state;
    assert_near(rate.low, 0.0036, 0.00005);
    assert_near(rate.high, 0.53, 0.005);
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

static void tell(struct secrecy_run *run, instant at, enum record_kind kind,
                 const char *party, const char *document)
{
    const struct record r = {
        .kind = kind, .party = party, .document = document};

    secrecy_run_record(run, at, &r);
}

/* Two hazards that begin on different days, by hand. */
static void test_hazards_add_up(void **state)
{
    struct scenario sc;
    struct secrecy_run run;
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
    secrecy_run_init(&run, &s);
    tell(&run, start, RECORD_DRAFTED, "us", "paper");
    tell(&run, start, RECORD_DRAFTED, "us", "other");
    tell(&run, start + 4 * DAY, RECORD_RECEIVED, "russia", "paper");
    tell(&run, start + 6 * DAY, RECORD_LEAKED, "russia", "paper");
    tell(&run, start + 7 * DAY, RECORD_LEAKED, "us", "paper");
    secrecy_run_end(&run);
    const struct secrecy_run_document *d = &run.documents[0];
    /* 0.1 a day for 4 days, then 0.25 for 4. */
    assert_near(d->out[0], 1 - real_exp(-0.1), 1e-12);
    assert_near(d->out[3], 1 - real_exp(-0.4), 1e-12);
    assert_near(d->out[7], 1 - real_exp(-1.4), 1e-12);
    assert_near(d->first[0],
                1 - real_exp(-0.4) + 0.4 * (real_exp(-0.4) - real_exp(-1.4)),
                1e-9);
    assert_near(d->first[1], 0.6 * (real_exp(-0.4) - real_exp(-1.4)), 1e-9);
    assert_int_equal(d->leak.time, 6 * DAY);
    assert_int_equal(d->leak.cause, 1);
    secrecy_run_fini(&run);
    /* A run in which nobody gets it. */
    secrecy_run_init(&run, &s);
    secrecy_run_end(&run);
    assert_true(run.documents[0].out[7] == 0);
    assert_int_equal(run.documents[0].leak.time, 8 * DAY);
    assert_true(run.documents[0].leak.cause == INCIDENCE_CENSORED);
    secrecy_run_fini(&run);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

/* A leak at a time, with a chance; one before its holder has the text; one
 * whose span is drawn in another way. */
static void test_leaks_that_are_not_drawn(void **state)
{
    struct scenario sc;
    struct secrecy_run run;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {at: 2022-01-02, leak: paper, from: russia, to: press}\n"
              "  - {when: us drafts paper, after: 3 d, chance: 25%,\n"
              "     leak: paper, from: us, to: press}\n"
              "  - {when: us drafts other, after: {exponential: {mean: 1 d}},\n"
              "     leak: other, from: us, to: press}\n");
    const instant start = sc.start;
    secrecy_init(&s, &sc, start + 8 * DAY);
    secrecy_run_init(&run, &s);
    tell(&run, start, RECORD_DRAFTED, "us", "paper");
    tell(&run, start + 2 * DAY, RECORD_RECEIVED, "russia", "paper");
    secrecy_run_end(&run);
    const struct secrecy_run_document *d = &run.documents[0];
    assert_true(s.documents[0].computable && !s.documents[1].computable);
    assert_true(d->out[1] == 0);
    assert_near(d->out[2], 0.25, 1e-12);
    assert_near(d->out[7], 0.25, 1e-12);
    assert_near(d->first[1], 0.25, 1e-9);
    assert_true(run.documents[1].out[7] == 0);
    secrecy_run_fini(&run);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

/* The longest span that can be written is no double; what waits for it does
 * not come about, rather than at once. */
static void test_longest_wait(void **state)
{
    struct scenario sc;
    struct secrecy_run run;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {leak: paper, from: us, to: press, when: us drafts paper,\n"
              "     after: 106751 d 23 h 47 min 16.854775807 s}\n");
    secrecy_init(&s, &sc, sc.end);
    secrecy_run_init(&run, &s);
    tell(&run, sc.start, RECORD_DRAFTED, "us", "paper");
    secrecy_run_end(&run);
    assert_true(s.documents[0].computable);
    assert_true(run.documents[0].out[SECRECY_POINTS - 1] == 0);
    secrecy_run_fini(&run);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

/* Every run leaks after two days, by the one holder that always has the text:
 * there is no doubt but that of the number of runs. */
static void test_study(void **state)
{
    enum { RUNS = 20 };
    struct scenario sc;
    struct errmsg e;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {at: 2022-01-01, draft: paper}\n"
              "  - {at: 2022-01-02, leak: paper, from: russia, to: press}\n"
              "  - {at: 2022-01-03, leak: paper, from: us, to: press}\n");
    secrecy_init(&s, &sc, sc.end);
    assert_int_equal(secrecy_study(&s, 1, RUNS, NULL, &e), ERR_OK);
    assert_int_equal(s.runs, RUNS);
    const struct secrecy_document *d = &s.documents[0];
    const struct interval all = proportion_wilson(RUNS, RUNS);
    const struct interval none = proportion_wilson(0, RUNS);
    assert_true(d->out[0].counted == 0 && d->out[0].interval.high == none.high);
    for (int i = 1; i < SECRECY_POINTS; i++) {
        assert_true(d->out[i].counted == 1 && d->out[i].computed == 1);
        assert_true(d->out[i].interval.low == all.low);
    }
    for (int i = 0; i < SECRECY_QUANTILES; i++)
        assert_int_equal(d->quantiles[i].time, 2 * DAY);
    assert_true(d->holders[1].first.counted == 1);
    assert_true(d->holders[1].first.interval.low == all.low);
    assert_true(d->holders[0].first.counted == 0);
    assert_true(d->holders[0].first.interval.high == none.high);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

static void test_nothing_leaks(void **state)
{
    struct scenario sc;
    struct errmsg e;
    struct secrecy s;

    (void)state;
    load(&sc, "  - {at: 2022-01-01, draft: paper}\n"
              "  - {at: 2022-01-03, leak: paper, from: russia, to: press}\n");
    secrecy_init(&s, &sc, sc.end);
    assert_int_equal(secrecy_study(&s, 1, 3, NULL, &e), ERR_OK);
    const struct secrecy_document *d = &s.documents[0];
    assert_true(d->quantiles[0].time == SURVIVAL_NEVER);
    assert_true(d->holders[0].first.counted == 0);
    assert_true(d->holders[0].first.interval.high > 0.5);
    secrecy_fini(&s);
    scenario_fini(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_hazards_add_up),
        cmocka_unit_test(test_longest_wait),
        cmocka_unit_test(test_leaks_that_are_not_drawn),
        cmocka_unit_test(test_study),
        cmocka_unit_test(test_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
