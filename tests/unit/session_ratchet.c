/* Sessions under the Double Ratchet: bundles, the first message, every frame
 * in every state, forgery, prekeys that run out, sessions that are lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/writer.h"
#include "session/session.h"
#include "session/session_lost.h"
#include "session/session_ratchet.h"
#include "support/parties.h"

static const struct event_carriage ratchet = {.kind = CARRIAGE_RATCHET};

/* A world in which both sides have a paper for each other. */
static void begin(struct parties *w)
{
    parties_init(w, "XX");
    parties_draft(w, US, "ours", 2, 10);
    parties_draft(w, RUSSIA, "theirs", 2, 10);
}

static void send_ours(struct parties *w, uint32_t channel)
{
    parties_send_in(w, US, RUSSIA, channel, "ours", true, ratchet);
}

static void send_theirs(struct parties *w, uint32_t channel)
{
    parties_send_in(w, RUSSIA, US, channel, "theirs", true, ratchet);
}

static size_t all_records(const struct parties *w, enum record_kind kind)
{
    size_t count = 0;

    for (uint32_t i = 0; i < PARTIES_COUNT; i++)
        count += parties_records(w, i, kind);
    return count;
}

static void assert_exchanged(const struct parties *w)
{
    assert_int_equal(parties_records(w, US, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(w, US, RECORD_RECEIPT_HELD), 1);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_RECEIPT_HELD), 1);
    assert_int_equal(all_records(w, RECORD_REJECTED), 0);
    assert_int_equal(w->timer_count, 0);
}

/* By which protocol a party's last session opened, and with which of the
 * one-time prekeys; 0: with none. */
static void assert_opened(const struct parties *w, uint32_t party,
                          uint32_t one_time)
{
    const struct record *r = parties_last(w, party, RECORD_SESSION_OPENED);

    assert_string_equal(r->protocol, "X3DH/DoubleRatchet");
    assert_int_equal(r->serial, one_time);
}

static void test_over_any_channel(void **state)
{
    (void)state;
    for (uint32_t channel = 0; channel < PARTIES_CHANNELS; channel++) {
        struct parties w;
        begin(&w);
        send_ours(&w, channel);
        parties_settle(&w);
        send_theirs(&w, channel);
        parties_settle(&w);
        assert_exchanged(&w);
        assert_int_equal(all_records(&w, RECORD_SESSION_OPENED), 2);
        assert_opened(&w, RUSSIA, 1);
        assert_opened(&w, US, 1);
        parties_fini(&w);
    }
}

static void test_both_sides_open_at_once(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    send_theirs(&w, BY_HAND);
    parties_settle(&w);
    assert_exchanged(&w);
    assert_int_equal(all_records(&w, RECORD_SESSION_OPENED), 4);
    parties_fini(&w);
}

/* The session knows who speaks, and nobody else can be told so. */
static void test_unsigned_is_authenticated_only(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", false, ratchet);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_AUTHENTICATED), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 0);
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

/* The request, the bundle, the first message, anything: it comes again. */
static void test_any_frame_lost(void **state)
{
    bool lost = true;

    (void)state;
    for (size_t n = 0; lost; n++) {
        struct parties w;
        begin(&w);
        send_ours(&w, BY_WIRE);
        lost = run_losing(&w, n);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
        assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
        assert_int_equal(all_records(&w, RECORD_UNDELIVERED), 0);
        parties_fini(&w);
        assert_true(n < 20);
    }
}

static bool has(const struct parties *w, size_t frame, enum frame_type type)
{
    return w->frames[frame].bytes.data[4] == type;
}

/* A message is not read twice, but confirmed in the same bytes. */
static void test_repeated_frames(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    const size_t all = w.frame_count;
    for (size_t n = 0; n < all; n++) {
        if (has(&w, n, FRAME_PLAIN)) continue;
        const size_t before = w.frame_count;
        parties_forget(&w);
        parties_deliver(&w, n);
        assert_int_equal(all_records(&w, RECORD_FRAME_DROPPED), 1);
        assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
        for (size_t i = before; i < w.frame_count; i++) {
            bool same = false;
            for (size_t j = 0; j < before; j++)
                same |= bytes_equal(w.frames[i].bytes, w.frames[j].bytes);
            assert_true(same);
        }
    }
    parties_fini(&w);
}

static size_t first_of(const struct parties *w, enum frame_type type)
{
    size_t n = 0;

    while (n < w->frame_count && !has(w, n, type))
        n++;
    assert_true(n < w->frame_count);
    return n;
}

static void give_changed(struct parties *w, size_t frame, size_t byte, bool cut)
{
    const struct parties_frame f = w->frames[frame];
    uint8_t *copy = arena_alloc(&w->arena, f.bytes.size);

    memcpy(copy, f.bytes.data, f.bytes.size);
    if (cut)
        bytes_put_be32(copy, (uint32_t)byte - 4);
    else
        copy[byte] ^= 1;
    parties_give(w, f.from, f.to, f.channel,
                 bytes_of(copy, cut ? byte : f.bytes.size));
}

/* A spoiled or shortened first message makes no session, and does not use up
 * the prekey that it names: the sound one is read afterwards. */
static void test_no_byte_of_the_first_message_may_change(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    parties_deliver(&w, 0);
    parties_deliver(&w, 1);
    const size_t first = first_of(&w, FRAME_INITIAL);
    const size_t size = w.frames[first].bytes.size;
    for (size_t i = 0; i < 2 * size; i++) {
        if (i < size || i - size > 4)
            give_changed(&w, first, i % size, i >= size);
        for (const struct session *s = w.party[RUSSIA].sessions; s; s = s->next)
            assert_true(s->initiator);
    }
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED),
                     2 * size - 5);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
    parties_deliver(&w, first);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* So with every later frame, in a session that goes on afterwards. */
