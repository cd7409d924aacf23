/* Sessions under every pattern, and who would spoil them: frames that are
 * changed or cut, impostors; and the memory that a finished handshake leaves.
 */
#define _GNU_SOURCE 1 /* memmem */

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "session/session.h"
#include "support/parties.h"

static const char *const patterns[] = {"NN", "NK", "NX", "KN", "KK", "KX",
                                       "XN", "XK", "XX", "IN", "IK", "IX"};

enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

/* A world in which both sides have a paper for each other. */
static void begin(struct parties *w, const char *pattern)
{
    parties_init(w, pattern);
    parties_draft(w, US, "ours", 2, 10);
    parties_draft(w, RUSSIA, "theirs", 2, 10);
}

static void send_ours(struct parties *w)
{
    parties_send(w, US, RUSSIA, BY_WIRE, "ours", true, MESSAGE_SEAL_AGE);
}

static void send_theirs(struct parties *w)
{
    parties_send(w, RUSSIA, US, BY_WIRE, "theirs", true, MESSAGE_SEAL_AGE);
}

static void assert_received(const struct parties *w, uint32_t party)
{
    assert_int_equal(parties_records(w, party, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(w, party, RECORD_CHECKED), 1);
}

/* Gives the frame with one bit of a byte flipped, or cut short. */
static void give_changed(struct parties *w, size_t frame, size_t byte, bool cut)
{
    const struct parties_frame f = w->frames[frame];
    uint8_t *copy = arena_alloc(&w->arena, f.bytes.size);

    memcpy(copy, f.bytes.data, f.bytes.size);
    if (!cut) copy[byte] ^= 1;
    parties_give(w, f.from, f.to, f.channel,
                 bytes_of(copy, cut ? byte : f.bytes.size));
}

static size_t set_aside(const struct parties *w)
{
    size_t count = 0;

    for (uint32_t i = 0; i < PARTIES_COUNT; i++)
        count += parties_records(w, i, RECORD_REJECTED) +
                 parties_records(w, i, RECORD_FRAME_DROPPED);
    return count;
}

static void deliver_up_to(struct parties *w, size_t frame)
{
    while (parties_pending(w) < frame && parties_pending(w) < w->frame_count)
        parties_deliver(w, parties_pending(w));
}

/* Before the frame is delivered, it comes changed in each of its bytes, or cut
 * short there. All of these come in one world, for each is set aside, at the
 * latest when a session opens; only a handshake's first message may pass,
 * being secured by nothing, and so has a world to itself. */
static void change_every_byte(const char *pattern, size_t frame, bool cut)
{
    const bool may_pass = frame == 0 && !cut;
    size_t byte = 0, size;

    do {
        struct parties w;
        begin(&w, pattern);
        send_ours(&w);
        deliver_up_to(&w, frame);
        size = frame < w.frame_count ? w.frames[frame].bytes.size : 0;
        const size_t first = byte;
        const size_t end = may_pass ? byte + 1 : size;
        for (; byte < end; byte++)
            give_changed(&w, frame, byte, cut);
        parties_run(&w, 300);
        if (!may_pass) assert_true(set_aside(&w) >= end - first);
        assert_received(&w, RUSSIA);
        assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 0);
        parties_fini(&w);
    } while (byte < size);
}

static void test_changed_frames_do_no_harm(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++)
        for (size_t frame = 0; frame < 3; frame++)
            change_every_byte(patterns[i], frame, false);
}

static void test_frames_cut_short_do_no_harm(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++)
        for (size_t frame = 0; frame < 4; frame++)
            change_every_byte(patterns[i], frame, true);
}

/* Whoever tampers may also pretend to be one who opens a session: what is to
 * be sent must not vanish in it. */
static void test_pretended_session_carries_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i]);
        send_ours(&w);
        give_changed(&w, 0, FRAME_HEAD_SIZE + 3, false);
        w.frames[0].gone = true;
        send_theirs(&w);
        parties_run(&w, 20);
        assert_received(&w, US);
        assert_received(&w, RUSSIA);
        parties_fini(&w);
    }
}

