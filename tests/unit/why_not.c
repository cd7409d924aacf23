#include "study/why_not.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/stories.h"

enum { SENT = 3, ANSWER = 4 };

/* us sends russia the text; what comes of it is the case's. */
static void tell(struct story_line lines[ANSWER], const struct record *answer)
{
    const struct story_line story[] = {
        {0,
         {.kind = RECORD_DRAFTED,
          .party = "us",
          .document = "us-response",
          .exchange = 1}},
        {1,
         {.kind = RECORD_REFUSED,
          .party = "russia",
          .document = "us-response",
          .reason = REASON_NOT_HELD,
          .verb = RECORD_VERB_FORWARD,
          .exchange = 2}},
        {2,
         {.kind = RECORD_SENT,
          .party = "us",
          .peer = "russia",
          .document = "us-response",
          .exchange = 3}},
        {5, *answer},
    };

    memcpy(lines, story, sizeof story);
}

static struct why_not find_in(struct arena *a, const struct scenario *sc,
                              const struct story_line *lines, size_t count,
                              const struct sentence *s)
{
    struct reader reader;
    struct ledger ledger;
    struct causes causes;

    stories_journal(&reader, lines, count, true);
    ledger_init(&ledger, sc);
    assert_int_equal(ledger_read(&ledger, &reader, INSTANT_MAX), ERR_OK);
    causes_init(&causes, &reader, &ledger);

    const struct why_not lack = why_not_of(&causes, a, s);

    causes_fini(&causes);
    ledger_fini(&ledger);
    reader_close(&reader);
    return lack;
}

/* The findings for "PARTY can prove us-response". */
static struct why_not find(struct arena *a, const struct story_line *lines,
                           uint32_t party)
{
    const struct sentence s = {.party = party,
                               .predicate = SENTENCE_CAN_PROVE,
                               .document = STORY_RESPONSE,
                               .portion = SCENARIO_NONE};
    struct scenario sc;

    stories_scenario(&sc);

    const struct why_not lack = find_in(a, &sc, lines, ANSWER, &s);

    scenario_fini(&sc);
    return lack;
}

static const struct why_not_item *item(const struct why_not *lack,
                                       enum why_not_kind kind)
{
    for (size_t i = 0; i < lack->count; i++)
        if (lack->items[i].kind == kind) return &lack->items[i];
    return NULL;
}

/* The records of a copy that us sent, and of its fate. */
static const struct {
    struct record answer;
    enum why_not_outcome what;
    uint64_t outcome;
} cases[] = {
    {{.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 3},
     WHY_NOT_TAKEN,
     ANSWER},
    {{.kind = RECORD_REJECTED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 3},
     WHY_NOT_REJECTED,
     ANSWER},
    {{.kind = RECORD_ARRIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 3},
     WHY_NOT_WAITING,
     ANSWER},
    {{.kind = RECORD_FRAME_LOST, .peer = "russia", .exchange = 3},
     WHY_NOT_LOST,
     ANSWER},
    {{.kind = RECORD_UNDELIVERED,
      .party = "us",
      .peer = "russia",
      .exchange = 3},
     WHY_NOT_GIVEN_UP,
     ANSWER},
    {{.kind = RECORD_INTERFERED,
      .peer = "us",
      .act = RECORD_ACT_DROP,
      .exchange = 3},
     WHY_NOT_INTERFERED,
     ANSWER},
    {{.kind = RECORD_FRAME_LOST, .peer = "congress", .exchange = 3},
     WHY_NOT_UNDER_WAY,
     0},
    {{.kind = RECORD_RECEIVED,
      .party = "congress",
      .peer = "us",
      .document = "us-response",
      .exchange = 3},
     WHY_NOT_UNDER_WAY,
     0},
};

