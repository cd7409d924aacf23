/* Sessions under every pattern, and all that befalls them on a network: loss,
 * repetition, overtaking, silence. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "session/outbox.h"
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

static void test_every_pattern(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i]);
        send_ours(&w);
        parties_settle(&w);
        send_theirs(&w);
        parties_settle(&w);
        assert_received(&w, US);
        assert_received(&w, RUSSIA);
        /* One session serves both, and nothing is left to be done. */
        assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED), 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_SESSION_OPENED), 1);
        assert_int_equal(w.timer_count, 0);
        assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
        parties_fini(&w);
    }
}

static void send_in(struct parties *w, uint32_t from, uint32_t to,
                    const char *document, struct event_carriage carriage)
{
    parties_send_in(w, from, to, BY_WIRE, document, true, carriage);
}

/* A pattern of the sender's choice has sessions of its own, and the receipt
 * goes back in them; the channel's own stays what it was. */
static void test_patterns_of_the_senders_choice(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, "XX");
        send_ours(&w);
        parties_settle(&w);
        parties_forget(&w);
        const struct event_carriage carriage = {
            .kind = CARRIAGE_NOISE, .pattern = noise_pattern_find(patterns[i])};
        send_in(&w, US, RUSSIA, "ours", carriage);
        send_in(&w, RUSSIA, US, "theirs", carriage);
        parties_settle(&w);
        assert_received(&w, US);
        assert_received(&w, RUSSIA);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIPT_HELD), 1);
        /* XX is the channel's own, and has a session already. */
        const bool own = strcmp(patterns[i], "XX") == 0;
        assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED),
                         own ? 0 : 2);
        assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* On a network too: nothing opens, and nothing is sent again. */
static void test_plain_on_a_network(void **state)
{
    const struct event_carriage plain = {.kind = CARRIAGE_PLAIN};
    struct parties w;

    (void)state;
    begin(&w, "XX");
    send_in(&w, US, RUSSIA, "ours", plain);
    assert_int_equal(w.frame_count, 1);
    assert_int_equal(w.frames[0].bytes.data[4], FRAME_PLAIN);
    assert_int_equal(w.timer_count, 0);
    parties_settle(&w);
    assert_received(&w, RUSSIA);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
    assert_null(w.party[US].sessions);
    assert_null(w.party[RUSSIA].sessions);
    parties_fini(&w);
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
            begin(&w, patterns[i]);
            send_ours(&w);
            lost = run_losing(&w, n);
            assert_received(&w, RUSSIA);
            assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 0);
            assert_int_equal(w.timer_count, 0);
            parties_fini(&w);
            assert_true(n < 20);
        }
    }
}

static void test_transport_overtakes_handshake(void **state)
{
    static const char *const three[] = {"XN", "XK", "XX"};

    (void)state;
    for (size_t i = 0; i < sizeof three / sizeof three[0]; i++) {
        struct parties w;
        begin(&w, three[i]);
        send_ours(&w);
        parties_deliver(&w, 0);
        parties_deliver(&w, 1);
        /* 2: the last handshake message, 3: the copy. */
        assert_int_equal(w.frame_count, 4);
        parties_deliver(&w, 3);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
        parties_deliver(&w, 2);
        assert_received(&w, RUSSIA);
        parties_settle(&w);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

static void test_early_frames_are_limited(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    send_ours(&w);
    parties_deliver(&w, 0);
    parties_deliver(&w, 1);
    for (int i = 0; i < SESSION_EARLY_MAX; i++)
        parties_deliver(&w, 3);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED), 0);
    parties_deliver(&w, 3);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED), 1);
    parties_run(&w, 10);
    assert_received(&w, RUSSIA);
    parties_fini(&w);
}

static void test_duplicates_are_dropped_and_confirmed_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i]);
        send_ours(&w);
        parties_settle(&w);
        const size_t all = w.frame_count;
        for (size_t n = 0; n < all; n++) {
            const size_t before = w.frame_count;
            const uint32_t to = w.frames[n].to;
            const size_t dropped =
                parties_records(&w, to, RECORD_FRAME_DROPPED);
            const bool transport = w.frames[n].bytes.data[4] == FRAME_TRANSPORT;
            parties_deliver(&w, n);
            assert_int_equal(parties_records(&w, to, RECORD_FRAME_DROPPED),
                             dropped + 1);
            /* Data is acknowledged again, an acknowledgement is not. */
            if (transport)
                assert_int_equal(w.frame_count - before, to == RUSSIA);
        }
        parties_settle(&w);
        assert_received(&w, RUSSIA);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