static void test_no_byte_of_a_later_frame_may_change(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    parties_settle(&w);
    send_ours(&w, BY_HAND);
    const size_t last = w.frame_count - 1;
    assert_true(has(&w, last, FRAME_RATCHET));
    parties_forget(&w);
    for (size_t i = 0; i < w.frames[last].bytes.size; i++)
        give_changed(&w, last, i, false);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED),
                     w.frames[last].bytes.size);
    parties_deliver(&w, last);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* Brings both sides into a state by delivering these frames: 0 the request,
 * 1 the bundle, 2 the copy, 3 its acknowledgement, 4 the receipt, 5 the
 * receipt's acknowledgement; x: both give up. */
static void bring(struct parties *w, const char *delivered)
{
    begin(w);
    send_ours(w, BY_WIRE);
    for (const char *d = delivered; *d; d++) {
        if (*d != 'x') {
            parties_deliver(w, (size_t)(*d - '0'));
            continue;
        }
        while (parties_tick(w))
            for (size_t i = 0; i < w->frame_count; i++)
                w->frames[i].gone = true;
    }
    parties_forget(w);
}

/* The fate of a frame at one side: take, drop, reject. */
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
        const char *outcomes;  /* of frames 0 to 5 */
    } rows[] = {
        {RUSSIA, "", "tdrrrr"},       /* none yet, no prekeys */
        {RUSSIA, "01", "tdtrrr"},     /* none yet, its bundle given */
        {RUSSIA, "012", "tddrrt"},    /* open */
        {RUSSIA, "012345", "tddrrd"}, /* open, all said */
        {RUSSIA, "012x", "tddddd"},   /* closed */
        {US, "", "rttttt"},           /* handshaking; frames are put by */
        {US, "01", "rdrttr"},         /* open */
        {US, "012345", "rdrddr"},     /* open, all said */
        {US, "x", "rddddd"},          /* closed */
    };
    struct parties all;

    (void)state;
    bring(&all, "012345");
    assert_int_equal(all.frame_count, 6);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char found[7] = "";
        for (size_t n = 0; n < 6; n++) {
            struct parties w;
            bring(&w, rows[i].delivered);
            parties_give(&w, rows[i].side == US ? RUSSIA : US, rows[i].side,
                         BY_WIRE, all.frames[n].bytes);
            found[n] = outcome(&w, rows[i].side);
            parties_fini(&w);
        }
        if (strcmp(found, rows[i].outcomes) != 0)
            fail_msg("row %zu: %s, expected %s", i, found, rows[i].outcomes);
    }
    parties_fini(&all);
}

/* Another's name under a bundle request or a first message gains nothing. */
static void test_impostor(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    parties_deliver(&w, 0);
    parties_deliver(&w, 1);
    const struct bytes first = w.frames[first_of(&w, FRAME_INITIAL)].bytes;
    parties_give(&w, NATO, RUSSIA, BY_HAND, first);
    parties_assert_rejected(&w, RUSSIA, REASON_UNKNOWN_PEER);
    assert_null(w.party[RUSSIA].sessions);
    parties_fini(&w);
}

static void test_prekeys_run_out(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    prekeys_init(&w.party[RUSSIA].prekeys, 0);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_BUNDLE_GIVEN), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_SPENT), 1);
    assert_opened(&w, US, 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* The stock is filled up when half of it is gone, given or used; used ones are
 * wiped. */
static void test_stock_is_filled_up(void **state)
{
    enum { STOCK = 4 };
    static const size_t drawn[] = {4, 6, 6, 8, 8, 10};
    struct parties w;

    (void)state;
    begin(&w);
    prekeys_init(&w.party[RUSSIA].prekeys, STOCK);
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
        send_ours(&w, i % 2 ? BY_WIRE : BY_HAND);
        parties_settle(&w);
        for (struct session *s = w.party[US].sessions; s; s = s->next)
            s->bare = true; /* the next letter begins another */
        const struct prekeys_set *set = w.party[RUSSIA].prekeys.sets;
        assert_int_equal(set->count, drawn[i]);
        assert_opened(&w, US, (uint32_t)i + 1);
        for (size_t k = 0; k < set->count; k++)
            assert_int_equal(set->one_time[k].used, k <= i);
        assert_true(sodium_is_zero(set->one_time[i].key.secret,
                                   sizeof set->one_time[i].key.secret));
    }
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 6);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_SPENT), 0);
    parties_fini(&w);
}

/* NATO keeps prekeys; whoever wants to write to Russia asks there. */
static void start_directory(struct parties *w, size_t stock)
{
    w->world.directory = NATO;
    for (uint32_t i = US; i <= RUSSIA; i++)
        w->party[i].directory_channel = BY_WIRE;
    prekeys_init(&w->party[RUSSIA].prekeys, stock);
    parties_start(w, RUSSIA);
    parties_settle(w);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_PREKEYS_LEFT), 1);
    assert_int_equal(all_records(w, RECORD_REJECTED), 0);
}

static void begin_with_directory(struct parties *w)
{
    begin(w);
    start_directory(w, 8);
}

