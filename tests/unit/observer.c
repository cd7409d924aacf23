/* The observer fills in a run's row with what can be worked out of the scenario
 * by hand: its spans are fixed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/studies.h"

static const char study[] =
    "study: 1\n"
    "scenario: x.yaml\n"
    "vary: {channels.bag.delay: [2 h, 20 min]}\n"
    "measure:\n"
    "  note: russia receives note\n"
    "  part: press holds note/matter\n"
    "  whole: press holds note\n"
    "  soon: russia receives note by 2022-01-26T15:00Z\n"
    "  sooner: russia receives note before 2022-01-26T15:00Z\n"
    "  kept: press never holds note/matter\n"
    "  who: {count: holds note}\n"
    "  frames: {quantity: frames}\n"
    "  bytes: {quantity: bytes}\n"
    "  latency: {quantity: latency}\n"
    "  inversions: {quantity: inversions}\n"
    "  receipts: {quantity: receipts-outstanding}\n"
    "  holders: {quantity: holders, document: note}\n"
    "  exposure: {quantity: exposure, document: note}\n"
    "  unexposed: {quantity: exposure, document: late}\n";

/* The first point, and the second: where the bag takes 20 minutes, nothing is
 * overtaken and the last receipt is there. */
static const struct {
    const char *column;
    int64_t values[2];
} rows[] = {
    {"note", {3 * HOUR, HOUR + 20 * MINUTE}},
    {"part", {4 * HOUR, 4 * HOUR}},
    {"whole", {COLUMNS_NOTHING, COLUMNS_NOTHING}},
    {"soon", {1, 1}},
    {"sooner", {0, 1}},
    {"kept", {0, 0}},
    {"who_us", {0, 0}},
    {"who_russia", {3 * HOUR, HOUR + 20 * MINUTE}},
    {"who_press", {COLUMNS_NOTHING, COLUMNS_NOTHING}},
    /* Three copies, their receipts, and the leak. */
    {"frames", {7, 7}},
    {"latency",
     {(2 + 2) * HOUR / 3 + 10 * MINUTE, (20 + 30 + 20) * MINUTE / 3}},
    {"inversions", {1, 0}},
    {"receipts", {1, 0}},
    {"holders", {2, 2}},
    /* Both portions from when russia has them, and one of the press. */
    {"exposure",
     {2 * 7 * HOUR + 6 * HOUR, 2 * (8 * HOUR + 40 * MINUTE) + 6 * HOUR}},
    {"unexposed", {30 * MINUTE, 2 * HOUR + 10 * MINUTE}},
};

static void values_are_those_of_the_scenario(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s, study, NULL);
    studies_play(&s, 2);
    for (size_t point = 0; point < 2; point++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            for (size_t run = 0; run < 2; run++)
                if (studies_value(&s, point, run, rows[i].column) !=
                    rows[i].values[point])
                    fail_msg("point %zu, %s: %lld, expected %lld", point,
                             rows[i].column,
                             (long long)studies_value(&s, point, run,
                                                      rows[i].column),
                             (long long)rows[i].values[point]);
    assert_true(studies_value(&s, 0, 0, "bytes") > 1000);
    assert_int_equal(studies_value(&s, 0, 0, "bytes"),
                     studies_value(&s, 1, 0, "bytes"));
    studies_fini(&s);
}

/* Where nothing arrives there is no latency. */
static void nothing_arrives(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s,
                 "study: 1\nscenario: x.yaml\n"
                 "settings: {never: {channels.bag.delay: 30 h,\n"
                 "                   channels.hand.delay: 30 h}}\n"
                 "measure:\n"
                 "  latency: {quantity: latency}\n"
                 "  holders: {quantity: holders, document: note}\n"
                 "  exposure: {quantity: exposure, document: note}\n"
                 "  receipts: {quantity: receipts-outstanding}\n",
                 NULL);
    studies_play(&s, 1);
    assert_int_equal(studies_value(&s, 0, 0, "latency"), COLUMNS_NOTHING);
    assert_int_equal(studies_value(&s, 0, 0, "holders"), 0);
    assert_int_equal(studies_value(&s, 0, 0, "exposure"), 0);
    assert_int_equal(studies_value(&s, 0, 0, "receipts"), 0);
    studies_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_the_scenario),
        cmocka_unit_test(nothing_arrives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
