/* Countermeasures of a channel against eavesdroppers: dummies, padding, and
 * delayed messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "machine/inbox.h"
#include "session/session.h"
#include "session/transport.h"
#include "support/parties.h"

enum { UNIT = 1024 };

static const uint32_t members[] = {US, RUSSIA, NATO};

/* The world draws a number of seconds. */
static duration draw(const void *span, struct rng *rng)
{
    const uint64_t most = *(const uint64_t *)span;

    return (duration)(1 + rng_below(rng, most)) * SECOND;
}

static const uint64_t seconds = 100;

static void begin(struct parties *w, const void *hold, const void *cover)
{
    parties_init(w, "KK");
    w->world.draw = draw;
    w->channels[BY_WIRE].hold = hold;
    if (cover) {
        w->channels[BY_WIRE].cover = cover;
        w->channels[BY_WIRE].unit = UNIT;
        w->channels[BY_WIRE].members = members;
        w->channels[BY_WIRE].member_count = PARTIES_COUNT;
    }
    parties_draft(w, US, "paper", 2, 10);
}

static size_t dummies(const struct parties *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->record_count; i++)
        n += w->records[i].record.kind == RECORD_FRAME_DROPPED &&
             w->records[i].record.reason == REASON_COVER;
    return n;
}

/* They are authentic frames of sessions, are set aside, and leave no other
 * trace: no document, no message at anybody's desk, nothing refused. */
static void test_dummies_change_nothing(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, NULL, &seconds);
    parties_forget(&w);
    for (uint32_t i = 0; i < PARTIES_COUNT; i++)
        parties_start(&w, i);
    parties_run(&w, 300);
    assert_true(dummies(&w) > 200);
    for (size_t i = 0; i < w.record_count; i++) {
        const enum record_kind kind = w.records[i].record.kind;
        assert_true(kind == RECORD_FRAME_DROPPED ||
                    kind == RECORD_SESSION_OPENED);
        assert_null(w.records[i].record.document);
    }
    assert_null(w.party[RUSSIA].holdings);
    for (uint32_t i = 0; i < PARTIES_COUNT; i++)
        assert_null(w.party[i].inbox->in_hand);
    parties_fini(&w);
}

/* Messages are as long as dummies are, and so are acknowledgements as long as
 * each other. */
static void test_lengths_say_nothing(void **state)
{
    const size_t head = FRAME_HEAD_SIZE + TRANSPORT_LENGTH_SIZE;
    size_t of_messages = 0;
    struct parties w;

    (void)state;
    begin(&w, NULL, &seconds);
    w.exchanges = 1000000; /* a long number */
    for (uint32_t i = 0; i < PARTIES_COUNT; i++)
        parties_start(&w, i);
    parties_send_in(&w, US, RUSSIA, BY_WIRE, "paper", true,
                    (struct event_carriage){.kind = CARRIAGE_NOISE});
    parties_run(&w, 100);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
    for (size_t i = 0; i < w.frame_count; i++) {
        struct frame f;
        assert_int_equal(frame_decode(w.frames[i].bytes, &f), ERR_OK);
        if (f.type != FRAME_TRANSPORT) continue;
        const size_t size = w.frames[i].bytes.size - head - NOISE_TAG_SIZE;
        of_messages += f.counter % 2 == 0;
        assert_int_equal(size, f.counter % 2 == 0 ? UNIT : SESSION_ACK_UNIT);
    }
    assert_true(of_messages > 80);
    parties_fini(&w);
}

/* Anybody can write a dummy that no session vouches for. */
static void test_a_dummy_in_the_clear(void **state)
{
    const struct message m = {.kind = MESSAGE_COVER};
    struct bytes encoded;
    uint8_t bytes[256];
    struct parties w;
    struct writer out;

    (void)state;
    begin(&w, NULL, NULL);
    assert_int_equal(message_encode(&w.arena, &m, &encoded), ERR_OK);
    const struct frame frame = {.type = FRAME_PLAIN, .payload = encoded};
    writer_init(&out, bytes, sizeof bytes);
    assert_int_equal(frame_encode(&frame, &out), ERR_OK);
    parties_give(&w, RUSSIA, US, BY_WIRE, writer_bytes(&out));
    parties_assert_rejected(&w, US, REASON_OUT_OF_TURN);
    parties_fini(&w);
}

/* A message leaves when its span is over, and not before. */
static void test_messages_wait(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, &seconds, NULL);
    const instant sent = w.now;
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_AGE);
    assert_int_equal(parties_records(&w, US, RECORD_SENT), 1);
    assert_int_equal(w.frame_count, 0);
    assert_true(parties_tick(&w));
    assert_true(w.now > sent && w.now <= sent + 100 * SECOND);
    assert_true(w.frame_count > 0);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    parties_fini(&w);
}

/* Messages about keys are not delayed: a bundle is requested once, and given
 * once, when the message leaves. */
static void test_keys_do_not_wait(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, &seconds, NULL);
    parties_send_in(&w, US, RUSSIA, BY_WIRE, "paper", true,
                    (struct event_carriage){.kind = CARRIAGE_RATCHET});
    parties_run(&w, 100);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_FRAME_DROPPED), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED), 0);
    parties_fini(&w);
}

/* The spans of one way are those of its own stream. */
static void test_spans_are_of_the_way(void **state)
{
    instant left[2];

    (void)state;
    for (int others = 0; others < 2; others++) {
        struct parties w;
        begin(&w, &seconds, NULL);
        const instant sent = w.now;
        if (others)
            parties_send(&w, US, NATO, BY_WIRE, "paper", true,
                         MESSAGE_SEAL_NONE);
        parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
        while (parties_records(&w, RUSSIA, RECORD_RECEIVED) == 0) {
            assert_true(parties_tick(&w));
            left[others] = w.now - sent;
            parties_settle(&w);
        }
        parties_fini(&w);
    }
    assert_int_equal(left[0], left[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dummies_change_nothing),
        cmocka_unit_test(test_lengths_say_nothing),
        cmocka_unit_test(test_a_dummy_in_the_clear),
        cmocka_unit_test(test_messages_wait),
        cmocka_unit_test(test_keys_do_not_wait),
        cmocka_unit_test(test_spans_are_of_the_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
