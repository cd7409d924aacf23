#include "study/difference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/stories.h"

enum { LINES = 4 };

static const struct story_line story[LINES] = {
    {0, {.kind = RECORD_DRAFTED, .party = "us", .document = "us-response"}},
    {1,
     {.kind = RECORD_FRAME_SENT,
      .party = "us",
      .peer = "russia",
      .data = {(const uint8_t *)"abc", 3}}},
    {5,
     {.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response"}},
    {9, {.kind = RECORD_SIGNED, .party = "us", .document = "us-response"}},
};

/* A run made of lines, ready to be compared. */
struct run {
    struct scenario sc;
    struct reader reader;
    struct ledger ledger;
};

static void begin(struct run *r, const struct story_line *lines, size_t count)
{
    stories_scenario(&r->sc);
    stories_journal(&r->reader, lines, count, true);
    ledger_init(&r->ledger, &r->sc);
    assert_int_equal(ledger_read(&r->ledger, &r->reader, INSTANT_MAX), ERR_OK);
}

static void end(struct run *r)
{
    ledger_fini(&r->ledger);
    reader_close(&r->reader);
    scenario_fini(&r->sc);
}

static void compare(struct difference *c, struct run runs[DIFFERENCE_SIDES],
                    const struct story_line *lines, size_t count)
{
    begin(&runs[0], story, LINES);
    begin(&runs[1], lines, count);

    const struct difference_side sides[DIFFERENCE_SIDES] = {
        {&runs[0].reader, &runs[0].ledger},
        {&runs[1].reader, &runs[1].ledger},
    };

    difference_init(c, sides);
}

static void finish(struct difference *c, struct run runs[DIFFERENCE_SIDES])
{
    difference_fini(c);
    end(&runs[0]);
    end(&runs[1]);
}

static void test_the_same(void **state)
{
    struct run runs[DIFFERENCE_SIDES];
    struct difference c;

    (void)state;
    compare(&c, runs, story, LINES);
    assert_true(difference_is_same(&c));
    assert_true(c.same_scenario);
    finish(&c, runs);
}

static void test_only_bytes(void **state)
{
    struct story_line lines[LINES];
    struct run runs[DIFFERENCE_SIDES];
    struct difference c;

    (void)state;
    memcpy(lines, story, sizeof lines);
    lines[1].record.data = bytes_of_text("abd");
    compare(&c, runs, lines, LINES);
    assert_false(difference_is_same(&c));
    assert_true(c.parted && !c.retold);
    assert_int_equal(c.first[0].seq, 2);
    assert_int_equal(c.row_count + c.sentence_count, 0);
    finish(&c, runs);
}

static void test_later_knowledge(void **state)
{
    struct story_line lines[LINES];
    struct run runs[DIFFERENCE_SIDES];
    struct difference c;

    (void)state;
    memcpy(lines, story, sizeof lines);
    lines[2].minutes = 7;
    compare(&c, runs, lines, LINES);
    assert_true(c.retold);
    assert_int_equal(c.told[0].seq, 3);
    assert_int_equal(c.told[1].time, stories_time(7));
    assert_string_equal(c.told[1].record.peer, "us");
    /* Holding it includes all levels below: one row. */
    assert_int_equal(c.row_count, 1);
    assert_string_equal(c.rows[0].party, "russia");
    assert_int_equal(c.rows[0].level, LEVEL_HOLDS);
    assert_int_equal(c.rows[0].time[0], stories_time(5));
    assert_int_equal(c.rows[0].time[1], stories_time(7));
    finish(&c, runs);
}

static void test_a_run_that_ends_early(void **state)
{
    struct run runs[DIFFERENCE_SIDES];
    struct difference c;

    (void)state;
    compare(&c, runs, story, 2);
    assert_true(c.retold);
    assert_true(c.told[0].there && !c.told[1].there);
    assert_int_equal(c.told[0].seq, 3);
    assert_int_equal(c.row_count, 2);
    assert_string_equal(c.rows[0].party, "us");
    assert_int_equal(c.rows[0].level, LEVEL_PROVABLE);
    assert_true(c.rows[0].reached[0] && !c.rows[0].reached[1]);
    /* That russia holds it is expected, and not so in the second. */
    assert_int_equal(c.sentence_count, 1);
    assert_int_equal(c.sentences[0].verdict[0], JUDGE_HOLDS);
    assert_int_equal(c.sentences[0].verdict[1], JUDGE_BROKEN);
    finish(&c, runs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same),
        cmocka_unit_test(test_only_bytes),
        cmocka_unit_test(test_later_knowledge),
        cmocka_unit_test(test_a_run_that_ends_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