/* Somebody with another key answers in a peer's name, or calls in it. */
static void test_wrong_static_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        const struct noise_pattern *pattern = noise_pattern_find(patterns[i]);
        const bool told = noise_pattern_needs(pattern, false).s;
        struct parties w;
        begin(&w, patterns[i]);
        identity_fini(&w.party[RUSSIA].identity);
        w.party[RUSSIA].identity = w.party[NATO].identity;
        send_ours(&w);
        parties_settle(&w);
        if (!told) {
            /* Nothing in the pattern says who it is. */
            assert_int_equal(parties_records(&w, RUSSIA, RECORD_SESSION_OPENED),
                             1);
        } else {
            assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED), 0);
            if (!pattern->responder_known)
                parties_assert_rejected(&w, US, REASON_UNKNOWN_PEER);
            parties_run(&w, SESSION_ATTEMPTS_MAX * SESSION_PER_PEER_MAX);
            assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 1);
            assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED), 0);
        }
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
        parties_fini(&w);
    }
}

static void test_impostor_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        const struct noise_pattern *pattern = noise_pattern_find(patterns[i]);
        if (!noise_pattern_needs(pattern, true).s) continue;
        struct parties w;
        begin(&w, patterns[i]);
        identity_fini(&w.party[US].identity);
        w.party[US].identity = w.party[NATO].identity;
        send_ours(&w);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
        /* A key known beforehand shows nowhere; one that is told does. */
        if (!pattern->initiator_known)
            parties_assert_rejected(&w, RUSSIA, REASON_UNKNOWN_PEER);
        parties_fini(&w);
    }
}

/* An impostor who is in the way for a while does not spoil it for good. */
static void test_true_peer_is_heard_after_impostor(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    struct identity true_one = w.party[RUSSIA].identity;
    w.party[RUSSIA].identity = w.party[NATO].identity;
    send_ours(&w);
    parties_settle(&w);
    parties_assert_rejected(&w, US, REASON_UNKNOWN_PEER);
    w.party[RUSSIA].identity = true_one;
    parties_run(&w, 10);
    assert_received(&w, RUSSIA);
    parties_fini(&w);
}

/* The handshake of one side, begun again with all that it drew. */
static void handshake_again(struct handshake *h, const struct parties *w,
                            const char *pattern, uint32_t own, uint32_t peer)
{
    const struct handshake_config config = {
        .pattern = noise_pattern_find(pattern),
        .role = own == US ? NOISE_INITIATOR : NOISE_RESPONDER,
        .channel = w->channels[BY_WIRE].name,
        .session = w->party[US].sessions->number,
        .own_name = w->peers[own].name,
        .own = &w->party[own].identity,
        .root = &w->root,
        .peer_name = w->peers[peer].name,
        .peer = &w->peers[peer].pub,
    };

    handshake_init(h, &config);
}

static bool has_bytes(const struct session *s, const uint8_t *secret,
                      size_t size)
{
    return memmem(s, sizeof *s, secret, size) != NULL;
}

/* Of a side's handshake, by the name of its secret. */
static void assert_no_secrets(const struct session *s, const struct noise *n)
{
    const size_t size = noise_hash_size(n->hash);

    assert_false(has_bytes(s, n->ck, size));
    assert_false(has_bytes(s, n->h, size));
    assert_false(n->e.present && has_bytes(s, n->e.bytes, NOISE_KEY_SIZE));
    assert_false(n->s.present && has_bytes(s, n->s.bytes, NOISE_KEY_SIZE));
    assert_false(n->cipher.has_key &&
                 has_bytes(s, n->cipher.key, NOISE_KEY_SIZE));
}

/* After Split the memory of both sessions holds the two ciphers and the peer's
 * public key, where the pattern shows one, and no secret of the handshake. */