static void test_both_sides_open_at_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i]);
        send_ours(&w);
        send_theirs(&w);
        parties_settle(&w);
        assert_received(&w, US);
        assert_received(&w, RUSSIA);
        assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED), 2);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

static void give_frame(struct parties *w, const struct frame *f)
{
    uint8_t memory[256];
    struct writer out;

    writer_init(&out, memory, sizeof memory);
    assert_int_equal(frame_encode(f, &out), ERR_OK);
    parties_give(w, US, RUSSIA, BY_WIRE, writer_bytes(&out));
}

static void test_frames_of_no_session(void **state)
{
    const struct frame transport = {FRAME_TRANSPORT, 5, 0,
                                    bytes_of_text("nothing much at all")};
    const struct frame second = {FRAME_HANDSHAKE, 5, 1, bytes_of_text("well")};
    const struct frame beyond = {FRAME_HANDSHAKE, 5, UINT64_MAX, {0}};
    const struct frame nameless = {FRAME_HANDSHAKE, 5, 13 << 8, {0}};
    struct parties w;

    (void)state;
    begin(&w, "XX");
    give_frame(&w, &transport);
    parties_assert_rejected(&w, RUSSIA, REASON_NO_SESSION);
    parties_forget(&w);
    give_frame(&w, &second);
    parties_assert_rejected(&w, RUSSIA, REASON_NO_SESSION);
    parties_forget(&w);
    give_frame(&w, &beyond);
    parties_assert_rejected(&w, RUSSIA, REASON_NO_SESSION);
    parties_forget(&w);
    give_frame(&w, &nameless);
    parties_assert_rejected(&w, RUSSIA, REASON_NO_SESSION);
    assert_null(w.party[RUSSIA].sessions);
    assert_int_equal(w.frame_count, 0);
    parties_fini(&w);
}

enum { FLOOD_FRAME_MAX = 256 };

/* First messages that anybody could have made, or made once more: that frame
 * under so many other numbers of a session. */
static void flood(struct parties *w, struct bytes first, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        uint8_t copy[FLOOD_FRAME_MAX];
        assert_true(first.size <= sizeof copy);
        memcpy(copy, first.data, first.size);
        bytes_put_be32(copy + 5, 0xffff0000 + i);
        parties_give(w, US, RUSSIA, BY_WIRE, bytes_of(copy, first.size));
    }
}

static unsigned count_live(const struct party *p)
{
    unsigned n = 0;

    for (const struct session *s = p->sessions; s; s = s->next)
        n += s->state != SESSION_CLOSED;
    return n;
}

/* The first message of a session of US's in another world with the same
 * keys. */
static struct bytes first_message(struct parties *other, const char *pattern)
{
    begin(other, pattern);
    send_ours(other);
    return other->frames[0].bytes;
}

/* As many first messages as there may be sessions keep no letter waiting,
 * whether they come before its session begins or while that agrees on keys. */
static void test_a_flood_keeps_nothing_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties other, w;
        const struct bytes first = first_message(&other, patterns[i]);
        begin(&w, patterns[i]);
        flood(&w, first, SESSION_PER_PEER_MAX);
        assert_int_equal(count_live(&w.party[RUSSIA]), SESSION_PER_PEER_MAX);
        w.frame_count = 0; /* answers to nobody */
        send_ours(&w);
        parties_deliver(&w, 0);
        flood(&w, first, 2 * SESSION_UNREAD_MAX);
        parties_settle(&w);
        assert_received(&w, RUSSIA);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_SESSION_LEFT), 0);
        parties_forget(&w);
        w.now += MINUTE;
        flood(&w, first, 2 * SESSION_UNREAD_MAX);
        send_ours(&w);
        parties_settle(&w);
        assert_received(&w, RUSSIA);
        parties_fini(&w);
        parties_fini(&other);
    }
}

/* However many there are, a letter that finds no room comes with the next
 * attempt: the oldest sessions have given way by then. */
static void test_a_flood_passes(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties other, w;
        const struct bytes first = first_message(&other, patterns[i]);
        begin(&w, patterns[i]);
        const instant start = w.now;
        flood(&w, first, 2 * SESSION_UNREAD_MAX);
        assert_int_equal(count_live(&w.party[RUSSIA]), SESSION_UNREAD_MAX);
        parties_assert_rejected(&w, RUSSIA, REASON_TOO_MANY);
        w.frame_count = 0;
        send_ours(&w);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
        while (parties_records(&w, RUSSIA, RECORD_RECEIVED) == 0) {
            assert_true(parties_tick(&w));
            parties_settle(&w);
        }
        assert_received(&w, RUSSIA);
        assert_int_equal(w.now - start, SESSION_RETRY_FIRST);
        assert_int_equal(parties_last(&w, RUSSIA, RECORD_SESSION_LEFT)->reason,
                         REASON_TOO_MANY);
        parties_fini(&w);
        parties_fini(&other);
    }
}

