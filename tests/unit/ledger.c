#include "study/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/journals.h"
#include "support/stories.h"

static const char *const open_door[] = {"open-door"};
static const char *const arms_control[] = {"arms-control"};

/* The records of most of these tests. */
static const struct story_line story[] = {
    {0, {.kind = RECORD_DRAFTED, .party = "us", .document = "us-response"}},
    {1, {.kind = RECORD_SIGNED, .party = "us", .document = "us-response"}},
    {2, {.kind = RECORD_SENT, .party = "us", .document = "us-response"}},
    {10,
     {.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1}},
    {10,
     {.kind = RECORD_CHECKED,
      .party = "russia",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1}},
    {20,
     {.kind = RECORD_TOLD,
      .party = "russia",
      .peer = "press",
      .document = "us-response"}},
    {30,
     {.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .portions = arms_control,
      .portion_count = 1}},
    {40,
     {.kind = RECORD_HEARD,
      .party = "press",
      .peer = "us",
      .document = "us-response"}},
    {50, {.kind = RECORD_RECEIVED, .party = "thief", .document = "memo"}},
    {60, {.kind = RECORD_RECEIVED, .party = "us", .document = "forgery"}},
    {70, {.kind = RECORD_SENT, .party = "us", .document = "us-response"}},
};

enum { STORY_SIZE = sizeof story / sizeof story[0] };

/* The ledger of the first `count` lines, and of what is asked beside. */
static void tell_asked(struct ledger *l, struct scenario *sc, size_t count,
                       const struct sentence *asked)
{
    stories_scenario(sc);
    ledger_init(l, sc);
    if (asked) ledger_ask(l, asked);
    for (size_t i = 0; i < count; i++) {
        ledger_add(l, stories_time(story[i].minutes), i + 1, &story[i].record);
    }
    ledger_finish(l);
}

static void tell(struct ledger *l, struct scenario *sc, size_t count)
{
    tell_asked(l, sc, count, NULL);
}

static void assert_since(const struct ledger *l, uint32_t party,
                         uint32_t portion, enum record_level level,
                         uint64_t seq)
{
    struct ledger_mark mark;

    assert_true(ledger_since(l, party, STORY_RESPONSE, portion, level, &mark));
    assert_int_equal(mark.seq, seq);
    assert_int_equal(mark.time, stories_time(story[seq - 1].minutes));
    assert_int_equal(mark.kind, story[seq - 1].record.kind);
}

static void test_each_level_includes_those_below(void **state)
{
    struct scenario sc;
    struct ledger l;

    (void)state;
    tell(&l, &sc, STORY_SIZE);
    assert_since(&l, STORY_US, SCENARIO_NONE, LEVEL_AWARE, 1);
    assert_since(&l, STORY_US, SCENARIO_NONE, LEVEL_HOLDS, 1);
    assert_since(&l, STORY_US, SCENARIO_NONE, LEVEL_VERIFIED, 1);
    assert_since(&l, STORY_US, SCENARIO_NONE, LEVEL_PROVABLE, 2);
    assert_since(&l, STORY_US, STORY_ARMS_CONTROL, LEVEL_PROVABLE, 2);
    ledger_fini(&l);
    scenario_fini(&sc);
}

