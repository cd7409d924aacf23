/* What whoever is on the channels can do to the ratchet besides changing bytes:
 * carry frames to other channels and back to their sender, hand out what is
 * old, take signatures off, and hold everything back. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "session/session.h"
#include "session/session_ratchet.h"
#include "support/parties.h"

static const struct event_carriage ratchet = {.kind = CARRIAGE_RATCHET};
static const struct event_carriage bare = {.kind = CARRIAGE_RATCHET,
                                           .bare = true};

static void begin(struct parties *w)
{
    parties_init(w, "XX");
    parties_draft(w, US, "ours", 2, 10);
}

static void send_ours(struct parties *w, uint32_t channel)
{
    parties_send_in(w, US, RUSSIA, channel, "ours", true, ratchet);
}

static size_t first_of(const struct parties *w, enum frame_type type)
{
    size_t n = 0;

    while (n < w->frame_count && w->frames[n].bytes.data[4] != type)
        n++;
    assert_true(n < w->frame_count);
    return n;
}

/* Reads the message of a plain frame. */
static struct message read_plain(struct parties *w, size_t frame)
{
    struct message m;
    struct frame f;

    assert_int_equal(frame_decode(w->frames[frame].bytes, &f), ERR_OK);
    assert_int_equal(f.type, FRAME_PLAIN);
    assert_int_equal(message_decode(&w->arena, f.payload, &m), ERR_OK);
    return m;
}

/* Gives the message in a plain frame, in that party's name. */
static void give_plain(struct parties *w, uint32_t from, uint32_t to,
                       const struct message *m)
{
    struct frame f = {.type = FRAME_PLAIN};
    struct writer out;

    assert_int_equal(message_encode(&w->arena, m, &f.payload), ERR_OK);
    writer_init(&out, arena_alloc(&w->arena, 1024), 1024);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(w, from, to, BY_HAND, writer_bytes(&out));
}

static void close_sessions(struct parties *w, uint32_t party)
{
    struct effects none;
    const struct event event = {.kind = EVENT_START, .now = w->now};
    const struct party_step step = {&event, &none};

    effect_init(&none, &w->arena);
    for (struct session *s = w->party[party].sessions; s; s = s->next)
        if (s->state != SESSION_CLOSED) session_close(&step, s);
}

/* Without a one-time prekey a recorded first message agrees on the same keys
 * for as long as the signed one is kept. Another channel's AD is another one;
 * where AD names no channel, the message itself tells. */
static void test_a_first_message_on_another_channel(void **state)
{
    enum { REPLAYED, CLOSED, FORESTALLED, CASES };

    (void)state;
    for (int i = 0; i < 2 * CASES; i++) {
        const bool bound = i < CASES;
        struct parties w;
        begin(&w);
        w.party[RUSSIA].prekeys.stock = 0;
        parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true,
                        bound ? ratchet : bare);
        parties_deliver(&w, 0);
        parties_deliver(&w, 1);
        const size_t first = first_of(&w, FRAME_INITIAL);
        const struct bytes bytes = w.frames[first].bytes;
        if (i % CASES != FORESTALLED) parties_settle(&w);
        if (i % CASES == CLOSED) close_sessions(&w, RUSSIA);
        parties_give(&w, US, RUSSIA, BY_WIRE, bytes);
        if (bound) parties_assert_rejected(&w, RUSSIA, REASON_NOT_AUTHENTIC);
        parties_run(&w, SESSION_ATTEMPTS_MAX);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
        assert_true(bound ||
                    parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED) > 0);
        parties_fini(&w);
    }
}

/* It is remembered when more has been read since than is told apart. */
static void test_a_first_message_long_after(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    w.party[RUSSIA].prekeys.stock = 0;
    parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, bare);
    parties_settle(&w);
    const struct bytes bytes = w.frames[first_of(&w, FRAME_INITIAL)].bytes;
    for (int n = 0; n < SESSION_MEMORY_MAX + 1; n++) {
        parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, bare);
        parties_settle(&w);
    }
    parties_forget(&w);
    parties_give(&w, US, RUSSIA, BY_WIRE, bytes);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED), 1);
    parties_fini(&w);
}

/* A first message that is taken off one channel and put on another. Where AD
 * names no channel it begins a session there, of which its sender does not
 * know: it is on record as come that way, the sender hears that its own session
 * is lost, sends it again, and it is read twice. */
