/* Messages that ride in handshakes, under every pattern: they come once,
 * whatever is lost, repeated or replayed, and count for what their place in the
 * handshake gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "session/session.h"
#include "support/parties.h"

static const char *const patterns[] = {"NN", "NK", "NX", "KN", "KK", "KX",
                                       "XN", "XK", "XX", "IN", "IK", "IX"};

enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

static void begin(struct parties *w, const char *pattern, size_t size)
{
    parties_init(w, pattern);
    parties_draft(w, US, "ours", 2, size);
    parties_draft(w, US, "more", 1, 10);
    parties_draft(w, RUSSIA, "theirs", 2, 10);
}

static void send_early(struct parties *w, uint32_t from, uint32_t to,
                       const char *document, bool sign)
{
    const struct event_carriage carriage = {.kind = CARRIAGE_NOISE,
                                            .early = true};

    parties_send_in(w, from, to, BY_WIRE, document, sign, carriage);
}

static size_t head_size(const struct parties *w, const char *pattern,
                        unsigned message)
{
    (void)w;
    return FRAME_HEAD_SIZE +
           noise_pattern_overhead(noise_pattern_find(pattern), message);
}

static bool is_laden(const struct parties *w, size_t frame, const char *pattern,
                     unsigned message)
{
    return w->frames[frame].bytes.size > head_size(w, pattern, message);
}

/* The copy is there with the first frame, and the receipt rides in the
 * second. */
static void test_every_pattern(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i], 10);
        send_early(&w, US, RUSSIA, "ours", true);
        assert_int_equal(w.frame_count, 1);
        assert_true(is_laden(&w, 0, patterns[i], 0));
        parties_deliver(&w, 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        assert_true(is_laden(&w, 1, patterns[i], 1));
        parties_deliver(&w, 1);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
        send_early(&w, US, RUSSIA, "more", true);
        parties_settle(&w);
        send_early(&w, RUSSIA, US, "theirs", true);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 2);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIVED), 1);
        assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED), 1);
        assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* What waits when the third message of a handshake is written rides in it. */
static void test_third_message(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX", 10);
    send_early(&w, US, RUSSIA, "ours", true);
    send_early(&w, US, RUSSIA, "more", true);
    parties_deliver(&w, 0);
    parties_deliver(&w, 1);
    assert_true(is_laden(&w, 2, "XX", 2));
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 2);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* An unsigned text is verified where the sender's static key has taken part in
 * what encrypts it: source 1 or 2. */
static void test_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        const struct noise_pattern *pattern = noise_pattern_find(patterns[i]);
        struct parties w;
        begin(&w, patterns[i], 10);
        send_early(&w, US, RUSSIA, "ours", false);
        parties_deliver(&w, 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_AUTHENTICATED),
                         noise_pattern_authenticates(pattern, 0));
        parties_fini(&w);
    }
    assert_true(noise_pattern_authenticates(noise_pattern_find("IK"), 0));
    assert_false(noise_pattern_authenticates(noise_pattern_find("IX"), 0));
    assert_true(noise_pattern_authenticates(noise_pattern_find("NK"), 1));
    assert_false(noise_pattern_authenticates(noise_pattern_find("KN"), 1));
    assert_true(noise_pattern_authenticates(noise_pattern_find("KN"), 2));
}

/* Nothing waits any more in any of the party's sessions. */
static void assert_settled(const struct parties *w, uint32_t party)
{
    for (const struct session *s = w->party[party].sessions; s; s = s->next)
        assert_null(s->out.first);
}

/* Loses the n-th frame of all; false when there were not so many. */
static bool run_losing(struct parties *w, size_t lost)
{
    for (size_t i = 0; i < w->frame_count || w->timer_count > 0; i++) {
        while (i == w->frame_count)
            if (!parties_tick(w)) return false;
        if (i != lost) parties_deliver(w, i);
    }
    return lost < w->frame_count;
}

static void test_any_frame_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        bool lost = true;
        for (size_t n = 0; lost; n++) {
            struct parties w;
            begin(&w, patterns[i], 10);
            send_early(&w, US, RUSSIA, "ours", true);
            send_early(&w, US, RUSSIA, "more", true);
            lost = run_losing(&w, n);
            assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 2);
            assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 2);
            assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 0);
            assert_int_equal(parties_records(&w, RUSSIA, RECORD_UNDELIVERED),
                             0);
            assert_int_equal(w.timer_count, 0);
            assert_settled(&w, US);
            assert_settled(&w, RUSSIA);
            parties_fini(&w);
            assert_true(n < 30);
        }
    }
}

static void test_repeated_frames(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i], 10);
        send_early(&w, US, RUSSIA, "ours", true);
        parties_settle(&w);
        const size_t all = w.frame_count;
        for (size_t n = 0; n < all; n++)
            parties_deliver(&w, n);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* A first message that comes again under another number begins a session, in
 * which nothing is taken twice and nothing of the recipient's is lost. */