static void test_the_whole_is_known_with_its_last_portion(void **state)
{
    struct scenario sc;
    struct ledger l;
    struct ledger_mark mark;

    (void)state;
    tell(&l, &sc, STORY_SIZE);
    assert_since(&l, STORY_RUSSIA, STORY_OPEN_DOOR, LEVEL_HOLDS, 4);
    assert_since(&l, STORY_RUSSIA, STORY_OPEN_DOOR, LEVEL_PROVABLE, 5);
    assert_since(&l, STORY_RUSSIA, STORY_OPEN_DOOR, LEVEL_TOLD, 4);
    assert_since(&l, STORY_RUSSIA, STORY_ARMS_CONTROL, LEVEL_TOLD, 6);
    assert_since(&l, STORY_RUSSIA, SCENARIO_NONE, LEVEL_TOLD, 6);
    assert_since(&l, STORY_RUSSIA, SCENARIO_NONE, LEVEL_HOLDS, 7);
    assert_false(ledger_since(&l, STORY_RUSSIA, STORY_RESPONSE, SCENARIO_NONE,
                              LEVEL_VERIFIED, &mark));
    assert_int_equal(
        ledger_level(&l, STORY_RUSSIA, STORY_RESPONSE, SCENARIO_NONE),
        LEVEL_HOLDS);
    assert_int_equal(ledger_level_any(&l, STORY_RUSSIA, STORY_RESPONSE),
                     LEVEL_PROVABLE);
    assert_true(ledger_since_any(&l, STORY_RUSSIA, STORY_RESPONSE,
                                 LEVEL_VERIFIED, &mark));
    assert_int_equal(mark.seq, 5);
    ledger_fini(&l);
    scenario_fini(&sc);
}

static void test_a_portion_makes_aware_of_the_document(void **state)
{
    struct scenario sc;
    struct ledger l;

    (void)state;
    tell(&l, &sc, 4);
    assert_since(&l, STORY_RUSSIA, SCENARIO_NONE, LEVEL_AWARE, 4);
    assert_since(&l, STORY_RUSSIA, STORY_ARMS_CONTROL, LEVEL_AWARE, 4);
    assert_int_equal(
        ledger_level(&l, STORY_RUSSIA, STORY_RESPONSE, SCENARIO_NONE),
        LEVEL_AWARE);
    ledger_fini(&l);
    scenario_fini(&sc);
}

static void test_nobody_knows_of_what_no_record_names(void **state)
{
    struct scenario sc;
    struct ledger l;

    (void)state;
    tell(&l, &sc, STORY_SIZE);
    for (uint32_t party = 0; party < STORY_PARTIES; party++) {
        assert_int_equal(ledger_level_any(&l, party, STORY_MEMO),
                         LEVEL_UNAWARE);
    }
    assert_int_equal(ledger_level_any(&l, STORY_CONGRESS, STORY_RESPONSE),
                     LEVEL_UNAWARE);
    assert_int_equal(ledger_level_any(&l, STORY_PRESS, STORY_RESPONSE),
                     LEVEL_AWARE);
    assert_int_equal(l.records, STORY_SIZE);
    ledger_fini(&l);
    scenario_fini(&sc);
}

static void test_acts_are_found_in_their_order(void **state)
{
    const struct sentence asked = {
        .never = true, .bound = BOUND_AFTER, .time = stories_time(2)};
    struct scenario sc;
    struct ledger l;
    struct ledger_mark mark;

    (void)state;
    tell_asked(&l, &sc, STORY_SIZE, &asked);
    assert_true(ledger_act(&l, STORY_US, STORY_RESPONSE, SCENARIO_NONE,
                           SENTENCE_SENDS, INSTANT_MIN, &mark));
    assert_int_equal(mark.seq, 3);
    assert_true(ledger_act(&l, STORY_US, STORY_RESPONSE, SCENARIO_NONE,
                           SENTENCE_SENDS, mark.time, &mark));
    assert_int_equal(mark.seq, STORY_SIZE);
    assert_true(ledger_act(&l, STORY_RUSSIA, STORY_RESPONSE, STORY_ARMS_CONTROL,
                           SENTENCE_RECEIVES, INSTANT_MIN, &mark));
    assert_int_equal(mark.seq, 7);
    assert_int_equal(mark.peer, STORY_US);
    assert_false(ledger_act(&l, STORY_PRESS, STORY_RESPONSE, SCENARIO_NONE,
                            SENTENCE_RECEIVES, INSTANT_MIN, &mark));
    ledger_fini(&l);
    scenario_fini(&sc);
}