/* The letter is on its way while its recipient has not said a word. */
static void test_directory_stands_in_for_who_is_away(void **state)
{
    struct parties w;

    (void)state;
    begin_with_directory(&w);
    for (int i = 0; i < 2; i++) {
        const size_t before = w.frame_count;
        send_ours(&w, i ? BY_WIRE : BY_HAND);
        assert_int_equal(w.frames[before].to, NATO);
        parties_deliver(&w, before);
        parties_deliver(&w, before + 1);
        assert_int_equal(w.frame_count, before + 3);
        assert_true(has(&w, before + 2, FRAME_INITIAL));
        assert_int_equal(w.frames[before + 2].to, RUSSIA);
        parties_settle(&w);
    }
    assert_int_equal(parties_records(&w, NATO, RECORD_BUNDLE_GIVEN), 2);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 2);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* The directory and the owner each give one of the same prekeys: not the same
 * one. */
static void test_directory_and_owner_give_others(void **state)
{
    struct parties w;

    (void)state;
    begin_with_directory(&w);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    send_ours(&w, BY_HAND);
    w.frames[parties_pending(&w)].gone = true; /* to the directory */
    while (parties_records(&w, RUSSIA, RECORD_BUNDLE_GIVEN) == 0) {
        assert_true(parties_tick(&w));
        parties_settle(&w);
    }
    assert_int_equal(parties_records(&w, NATO, RECORD_BUNDLE_GIVEN), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 2);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_fini(&w);
}

/* The directory can give nothing of a party it keeps nothing of: that party is
 * asked itself, after the wait of the channel that leads to the directory. */
static void test_directory_without_the_peer(void **state)
{
    struct parties w;

    (void)state;
    begin_with_directory(&w);
    const instant start = w.now;
    send_theirs(&w, BY_HAND);
    parties_settle(&w);
    parties_assert_rejected(&w, NATO, REASON_NO_PREKEYS);
    assert_true(parties_tick(&w));
    assert_int_equal(w.now - start, SESSION_RETRY_FIRST);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, US, RECORD_CHECKED), 1);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* All bundles on the shelf, as they are left. */
static struct bytes encode_shelf(struct parties *w,
                                 const struct prekeys_shelf *shelf)
{
    const size_t size = shelf->count * X3DH_BUNDLE_SIZE;
    uint8_t *bundles = arena_alloc(&w->arena, size);

    for (size_t i = 0; i < shelf->count; i++)
        x3dh_encode_bundle(bundles + i * X3DH_BUNDLE_SIZE, &shelf->bundles[i]);
    return bytes_of(bundles, size);
}

static void leave(struct parties *w, uint32_t from, uint32_t to,
                  struct bytes bundles)
{
    const struct message m = {.kind = MESSAGE_PREKEYS, .bundle = bundles};
    const size_t size = bundles.size + 64;
    struct frame f = {.type = FRAME_PLAIN};
    struct writer out;

    assert_int_equal(message_encode(&w->arena, &m, &f.payload), ERR_OK);
    writer_init(&out, arena_alloc(&w->arena, size), size);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(w, from, to, BY_HAND, writer_bytes(&out));
}