static void test_replayed_under_another_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i], 10);
        send_early(&w, US, RUSSIA, "ours", true);
        const struct parties_frame f = w.frames[0];
        uint8_t *copy = arena_alloc(&w.arena, f.bytes.size);
        memcpy(copy, f.bytes.data, f.bytes.size);
        copy[5] ^= 1;
        parties_give(&w, f.from, f.to, f.channel, bytes_of(copy, f.bytes.size));
        for (size_t k = 1; k < w.frame_count; k++)
            w.frames[k].gone = true;
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        parties_run(&w, 10);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        /* The receipt went to nobody, and then to whom it is for. */
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
        send_early(&w, RUSSIA, US, "theirs", true);
        parties_run(&w, 100);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIVED), 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_UNDELIVERED), 0);
        assert_settled(&w, US);
        assert_settled(&w, RUSSIA);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* Somebody opens a session with a first message that never arrived: it is read,
 * but the recipient says nothing else in that session. */
static void test_stolen_first_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i], 10);
        send_early(&w, US, RUSSIA, "ours", true);
        const struct parties_frame f = w.frames[0];
        uint8_t *copy = arena_alloc(&w.arena, f.bytes.size);
        memcpy(copy, f.bytes.data, f.bytes.size);
        copy[5] ^= 1;
        w.frames[0].gone = true;
        parties_give(&w, f.from, f.to, f.channel, bytes_of(copy, f.bytes.size));
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        for (size_t k = 1; k < w.frame_count; k++)
            w.frames[k].gone = true;
        send_early(&w, RUSSIA, US, "theirs", true);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIVED), 1);
        parties_fini(&w);
    }
}

/* A handshake whose answer does not hold is begun anew, and what rode in it
 * rides again. */
static void test_begun_anew(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "IK", 10);
    send_early(&w, US, RUSSIA, "ours", true);
    parties_deliver(&w, 0);
    const struct parties_frame f = w.frames[1];
    uint8_t *copy = arena_alloc(&w.arena, f.bytes.size);
    memcpy(copy, f.bytes.data, f.bytes.size);
    copy[f.bytes.size - 1] ^= 1;
    w.frames[1].gone = true;
    parties_give(&w, f.from, f.to, f.channel, bytes_of(copy, f.bytes.size));
    const size_t before = w.frame_count;
    for (size_t tick = 0; w.frame_count == before && tick < 4; tick++)
        assert_true(parties_tick(&w));
    parties_run(&w, 10);
    bool rode = false;
    for (size_t i = before; i < w.frame_count; i++)
        rode = rode || (w.frames[i].from == US &&
                        w.frames[i].bytes.data[4] == FRAME_HANDSHAKE &&
                        is_laden(&w, i, "IK", 0));
    assert_true(rode);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_UNDELIVERED), 0);
    assert_int_equal(w.timer_count, 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
    assert_settled(&w, US);
    assert_settled(&w, RUSSIA);
    parties_fini(&w);
}

/* A payload that does not fit waits for the session. */
static void test_too_long(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "IK", 40000);
    send_early(&w, US, RUSSIA, "ours", true);
    assert_false(is_laden(&w, 0, "IK", 0));
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* Among dummies nothing rides. */
static void test_cover(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "IK", 10);
    w.channels[BY_WIRE].cover = &w;
    send_early(&w, US, RUSSIA, "ours", true);
    assert_false(is_laden(&w, 0, "IK", 0));
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    parties_fini(&w);
}

/* A changed byte anywhere in the first message is no other document; the true
 * one arrives all the same. */
static void test_changed_first_message(void **state)
{
    struct parties w;

    (void)state;
    for (size_t byte = FRAME_HEAD_SIZE;; byte += 7) {
        begin(&w, "IK", 10);
        send_early(&w, US, RUSSIA, "ours", true);
        const struct parties_frame f = w.frames[0];
        const bool past = byte >= f.bytes.size;
        if (!past) {
            uint8_t *copy = arena_alloc(&w.arena, f.bytes.size);
            memcpy(copy, f.bytes.data, f.bytes.size);
            copy[byte] ^= 1;
            parties_give(&w, f.from, f.to, f.channel,
                         bytes_of(copy, f.bytes.size));
            assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
            assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 1);
            parties_run(&w, 10);
            assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        }
        parties_fini(&w);
        if (past) break;
    }
}

/* An acknowledgement has no business in a handshake, which may be anybody's. */
static void test_acknowledgement_rides(void **state)
{
    const struct message ack = {.kind = MESSAGE_ACK, .counter = 0};
    struct bytes encoded;
    struct parties w;
    uint8_t room[256];
    struct writer out;
    uint8_t e[NOISE_KEY_SIZE] = {9};

    (void)state;
    begin(&w, "NN", 10);
    assert_int_equal(message_encode(&w.arena, &ack, &encoded), ERR_OK);
    struct frame f = {FRAME_HANDSHAKE, 77, 0, {0}};
    uint8_t payload[200];
    memcpy(payload, e, sizeof e);
    memcpy(payload + sizeof e, encoded.data, encoded.size);
    f.payload = bytes_of(payload, sizeof e + encoded.size);
    writer_init(&out, room, sizeof room);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(&w, US, RUSSIA, BY_WIRE, writer_bytes(&out));
    parties_assert_rejected(&w, RUSSIA, REASON_OUT_OF_TURN);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pattern),
        cmocka_unit_test(test_third_message),
        cmocka_unit_test(test_source),
        cmocka_unit_test(test_any_frame_lost),
        cmocka_unit_test(test_repeated_frames),
        cmocka_unit_test(test_replayed_under_another_number),
        cmocka_unit_test(test_stolen_first_message),
        cmocka_unit_test(test_begun_anew),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_cover),
        cmocka_unit_test(test_changed_first_message),
        cmocka_unit_test(test_acknowledgement_rides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
