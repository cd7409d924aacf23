/* The fates of acts, and the traits of the frames that carried them. */
#include "study/arrows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario_query.h"
#include "support/stories.h"

static const char scenario[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01, end: 2022-02-01}\n"
    "parties: {us: , russia: , press: {kind: public}}\n"
    "channels: {moscow: {between: [us, russia], medium: courier}}\n"
    "documents: {memo: {author: us, portions: {a: text}}}\n"
    "adversary: {vandal: {on: [moscow], can: [observe]}}\n";

enum { US, RUSSIA, PRESS, VANDAL };

/* Arrows under way: records are told one after the other, from 1. */
struct told {
    struct scenario sc;
    struct arrows arrows;
    uint64_t seq;
};

static void begin(struct told *t)
{
    *t = (struct told){0};
    stories_parse(&t->sc, "arrows", bytes_of_text(scenario));
    arrows_init(&t->arrows, &t->sc);
}

static void end(struct told *t)
{
    arrows_fini(&t->arrows);
    scenario_fini(&t->sc);
}

/* A record between two parties about the memo, in exchange 1; by one cause, or
 * by none (0). Gives back its number. */
static uint64_t tell(struct told *t, enum record_kind kind, const char *party,
                     const char *peer, uint64_t cause)
{
    const struct record r = {.kind = kind,
                             .party = party,
                             .peer = peer,
                             .exchange = 1,
                             .document = "memo",
                             .channel = "moscow",
                             .causes = {cause},
                             .cause_count = cause > 0};

    arrows_record(&t->arrows, ++t->seq, &r);
    return t->seq;
}

/* A frame from us to russia with a message of a kind. */
static uint64_t send_frame(struct told *t, enum message_kind kind,
                           enum message_seal seal)
{
    static const uint8_t bytes[40] = {0};
    const uint64_t seq = tell(t, RECORD_FRAME_SENT, "us", "russia", 0);
    const struct opener_layers l = {
        .seq = seq,
        .from = US,
        .to = RUSSIA,
        .channel = "moscow",
        .exchange = 1,
        .whole = bytes_of(bytes, sizeof bytes),
        .frame = {.type = FRAME_PLAIN},
        .raw = bytes_of(bytes, 1),
        .message = {.kind = kind, .seal = seal, .copy = bytes_of(bytes, 1)},
        .around = {.bytes = {.signature = bytes_of(bytes, 1)}},
    };

    arrows_opened(&t->arrows, &l);
    return seq;
}

/* Fails unless there is one arrow, from us to russia, of this fate. */
static const struct arrows_item *only(struct told *t, enum arrows_fate fate)
{
    arrows_finish(&t->arrows);
    assert_int_equal(t->arrows.count, 1);
    assert_int_equal(t->arrows.items[0].from, US);
    assert_int_equal(t->arrows.items[0].to, RUSSIA);
    assert_int_equal(t->arrows.items[0].document, 0);
    assert_int_equal(t->arrows.items[0].fate, fate);
    return &t->arrows.items[0];
}

static void test_taken(void **state)
{
    const struct arrows_item *item;
    struct told t;

    (void)state;
    begin(&t);
    const uint64_t act = tell(&t, RECORD_SENT, "us", "russia", 0);
    const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_AGE);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", sent);
    tell(&t, RECORD_ARRIVED, "russia", "us", came);
    const uint64_t taken = tell(&t, RECORD_RECEIVED, "russia", "us", came);
    item = only(&t, ARROWS_TAKEN);
    assert_int_equal(item->act, act);
    assert_int_equal(item->arrived, came);
    assert_int_equal(item->taken, taken);
    assert_int_equal(item->message, MESSAGE_COPY);
    assert_int_equal(item->frame, 0);
    const struct traits *traits = &t.arrows.passage.frames[0].traits;
    assert_int_equal(traits->sealed, TRAITS_YES);
    assert_int_equal(traits->is_signed, TRAITS_YES);
    assert_int_equal(traits->session, TRAITS_NO);
    assert_int_equal(t.arrows.passage.frames[0].arrived, came);
    end(&t);
}

/* A frame's message says which act it carries, not its place. */
static void test_frame_by_message(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    tell(&t, RECORD_BRIEFED, "us", "russia", 0);
    const uint64_t brief = send_frame(&t, MESSAGE_BRIEFING, MESSAGE_SEAL_NONE);
    tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", brief);
    arrows_finish(&t.arrows);
    assert_int_equal(t.arrows.count, 2);
    assert_int_equal(t.arrows.items[0].arrived, 0);
    assert_int_equal(t.arrows.items[1].frame, 0);
    assert_int_equal(t.arrows.items[1].arrived, brief + 1);
    end(&t);
}

static void test_waiting(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_NONE);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", sent);
    tell(&t, RECORD_ARRIVED, "russia", "us", came);
    assert_int_equal(only(&t, ARROWS_WAITING)->taken, 0);
    end(&t);
}