static void test_no_act_follows_the_last(void **state)
{
    const struct sentence asked = {
        .never = true,
        .bound = BOUND_AFTER,
        .time = stories_time(story[STORY_SIZE - 1].minutes)};
    struct scenario sc;
    struct ledger l;
    struct ledger_mark mark;

    (void)state;
    tell_asked(&l, &sc, STORY_SIZE, &asked);
    assert_false(ledger_act(&l, STORY_US, STORY_RESPONSE, SCENARIO_NONE,
                            SENTENCE_SENDS, asked.time, &mark));
    ledger_fini(&l);
    scenario_fini(&sc);
}

/* A hundred thousand sendings are as many records of one thing done; of those
 * after the times asked for, the first is kept. */
static void test_repetition_takes_no_room(void **state)
{
    enum { RECORDS = 100000, EVERY = 1000, TIMES = 3 };
    const struct record r = {.kind = RECORD_SENT,
                             .party = "us",
                             .peer = "russia",
                             .document = "us-response",
                             .portions = open_door,
                             .portion_count = 1};
    struct sentence expects[TIMES];
    struct ledger_mark mark;
    struct scenario sc;
    struct ledger l;

    (void)state;
    stories_scenario(&sc);
    for (size_t i = 0; i < TIMES; i++)
        expects[i] = (struct sentence){.never = true,
                                       .bound = BOUND_AFTER,
                                       .time = stories_time((int)(TIMES - i))};
    sc.expects = expects;
    sc.expect_count = TIMES;
    ledger_init(&l, &sc);
    for (size_t i = 0; i < RECORDS; i++)
        ledger_add(&l, stories_time((int)(i / EVERY)), i + 1, &r);
    ledger_finish(&l);
    assert_int_equal(l.records, RECORDS);
    assert_int_equal(l.act_count, 1 + TIMES);
    assert_true(l.act_capacity + l.gain_capacity + l.notes.capacity < 64);
    for (size_t i = 0; i < TIMES; i++) {
        assert_true(ledger_act(&l, STORY_US, STORY_RESPONSE, STORY_OPEN_DOOR,
                               SENTENCE_SENDS, expects[i].time, &mark));
        assert_int_equal(mark.seq, (TIMES - i + 1) * EVERY + 1);
    }
    ledger_fini(&l);
    sc.expects = NULL;
    sc.expect_count = 0;
    scenario_fini(&sc);
}

static void test_a_journal_is_read_up_to_a_time(void **state)
{
    struct scenario sc;
    struct ledger l;
    struct reader r;

    (void)state;
    stories_scenario(&sc);
    stories_journal(&r, story, STORY_SIZE, true);
    ledger_init(&l, &sc);
    assert_int_equal(ledger_read(&l, &r, INSTANT_MAX), ERR_OK);
    assert_since(&l, STORY_RUSSIA, SCENARIO_NONE, LEVEL_HOLDS, 7);
    assert_true(ledger_complete(&l));
    ledger_fini(&l);

    ledger_init(&l, &sc);
    assert_int_equal(ledger_read(&l, &r, stories_time(10)), ERR_OK);
    assert_int_equal(l.records, 5);
    assert_int_equal(ledger_level_any(&l, STORY_RUSSIA, STORY_RESPONSE),
                     LEVEL_PROVABLE);
    assert_false(ledger_complete(&l));
    ledger_fini(&l);
    reader_close(&r);
    scenario_fini(&sc);
}

static void test_an_open_journal_is_no_complete_run(void **state)
{
    static const struct story_line stopped[] = {
        {5, {.kind = RECORD_STOPPED}},
    };
    struct scenario sc;
    struct ledger l;
    struct reader r;

    (void)state;
    stories_scenario(&sc);
    stories_journal(&r, story, STORY_SIZE, false);
    ledger_init(&l, &sc);
    assert_int_equal(ledger_read(&l, &r, INSTANT_MAX), ERR_OK);
    assert_int_equal(l.records, STORY_SIZE);
    assert_false(ledger_complete(&l));
    ledger_fini(&l);
    reader_close(&r);

    stories_journal(&r, stopped, 1, true);
    ledger_init(&l, &sc);
    assert_int_equal(ledger_read(&l, &r, INSTANT_MAX), ERR_OK);
    assert_true(l.closed && l.stopped);
    assert_false(ledger_complete(&l));
    ledger_fini(&l);
    reader_close(&r);
    scenario_fini(&sc);
}

