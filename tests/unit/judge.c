#include "study/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/stories.h"

/* The minute that a case's bound names; what happens, happens before it, at
 * it and after it. */
enum { BEFORE = 10, BOUND = 20, LATER = 30 };

#define ANY_TIME INT64_MIN /* of a case: it never happens */

/* One judgement: what is expected, when it happens, how the run ended. */
struct judged {
    bool never;
    enum sentence_bound bound;
    int64_t minutes;
    bool complete;
    int64_t end; /* the minute at which the journal ends */
    enum judge_verdict verdict;
};

/* Every bound, affirmed and denied, against every side of its time. */
static const struct judged table[] = {
    {false, BOUND_NONE, BEFORE, true, 60, JUDGE_HOLDS},
    {false, BOUND_NONE, ANY_TIME, true, 60, JUDGE_BROKEN},
    {false, BOUND_NONE, ANY_TIME, false, 60, JUDGE_UNDETERMINED},
    {true, BOUND_NONE, BEFORE, true, 60, JUDGE_BROKEN},
    {true, BOUND_NONE, BEFORE, false, 60, JUDGE_BROKEN},
    {true, BOUND_NONE, ANY_TIME, true, 60, JUDGE_HOLDS},
    {true, BOUND_NONE, ANY_TIME, false, 60, JUDGE_UNDETERMINED},

    {false, BOUND_BY, BEFORE, true, 60, JUDGE_HOLDS},
    {false, BOUND_BY, BOUND, true, 60, JUDGE_HOLDS},
    {false, BOUND_BY, LATER, true, 60, JUDGE_BROKEN},
    {false, BOUND_BY, ANY_TIME, true, 60, JUDGE_BROKEN},
    {false, BOUND_BY, ANY_TIME, false, 60, JUDGE_BROKEN},
    {false, BOUND_BY, ANY_TIME, false, BOUND, JUDGE_UNDETERMINED},
    {true, BOUND_BY, BOUND, true, 60, JUDGE_BROKEN},
    {true, BOUND_BY, LATER, true, 60, JUDGE_HOLDS},
    {true, BOUND_BY, ANY_TIME, false, 60, JUDGE_HOLDS},
    {true, BOUND_BY, ANY_TIME, false, BOUND, JUDGE_UNDETERMINED},

    {false, BOUND_BEFORE, BEFORE, true, 60, JUDGE_HOLDS},
    {false, BOUND_BEFORE, BOUND, true, 60, JUDGE_BROKEN},
    {false, BOUND_BEFORE, ANY_TIME, false, BOUND, JUDGE_BROKEN},
    {false, BOUND_BEFORE, ANY_TIME, false, BEFORE, JUDGE_UNDETERMINED},
    {true, BOUND_BEFORE, BEFORE, true, 60, JUDGE_BROKEN},
    {true, BOUND_BEFORE, BOUND, true, 60, JUDGE_HOLDS},
    {true, BOUND_BEFORE, ANY_TIME, false, BOUND, JUDGE_HOLDS},
    {true, BOUND_BEFORE, ANY_TIME, false, BEFORE, JUDGE_UNDETERMINED},

    {false, BOUND_AFTER, BEFORE, true, 60, JUDGE_BROKEN},
    {false, BOUND_AFTER, BOUND, true, 60, JUDGE_BROKEN},
    {false, BOUND_AFTER, LATER, true, 60, JUDGE_HOLDS},
    {false, BOUND_AFTER, ANY_TIME, true, 60, JUDGE_BROKEN},
    {false, BOUND_AFTER, ANY_TIME, false, 60, JUDGE_UNDETERMINED},
    {true, BOUND_AFTER, LATER, true, 60, JUDGE_BROKEN},
    {true, BOUND_AFTER, BEFORE, true, 60, JUDGE_BROKEN},
    {true, BOUND_AFTER, ANY_TIME, true, 60, JUDGE_HOLDS},
    {true, BOUND_AFTER, ANY_TIME, false, 60, JUDGE_UNDETERMINED},

    {false, BOUND_AT, BOUND, true, 60, JUDGE_HOLDS},
    {false, BOUND_AT, LATER, true, 60, JUDGE_BROKEN},
    {true, BOUND_AT, BOUND, true, 60, JUDGE_BROKEN},
    {true, BOUND_AT, LATER, true, 60, JUDGE_HOLDS},

    {true, BOUND_UNTIL, BEFORE, true, 60, JUDGE_BROKEN},
    {true, BOUND_UNTIL, BOUND, true, 60, JUDGE_HOLDS},
    {true, BOUND_UNTIL, ANY_TIME, false, BEFORE, JUDGE_UNDETERMINED},
};