static void test_refused(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_AGE);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", sent);
    const uint64_t not_taken = tell(&t, RECORD_REJECTED, "russia", "us", came);
    assert_int_equal(only(&t, ARROWS_REFUSED)->taken, not_taken);
    end(&t);
}

/* Lost are those of which every frame is; one that was sent again is not. */
static void test_lost(void **state)
{
    struct told t;

    (void)state;
    for (int again = 0; again < 2; again++) {
        begin(&t);
        tell(&t, RECORD_SENT, "us", "russia", 0);
        const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_AGE);
        tell(&t, RECORD_FRAME_LOST, NULL, "russia", sent);
        if (again) send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_AGE);
        only(&t, again ? ARROWS_UNDER_WAY : ARROWS_LOST);
        assert_int_equal(t.arrows.passage.frames[0].lost, sent + 1);
        end(&t);
    }
}

static void test_given_up(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_AGE);
    tell(&t, RECORD_UNDELIVERED, "us", "russia", 0);
    only(&t, ARROWS_GIVEN_UP);
    end(&t);
}

static void test_violation(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    const uint64_t act = tell(&t, RECORD_SENT, "us", "russia", 0);
    tell(&t, RECORD_VIOLATED, "us", "russia", act);
    assert_true(only(&t, ARROWS_UNDER_WAY)->violation);
    end(&t);
}

/* An adversary takes hold of a captured frame; gives back that record. */
static uint64_t interfere(struct told *t, enum record_act act, bool forged,
                          uint64_t captured)
{
    const struct record r = {.kind = RECORD_INTERFERED,
                             .party = "vandal",
                             .peer = "us",
                             .exchange = 1,
                             .causes = {captured},
                             .cause_count = 1,
                             .act = act,
                             .forged = forged};

    arrows_record(&t->arrows, ++t->seq, &r);
    return t->seq;
}

static void test_forged(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_NONE);
    const uint64_t seen = tell(&t, RECORD_CAPTURED, "vandal", "us", sent);
    const uint64_t made = interfere(&t, RECORD_ACT_MODIFY, true, seen);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", made);
    tell(&t, RECORD_RECEIVED, "russia", "us", came);
    assert_int_equal(only(&t, ARROWS_FORGED)->frame, 0);
    end(&t);
}

/* A frame of the adversary's own is an arrow of its own. */
static void test_made_up(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_NONE);
    const uint64_t seen = tell(&t, RECORD_CAPTURED, "vandal", "us", sent);
    const uint64_t made = interfere(&t, RECORD_ACT_INJECT, true, seen);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", made);
    tell(&t, RECORD_RECEIVED, "russia", "us", came);
    arrows_finish(&t.arrows);
    assert_int_equal(t.arrows.count, 2);
    assert_int_equal(t.arrows.items[0].fate, ARROWS_UNDER_WAY);
    assert_int_equal(t.arrows.items[1].from, VANDAL);
    assert_int_equal(t.arrows.items[1].to, RUSSIA);
    assert_int_equal(t.arrows.items[1].act, came);
    assert_int_equal(t.arrows.items[1].fate, ARROWS_FORGED);
    end(&t);
}

/* The sender's own bytes, once more, are no forgery. */
static void test_replayed(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    tell(&t, RECORD_SENT, "us", "russia", 0);
    const uint64_t sent = send_frame(&t, MESSAGE_COPY, MESSAGE_SEAL_NONE);
    const uint64_t first = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", sent);
    tell(&t, RECORD_RECEIVED, "russia", "us", first);
    const uint64_t seen = tell(&t, RECORD_CAPTURED, "vandal", "us", sent);
    const uint64_t made = interfere(&t, RECORD_ACT_REPLAY, false, seen);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", made);
    tell(&t, RECORD_RECEIVED, "russia", "us", came);
    arrows_finish(&t.arrows);
    assert_int_equal(t.arrows.count, 2);
    assert_int_equal(t.arrows.items[0].fate, ARROWS_TAKEN);
    assert_int_equal(t.arrows.items[1].from, VANDAL);
    assert_int_equal(t.arrows.items[1].fate, ARROWS_REPLAYED);
    end(&t);
}

/* Who has not seen the act sees it arrive. */
static void test_unseen_act(void **state)
{
    struct told t;

    (void)state;
    begin(&t);
    const uint64_t came = tell(&t, RECORD_FRAME_ARRIVED, "russia", "us", 0);
    const uint64_t taken = tell(&t, RECORD_TOLD, "russia", "us", came);
    const struct arrows_item *item = only(&t, ARROWS_TAKEN);
    assert_int_equal(item->act, came);
    assert_int_equal(item->arrived, came);
    assert_int_equal(item->taken, taken);
    assert_int_equal(item->message, MESSAGE_BRIEFING);
    end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),
        cmocka_unit_test(test_frame_by_message),
        cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_violation),
        cmocka_unit_test(test_forged),
        cmocka_unit_test(test_made_up),
        cmocka_unit_test(test_replayed),
        cmocka_unit_test(test_unseen_act),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
