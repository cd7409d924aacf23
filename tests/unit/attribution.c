/* Attribution of a leak: priors and posteriors by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "document/mark.h"
#include "study/attribution.h"
#include "support/stories.h"

static const char world[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01, end: 2022-02-01}\n"
    "parties: {us: {readers: 10}, russia: {readers: 30}, nato: {readers: 60},\n"
    "  press: {kind: public}, late: {readers: 5}}\n"
    "channels: {line: {between: [us, russia, nato], medium: hand}}\n"
    "documents: {paper: {author: us, portions: {a: A.}}}\n"
    "script:\n"
    "  - {leak: paper, from: us, to: press, hazard: {per-reader: 0.01 / day}}\n"
    "  - {leak: paper, from: russia, to: press,\n"
    "     hazard: {per-reader: 0.01 / day, motive: 3}}\n";

struct desk {
    struct scenario scenario;
    struct ledger ledger;
    struct attribution found;
};

static void tell(struct desk *d, int64_t day, enum record_kind kind,
                 const char *party)
{
    const struct record r = {.kind = kind, .party = party, .document = "paper"};

    ledger_add(&d->ledger, d->scenario.start + day * DAY, (uint64_t)day + 1,
               &r);
}

static int setup(void **state)
{
    struct desk *d = test_calloc(1, sizeof *d);

    stories_parse(&d->scenario, "world", bytes_of_text(world));
    ledger_init(&d->ledger, &d->scenario);
    tell(d, 0, RECORD_DRAFTED, "us");
    tell(d, 5, RECORD_RECEIVED, "russia");
    tell(d, 8, RECORD_RECEIVED, "nato");
    tell(d, 10, RECORD_RECEIVED, "press");
    tell(d, 11, RECORD_RECEIVED, "late");
    ledger_finish(&d->ledger);
    attribution_init(&d->found, &d->ledger, 0, d->scenario.start + 10 * DAY);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    struct desk *d = *state;

    attribution_fini(&d->found);
    ledger_fini(&d->ledger);
    scenario_fini(&d->scenario);
    test_free(d);
    return 0;
}

static void assert_near(double found, double expected)
{
    if (!(found > expected - 1e-12 && found < expected + 1e-12))
        fail_msg("%.12f, expected %.12f", found, expected);
}

/* Readers x rate x motive x days; the rate of one of whom nothing is stated is
 * the others' mean. Neither the public nor who comes later is a suspect. */
static void test_priors(void **state)
{
    const struct desk *d = *state;
    const struct attribution *a = &d->found;

    assert_int_equal(a->holder_count, 3);
    assert_int_equal(a->author, 0);
    assert_near(a->holders[0].weight, 1);
    assert_near(a->holders[1].weight, 4.5);
    assert_near(a->holders[2].weight, 2.4);
    assert_near(a->holders[1].prior, 4.5 / 7.9);
}

static void test_posteriors(void **state)
{
    static const int8_t observed[] = {1, 0, MARK_UNKNOWN, 1},
                        us[] = {0, 0, 0, 0}, russia[] = {1, 0, 1, 1};
    struct desk *d = *state;
    struct attribution *a = &d->found;

    a->holders[0].bits = us;
    a->holders[1].bits = russia;
    attribution_judge(a, observed, 4, 0.1);
    assert_true(a->marked);
    assert_int_equal(a->holders[0].known, 3);
    assert_int_equal(a->holders[0].equal, 1);
    assert_int_equal(a->holders[1].equal, 3);
    /* Likelihoods 0.009, 0.729, 0.125. */
    assert_near(a->holders[0].to_author, 0.009 / 3.5895);
    assert_near(a->holders[1].to_author, 3.2805 / 3.5895);
    assert_near(a->holders[2].to_author, 0.3 / 3.5895);
    /* To others the author may have made it, and as like to russia's: 0.729.
     * Between the two the priors decide. */
    assert_int_equal(a->closest_count, 1);
    assert_true(a->holders[1].closest);
    assert_near(a->holders[0].to_others, 0.729 / 4.3095);
    assert_near(a->holders[1].to_others, 3.2805 / 4.3095);
    assert_near(a->holders[1].to_others / a->holders[0].to_others, 4.5);
}

static void test_without_marks_nothing_is_learnt(void **state)
{
    static const int8_t unknown[] = {MARK_UNKNOWN, MARK_UNKNOWN};
    static const int8_t bits[] = {1, 0};
    struct desk *d = *state;
    struct attribution *a = &d->found;

    attribution_judge(a, NULL, 0, 0.01);
    assert_false(a->marked);
    for (size_t i = 0; i < 3; i++) {
        assert_near(a->holders[i].to_author, a->holders[i].prior);
        assert_near(a->holders[i].to_others, a->holders[i].prior);
    }
    a->holders[1].bits = bits;
    attribution_judge(a, unknown, 2, 0.01);
    assert_false(a->marked);
    assert_near(a->holders[1].to_author, a->holders[1].prior);
}

/* Copies that differ from the surfaced one in other places, but in as many, are
 * as close; the author's own may be one of them. */
static void test_ties(void **state)
{
    static const int8_t observed[] = {1, 1, 1, 1, 1, MARK_UNKNOWN},
                        first[] = {0, 1, 1, 1, 1, 0},
                        last[] = {1, 1, 1, 1, 0, 1}, far[] = {0, 0, 1, 1, 1, 1},
                        cut[] = {1, MARK_UNKNOWN, 1, 1, 1, 0};
    static const struct {
        const int8_t *bits[3];
        bool closest[3];
    } cases[] = {
        {{far, first, last}, {false, true, true}},
        {{first, last, far}, {true, true, false}},
        {{first, far, last}, {true, false, true}},
        {{first, last, first}, {true, true, true}},
        {{far, first, cut}, {false, false, true}},
        {{cut, cut, far}, {true, true, false}},
    };
    struct desk *d = *state;
    struct attribution *a = &d->found;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = 0;
        for (size_t k = 0; k < 3; k++)
            a->holders[k].bits = cases[i].bits[k];
        attribution_judge(a, observed, 6, 0.07);
        for (size_t k = 0; k < 3; k++) {
            assert_int_equal(a->holders[k].closest, cases[i].closest[k]);
            count += cases[i].closest[k];
        }
        assert_int_equal(a->closest_count, count);
        assert_int_equal(a->marked, count < 3);
    }
}

/* A thousand carriers: no likelihood vanishes that should not. */
static void test_many_carriers(void **state)
{
    int8_t observed[1000], bits[1000], other[1000];
    struct desk *d = *state;
    struct attribution *a = &d->found;

    for (size_t i = 0; i < 1000; i++) {
        observed[i] = (int8_t)(i % 2);
        other[i] = !observed[i];
        bits[i] = i % 3 ? observed[i] : other[i];
    }
    a->holders[0].bits = other;
    a->holders[1].bits = bits;
    a->holders[2].bits = bits;
    attribution_judge(a, observed, 1000, 0.01);
    assert_near(a->holders[1].to_author, 4.5 / 6.9);
    assert_near(a->holders[2].to_author, 2.4 / 6.9);
    assert_true(a->holders[0].to_author == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_priors),
        TEST(test_posteriors),
        TEST(test_without_marks_nothing_is_learnt),
        TEST(test_ties),
        TEST(test_many_carriers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