/* Bundles that another left, or that nobody may leave here. */
static void test_deposits_are_checked(void **state)
{
    struct parties w;

    (void)state;
    begin_with_directory(&w);
    parties_forget(&w);
    parties_start(&w, RUSSIA);
    parties_settle(&w);
    /* Left again, the same ones are the same ones. */
    assert_int_equal(parties_records(&w, NATO, RECORD_REJECTED), 0);
    /* The bytes of Russia's bundles in the name of the United States. */
    const struct bytes all = encode_shelf(&w, w.party[NATO].prekeys.shelves);
    const struct {
        size_t from, size;
        enum record_reason reason;
    } rows[] = {{0, all.size, REASON_BAD_SIGNATURE},
                {0, all.size - 1, REASON_MALFORMED},
                {0, 0, REASON_MALFORMED},
                {X3DH_BUNDLE_SIZE, X3DH_BUNDLE_SIZE, REASON_MALFORMED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bytes some =
            bytes_of(all.data + rows[i].from, rows[i].size);
        leave(&w, US, NATO, some);
        parties_assert_rejected(&w, NATO, rows[i].reason);
        leave(&w, US, RUSSIA, some);
        parties_assert_rejected(&w, RUSSIA, REASON_OUT_OF_TURN);
    }
    assert_null(w.party[NATO].prekeys.shelves->next);
    parties_fini(&w);
}

/* All others hear of it; serial: of the key that is revoked. */
static void change_key(struct parties *w, enum record_verb kind, uint32_t party,
                       uint32_t other, uint32_t serial)
{
    const uint32_t to[] = {NATO, other}, over[] = {BY_HAND, BY_HAND};
    const struct event_command c = {.kind = kind,
                                    .to = to,
                                    .over = over,
                                    .to_count = 2,
                                    .serial = serial,
                                    .since = INSTANT_MIN};

    if (w->timer_count == 0) w->now += MINUTE;
    parties_do(w, party, &c);
}

static void rotate(struct parties *w, uint32_t party, uint32_t other)
{
    change_key(w, RECORD_VERB_ROTATE, party, other, 0);
    parties_settle(w);
    w->now += MINUTE;
}

/* A party whose identity changes signs its bundles anew, here and with the
 * directory; sessions on the old one are not gone on with, on either side. */
static void test_sessions_follow_a_rotation(void **state)
{
    struct parties w;

    (void)state;
    begin_with_directory(&w);
    send_ours(&w, BY_HAND);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    rotate(&w, RUSSIA, US);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_forget(&w);
    send_ours(&w, BY_HAND);
    parties_settle(&w);
    /* A new session, by a bundle under the new identity. */
    assert_int_equal(parties_records(&w, NATO, RECORD_BUNDLE_GIVEN), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_forget(&w);
    rotate(&w, US, RUSSIA);
    send_theirs(&w, BY_HAND);
    send_ours(&w, BY_HAND);
    parties_run(&w, 40);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    parties_fini(&w);
}

/* A first message that agreed with the old identity is on its way while the
 * new one is taken: it is read, and answered in a session of today's keys. */
static void test_a_first_message_crosses_a_rotation(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    parties_deliver(&w, 0);
    parties_deliver(&w, 1);
    const size_t first = first_of(&w, FRAME_INITIAL);
    w.frames[first].gone = true;
    rotate(&w, RUSSIA, US);
    parties_deliver(&w, first);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    const struct session *s = w.party[RUSSIA].sessions;
    while (s && s->initiator)
        s = s->next;
    assert_non_null(s);
    assert_int_equal(s->serial, 1);
    parties_settle(&w);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
    parties_fini(&w);
}

/* Once the old identity is revoked it opens nothing. */
static void test_a_first_message_comes_after_a_revocation(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    parties_deliver(&w, 0);
    parties_deliver(&w, 1);
    const size_t first = first_of(&w, FRAME_INITIAL);
    w.frames[first].gone = true;
    rotate(&w, RUSSIA, US);
    change_key(&w, RECORD_VERB_REVOKE, RUSSIA, US, 1);
    parties_deliver(&w, first);
    parties_assert_rejected(&w, RUSSIA, REASON_NOT_AUTHENTIC);
    parties_fini(&w);
}

/* Bundles under a void identity are neither kept, handed out nor taken. */
static void test_bundles_under_a_void_identity(void **state)
{
    struct parties w;

    (void)state;
    begin_with_directory(&w);
    send_ours(&w, BY_HAND);
    parties_deliver(&w, w.frame_count - 1);
    const size_t bundle = w.frame_count - 1;
    w.frames[bundle].gone = true;
    change_key(&w, RECORD_VERB_REVOKE, RUSSIA, US, 0);
    parties_settle(&w);
    parties_deliver(&w, bundle);
    parties_assert_rejected(&w, US, REASON_REVOKED);
    parties_start(&w, RUSSIA);
    parties_settle(&w);
    parties_assert_rejected(&w, NATO, REASON_REVOKED);
    parties_forget(&w);
    assert_true(parties_tick(&w)); /* the peer itself is asked, ... */
    parties_settle(&w);
    assert_true(parties_tick(&w)); /* ... and the directory once more */
    parties_settle(&w);
    parties_assert_rejected(&w, RUSSIA, REASON_REVOKED);
    parties_assert_rejected(&w, NATO, REASON_REVOKED);
    assert_int_equal(all_records(&w, RECORD_BUNDLE_GIVEN), 0);
    parties_fini(&w);
}

/* In a session that stands on a void key nobody knows who speaks, and a first
 * message under one is no better. */
static void test_a_revocation_amid_a_session(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    parties_settle(&w);
    parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", false, ratchet);
    const size_t under_way = w.frame_count - 1;
    w.frames[under_way].gone = true;
    change_key(&w, RECORD_VERB_REVOKE, US, RUSSIA, 0);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_VOID), 1);
    parties_forget(&w);
    parties_deliver(&w, under_way);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_AUTHENTICATED), 0);
    send_theirs(&w, BY_HAND);
    const struct record *r = parties_last(&w, RUSSIA, RECORD_KEY_REFUSED);
    assert_non_null(r);
    assert_int_equal(r->reason, REASON_REVOKED);
    parties_forget(&w);
    /* Another session, begun with the void key. */
    parties_send_in(&w, US, RUSSIA, BY_WIRE, "ours", false, ratchet);
    parties_settle(&w);
    parties_assert_rejected(&w, RUSSIA, REASON_REVOKED);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 0);
    parties_fini(&w);
}

/* Asked again for the same session, the same bundle is given. */
static void test_a_request_repeated_costs_no_prekey(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    for (int i = 0; i < 5; i++)
        parties_deliver(&w, 0);
    for (size_t i = 2; i < w.frame_count; i++)
        assert_true(bytes_equal(w.frames[i].bytes, w.frames[1].bytes));
    const struct prekeys_set *set = w.party[RUSSIA].prekeys.sets;
    for (size_t i = 0; i < set->count; i++)
        assert_int_equal(set->one_time[i].taker.asker == PARTY_NONE, i > 0);
    parties_fini(&w);
}

static void lose_sessions(struct party *p)
{
    p->sessions = NULL;
    p->session_pairs = (struct table){0};
    p->session_names = (struct table){0};
}

/* A party that lost its sessions begins another, and what it had not
 * confirmed comes in that one. */
static void test_a_lost_session_begins_anew(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    lose_sessions(&w.party[RUSSIA]);
    parties_forget(&w);
    send_ours(&w, BY_WIRE);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, US, RECORD_SESSION_LOST), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 2);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 2);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 2);
    assert_int_equal(w.timer_count, 0);
    /* And it goes on there. */
    parties_forget(&w);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_fini(&w);
}

