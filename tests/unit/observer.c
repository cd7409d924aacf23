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

#include "experiment/metadata.h"
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

/* A letter that two parties of very different size got. With a wording for each
 * its leak is laid to the one that did it; in one wording to the greater one,
 * whoever did it. */
#define LETTER                                                               \
    "demarche: 1\n"                                                          \
    "clock: {start: 2022-01-26T12:00Z, end: 2022-01-28T12:00Z}\n"            \
    "parties: {us: , nato: {readers: 1000}, malta: , press: {kind: public}}" \
    "\n"                                                                     \
    "channels: {post: {between: [us, nato, malta], medium: courier}}\n"      \
    "documents:\n"                                                           \
    "  letter: {author: us, portions: {body: \"The {talks|discussions} "     \
    "{go on|continue}. We {hope|trust} to {agree|settle} {soon|early}.\"}}"  \
    "\n"                                                                     \
    "  note: {author: us, portions: {body: A word.}}\n"                      \
    "protection: {formal: {sign: ed25519, mark: per-copy}}\n"                \
    "script:\n"                                                              \
    "  - {at: 2022-01-26T13:00Z, draft: letter}\n"                           \
    "  - {at: 2022-01-26T14:00Z, send: letter, to: [nato, malta],\n"         \
    "     protect: formal}\n"                                                \
    "  - {at: 2022-01-27T12:00Z, leak: letter, from: malta, to: press}\n"

static void leaks_are_attributed(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s,
                 "study: 1\nscenario: x.yaml\n"
                 "vary: {protection.formal.mark: [per-copy, none]}\n"
                 "measure:\n"
                 "  right: {quantity: attributed, document: letter}\n"
                 "  wrong: {quantity: falsely-accused, document: letter}\n"
                 "  unleaked: {quantity: attributed, document: note}\n",
                 LETTER);
    studies_play(&s, 2);
    assert_int_equal(studies_value(&s, 0, 1, "right"), 1);
    assert_int_equal(studies_value(&s, 0, 1, "wrong"), 0);
    assert_int_equal(studies_value(&s, 1, 1, "right"), 0);
    assert_int_equal(studies_value(&s, 1, 1, "wrong"), 1);
    assert_int_equal(studies_value(&s, 0, 0, "unleaked"), COLUMNS_NOTHING);
    studies_fini(&s);
}

/* Three letters of one size, each held back for hours. */
#define HELD                                                          \
    "demarche: 1\n"                                                   \
    "clock: {start: 2022-01-26T06:00Z, end: 2022-01-27T06:00Z}\n"     \
    "parties: {us: , russia: }\n"                                     \
    "channels: {cable: {between: [us, russia], handshake: IK, hold: " \
    "{uniform: {from: 0 s, to: 8 h}}}}\n"                             \
    "documents: {a: {author: us, portions: {body: A.}},\n"            \
    "  b: {author: us, portions: {body: B.}},\n"                      \
    "  c: {author: us, portions: {body: C.}}}\n"                      \
    "script:\n"                                                       \
    "  - {at: 2022-01-26T07:00Z, draft: a}\n"                         \
    "  - {at: 2022-01-26T07:00Z, draft: b}\n"                         \
    "  - {at: 2022-01-26T07:00Z, draft: c}\n"                         \
    "  - {at: 2022-01-26T08:00Z, send: a, to: russia}\n"              \
    "  - {at: 2022-01-26T10:00Z, send: b, to: russia}\n"              \
    "  - {at: 2022-01-26T12:00Z, send: c, to: russia}\n"

/* As many documents as `metadata` has its observer know, of the same runs. */
static void guesses_are_those_of_metadata(void **state)
{
    struct metadata m = {.on = SCENARIO_NONE,
                         .runs = ONLOOKER_RUNS,
                         .padding_given = true,
                         .hold = -1,
                         .cover = -1};
    struct studies s;
    struct errmsg e;
    int64_t sum = 0;

    (void)state;
    studies_init(&s,
                 "study: 1\nscenario: x.yaml\n"
                 "measure: {known: {quantity: guessed}}\n",
                 HELD);
    studies_play(&s, ONLOOKER_RUNS);
    for (size_t run = 0; run < ONLOOKER_RUNS; run++)
        sum += studies_value(&s, 0, run, "known");
    m.scenario = &s.points.items[0].scenario;
    m.seed = 1;
    assert_int_equal(metadata_study(&m, &e), ERR_OK);
    const struct classify_score *score =
        &m.rows[m.row_count - 1].scores[ONLOOKER_WHICH][ONLOOKER_BY_BOTH];
    assert_int_equal(sum, score->right);
    assert_true(sum > 0 && sum < (int64_t)score->asked);
    studies_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_the_scenario),
        cmocka_unit_test(nothing_arrives),
        cmocka_unit_test(leaks_are_attributed),
        cmocka_unit_test(guesses_are_those_of_metadata),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