/* A first message of the ratchet proves itself, and waits for none of them. */
static void test_a_flood_spares_the_ratchet(void **state)
{
    struct parties other, w;

    (void)state;
    const struct bytes first = first_message(&other, "NN");
    begin(&w, "NN");
    flood(&w, first, 2 * SESSION_UNREAD_MAX);
    w.frame_count = 0;
    send_in(&w, US, RUSSIA, "ours",
            (struct event_carriage){.kind = CARRIAGE_RATCHET});
    parties_settle(&w);
    assert_received(&w, RUSSIA);
    parties_fini(&w);
    parties_fini(&other);
}

/* Strangers who finish handshakes under NN and send a message in each keep out
 * their like, and no session in which the peer shows its key. */
static void test_strangers_keep_out_strangers(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        const struct noise_pattern *pattern = noise_pattern_find(patterns[i]);
        const bool shown = noise_pattern_needs(pattern, true).s;
        struct parties w;
        begin(&w, "NN");
        for (unsigned n = 0; n < SESSION_PER_PEER_MAX; n++) {
            send_ours(&w);
            parties_settle(&w);
            /* The next letter goes in a session of its own. */
            for (struct session *s = w.party[US].sessions; s; s = s->next)
                s->pattern = noise_pattern_find("XX");
        }
        for (struct session *s = w.party[US].sessions; s; s = s->next)
            s->bare = true;
        parties_forget(&w);
        send_in(&w, US, RUSSIA, "ours",
                (struct event_carriage){.kind = CARRIAGE_NOISE,
                                        .pattern = pattern});
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), shown);
        if (!shown) parties_assert_rejected(&w, RUSSIA, REASON_TOO_MANY);
        parties_fini(&w);
    }
}

/* Sessions in which messages were read do not give way. */
static void test_sessions_per_peer_are_limited(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    for (unsigned i = 0; i < SESSION_PER_PEER_MAX; i++) {
        send_ours(&w);
        parties_settle(&w);
        /* The next letter goes in a session of its own. */
        for (struct session *s = w.party[US].sessions; s; s = s->next)
            s->pattern = noise_pattern_find("NN");
    }
    assert_int_equal(count_live(&w.party[RUSSIA]), SESSION_PER_PEER_MAX);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
    send_ours(&w);
    parties_settle(&w);
    parties_assert_rejected(&w, RUSSIA, REASON_TOO_MANY);
    assert_int_equal(count_live(&w.party[RUSSIA]), SESSION_PER_PEER_MAX);
    parties_fini(&w);
}

/* Brings one side into a state by delivering these frames of the exchange:
 * 0 to 2 are the handshake's, 3 is the copy, 4 its acknowledgement. */
static void bring(struct parties *w, const char *delivered)
{
    begin(w, "XX");
    send_ours(w);
    for (const char *d = delivered; *d; d++) {
        if (*d == 'x') {
            while (parties_tick(w))
                for (size_t i = 0; i < w->frame_count; i++)
                    w->frames[i].gone = true;
        } else {
            parties_deliver(w, (size_t)(*d - '0'));
        }
    }
    parties_forget(w);
}

/* The fate of a frame at one side: take, wait, drop, reject. */
static char outcome(const struct parties *w, uint32_t side)
{
    if (parties_records(w, side, RECORD_REJECTED) > 0) return 'r';
    if (parties_records(w, side, RECORD_FRAME_DROPPED) > 0) return 'd';
    return 't';
}

/* Every frame of an exchange, to either side in every state. */
static void test_every_frame_in_every_state(void **state)
{
    static const struct {
        uint32_t side;
        const char *delivered; /* before */
        const char *outcomes;  /* of frames 0 to 4 */
    } rows[] = {
        {RUSSIA, "", "trrrr"},    /* none yet */
        {RUSSIA, "0", "ddttt"},   /* handshaking; frames are put by */
        {RUSSIA, "012", "dddtr"}, /* open */
        {RUSSIA, "0123", "ddddr"}, {RUSSIA, "0x", "ddddd"}, /* closed */
        {US, "", "dtrtt"},                                  /* handshaking */
        {US, "01", "dddrt"},                                /* open */
        {US, "01234", "dddrd"},    {US, "x", "ddddd"},      /* closed */
    };
    struct parties all;

    (void)state;
    bring(&all, "01234");
    assert_int_equal(all.frame_count, 5);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char found[6] = "";
        for (size_t n = 0; n < 5; n++) {
            struct parties w;
            bring(&w, rows[i].delivered);
            parties_give(&w, rows[i].side == US ? RUSSIA : US, rows[i].side,
                         BY_WIRE, all.frames[n].bytes);
            found[n] = outcome(&w, rows[i].side);
            parties_fini(&w);
        }
        assert_string_equal(found, rows[i].outcomes);
    }
    parties_fini(&all);
}