static void give_made_up(struct parties *w, uint64_t number)
{
    const struct frame f = {FRAME_RATCHET, number, 0, bytes_of_text("made up")};
    uint8_t memory[64];
    struct writer out;

    writer_init(&out, memory, sizeof memory);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(w, US, RUSSIA, BY_WIRE, writer_bytes(&out));
}

/* Frames that are made up make a party begin one session at most, and hold up
 * no true word of a lost one: it follows as soon as theirs is confirmed. */
static void test_made_up_frames_hold_nothing_up(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    lose_sessions(&w.party[RUSSIA]);
    parties_forget(&w);
    const size_t before = w.frame_count;
    for (uint64_t i = 0; i < 40; i++)
        give_made_up(&w, i / 2);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 40);
    assert_int_equal(w.frame_count, before + 1); /* a request */
    parties_settle(&w);
    /* Word of a session that is none harms nobody. */
    assert_int_equal(parties_records(&w, US, RECORD_SESSION_LOST), 0);
    assert_int_equal(parties_records(&w, US, RECORD_FRAME_DROPPED),
                     SESSION_LOST_MAX);
    assert_int_equal(parties_records(&w, US, RECORD_BUNDLE_GIVEN), 1);
    /* The letter goes in the session that was lost, and comes through. */
    for (struct session *s = w.party[US].sessions; s; s = s->next)
        if (!s->initiator) s->heard = false;
    parties_forget(&w);
    send_ours(&w, BY_WIRE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, US, RECORD_SESSION_LOST), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_BUNDLE_GIVEN), 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* A request in the name of US for RUSSIA's prekeys: signed by this key, for
 * that keeper, of this owner and session; NULL: not signed. */
static void request(struct parties *w, const struct identity *by,
                    const char *keeper, const char *owner, uint64_t session)
{
    uint8_t words[128], signature[IDENTITY_SIGNATURE_SIZE];
    struct message m = {
        .kind = MESSAGE_BUNDLE_REQUEST, .owner = "russia", .counter = 7};
    struct frame f = {.type = FRAME_PLAIN};
    struct writer out;

    writer_init(&out, words, sizeof words);
    writer_put(&out, "demarche/x3dh/request/1", 24);
    writer_put(&out, "us", 3);
    writer_put(&out, keeper, strlen(keeper) + 1);
    writer_put(&out, owner, strlen(owner) + 1);
    uint8_t number[8];
    bytes_put_be64(number, session);
    writer_put(&out, number, sizeof number);
    if (by) {
        identity_sign(by, writer_bytes(&out), signature);
        m.request_signature = bytes_of(signature, sizeof signature);
    }
    assert_int_equal(message_encode(&w->arena, &m, &f.payload), ERR_OK);
    writer_init(&out, arena_alloc(&w->arena, 512), 512);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(w, US, RUSSIA, BY_HAND, writer_bytes(&out));
}

/* Only its owner spends a prekey in a name: what is not signed, or by another
 * key, for another keeper, owner or session, gets a bundle without. */
static void test_requests_are_signed(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    const struct identity *us = &w.party[US].identity;
    const struct identity *nato = &w.party[NATO].identity;
    const struct {
        const struct identity *by;
        const char *keeper, *owner;
        uint64_t session;
        enum record_reason reason;
    } rows[] = {
        {NULL, "russia", "russia", 7, REASON_UNSHOWN},
        {nato, "russia", "russia", 7, REASON_BAD_SIGNATURE},
        {us, "nato", "russia", 7, REASON_BAD_SIGNATURE},
        {us, "russia", "nato", 7, REASON_BAD_SIGNATURE},
        {us, "russia", "russia", 8, REASON_BAD_SIGNATURE},
        {us, "russia", "russia", 7, REASON_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int n = 0; n < 2 * PREKEYS_DEFAULT; n++)
            request(&w, rows[i].by, rows[i].keeper, rows[i].owner,
                    rows[i].session);
        const struct record *r = parties_last(&w, RUSSIA, RECORD_BUNDLE_GIVEN);
        assert_non_null(r);
        assert_string_equal(record_reason_text(r->reason),
                            record_reason_text(rows[i].reason));
        const struct prekeys_set *set = w.party[RUSSIA].prekeys.sets;
        assert_int_equal(set->one_time[0].taker.asker == PARTY_NONE,
                         rows[i].reason != REASON_NONE);
        assert_int_equal(set->one_time[1].taker.asker, PARTY_NONE);
    }
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_SPENT), 0);
    parties_fini(&w);
}

/* A party whose key the keeper lacks gets no one-time prekey either. */
static void test_request_of_an_unknown_key(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    w.party[RUSSIA].keyring.policy = KEYRING_FIRST_USE;
    request(&w, &w.party[US].identity, "russia", "russia", 7);
    assert_int_equal(parties_last(&w, RUSSIA, RECORD_BUNDLE_GIVEN)->reason,
                     REASON_NO_KEY);
    assert_int_equal(w.party[RUSSIA].prekeys.sets->one_time[0].taker.asker,
                     PARTY_NONE);
    parties_fini(&w);
}

/* Under `bind: keys` a session is as X3DH has it, and apart from one that binds
 * the names; the answer goes back in the same. */