/* A FAULT has a CLOSE behind it, and yet the run did not come to its end. */
static void test_a_run_with_a_fault_is_not_complete(void **state)
{
    struct scenario sc;
    struct reader r;
    struct errmsg e;
    char path[64];

    (void)state;
    stories_scenario(&sc);
    for (int fault = 0; fault < 2; fault++) {
        struct ledger l;
        int fd = journals_file(), kept = dup(fd);
        struct journal *j = journals_begin(fd);
        if (fault) journal_fault(j, journals_time(0), "a limit");
        assert_int_equal(journal_close(j, journals_time(0), &e),
                         fault ? ERR_IO : ERR_OK);
        snprintf(path, sizeof path, "/proc/self/fd/%d", kept);
        assert_int_equal(reader_open(&r, path, &e), ERR_OK);
        ledger_init(&l, &sc);
        assert_int_equal(ledger_read(&l, &r, INSTANT_MAX), ERR_OK);
        assert_int_equal(ledger_complete(&l), !fault);
        ledger_fini(&l);
        reader_close(&r);
        close(kept);
    }
    scenario_fini(&sc);
}

static void test_ten_thousand_parties(void **state)
{
    struct scenario sc;
    struct ledger l;
    struct ledger_mark mark;

    (void)state;
    stories_crowd(&sc, SCENARIO_PARTIES_MAX);
    ledger_init(&l, &sc);
    for (size_t i = SCENARIO_PARTIES_MAX; i-- > 1;) {
        const struct record r = {.kind = RECORD_RECEIVED,
                                 .party = sc.parties[i].name,
                                 .peer = sc.parties[0].name,
                                 .document = "us-response"};

        ledger_add(&l, stories_time(0), SCENARIO_PARTIES_MAX - i, &r);
    }
    ledger_finish(&l);
    for (uint32_t i = 1; i < SCENARIO_PARTIES_MAX; i++) {
        assert_true(ledger_since(&l, i, STORY_RESPONSE, SCENARIO_NONE,
                                 LEVEL_HOLDS, &mark));
        assert_int_equal(mark.seq, SCENARIO_PARTIES_MAX - i);
    }
    assert_int_equal(ledger_level_any(&l, 0, STORY_RESPONSE), LEVEL_UNAWARE);
    ledger_fini(&l);
    scenario_fini(&sc);
}

/* Knowledge about others is read from a party's own records. */
static void test_knowing_of_others(void **state)
{
    static const struct story_line lines[] = {
        {0, {.kind = RECORD_DRAFTED, .party = "us", .document = "us-response"}},
        {5,
         {.kind = RECORD_RECEIVED,
          .party = "russia",
          .peer = "us",
          .channel = "embassy",
          .document = "us-response",
          .portions = open_door,
          .portion_count = 1}},
        {9,
         {.kind = RECORD_RECEIPT_HELD,
          .party = "us",
          .peer = "russia",
          .document = "us-response"}},
    };
    struct sentence s = {.nested = true,
                         .knower = STORY_US,
                         .party = STORY_RUSSIA,
                         .document = STORY_RESPONSE};
    struct ledger_mark mark;
    struct scenario sc;
    struct ledger l;

    (void)state;
    stories_scenario(&sc);
    ledger_init(&l, &sc);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ledger_add(&l, stories_time(lines[i].minutes), i + 1, &lines[i].record);
    ledger_finish(&l);
    assert_true(ledger_since(ledger_nested_view(&l, &s), STORY_RUSSIA,
                             STORY_RESPONSE, SCENARIO_NONE, LEVEL_HOLDS,
                             &mark));
    assert_int_equal(mark.seq, 3);
    assert_true(ledger_act(ledger_nested_view(&l, &s), STORY_RUSSIA,
                           STORY_RESPONSE, SCENARIO_NONE, SENTENCE_ACKNOWLEDGES,
                           INSTANT_MIN, &mark));
    s = (struct sentence){
        .nested = true, .knower = STORY_RUSSIA, .party = STORY_US};
    assert_true(ledger_since(ledger_nested_view(&l, &s), STORY_US,
                             STORY_RESPONSE, STORY_OPEN_DOOR, LEVEL_HOLDS,
                             &mark));
    assert_int_equal(mark.seq, 2);
    assert_false(ledger_since(ledger_nested_view(&l, &s), STORY_US,
                              STORY_RESPONSE, STORY_ARMS_CONTROL, LEVEL_HOLDS,
                              &mark));
    s.knower = STORY_PRESS;
    assert_null(ledger_nested_view(&l, &s));
    s.party = STORY_PRESS;
    assert_ptr_equal(ledger_nested_view(&l, &s), &l);
    ledger_fini(&l);
    scenario_fini(&sc);
}