enum { TABLE_SIZE = sizeof table / sizeof table[0] };

/* Judges one sentence against a few records. */
static struct judge_finding judge_story(struct judge *j,
                                        const struct sentence *s,
                                        const struct story_line *lines,
                                        size_t count, bool complete,
                                        int64_t end)
{
    struct scenario sc;
    struct ledger l;

    stories_scenario(&sc);
    sc.expects = s;
    sc.expect_count = 1;
    ledger_init(&l, &sc);
    for (size_t i = 0; i < count; i++) {
        ledger_add(&l, stories_time(lines[i].minutes), i + 1, &lines[i].record);
    }
    ledger_finish(&l);
    l.closed = complete;
    l.last = stories_time(end);
    judge_init(j, &l);
    ledger_fini(&l);
    scenario_fini(&sc);
    return j->findings[0];
}

static void judge_table(enum sentence_predicate predicate,
                        enum record_kind kind)
{
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        const struct judged *c = &table[i];
        const struct sentence s = {.text = "",
                                   .party = STORY_RUSSIA,
                                   .never = c->never,
                                   .predicate = predicate,
                                   .document = STORY_RESPONSE,
                                   .portion = SCENARIO_NONE,
                                   .bound = c->bound,
                                   .time = stories_time(BOUND)};
        const struct story_line line = {
            c->minutes,
            {.kind = kind, .party = "russia", .document = "us-response"}};
        struct judge j;
        enum judge_verdict expected = c->verdict;

        /* An act done earlier does not count again later. */
        if (sentence_level(predicate) == 0 && c->never &&
            c->bound == BOUND_AFTER && c->minutes == BEFORE) {
            expected = JUDGE_HOLDS;
        }

        const struct judge_finding f = judge_story(
            &j, &s, &line, c->minutes == ANY_TIME ? 0 : 1, c->complete, c->end);

        if (f.verdict != expected)
            fail_msg("case %zu: verdict %d", i, (int)f.verdict);
        assert_int_equal(j.counts[expected], 1);
        judge_fini(&j);
    }
}

static void test_levels_against_every_bound(void **state)
{
    (void)state;
    judge_table(SENTENCE_HOLDS, RECORD_RECEIVED);
    judge_table(SENTENCE_CAN_PROVE, RECORD_CHECKED);
    judge_table(SENTENCE_KNOWS_OF, RECORD_HEARD);
}

static void test_acts_against_every_bound(void **state)
{
    (void)state;
    judge_table(SENTENCE_RECEIVES, RECORD_RECEIVED);
    judge_table(SENTENCE_VIOLATES, RECORD_VIOLATED);
    judge_table(SENTENCE_SIGNS, RECORD_COSIGNED);
    judge_table(SENTENCE_LEAKS, RECORD_LEAKED);
}

static const char *const open_door[] = {"open-door"};

static const struct story_line one_portion[] = {
    {5,
     {.kind = RECORD_RECEIVED,
      .party = "press",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1}},
};

static void assert_judged(const struct sentence *s, enum judge_verdict verdict,
                          const char *why)
{
    struct judge j;
    const struct judge_finding f = judge_story(&j, s, one_portion, 1, true, 60);

    assert_int_equal(f.verdict, verdict);
    assert_string_equal(f.why, why);
    judge_fini(&j);
}