static void test_bare_sessions(void **state)
{
    const struct event_carriage bare = {.kind = CARRIAGE_RATCHET, .bare = true};
    struct parties w;

    (void)state;
    begin(&w);
    parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, bare);
    parties_settle(&w);
    assert_int_equal(all_records(&w, RECORD_SESSION_OPENED), 2);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
    for (uint32_t i = US; i <= RUSSIA; i++)
        assert_int_equal(w.party[i].sessions->ratchet->ad.size,
                         X3DH_AD_BARE_SIZE);
    send_ours(&w, BY_HAND);
    parties_settle(&w);
    assert_int_equal(all_records(&w, RECORD_SESSION_OPENED), 4);
    for (uint32_t i = US; i <= RUSSIA; i++)
        assert_int_equal(w.party[i].sessions->ratchet->ad.size,
                         X3DH_AD_SIZE_MAX);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_fini(&w);
}

/* The unknown key-share of X3DH 4.8: NATO is pinned with Russia's key to agree,
 * unproven, and passes on to Russia what US writes to NATO. Only the names keep
 * Russia from taking it for a letter to Russia. */
static void test_unknown_key_share(void **state)
{
    (void)state;
    for (int bare = 0; bare < 2; bare++) {
        const struct event_carriage carriage = {.kind = CARRIAGE_RATCHET,
                                                .bare = bare};
        struct parties w;
        begin(&w);
        memcpy(w.peers[NATO].pub.agree, w.peers[RUSSIA].pub.agree,
               IDENTITY_KEY_SIZE);
        parties_send_in(&w, US, NATO, BY_HAND, "ours", false, carriage);
        /* NATO asks Russia for a bundle, and gives it as its own. */
        struct party *p = &w.party[RUSSIA];
        struct effects none;
        const struct event event = {.kind = EVENT_START, .now = w.now};
        const struct party_step step = {&event, &none};
        effect_init(&none, &w.arena);
        prekeys_begin(p, &step);
        struct identity mixed = w.party[NATO].identity;
        mixed.pub = w.peers[NATO].pub;
        struct message m;
        struct frame f;
        struct writer out;
        assert_int_equal(frame_decode(w.frames[0].bytes, &f), ERR_OK);
        assert_int_equal(message_decode(&w.arena, f.payload, &m), ERR_OK);
        uint8_t bytes[X3DH_BUNDLE_SIZE];
        struct x3dh_bundle bundle;
        x3dh_sign_bundle(&bundle, &mixed, &p->prekeys.sets->signed_prekey,
                         &p->prekeys.sets->one_time[0].key);
        x3dh_encode_bundle(bytes, &bundle);
        m.kind = MESSAGE_BUNDLE;
        m.request_signature = (struct bytes){0};
        m.bundle = bytes_of(bytes, sizeof bytes);
        assert_int_equal(message_encode(&w.arena, &m, &f.payload), ERR_OK);
        writer_init(&out, arena_alloc(&w.arena, 512), 512);
        assert_int_equal(frame_encode(&f, &out), ERR_OK);
        parties_give(&w, NATO, US, BY_HAND, writer_bytes(&out));
        const size_t first = first_of(&w, FRAME_INITIAL);
        assert_int_equal(w.frames[first].to, NATO);
        parties_give(&w, US, RUSSIA, BY_HAND, w.frames[first].bytes);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_SESSION_OPENED),
                         bare);
        if (!bare) parties_assert_rejected(&w, RUSSIA, REASON_NOT_AUTHENTIC);
        parties_fini(&w);
    }
}

/* Once half of what lies there is given, the directory tells the owner, and has
 * more; nobody else can say so. */
static void test_directory_asks_for_more(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    start_directory(&w, 4);
    const struct prekeys_shelf *shelf = w.party[NATO].prekeys.shelves;
    for (unsigned i = 0; i < 12; i++) {
        send_ours(&w, BY_HAND);
        /* Its first message is long on its way. */
        for (size_t n; (n = parties_pending(&w)) < w.frame_count;)
            if (has(&w, n, FRAME_INITIAL))
                w.frames[n].gone = true;
            else
                parties_deliver(&w, n);
        assert_opened(&w, US, i + 1);
        for (struct session *s = w.party[US].sessions; s; s = s->next)
            s->bare = true;
    }
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_LEFT), 7);
    assert_int_equal(all_records(&w, RECORD_PREKEYS_SPENT), 0);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    const size_t drawn = w.party[RUSSIA].prekeys.sets->count;
    for (uint32_t from = US; from <= NATO; from++) {
        const struct message m = {
            .kind = MESSAGE_PREKEYS_LOW, .owner = "russia", .counter = 1000};
        struct frame f = {.type = FRAME_PLAIN};
        struct writer out;
        if (from == RUSSIA) continue;
        assert_int_equal(message_encode(&w.arena, &m, &f.payload), ERR_OK);
        writer_init(&out, arena_alloc(&w.arena, 128), 128);
        assert_int_equal(frame_encode(&f, &out), ERR_OK);
        parties_give(&w, from, RUSSIA, BY_HAND, writer_bytes(&out));
        parties_assert_rejected(
            &w, RUSSIA, from == NATO ? REASON_UNSHOWN : REASON_OUT_OF_TURN);
    }
    assert_int_equal(w.party[RUSSIA].prekeys.sets->count, drawn);
    assert_true(shelf->count > 2);
    parties_fini(&w);
}

/* The signed prekey is replaced in time, the one before it wiped in time, with
 * the one-time prekeys that went with it; first messages that named it are read
 * until then. */