/* An adversary that changes the names of portions leaves a record of the
 * document and of none of them. */
static void test_portions_that_are_none(void **state)
{
    static const char *const changed[] = {"upen-door"};
    static const char *const one_changed[] = {"upen-door", "arms-control"};
    struct record told = {.kind = RECORD_TOLD,
                          .party = "press",
                          .peer = "us",
                          .channel = "embassy",
                          .document = "us-response",
                          .portions = changed,
                          .portion_count = 1};
    struct sentence s = {.nested = true,
                         .knower = STORY_PRESS,
                         .party = STORY_US,
                         .document = STORY_RESPONSE};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct ledger_mark mark;
        struct scenario sc;
        struct ledger l;
        stories_scenario(&sc);
        ledger_init(&l, &sc);
        ledger_add(&l, stories_time(0), 1, &told);
        ledger_finish(&l);
        assert_int_equal(
            ledger_level(&l, STORY_PRESS, STORY_RESPONSE, STORY_OPEN_DOOR),
            LEVEL_AWARE);
        assert_int_equal(
            ledger_level(&l, STORY_PRESS, STORY_RESPONSE, STORY_ARMS_CONTROL),
            i == 0 ? LEVEL_AWARE : LEVEL_TOLD);
        const struct ledger *known = ledger_nested_view(&l, &s);
        assert_true(ledger_act(known, STORY_US, STORY_RESPONSE, SCENARIO_NONE,
                               SENTENCE_BRIEFS, INSTANT_MIN, &mark));
        assert_false(ledger_act(known, STORY_US, STORY_RESPONSE,
                                STORY_OPEN_DOOR, SENTENCE_BRIEFS, INSTANT_MIN,
                                &mark));
        assert_true(ledger_since_any(known, STORY_US, STORY_RESPONSE,
                                     LEVEL_AWARE, &mark));
        ledger_fini(&l);
        scenario_fini(&sc);
        told.portions = one_changed;
        told.portion_count = 2;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_level_includes_those_below),
        cmocka_unit_test(test_the_whole_is_known_with_its_last_portion),
        cmocka_unit_test(test_a_portion_makes_aware_of_the_document),
        cmocka_unit_test(test_nobody_knows_of_what_no_record_names),
        cmocka_unit_test(test_acts_are_found_in_their_order),
        cmocka_unit_test(test_no_act_follows_the_last),
        cmocka_unit_test(test_repetition_takes_no_room),
        cmocka_unit_test(test_a_journal_is_read_up_to_a_time),
        cmocka_unit_test(test_an_open_journal_is_no_complete_run),
        cmocka_unit_test(test_a_run_with_a_fault_is_not_complete),
        cmocka_unit_test(test_ten_thousand_parties),
        cmocka_unit_test(test_knowing_of_others),
        cmocka_unit_test(test_portions_that_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