static void test_carried_to_another_channel(void **state)
{
    (void)state;
    for (int bound = 0; bound < 2; bound++) {
        struct parties w;
        begin(&w);
        parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", false,
                        bound ? ratchet : bare);
        parties_deliver(&w, 0);
        parties_deliver(&w, 1);
        const size_t first = first_of(&w, FRAME_INITIAL);
        w.frames[first].gone = true;
        parties_give(&w, US, RUSSIA, BY_WIRE, w.frames[first].bytes);
        if (bound)
            parties_assert_rejected(&w, RUSSIA, REASON_NOT_AUTHENTIC);
        else
            assert_string_equal(
                parties_last(&w, RUSSIA, RECORD_RECEIVED)->channel,
                w.channels[BY_WIRE].name);
        parties_run(&w, SESSION_ATTEMPTS_MAX);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED),
                         bound ? 1 : 2);
        assert_string_equal(parties_last(&w, RUSSIA, RECORD_RECEIVED)->channel,
                            w.channels[BY_HAND].name);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD),
                         bound ? 1 : 2);
        parties_fini(&w);
    }
}

/* A party takes none of its own first messages for its peer's. */
static void test_a_first_message_comes_back(void **state)
{
    (void)state;
    for (uint32_t channel = 0; channel < PARTIES_CHANNELS; channel++) {
        struct parties w;
        begin(&w);
        send_ours(&w, BY_HAND);
        parties_deliver(&w, 0);
        parties_deliver(&w, 1);
        const size_t first = first_of(&w, FRAME_INITIAL);
        parties_give(&w, RUSSIA, US, channel, w.frames[first].bytes);
        assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 1);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIVED), 0);
        parties_run(&w, SESSION_ATTEMPTS_MAX);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
        parties_fini(&w);
    }
}

/* A bundle bears no date, and its signature no session and no asker: one that
 * was given to another is taken later, though its owner has others. While its
 * prekeys are kept it is agreed on; and afterwards the letter comes by another
 * one. */
static void test_an_old_bundle_again(void **state)
{
    static const duration after[] = {8 * DAY, 29 * DAY};

    (void)state;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        struct parties w;
        begin(&w);
        w.renewing = true;
        parties_draft(&w, NATO, "else", 1, 10);
        parties_send_in(&w, NATO, RUSSIA, BY_HAND, "else", true, ratchet);
        parties_deliver(&w, 0);
        struct message old = read_plain(&w, 1);
        for (instant until = w.now + after[i]; w.now < until;) {
            assert_true(parties_tick(&w));
            for (size_t n = 0; n < w.frame_count; n++)
                w.frames[n].gone = true;
        }
        const size_t request = w.frame_count;
        send_ours(&w, BY_HAND);
        assert_int_not_equal(old.counter, read_plain(&w, request).counter);
        old.counter = read_plain(&w, request).counter;
        give_plain(&w, RUSSIA, US, &old);
        struct x3dh_initial initial;
        struct frame f;
        assert_int_equal(
            frame_decode(w.frames[first_of(&w, FRAME_INITIAL)].bytes, &f),
            ERR_OK);
        assert_int_equal(
            x3dh_decode_initial(&initial,
                                bytes_of(f.payload.data, X3DH_INITIAL_SIZE)),
            ERR_OK);
        assert_true(w.party[RUSSIA].prekeys.sets->signed_prekey.id >
                    initial.signed_prekey_id);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), i);
        if (i > 0) parties_assert_rejected(&w, RUSSIA, REASON_NO_PREKEYS);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
        parties_fini(&w);
    }
}

/* Whoever takes the signature off a request makes its sender's session go
 * without a one-time prekey. Its keeper records that, and its sender with which
 * prekey the session opened. */
static void test_a_signature_taken_off(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    struct message request = read_plain(&w, 0);
    w.frames[0].gone = true;
    request.request_signature = (struct bytes){0};
    give_plain(&w, US, RUSSIA, &request);
    assert_int_equal(parties_last(&w, RUSSIA, RECORD_BUNDLE_GIVEN)->reason,
                     REASON_UNSHOWN);
    parties_settle(&w);
    assert_int_equal(parties_last(&w, US, RECORD_SESSION_OPENED)->serial, 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* Where nothing comes through, nothing goes in another way: requests alone are
 * sent, until the peer is given up. */
static void test_nothing_goes_out_instead(void **state)
{
    (void)state;
    for (uint32_t channel = 0; channel < PARTIES_CHANNELS; channel++) {
        struct parties w;
        begin(&w);
        send_ours(&w, channel);
        for (int n = 0; n <= SESSION_ATTEMPTS_MAX; n++) {
            for (size_t k = 0; k < w.frame_count; k++)
                w.frames[k].gone = true;
            (void)parties_tick(&w);
        }
        assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 1);
        assert_true(w.frame_count >= SESSION_ATTEMPTS_MAX);
        for (size_t k = 0; k < w.frame_count; k++)
            assert_int_equal(read_plain(&w, k).kind, MESSAGE_BUNDLE_REQUEST);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_first_message_on_another_channel),
        cmocka_unit_test(test_a_first_message_long_after),
        cmocka_unit_test(test_carried_to_another_channel),
        cmocka_unit_test(test_a_first_message_comes_back),
        cmocka_unit_test(test_an_old_bundle_again),
        cmocka_unit_test(test_a_signature_taken_off),
        cmocka_unit_test(test_nothing_goes_out_instead),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