static void test_what_became_of_an_attempt(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct story_line lines[ANSWER];
        struct arena a;

        arena_init(&a);
        tell(lines, &cases[i].answer);

        const struct why_not lack = find(&a, lines, STORY_RUSSIA);
        const struct why_not_item *attempt = item(&lack, WHY_NOT_ATTEMPT);

        assert_non_null(attempt);
        assert_int_equal(attempt->seq, SENT);
        assert_int_equal(attempt->what, cases[i].what);
        assert_int_equal(attempt->outcome, cases[i].outcome);
        assert_int_equal(item(&lack, WHY_NOT_REFUSED)->seq, 2);
        assert_null(item(&lack, WHY_NOT_HOLDER)); /* us did try */
        arena_fini(&a);
    }
}

static void test_who_could_have(void **state)
{
    const struct record received = {.kind = RECORD_RECEIVED,
                                    .party = "russia",
                                    .peer = "us",
                                    .document = "us-response",
                                    .exchange = 3};
    struct story_line lines[ANSWER];
    struct arena a;

    (void)state;
    arena_init(&a);
    tell(lines, &received);

    const struct why_not press = find(&a, lines, STORY_PRESS);
    const struct why_not congress = find(&a, lines, STORY_CONGRESS);
    const struct why_not russia = find(&a, lines, STORY_RUSSIA);

    assert_int_equal(item(&press, WHY_NOT_HOLDER)->party, STORY_US);
    assert_int_equal(item(&press, WHY_NOT_HOLDER)->channel, SCENARIO_NONE);
    assert_int_equal(press.items[press.count - 1].party, STORY_RUSSIA);
    assert_null(item(&congress, WHY_NOT_HOLDER)); /* no channel leads there */
    assert_int_equal(item(&russia, WHY_NOT_REACHED)->level, LEVEL_HOLDS);
    assert_int_equal(item(&russia, WHY_NOT_REACHED)->seq, ANSWER);
    arena_fini(&a);
}

/* An adversary who taps the channel: a captured copy counts as unopened until
 * the adversary has read of it. */
static void test_what_a_tap_captured(void **state)
{
    static const char source[] =
        "demarche: 1\n"
        "clock: {start: 2022-01-26T16:00Z, end: 2022-01-27T16:00Z}\n"
        "parties: {us: , russia: }\n"
        "channels: {line: {between: [us, russia], medium: network}}\n"
        "documents: {note: {author: us, portions: {a: x}}}\n"
        "adversary: {tap: {on: line, can: [observe]}}\n"
        "script: [{at: 2022-01-26T16:00Z, draft: note}]\n";
    static const struct story_line lines[] = {
        {0, {.kind = RECORD_DRAFTED, .party = "us", .document = "note"}},
        {0,
         {.kind = RECORD_SENT,
          .party = "us",
          .peer = "russia",
          .document = "note",
          .exchange = 1}},
        {1,
         {.kind = RECORD_CAPTURED,
          .party = "tap",
          .peer = "russia",
          .channel = "line",
          .exchange = 1}},
        {2,
         {.kind = RECORD_CAPTURED,
          .party = "tap",
          .peer = "us",
          .channel = "line",
          .exchange = 1}},
        {3,
         {.kind = RECORD_INTERCEPTED,
          .party = "tap",
          .peer = "us",
          .document = "note",
          .exchange = 1}},
    };
    const struct sentence s = {
        .party = 2, .predicate = SENTENCE_CAN_PROVE, .portion = SCENARIO_NONE};

    (void)state;
    for (size_t count = 3; count <= 5; count++) {
        struct scenario sc;
        struct arena a;

        arena_init(&a);
        stories_parse(&sc, "tapped", bytes_of_text(source));

        const struct why_not lack = find_in(&a, &sc, lines, count, &s);
        const struct why_not_item *attempt = item(&lack, WHY_NOT_ATTEMPT);

        assert_true((attempt != NULL) == (count == 4));
        if (attempt) {
            assert_int_equal(attempt->what, WHY_NOT_CAPTURED);
            assert_int_equal(attempt->outcome, 4);
        }
        scenario_fini(&sc);
        arena_fini(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_became_of_an_attempt),
        cmocka_unit_test(test_who_could_have),
        cmocka_unit_test(test_what_a_tap_captured),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
