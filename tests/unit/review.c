/* Review of a draft: silence, approval, objection. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "support/parties.h"

static const uint32_t both[] = {RUSSIA, NATO};
static const uint32_t by_hand[] = {BY_HAND, BY_HAND};

static void ask(struct parties *w, size_t count)
{
    const struct event_command c = {
        .kind = RECORD_VERB_REVIEW,
        .document = "paper",
        .to = both,
        .over = by_hand,
        .to_count = count,
        .seal = MESSAGE_SEAL_AGE,
        .deadline = 2 * DAY,
    };

    parties_do(w, US, &c);
    parties_settle(w);
}

static int setup(void **state)
{
    struct parties *w = test_malloc(sizeof *w);

    parties_init(w, "XX");
    parties_draft(w, US, "paper", 2, 20);
    ask(w, 2);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    parties_fini(*state);
    test_free(*state);
    return 0;
}

static void say(struct parties *w, uint32_t party, enum record_verb kind)
{
    const struct event_command c = {
        .kind = kind,
        .document = "paper",
        .to = (const uint32_t[]){US},
        .over = by_hand,
        .to_count = 1,
        .text = "my word",
    };

    parties_do(w, party, &c);
    parties_settle(w);
}

static void assert_outcome(const struct parties *w, bool adopted, bool not )
{
    assert_int_equal(parties_records(w, US, RECORD_ADOPTED), adopted);
    assert_int_equal(parties_records(w, US, RECORD_NOT_ADOPTED), not );
    assert_int_equal(w->timer_count, !adopted && !not );
}

static void test_reviewers_have_the_draft(void **state)
{
    struct parties *w = *state;

    assert_int_equal(parties_records(w, US, RECORD_REVIEW_OPENED), 2);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(w, NATO, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(w, NATO, RECORD_CHECKED), 0);
}

static void test_silence_adopts(void **state)
{
    struct parties *w = *state;
    const instant start = w->now;

    assert_outcome(w, false, false);
    assert_true(parties_tick(w));
    assert_true(w->now == start + 2 * DAY);
    assert_outcome(w, true, false);
}

static void test_comment_leaves_it_open(void **state)
{
    struct parties *w = *state;

    say(w, RUSSIA, RECORD_VERB_COMMENT);
    assert_string_equal(parties_last(w, US, RECORD_TAKEN_IN)->words, "my word");
    assert_outcome(w, false, false);
}

static void test_all_approve(void **state)
{
    struct parties *w = *state;

    say(w, RUSSIA, RECORD_VERB_APPROVE);
    say(w, RUSSIA, RECORD_VERB_APPROVE);
    assert_outcome(w, false, false);
    say(w, NATO, RECORD_VERB_APPROVE);
    assert_outcome(w, true, false);
    /* An objection that comes late changes nothing. */
    say(w, NATO, RECORD_VERB_OBJECT);
    assert_outcome(w, true, false);
}

static void test_objection_breaks_the_silence(void **state)
{
    struct parties *w = *state;

    say(w, RUSSIA, RECORD_VERB_APPROVE);
    say(w, NATO, RECORD_VERB_OBJECT);
    assert_outcome(w, false, true);
    const struct record *r = parties_last(w, US, RECORD_NOT_ADOPTED);
    assert_int_equal(r->reason, REASON_OBJECTION);
    assert_string_equal(r->peer, "nato");
    say(w, NATO, RECORD_VERB_APPROVE);
    assert_outcome(w, false, true);
}

static void test_next_round_replaces_the_first(void **state)
{
    struct parties *w = *state;

    say(w, RUSSIA, RECORD_VERB_APPROVE);
    w->now += DAY;
    ask(w, 1);
    const instant start = w->now;
    /* NATO is not asked any more. */
    say(w, NATO, RECORD_VERB_OBJECT);
    assert_outcome(w, false, false);
    assert_true(parties_tick(w));
    assert_true(w->now == start + 2 * DAY);
    assert_outcome(w, true, false);
    parties_forget(w);
    ask(w, 1);
    say(w, RUSSIA, RECORD_VERB_APPROVE);
    assert_outcome(w, true, false);
}

static void test_word_outside_a_review(void **state)
{
    struct parties *w = *state;

    parties_tick(w);
    parties_forget(w);
    say(w, RUSSIA, RECORD_VERB_COMMENT);
    say(w, RUSSIA, RECORD_VERB_APPROVE);
    assert_int_equal(parties_records(w, US, RECORD_TAKEN_IN), 2);
    assert_int_equal(parties_records(w, US, RECORD_ADOPTED), 0);
    assert_int_equal(w->timer_count, 0);
}

/* A draft that nobody gets is not adopted by silence. */
static void test_review_that_cannot_be_asked_for(void **state)
{
    struct parties *w = *state;

    parties_tick(w);
    parties_draft(w, US, "huge", 11, 100 * 1000);
    const struct event_command c = {
        .kind = RECORD_VERB_REVIEW,
        .document = "huge",
        .to = both,
        .over = by_hand,
        .to_count = 2,
        .deadline = DAY,
    };
    parties_do(w, US, &c);
    parties_assert_refused(w, US, REASON_TOO_LARGE);
    assert_int_equal(w->timer_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_reviewers_have_the_draft),
        TEST(test_silence_adopts),
        TEST(test_comment_leaves_it_open),
        TEST(test_all_approve),
        TEST(test_objection_breaks_the_silence),
        TEST(test_next_round_replaces_the_first),
        TEST(test_word_outside_a_review),
        TEST(test_review_that_cannot_be_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