static void test_prekeys_are_renewed(void **state)
{
    static const struct {
        duration after;
        bool read;
    } rows[] = {{6 * DAY, true}, {27 * DAY, true}, {29 * DAY, false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct parties w;
        begin(&w);
        w.renewing = true;
        send_ours(&w, BY_HAND);
        parties_deliver(&w, 0);
        parties_deliver(&w, 1);
        const size_t first = first_of(&w, FRAME_INITIAL);
        const struct prekeys *k = &w.party[RUSSIA].prekeys;
        for (size_t n = 0; n < w.frame_count; n++)
            w.frames[n].gone = true;
        const instant until = w.now + rows[i].after;
        for (;;) {
            instant next = INSTANT_MAX;
            for (size_t t = 0; t < w.timer_count; t++)
                if (w.timers[t].at < next) next = w.timers[t].at;
            if (next > until) break;
            assert_true(parties_tick(&w));
            for (size_t n = 0; n < w.frame_count; n++)
                w.frames[n].gone = true;
        }
        w.now = until;
        const unsigned renewals = (unsigned)(rows[i].after / (7 * DAY));
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_RENEWED),
                         renewals);
        assert_int_equal(k->sets->signed_prekey.id, renewals + 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_WIPED),
                         rows[i].read ? 0 : 1);
        parties_deliver(&w, first);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED),
                         rows[i].read);
        if (!rows[i].read)
            parties_assert_rejected(&w, RUSSIA, REASON_NO_PREKEYS);
        parties_fini(&w);
    }
}

/* The directory takes nothing from an older message that comes once more. */
static void assert_outdated(struct parties *w, struct bytes older)
{
    const struct prekeys_shelf *shelf = w->party[NATO].prekeys.shelves;
    const struct x3dh_bundle last = shelf->bundles[shelf->count - 1];

    assert_int_equal(all_records(w, RECORD_REJECTED), 0);
    leave(w, RUSSIA, NATO, older);
    parties_assert_rejected(w, NATO, REASON_OUT_OF_TURN);
    assert_memory_equal(&last, &shelf->bundles[shelf->count - 1], sizeof last);
    parties_forget(w);
}

/* With a directory, a renewal leaves other bundles there, and so does a stock
 * that was filled up; an older message of them that comes again changes
 * nothing. */
static void test_directory_follows_renewals(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    w.renewing = true;
    start_directory(&w, 2);
    const struct prekeys_shelf *shelf = w.party[NATO].prekeys.shelves;
    const struct bytes left = encode_shelf(&w, shelf);
    assert_int_equal(shelf->count, 3);
    send_ours(&w, BY_HAND);
    parties_settle(&w);
    assert_opened(&w, US, 1);
    /* One of two was used: there are two again. */
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_PREKEYS_LEFT), 2);
    assert_int_equal(shelf->count, 3);
    assert_int_equal(shelf->bundles[1].one_time_id, 2);
    assert_int_equal(shelf->bundles[2].one_time_id, 3);
    assert_outdated(&w, left);
    assert_true(parties_tick(&w));
    parties_settle(&w);
    assert_int_equal(shelf->bundles[0].signed_prekey_id, 2);
    assert_int_equal(shelf->bundles[1].one_time_id, 4);
    assert_outdated(&w, left);
    parties_fini(&w);
}

static void test_peer_is_given_up(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_HAND);
    unsigned ticks = 0;
    const instant start = w.now;
    while (parties_tick(&w))
        ticks++;
    assert_int_equal(ticks, SESSION_ATTEMPTS_MAX + 1);
    assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 1);
    /* A peer reached by hand is waited for longer. */
    assert_true(w.now - start > 81 * DAY && w.now - start < 83 * DAY);
    parties_fini(&w);
}

/* Settles and waits, for up to half an hour, until the party has checked a
 * document. */
static void await_checked(struct parties *w, uint32_t party)
{
    const instant start = w->now;

    parties_settle(w);
    while (parties_records(w, party, RECORD_CHECKED) == 0) {
        assert_true(parties_tick(w));
        assert_true(w->now - start < 30 * MINUTE);
        parties_settle(w);
    }
}

/* Delivers the frames before it, and that one with a byte changed; false when
 * there is no such frame or byte. */
static bool change_byte(struct parties *w, size_t frame, size_t byte)
{
    for (size_t i = 0; i < frame && i < w->frame_count; i++)
        parties_deliver(w, i);
    if (frame >= w->frame_count || byte >= w->frames[frame].bytes.size)
        return false;
    struct parties_frame *f = &w->frames[frame];
    uint8_t *bytes = arena_alloc(&w->arena, f->bytes.size);

    memcpy(bytes, f->bytes.data, f->bytes.size);
    bytes[byte] ^= 0x15;
    f->gone = true;
    parties_give(w, f->from, f->to, f->channel, bytes_of(bytes, f->bytes.size));
    return true;
}

/* Whatever byte of an agreement is changed on its way costs another try: the
 * request, the bundle, the first message, its acknowledgement, and the receipt.
 * The document comes through once, and so does one the other way. */
static void test_a_changed_byte_costs_a_try(void **state)
{
    enum { AGREEMENT = 5 };

    (void)state;
    for (size_t frame = 0; frame < AGREEMENT; frame++) {
        size_t byte = 0;
        for (;; byte++) {
            struct parties w;
            begin(&w);
            send_ours(&w, BY_WIRE);
            const bool changed = change_byte(&w, frame, byte);
            if (changed) {
                await_checked(&w, RUSSIA);
                parties_run(&w, SESSION_ATTEMPTS_MAX);
                assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED),
                                 1);
                assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED),
                                 0);
                send_theirs(&w, BY_WIRE);
                await_checked(&w, US);
                parties_run(&w, SESSION_ATTEMPTS_MAX);
                assert_int_equal(w.timer_count, 0);
                assert_int_equal(parties_records(&w, US, RECORD_CHECKED), 1);
            }
            parties_fini(&w);
            if (!changed) break;
        }
        print_message("frame %zu: %zu bytes\n", frame, byte);
        assert_true(byte > FRAME_HEAD_SIZE);
    }
}