static void test_all_portions_affirm_and_any_denies(void **state)
{
    struct sentence s = {.text = "",
                         .party = STORY_PRESS,
                         .predicate = SENTENCE_HOLDS,
                         .document = STORY_RESPONSE,
                         .portion = SCENARIO_NONE};

    (void)state;
    assert_judged(&s, JUDGE_BROKEN, "only 1 of 2 portions");
    s.never = true;
    assert_judged(&s, JUDGE_BROKEN, "since 2022-01-26T16:05:00Z, record 1");
    s.portion = STORY_ARMS_CONTROL;
    assert_judged(&s, JUDGE_HOLDS, "never reached");
    s.never = false;
    assert_judged(&s, JUDGE_BROKEN, "never reached; highest level: aware");
    s.portion = STORY_OPEN_DOOR;
    assert_judged(&s, JUDGE_HOLDS, "since 2022-01-26T16:05:00Z, record 1");
    s.predicate = SENTENCE_CAN_PROVE;
    assert_judged(&s, JUDGE_BROKEN, "never reached; highest level: holds");
}

static void test_why_says_what_came_too_late_or_never(void **state)
{
    struct sentence s = {.text = "",
                         .party = STORY_PRESS,
                         .predicate = SENTENCE_RECEIVES,
                         .document = STORY_RESPONSE,
                         .portion = SCENARIO_NONE,
                         .bound = BOUND_BY,
                         .time = stories_time(1)};

    (void)state;
    assert_judged(&s, JUDGE_BROKEN, "only at 2022-01-26T16:05:00Z, record 1");
    s.never = true;
    assert_judged(&s, JUDGE_HOLDS, "only at 2022-01-26T16:05:00Z, record 1");
    s.time = stories_time(9);
    assert_judged(&s, JUDGE_BROKEN, "at 2022-01-26T16:05:00Z, record 1");
    s.predicate = SENTENCE_PUBLISHES;
    assert_judged(&s, JUDGE_HOLDS, "never done");
    s.never = false;
    assert_judged(&s, JUDGE_BROKEN, "never done");
}

/* A time is told in seconds unless that would put it on the bound, or on the
 * other side of it. */
static void test_times_are_as_fine_as_it_takes(void **state)
{
    static const struct {
        duration after; /* the bound */
        const char *why;
    } cases[] = {
        {-1, "since 2022-01-26T15:59:59Z, record 1"},
        {0, "since 2022-01-26T16:00:00Z, record 1"},
        {1, "only since 2022-01-26T16:00:00.000000001Z, record 1"},
        {40 * MILLISECOND + 1, "only since 2022-01-26T16:00:00.040Z, record 1"},
        {SECOND + 1, "only since 2022-01-26T16:00:01Z, record 1"},
    };
    const struct record r = {
        .kind = RECORD_RECEIVED, .party = "press", .document = "us-response"};
    const struct sentence s = {.text = "",
                               .party = STORY_PRESS,
                               .predicate = SENTENCE_HOLDS,
                               .document = STORY_RESPONSE,
                               .portion = SCENARIO_NONE,
                               .bound = BOUND_BY,
                               .time = stories_time(0)};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scenario sc;
        struct ledger l;
        struct judge j;

        stories_scenario(&sc);
        sc.expects = &s;
        sc.expect_count = 1;
        ledger_init(&l, &sc);
        ledger_add(&l, s.time + cases[i].after, 1, &r);
        ledger_finish(&l);
        judge_init(&j, &l);
        assert_string_equal(j.findings[0].why, cases[i].why);
        judge_fini(&j);
        ledger_fini(&l);
        scenario_fini(&sc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels_against_every_bound),
        cmocka_unit_test(test_acts_against_every_bound),
        cmocka_unit_test(test_all_portions_affirm_and_any_denies),
        cmocka_unit_test(test_why_says_what_came_too_late_or_never),
        cmocka_unit_test(test_times_are_as_fine_as_it_takes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
