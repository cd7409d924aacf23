/* The fate of frames on a link: chances, order, common random numbers. */
#include "sim/link.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

enum { FRAMES = 20000 };

static const struct scenario_channel plain = {
    .name = "embassy",
    .medium = MEDIUM_NETWORK,
    .delay = {.kind = DISTRIBUTION_EXPONENTIAL, .a = 1e9},
};

static void start(struct link *link, const struct scenario_channel *channel,
                  const char *from, const char *to)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    link_init(link, channel, &root, from, to, false);
}

static bool same(struct link_fate a, struct link_fate b)
{
    return a.copies == b.copies && a.delay[0] == b.delay[0] &&
           a.delay[1] == b.delay[1];
}

static void test_plain_link_carries_each_frame_once(void **state)
{
    const enum scenario_medium media[] = {MEDIUM_HAND, MEDIUM_COURIER,
                                          MEDIUM_NETWORK, MEDIUM_PRESS};

    (void)state;
    for (size_t m = 0; m < 4; m++) {
        struct scenario_channel channel = plain;
        struct link link;
        channel.medium = media[m];
        start(&link, &channel, "us", "russia");
        for (instant now = 0; now < 1000; now++) {
            const struct link_fate fate = link_carry(&link, now, true);
            assert_int_equal(fate.copies, 1);
            assert_true(fate.delay[0] >= 0);
        }
        link_fini(&link);
    }
}

static void test_chances_are_as_given(void **state)
{
    struct scenario_channel channel = plain;
    struct link link;
    int lost = 0, doubled = 0;

    (void)state;
    channel.loss = 0.2;
    channel.duplicate = 0.1;
    start(&link, &channel, "us", "russia");
    for (int i = 0; i < FRAMES; i++) {
        const struct link_fate fate = link_carry(&link, i, true);
        lost += fate.copies == 0;
        doubled += fate.copies == 2;
    }
    /* Five standard deviations of a binomial. */
    assert_true(fabs(lost - 0.2 * FRAMES) < 5 * sqrt(0.16 * FRAMES));
    assert_true(fabs(doubled - 0.08 * FRAMES) < 5 * sqrt(0.0736 * FRAMES));
}

static void test_certain_loss_and_outage_lose_all(void **state)
{
    struct scenario_channel channel = plain;
    struct link link;

    (void)state;
    channel.loss = 1;
    start(&link, &channel, "us", "russia");
    for (int i = 0; i < 1000; i++)
        assert_int_equal(link_carry(&link, i, true).copies, 0);
    start(&link, &plain, "us", "russia");
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(link_carry(&link, i, false).copies, 0);
    }
}

/* Other odds or an outage change the frames they hit and no others. */
static void test_random_numbers_are_common(void **state)
{
    struct scenario_channel one = plain, two = plain;
    struct link a, b, c;
    int more = 0;

    (void)state;
    one.loss = 0.01;
    two.loss = 0.02;
    start(&a, &one, "us", "russia");
    start(&b, &two, "us", "russia");
    start(&c, &two, "us", "russia");
    for (int i = 0; i < FRAMES; i++) {
        const bool up = i < 100 || i >= 200;
        const struct link_fate f = link_carry(&a, i, true);
        const struct link_fate g = link_carry(&b, i, true);
        const struct link_fate h = link_carry(&c, i, up);
        if (f.copies == 0) assert_int_equal(g.copies, 0);
        if (g.copies == 0)
            more += f.copies > 0;
        else
            assert_true(same(f, g));
        assert_true(up ? same(g, h) : h.copies == 0);
    }
    assert_true(more > 0);
}

/* The draws of one stream do not depend on how the other is used. */
static void test_delay_kind_leaves_the_chances(void **state)
{
    struct scenario_channel one = plain, two = plain;
    struct link a, b;

    (void)state;
    one.loss = two.loss = 0.3;
    two.delay = (struct scenario_distribution){
        .kind = DISTRIBUTION_LOGNORMAL, .a = 1e9, .b = 1};
    start(&a, &one, "us", "russia");
    start(&b, &two, "us", "russia");
    for (int i = 0; i < 2000; i++)
        assert_int_equal(link_carry(&a, i, true).copies,
                         link_carry(&b, i, true).copies);
}

