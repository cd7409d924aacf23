/* The older spellings of the language's keys: they still read, and mean what
 * the newer ones mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/trial_run.h"
#include "scenario/change_each.h"
#include "support/stories.h"

/* The newer spelling, then the older one. */
enum { SPELLINGS = 2 };

static const char *const scenarios[SPELLINGS] = {
#define STORY(delay, prekeys, channels)                                   \
    "demarche: 1\n"                                                       \
    "clock: {start: 2022-02-01, end: 2022-02-05}\n"                       \
    "parties:\n"                                                          \
    "  us: {}\n"                                                          \
    "  russia: {" delay ": 2 h, " prekeys ": 3}\n"                        \
    "  registry: {kind: directory}\n"                                     \
    "channels: {line: {between: [us, russia, registry], delay: 1 min}}\n" \
    "documents: {note: {author: us, portions: {body: A word}}}\n"         \
    "protection: {ratchet: {session: ratchet}}\n"                         \
    "adversary: {tap: {" channels ": line, can: [observe]}}\n"            \
    "script:\n"                                                           \
    "  - {at: 2022-02-02T08:00Z, draft: note}\n"                          \
    "  - {at: 2022-02-02T09:00Z, send: note, to: russia, protect: ratchet}\n"
    STORY("processing_delay", "one_time_prekeys", "channels"),
    STORY("handling", "prekeys", "on"),
};

static void test_same_scenario(void **state)
{
    (void)state;
    for (size_t i = 0; i < SPELLINGS; i++) {
        struct scenario s;

        stories_parse(&s, "spelling", bytes_of_text(scenarios[i]));
        assert_int_equal(s.parties[1].processing_delay, 2 * HOUR);
        assert_int_equal(s.parties[1].prekeys.one_time, 3);
        assert_int_equal(s.adversaries[0].on_count, 1);
        assert_int_equal(s.adversaries[0].on[0], 0);
        scenario_fini(&s);
    }
}

static bool next_event(struct reader *r, struct reader_frame *f)
{
    while (reader_next(r, f) == ERR_OK)
        if (f->kind == JOURNAL_EVENT) return true;
    return false;
}

/* The journals hold other texts of the scenario, and the same records. */
static void test_same_records(void **state)
{
    struct scenario s[SPELLINGS];
    struct trial_run runs[SPELLINGS];
    struct reader_frame f[SPELLINGS];
    struct errmsg e;
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < SPELLINGS; i++) {
        stories_parse(&s[i], "spelling", bytes_of_text(scenarios[i]));
        if (trial_run_init(&runs[i], &s[i], 1, 0, NULL, NULL, &e))
            fail_msg("%s", e.text);
        reader_rewind(&runs[i].reader);
    }
    while (next_event(&runs[0].reader, &f[0])) {
        assert_true(next_event(&runs[1].reader, &f[1]));
        assert_int_equal(f[0].time, f[1].time);
        assert_true(bytes_equal(f[0].body, f[1].body));
        count++;
    }
    assert_false(next_event(&runs[1].reader, &f[1]));
    assert_true(count > 10);
    for (size_t i = 0; i < SPELLINGS; i++) {
        trial_run_fini(&runs[i]);
        scenario_fini(&s[i]);
    }
}

static void test_both_at_once(void **state)
{
    static const struct {
        const char *text, *error;
        uint32_t column;
    } cases[] = {
        {"parties: {us: {handling: 1 h, processing_delay: 1 h}}\n",
         "\"handling\" and \"processing_delay\" are the same key, expected one "
         "of them",
         31},
        {"parties: {us: {one_time_prekeys: 1, prekeys: 1}}\n",
         "\"one_time_prekeys\" and \"prekeys\" are the same key, expected one "
         "of them",
         37},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scenario_errors errors;
        struct scenario s;
        char text[256];

        snprintf(text, sizeof text,
                 "%sdemarche: 1\nclock: {start: 2022-02-01, end: 2022-02-05}\n",
                 cases[i].text);
        scenario_errors_init(&errors);
        assert_int_equal(
            scenario_parse(&s, "spelling", bytes_of_text(text), &errors),
            ERR_FORMAT);
        assert_int_equal(errors.count, 1);
        assert_string_equal(errors.items[0].text, cases[i].error);
        assert_int_equal(errors.items[0].position.column, cases[i].column);
        scenario_errors_fini(&errors);
    }
}

/* What a writer of YAML 1.1 makes of yes, no, a time, no value and a small
 * number. */
static void test_other_writers(void **state)
{
    static const char text[] =
        "clock: {start: 2022-02-01, end: 2022-02-05 10:00:00+02:00}\n"
        "demarche: 1\n"
        "parties: {us: null, russia: ~, nato: {accepts: [{signed: false}]}}\n"
        "channels: {line: {between: [us, nato], loss: 4.0e-05}}\n"
        "protection: {kind: {receipt: true}, curt: {receipt: false}}\n"
        "groups: null\n";
    struct scenario s;

    (void)state;
    stories_parse(&s, "spelling", bytes_of_text(text));
    assert_int_equal(s.end - s.start, 4 * DAY + 8 * HOUR);
    assert_int_equal(s.party_count, 3);
    assert_true(s.channels[0].loss == 0.00004);
    assert_true(s.protections[0].receipt);
    assert_false(s.protections[1].receipt);
    scenario_fini(&s);
}

/* A change finds a key in whichever spelling the file has it; a name is no
 * key, and has one spelling. */
static void test_changes(void **state)
{
    static const struct {
        const char *source, *change, *expected;
    } cases[] = {
        {"parties: {us: {handling: 1 h}}\n", "parties.us.processing_delay=2 h",
         "parties: {us: {handling: 2 h}}\n"},
        {"parties: {us: {processing_delay: 1 h}}\n", "parties.us.handling=2 h",
         "parties: {us: {processing_delay: 2 h}}\n"},
        {"parties: {us: {processing_delay: 1 h, readers: 2}}\n",
         "parties.us.handling=-", "parties: {us: {readers: 2}}\n"},
        {"adversary: {tap: {on: line, can: drop}}\n",
         "adversary.tap.channels=cable",
         "adversary: {tap: {on: cable, can: drop}}\n"},
        {"adversary: {on: {can: drop}}\n", "adversary.channels={can: delay}",
         "adversary: {channels: {can: delay}, on: {can: drop}}\n"},
        {"documents: {d: {portions: {on: x}}}\n",
         "documents.d.portions.channels=y",
         "documents: {d: {portions: {channels: y, on: x}}}\n"},
        {"script: [{leak: d, hazard: {motive: 2}}]\n",
         "script[0].hazard.motive=3",
         "script: [{leak: d, hazard: {motive: 3}}]\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes out = {0};
        struct errmsg e;
        struct arena a;

        arena_init(&a);
        if (change_each_apply(&a, bytes_of_text(cases[i].source),
                              cases[i].change, &out, &e))
            fail_msg("%s: %s", cases[i].change, e.text);
        if (!bytes_equal(out, bytes_of_text(cases[i].expected)))
            fail_msg("%s gives:\n%.*s", cases[i].change, (int)out.size,
                     (const char *)out.data);
        arena_fini(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_scenario),
        cmocka_unit_test(test_same_records),
        cmocka_unit_test(test_both_at_once),
        cmocka_unit_test(test_other_writers),
        cmocka_unit_test(test_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