static void lose_all(struct parties *w)
{
    for (size_t i = 0; i < w->frame_count; i++)
        w->frames[i].gone = true;
}

static void test_peer_is_given_up(void **state)
{
    struct parties w;

    (void)state;
    for (int open = 0; open < 2; open++) {
        begin(&w, "IK");
        if (open) {
            send_ours(&w);
            parties_settle(&w);
        }
        const instant start = w.now;
        for (int i = 0; i < 3; i++)
            send_ours(&w);
        unsigned ticks = 0;
        lose_all(&w);
        while (parties_tick(&w)) {
            lose_all(&w);
            ticks++;
        }
        assert_int_equal(ticks, SESSION_ATTEMPTS_MAX + 1);
        assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 3);
        assert_true(w.now - start > 4 * DAY && w.now - start < 6 * DAY);
        /* And the next one finds its way through a new session. */
        parties_forget(&w);
        send_ours(&w);
        parties_settle(&w);
        assert_received(&w, RUSSIA);
        parties_fini(&w);
    }
}

static void test_messages_in_flight_are_limited(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "IK");
    send_ours(&w);
    parties_settle(&w);
    lose_all(&w);
    const size_t before = w.frame_count;
    for (int i = 0; i < OUTBOX_IN_FLIGHT_MAX + 40; i++)
        send_ours(&w);
    assert_int_equal(w.frame_count - before, OUTBOX_IN_FLIGHT_MAX);
    /* The first comes last: only then is there room for all the others. */
    w.frames[before].gone = true;
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED),
                     OUTBOX_IN_FLIGHT_MAX);
    parties_deliver(&w, before);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED),
                     OUTBOX_IN_FLIGHT_MAX + 41);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* Acknowledgements pass when neither side has room for another message. */
static void test_both_sides_full(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "IK");
    send_ours(&w);
    parties_settle(&w);
    for (int i = 0; i < OUTBOX_IN_FLIGHT_MAX + 10; i++) {
        send_ours(&w);
        send_theirs(&w);
    }
    lose_all(&w);
    parties_run(&w, 10);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED),
                     OUTBOX_IN_FLIGHT_MAX + 11);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIVED),
                     OUTBOX_IN_FLIGHT_MAX + 10);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

static void test_large_document_in_chunks(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "ours", 9, 100 * 1000);
    send_ours(&w);
    parties_settle(&w);
    assert_received(&w, RUSSIA);
    assert_null(parties_last(&w, RUSSIA, RECORD_RECEIVED)->portions);
    parties_fini(&w);
}

static void test_too_large_is_refused(void **state)
{
    struct parties w;

    (void)state;
    for (int sealed = 0; sealed < 2; sealed++) {
        const enum message_seal seal =
            sealed ? MESSAGE_SEAL_AGE : MESSAGE_SEAL_NONE;
        parties_init(&w, "XX");
        parties_draft(&w, US, "ours", 11, 100 * 1000);
        parties_send(&w, US, RUSSIA, BY_WIRE, "ours", true, seal);
        parties_assert_refused(&w, US, REASON_TOO_LARGE);
        assert_int_equal(parties_records(&w, US, RECORD_SENT), 0);
        assert_int_equal(w.frame_count, 0);
        parties_fini(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pattern),
        cmocka_unit_test(test_patterns_of_the_senders_choice),
        cmocka_unit_test(test_plain_on_a_network),
        cmocka_unit_test(test_any_frame_lost),
        cmocka_unit_test(test_transport_overtakes_handshake),
        cmocka_unit_test(test_early_frames_are_limited),
        cmocka_unit_test(test_duplicates_are_dropped_and_confirmed_again),
        cmocka_unit_test(test_both_sides_open_at_once),
        cmocka_unit_test(test_frames_of_no_session),
        cmocka_unit_test(test_a_flood_keeps_nothing_out),
        cmocka_unit_test(test_a_flood_passes),
        cmocka_unit_test(test_a_flood_spares_the_ratchet),
        cmocka_unit_test(test_strangers_keep_out_strangers),
        cmocka_unit_test(test_sessions_per_peer_are_limited),
        cmocka_unit_test(test_every_frame_in_every_state),
        cmocka_unit_test(test_peer_is_given_up),
        cmocka_unit_test(test_messages_in_flight_are_limited),
        cmocka_unit_test(test_both_sides_full),
        cmocka_unit_test(test_large_document_in_chunks),
        cmocka_unit_test(test_too_large_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