static void test_directions_are_independent(void **state)
{
    struct scenario_channel other = plain;
    struct link there, back, elsewhere, again;

    (void)state;
    other.name = "summit";
    start(&there, &plain, "us", "russia");
    start(&back, &plain, "russia", "us");
    start(&elsewhere, &other, "us", "russia");
    start(&again, &plain, "us", "russia");
    const struct link_fate fate = link_carry(&there, 0, true);
    assert_false(same(fate, link_carry(&back, 0, true)));
    assert_false(same(fate, link_carry(&elsewhere, 0, true)));
    assert_true(same(fate, link_carry(&again, 0, true)));
}

/* Counts the frames, sent a millisecond apart, that arrive before an earlier
 * one. */
static int overtakings(const struct scenario_channel *channel)
{
    struct link link;
    instant latest = INSTANT_MIN;
    int count = 0;

    start(&link, channel, "us", "russia");
    for (int i = 0; i < FRAMES; i++) {
        const instant now = i * MILLISECOND;
        const struct link_fate fate = link_carry(&link, now, true);
        for (unsigned copy = 0; copy < fate.copies; copy++) {
            const instant arrival = now + fate.delay[copy];
            assert_true(fate.delay[copy] >= 0);
            if (arrival < latest) count++;
            if (arrival > latest) latest = arrival;
        }
    }
    return count;
}

static void test_couriers_keep_the_order(void **state)
{
    struct scenario_channel channel = plain;

    (void)state;
    channel.duplicate = 0.1;
    channel.loss = 0.1;
    channel.medium = MEDIUM_COURIER;
    assert_int_equal(overtakings(&channel), 0);
    channel.medium = MEDIUM_HAND;
    assert_int_equal(overtakings(&channel), 0);
    channel.medium = MEDIUM_NETWORK;
    assert_true(overtakings(&channel) > FRAMES / 2);
}

static void test_reordered_frames_are_overtaken(void **state)
{
    struct scenario_channel channel = plain;

    (void)state;
    channel.delay = (struct scenario_distribution){
        .kind = DISTRIBUTION_CONSTANT, .a = 10 * (double)MILLISECOND};
    assert_int_equal(overtakings(&channel), 0);
    channel.reorder = 0.01;
    assert_true(overtakings(&channel) > FRAMES / 100);
    channel.medium = MEDIUM_COURIER;
    assert_true(overtakings(&channel) > FRAMES / 100);
}

/* A delay drawn past the end of time stays there. */
static void test_endless_delays(void **state)
{
    struct scenario_channel channel = plain;
    struct link link;

    (void)state;
    channel.delay = (struct scenario_distribution){
        .kind = DISTRIBUTION_CONSTANT, .a = 0x1p70};
    channel.reorder = channel.duplicate = 1;
    channel.medium = MEDIUM_COURIER;
    start(&link, &channel, "us", "russia");
    const struct link_fate fate = link_carry(&link, 5, true);
    assert_int_equal(fate.delay[0], INT64_MAX);
    assert_int_equal(fate.delay[1], INT64_MAX - 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_link_carries_each_frame_once),
        cmocka_unit_test(test_chances_are_as_given),
        cmocka_unit_test(test_certain_loss_and_outage_lose_all),
        cmocka_unit_test(test_random_numbers_are_common),
        cmocka_unit_test(test_delay_kind_leaves_the_chances),
        cmocka_unit_test(test_directions_are_independent),
        cmocka_unit_test(test_couriers_keep_the_order),
        cmocka_unit_test(test_reordered_frames_are_overtaken),
        cmocka_unit_test(test_endless_delays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