static void test_a_finished_handshake_is_wiped(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct noise_cipher send, receive;
        struct handshake sides[2];
        struct parties w;
        struct arena a;
        bool seen = false;
        arena_init(&a);
        begin(&w, patterns[i]);
        send_ours(&w);
        const struct session *ours = w.party[US].sessions;
        handshake_again(&sides[0], &w, patterns[i], US, RUSSIA);
        handshake_again(&sides[1], &w, patterns[i], RUSSIA, US);
        for (unsigned n = 0; !noise_finished(&sides[n % 2].noise); n++) {
            struct frame frame;
            struct bytes payload;
            assert_int_equal(
                handshake_write(&sides[n % 2], &a, (struct bytes){0}), ERR_OK);
            assert_int_equal(frame_decode(sides[n % 2].last_message, &frame),
                             ERR_OK);
            assert_int_equal(
                handshake_read(&sides[!(n % 2)], &a, &frame, &payload),
                REASON_NONE);
            /* They are there as long as the handshake lasts. */
            seen = seen || has_bytes(ours, sides[0].noise.e.bytes, 32);
        }
        parties_settle(&w);
        const struct session *theirs = w.party[RUSSIA].sessions;
        assert_true(seen);
        assert_int_equal(ours->state, SESSION_OPEN);
        assert_int_equal(theirs->state, SESSION_OPEN);
        assert_no_secrets(ours, &sides[0].noise);
        assert_no_secrets(theirs, &sides[1].noise);
        assert_int_equal(noise_split(&sides[0].noise, &send, &receive), ERR_OK);
        assert_memory_equal(ours->noise.send.key, send.key, sizeof send.key);
        assert_memory_equal(theirs->noise.send.key, receive.key,
                            sizeof receive.key);
        assert_int_equal(ours->protocol->peer_key(ours) != NULL,
                         sides[0].noise.rs.present);
        assert_received(&w, RUSSIA);
        parties_fini(&w);
        arena_fini(&a);
    }
}

/* The newest frame that the party sent. */
static size_t last_from(const struct parties *w, uint32_t party)
{
    size_t n = w->frame_count;

    while (n-- > 0)
        if (w->frames[n].from == party) return n;
    fail_msg("no frame");
    return 0;
}

/* The prologue names the channel and both sides in their roles: a handshake
 * that is carried to another channel, or back to who began it, goes no farther
 * than an answer that nobody takes (Selfie, Drucker and Gueron 2019). */
static void test_answered_elsewhere(void **state)
{
    static const uint32_t answerers[] = {RUSSIA, US};

    (void)state;
    for (size_t i = 0; i < PATTERNS; i++)
        for (size_t k = 0; k < sizeof answerers / sizeof *answerers; k++) {
            const uint32_t by = answerers[k];
            struct parties w;
            begin(&w, patterns[i]);
            w.channels[BY_HAND].pattern = w.channels[BY_WIRE].pattern;
            send_ours(&w);
            const struct bytes first = w.frames[0].bytes;
            parties_give(&w, by == US ? RUSSIA : US, by, BY_HAND, first);
            if (w.frame_count > 1)
                parties_give(&w, RUSSIA, US, BY_WIRE,
                             w.frames[last_from(&w, by)].bytes);
            if (parties_records(&w, US, RECORD_SESSION_OPENED) > (by == US))
                fail_msg("%s, answered by %u", patterns[i], by);
            for (size_t n = 1; n < w.frame_count; n++)
                w.frames[n].gone = true;
            parties_run(&w, SESSION_ATTEMPTS_MAX);
            assert_received(&w, RUSSIA);
            assert_int_equal(parties_records(&w, US, RECORD_RECEIVED), 0);
            parties_fini(&w);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changed_frames_do_no_harm),
        cmocka_unit_test(test_frames_cut_short_do_no_harm),
        cmocka_unit_test(test_pretended_session_carries_nothing),
        cmocka_unit_test(test_wrong_static_key),
        cmocka_unit_test(test_impostor_calls),
        cmocka_unit_test(test_true_peer_is_heard_after_impostor),
        cmocka_unit_test(test_a_finished_handshake_is_wiped),
        cmocka_unit_test(test_answered_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