/* A changed bundle is asked for again at once, and made-up ones bring about no
 * more than that. */
static void test_a_changed_bundle_costs_no_wait(void **state)
{
    (void)state;
    for (size_t byte = 0; byte < X3DH_BUNDLE_SIZE; byte++) {
        struct parties w;
        begin(&w);
        send_ours(&w, BY_HAND);
        parties_deliver(&w, 0);
        const struct parties_frame bundle = w.frames[1];
        const size_t size = bundle.bytes.size;
        w.frames[1].gone = true;
        for (int i = 0; i < 3; i++)
            give_changed(&w, 1, size - X3DH_BUNDLE_SIZE + byte, false);
        assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 3);
        assert_int_equal(w.frame_count, 3);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
        assert_opened(&w, RUSSIA, 1);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* A peer that had the message, and whose answers were all lost, does not get it
 * twice by the session that replaces the first. */
static void test_replaced_session_repeats_nothing(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_WIRE);
    while (parties_records(&w, US, RECORD_SESSION_OPENED) < 2) {
        const size_t next = parties_pending(&w);
        if (next == w.frame_count) {
            assert_true(parties_tick(&w));
            continue;
        }
        const bool answer =
            w.frames[next].from == RUSSIA &&
            parties_records(&w, RUSSIA, RECORD_CHECKED) > 0 &&
            parties_records(&w, RUSSIA, RECORD_BUNDLE_GIVEN) < 2;
        if (answer)
            w.frames[next].gone = true;
        else
            parties_deliver(&w, next);
    }
    parties_run(&w, SESSION_ATTEMPTS_MAX);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 1);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* A peer that is away for months costs few prekeys. */
static void test_absence_costs_few_prekeys(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_ours(&w, BY_WIRE);
    for (size_t next; parties_records(&w, US, RECORD_UNDELIVERED) == 0;) {
        next = parties_pending(&w);
        if (next == w.frame_count)
            assert_true(parties_tick(&w));
        else if (w.frames[next].bytes.data[4] == FRAME_INITIAL)
            w.frames[next].gone = true;
        else
            parties_deliver(&w, next);
    }
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_BUNDLE_GIVEN), 5);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* Each message of hundreds, the window through and past it. */
static void test_many_messages(void **state)
{
    struct parties w;
    const unsigned many = SESSION_MEMORY_MAX + 10;

    (void)state;
    begin(&w);
    for (unsigned i = 0; i < many; i++) {
        parties_send_in(&w, US, RUSSIA, BY_WIRE, "ours", false, ratchet);
        if (i % 16 == 0) parties_settle(&w);
    }
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_AUTHENTICATED), many);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_over_any_channel),
        cmocka_unit_test(test_both_sides_open_at_once),
        cmocka_unit_test(test_unsigned_is_authenticated_only),
        cmocka_unit_test(test_any_frame_lost),
        cmocka_unit_test(test_repeated_frames),
        cmocka_unit_test(test_no_byte_of_the_first_message_may_change),
        cmocka_unit_test(test_no_byte_of_a_later_frame_may_change),
        cmocka_unit_test(test_every_frame_in_every_state),
        cmocka_unit_test(test_impostor),
        cmocka_unit_test(test_prekeys_run_out),
        cmocka_unit_test(test_stock_is_filled_up),
        cmocka_unit_test(test_directory_stands_in_for_who_is_away),
        cmocka_unit_test(test_directory_and_owner_give_others),
        cmocka_unit_test(test_directory_without_the_peer),
        cmocka_unit_test(test_deposits_are_checked),
        cmocka_unit_test(test_sessions_follow_a_rotation),
        cmocka_unit_test(test_a_first_message_crosses_a_rotation),
        cmocka_unit_test(test_a_first_message_comes_after_a_revocation),
        cmocka_unit_test(test_bundles_under_a_void_identity),
        cmocka_unit_test(test_a_revocation_amid_a_session),
        cmocka_unit_test(test_a_request_repeated_costs_no_prekey),
        cmocka_unit_test(test_a_lost_session_begins_anew),
        cmocka_unit_test(test_made_up_frames_hold_nothing_up),
        cmocka_unit_test(test_requests_are_signed),
        cmocka_unit_test(test_request_of_an_unknown_key),
        cmocka_unit_test(test_bare_sessions),
        cmocka_unit_test(test_unknown_key_share),
        cmocka_unit_test(test_prekeys_are_renewed),
        cmocka_unit_test(test_directory_follows_renewals),
        cmocka_unit_test(test_directory_asks_for_more),
        cmocka_unit_test(test_peer_is_given_up),
        cmocka_unit_test(test_a_changed_byte_costs_a_try),
        cmocka_unit_test(test_a_changed_bundle_costs_no_wait),
        cmocka_unit_test(test_replaced_session_repeats_nothing),
        cmocka_unit_test(test_absence_costs_few_prekeys),
        cmocka_unit_test(test_many_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
