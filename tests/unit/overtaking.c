/* Letters that overtake one another, record by record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "replication/overtaking.h"
#include "support/stories.h"

/* From us to the peer, with the exchange's number; or what it brings. */
struct step {
    enum record_kind kind;
    const char *peer;
    uint64_t exchange;
};

static uint64_t pairs_of(const struct step *steps)
{
    struct scenario sc;
    struct overtaking o;

    stories_scenario(&sc);
    overtaking_init(&o);
    for (; steps->exchange; steps++) {
        const bool given = steps->kind != RECORD_RECEIVED &&
                           steps->kind != RECORD_TOLD &&
                           steps->kind != RECORD_CHECKED;
        const struct record r = {
            .kind = steps->kind,
            .party = given ? "us" : steps->peer,
            .peer = given ? steps->peer : "us",
            .exchange = steps->exchange,
        };
        overtaking_add(&o, &sc, &r);
    }
    const uint64_t pairs = o.pairs;
    overtaking_fini(&o);
    scenario_fini(&sc);
    return pairs;
}

#define STEPS(...) ((const struct step[]){__VA_ARGS__, {0}})

static void in_order_nothing_is_overtaken(void **state)
{
    (void)state;
    assert_int_equal(
        pairs_of(STEPS({RECORD_SENT, "russia", 1}, {RECORD_SENT, "russia", 2},
                       {RECORD_RECEIVED, "russia", 1},
                       {RECORD_RECEIVED, "russia", 2})),
        0);
}

static void a_later_one_counts_all_that_it_passes(void **state)
{
    (void)state;
    assert_int_equal(
        pairs_of(STEPS(
            {RECORD_SENT, "russia", 1}, {RECORD_FORWARDED, "russia", 2},
            {RECORD_BRIEFED, "russia", 3}, {RECORD_TOLD, "russia", 3},
            {RECORD_RECEIVED, "russia", 1}, {RECORD_RECEIVED, "russia", 2})),
        2);
    /* Also where the earlier one never arrives. */
    assert_int_equal(pairs_of(STEPS({RECORD_REPLIED, "russia", 1},
                                    {RECORD_REVIEW_OPENED, "russia", 2},
                                    {RECORD_RECEIVED, "russia", 2})),
                     1);
    /* All in reverse: each pair once. */
    assert_int_equal(
        pairs_of(STEPS(
            {RECORD_SENT, "russia", 1}, {RECORD_SENT, "russia", 2},
            {RECORD_SENT, "russia", 3}, {RECORD_RECEIVED, "russia", 3},
            {RECORD_RECEIVED, "russia", 2}, {RECORD_RECEIVED, "russia", 1})),
        3);
}

static void other_ways_are_no_order(void **state)
{
    (void)state;
    /* To others. */
    assert_int_equal(
        pairs_of(STEPS({RECORD_SENT, "russia", 1}, {RECORD_SENT, "congress", 2},
                       {RECORD_RECEIVED, "congress", 2},
                       {RECORD_RECEIVED, "russia", 1})),
        0);
    /* A second arrival, a check, something that nobody sent. */
    assert_int_equal(
        pairs_of(STEPS(
            {RECORD_SENT, "russia", 1}, {RECORD_SENT, "russia", 2},
            {RECORD_CHECKED, "russia", 2}, {RECORD_RECEIVED, "russia", 1},
            {RECORD_RECEIVED, "russia", 1}, {RECORD_RECEIVED, "russia", 9},
            {RECORD_RECEIVED, "russia", 2})),
        0);
    /* One exchange with two parties. */
    assert_int_equal(
        pairs_of(STEPS(
            {RECORD_SENT, "russia", 1}, {RECORD_SENT, "congress", 1},
            {RECORD_SENT, "congress", 2}, {RECORD_RECEIVED, "congress", 2},
            {RECORD_RECEIVED, "congress", 1}, {RECORD_RECEIVED, "russia", 1})),
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order_nothing_is_overtaken),
        cmocka_unit_test(a_later_one_counts_all_that_it_passes),
        cmocka_unit_test(other_ways_are_no_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
