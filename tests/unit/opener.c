/* An outsider's reading of a channel, by the keys at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "opener/opener.h"
#include "session/session_state.h"
#include "support/parties.h"

/* The depth to which a reader opened the frames of a channel. */
struct depth {
    bool message, text, provable;
    uint32_t opened_by, session_by;
};

static struct opener_layers layers_of(const struct parties *w, size_t i)
{
    const struct parties_frame *f = &w->frames[i];
    struct opener_layers l = {
        .from = f->from,
        .to = f->to,
        .channel = w->channels[f->channel].name,
        .pattern = w->channels[f->channel].pattern,
        .whole = f->bytes,
    };

    assert_int_equal(frame_decode(f->bytes, &l.frame), ERR_OK);
    return l;
}

/* All frames so far, with these keys: what the deepest of them gave. */
static struct depth read_all(const struct parties *w, const struct keys *keys)
{
    struct depth d = {.opened_by = OPENER_NONE, .session_by = OPENER_NONE};
    struct opener o;
    struct arena a;

    arena_init(&a);
    opener_init(&o, w->peers, PARTIES_COUNT, keys);
    for (size_t i = 0; i < w->frame_count; i++) {
        struct opener_layers l = layers_of(w, i);
        opener_follow(&o, &l);
        opener_open(&o, &a, &l);
        if (l.raw.size == 0 || l.message.kind == MESSAGE_ACK) continue;
        d.message = true;
        if (l.copy.leaf_count > 0 && l.portions[0].name) d.text = true;
        if (l.transfer.holds) d.provable = true;
        if (l.opened_by != OPENER_NONE) d.opened_by = l.opened_by;
        if (l.session_by != OPENER_NONE) d.session_by = l.session_by;
    }
    opener_fini(&o);
    arena_fini(&a);
    return d;
}

/* us sends russia a signed paper. */
static void begin(struct parties *w, enum parties_channel channel,
                  enum message_seal seal)
{
    parties_init(w, "XX");
    parties_draft(w, US, "paper", 2, 100);
    parties_send(w, US, RUSSIA, channel, "paper", true, seal);
    parties_settle(w);
}

static void test_by_hand_all_is_open(void **state)
{
    struct parties w;
    struct keys keys;

    (void)state;
    begin(&w, BY_HAND, MESSAGE_SEAL_NONE);
    keys_init(&keys, PARTIES_COUNT);
    const struct depth d = read_all(&w, &keys);
    assert_true(d.message && d.text && d.provable);
    assert_int_equal(d.opened_by, OPENER_NONE);
    keys_fini(&keys);
    parties_fini(&w);
}

static void test_a_seal_opens_to_its_recipient(void **state)
{
    static const enum message_seal seals[] = {
        MESSAGE_SEAL_AGE, MESSAGE_SEAL_HPKE_BASE, MESSAGE_SEAL_HPKE_AUTH};

    (void)state;
    for (size_t i = 0; i < sizeof seals / sizeof seals[0]; i++) {
        struct parties w;
        struct keys keys;
        struct depth d;
        begin(&w, BY_HAND, seals[i]);
        keys_init(&keys, PARTIES_COUNT);
        keys_add_identity(&keys, US, &w.party[US].identity);
        keys_add_identity(&keys, NATO, &w.party[NATO].identity);
        d = read_all(&w, &keys);
        assert_true(d.message && !d.text && !d.provable);
        keys_add_identity(&keys, RUSSIA, &w.party[RUSSIA].identity);
        d = read_all(&w, &keys);
        assert_true(d.text && d.provable);
        assert_int_equal(d.opened_by, RUSSIA);
        keys_fini(&keys);
        parties_fini(&w);
    }
}

/* us takes a new key, tells russia over the channel, and sends another paper;
 * what is read of the last frame. `told`: whether the statement is seen. */
static struct depth read_rotated(struct parties *w, const struct keys *keys,
                                 uint32_t over, bool told, bool spoil)
{
    const uint32_t to = RUSSIA;
    const struct event_command c = {.kind = RECORD_VERB_ROTATE,
                                    .to = &to,
                                    .over = &over,
                                    .to_count = 1,
                                    .since = INSTANT_MIN};
    const size_t before = w->frame_count;

    w->now += MINUTE;
    parties_do(w, US, &c);
    parties_settle(w);
    for (size_t i = before; i < w->frame_count && spoil; i++) {
        /* Nobody is fooled by a key that another has put in. */
        uint8_t *bytes = arena_alloc(&w->arena, w->frames[i].bytes.size);
        memcpy(bytes, w->frames[i].bytes.data, w->frames[i].bytes.size);
        bytes[w->frames[i].bytes.size - 1] ^= 1;
        w->frames[i].bytes.data = bytes;
    }
    w->now += MINUTE;
    parties_draft(w, US, "later", 1, 10);
    const size_t after = w->frame_count;
    parties_send(w, US, RUSSIA, over, "later", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    if (!told)
        memmove(&w->frames[before], &w->frames[after],
                (w->frame_count - after) * sizeof *w->frames);
    if (!told) w->frame_count -= after - before;
    /* Only what left since counts, but all is followed. */
    struct opener o;
    struct arena a;
    struct depth d = {.opened_by = OPENER_NONE, .session_by = OPENER_NONE};
    arena_init(&a);
    opener_init(&o, w->peers, PARTIES_COUNT, keys);
    for (size_t i = 0; i < w->frame_count; i++) {
        struct opener_layers l = layers_of(w, i);
        opener_follow(&o, &l);
        opener_open(&o, &a, &l);
        if (l.raw.size == 0 || l.message.kind != MESSAGE_COPY ||
            strcmp(l.message.document, "later") != 0)
            continue;
        d.text = true;
        d.provable = l.transfer.holds;
    }
    opener_fini(&o);
    arena_fini(&a);
    return d;
}

/* A reader that sees a new key stated, signed by the one before, verifies with
 * it; one that missed it, or got it spoiled, does not. */
static void test_later_keys_are_learned(void **state)
{
    static const struct {
        bool told, spoil, provable;
    } rows[] = {
        {true, false, true}, {false, false, false}, {true, true, false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct parties w;
        struct keys keys;
        begin(&w, BY_HAND, MESSAGE_SEAL_NONE);
        keys_init(&keys, PARTIES_COUNT);
        const struct depth d =
            read_rotated(&w, &keys, BY_HAND, rows[i].told, rows[i].spoil);
        assert_true(d.text);
        assert_int_equal(d.provable, rows[i].provable);
        keys_fini(&keys);
        parties_fini(&w);
    }
}

/* So in a session that the receiver's generator opens. */
static void test_later_keys_are_learned_in_a_session(void **state)
{
    struct parties w;
    struct keys keys;

    (void)state;
    begin(&w, BY_WIRE, MESSAGE_SEAL_NONE);
    keys_init(&keys, PARTIES_COUNT);
    keys_add_all(&keys, RUSSIA, &w.root, w.peers[RUSSIA].name);
    const struct depth d = read_rotated(&w, &keys, BY_WIRE, true, false);
    assert_true(d.text && d.provable);
    keys_fini(&keys);
    parties_fini(&w);
}

/* Long-term keys open no session; either side's memory or generator does. */
static void test_a_session_by_reach(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, BY_WIRE, MESSAGE_SEAL_NONE);
    for (uint32_t party = US; party <= RUSSIA; party++) {
        struct keys keys;
        struct depth d;
        keys_init(&keys, PARTIES_COUNT);
        keys_add_identity(&keys, US, &w.party[US].identity);
        keys_add_identity(&keys, RUSSIA, &w.party[RUSSIA].identity);
        d = read_all(&w, &keys);
        assert_false(d.message);
        keys_add_state(&keys, &w.party[party]);
        d = read_all(&w, &keys);
        assert_true(d.text && d.provable);
        assert_int_equal(d.session_by, party);
        keys_fini(&keys);

        keys_init(&keys, PARTIES_COUNT);
        keys_add_all(&keys, party, &w.root, w.peers[party].name);
        d = read_all(&w, &keys);
        assert_true(d.text && d.provable);
        assert_int_equal(d.session_by, party);
        keys_fini(&keys);
    }
    parties_fini(&w);
}

/* A memory taken in the middle of a handshake leads into the session. */
static void test_memory_amid_a_handshake(void **state)
{
    struct parties w;
    struct keys keys;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 1, 10);
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    keys_init(&keys, PARTIES_COUNT);
    keys_add_state(&keys, &w.party[US]);
    parties_settle(&w);
    const struct depth d = read_all(&w, &keys);
    assert_true(d.text && d.provable);
    assert_int_equal(d.session_by, US);
    keys_fini(&keys);
    parties_fini(&w);
}

/* Memory stolen before a session began says nothing about it. */
static void test_memory_without_the_session(void **state)
{
    struct parties w;
    struct keys keys;

    (void)state;
    parties_init(&w, "KK");
    parties_draft(&w, US, "paper", 1, 10);
    keys_init(&keys, PARTIES_COUNT);
    keys_add_state(&keys, &w.party[US]);
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    assert_false(read_all(&w, &keys).message);
    keys_add_state(&keys, &w.party[US]);
    assert_true(read_all(&w, &keys).text);
    keys_fini(&keys);
    parties_fini(&w);
}

/* The messages that wait in a party's memory, of which this many give a text;
 * all of them between US and RUSSIA. */
static size_t texts_waiting(const struct parties *w, uint32_t party)
{
    struct keys keys;
    struct opener o;
    struct arena a;
    size_t count = 0;

    arena_init(&a);
    keys_init(&keys, PARTIES_COUNT);
    keys_add_state(&keys, &w->party[party]);
    opener_init(&o, w->peers, PARTIES_COUNT, &keys);
    for (const struct memory_message *m = keys.parties[party].memory.messages;
         m; m = m->next) {
        struct opener_layers l;
        opener_open_stolen(&o, &a, party, m, &l);
        assert_int_equal(l.from, US);
        assert_int_equal(l.to, RUSSIA);
        assert_int_equal(l.session_by, party);
        assert_int_equal(l.exchange, w->exchanges);
        count += l.copy.leaf_count > 0 && l.portions[0].name;
    }
    opener_fini(&o);
    keys_fini(&keys);
    arena_fini(&a);
    return count;
}

static duration an_hour(const void *span, struct rng *rng)
{
    (void)span, (void)rng;
    return HOUR;
}

/* A message is in the clear in memory while it waits: to be sent, to be
 * confirmed, to be handled. Then nothing of it is left. */
static void test_messages_that_wait(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 1, 10);
    w.channels[BY_WIRE].hold = &w;
    w.world.draw = an_hour;
    w.party[RUSSIA].inbox->processing_delay = HOUR;
    assert_int_equal(texts_waiting(&w, US), 0);
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    assert_int_equal(w.frame_count, 0);
    assert_int_equal(texts_waiting(&w, US), 1);
    assert_true(parties_tick(&w));
    assert_null(w.party[US].delayed);
    assert_int_equal(texts_waiting(&w, US), 1);
    assert_int_equal(texts_waiting(&w, RUSSIA), 0);
    parties_settle(&w);
    assert_int_equal(texts_waiting(&w, US), 0);
    assert_int_equal(texts_waiting(&w, RUSSIA), 1);
    w.channels[BY_WIRE].hold = NULL;
    parties_send(&w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    assert_non_null(w.party[RUSSIA].inbox->in_hand);
    while (w.party[RUSSIA].inbox->in_hand)
        assert_true(parties_tick(&w));
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 2);
    assert_int_equal(texts_waiting(&w, RUSSIA), 0);
    /* Sealed, it stays so. */
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_AGE);
    assert_int_equal(texts_waiting(&w, US), 0);
    assert_non_null(w.party[US].sessions->out.first);
    parties_fini(&w);
}

/* Repeated and forged handshake frames leave what is followed as it was. */
static void test_forged_frames_change_nothing(void **state)
{
    struct parties w;
    struct keys keys;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 1, 10);
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    keys_init(&keys, PARTIES_COUNT);
    keys_add_all(&keys, RUSSIA, &w.root, w.peers[RUSSIA].name);
    struct opener o;
    opener_init(&o, w.peers, PARTIES_COUNT, &keys);
    bool open = false;
    for (size_t i = 0; i < w.frame_count; i++) {
        struct arena a;
        arena_init(&a);
        struct opener_layers l = layers_of(&w, i), forged = l;
        const struct bytes copy = arena_copy(&a, l.frame.payload);
        if (copy.size > 0) ((uint8_t *)copy.data)[copy.size - 1] ^= 1;
        forged.frame.payload = copy;
        if (i != 0) opener_follow(&o, &forged);
        opener_follow(&o, &l);
        opener_follow(&o, &l);
        opener_open(&o, &a, &l);
        open = open || l.copy.leaf_count > 0;
        arena_fini(&a);
    }
    assert_true(open);
    opener_fini(&o);
    keys_fini(&keys);
    parties_fini(&w);
}

/* Holds all of a party, or its long-term keys; and keys that it took since the
 * session, which are no use there. */
static void hold(struct keys *keys, const struct parties *w, uint32_t party,
                 bool all, unsigned newer, struct rng *rng)
{
    struct identity id;

    if (all)
        keys_add_all(keys, party, &w->root, w->peers[party].name);
    else if (newer > 0)
        keys_add_identity(keys, party, &w->party[party].identity);
    while (newer-- > 0) {
        identity_init(&id, rng);
        keys_add_identity(keys, party, &id);
        identity_fini(&id);
    }
}

/* A session is followed with the long-term keys of its time, whichever side is
 * known, and however many keys either side has had since. */
static void test_sessions_under_earlier_keys(void **state)
{
    enum { NEWER = 3, WAYS = 3 * NEWER * NEWER };
    static const char *const patterns[] = {"XX", "KK", "IK", "IX", "XK", "NX"};
    struct parties w;
    struct keys keys;
    struct rng rng;

    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        parties_init(&w, patterns[i]);
        parties_draft(&w, US, "paper", 1, 10);
        parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
        parties_settle(&w);
        rng_init(&rng, &w.root, "newer", "keys");
        for (unsigned way = 0; way < WAYS; way++) {
            const unsigned known = 1 + way % 3; /* a bit for each side */
            keys_init(&keys, PARTIES_COUNT);
            hold(&keys, &w, US, known & 1, way / 3 % NEWER, &rng);
            hold(&keys, &w, RUSSIA, known & 2, way / 3 / NEWER, &rng);
            const struct depth d = read_all(&w, &keys);
            if (!d.text || !d.provable ||
                d.session_by != (known & 1 ? US : RUSSIA))
                fail_msg("%s, way %u", patterns[i], way);
            keys_fini(&keys);
        }
        rng_fini(&rng);
        parties_fini(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand_all_is_open),
        cmocka_unit_test(test_a_seal_opens_to_its_recipient),
        cmocka_unit_test(test_later_keys_are_learned),
        cmocka_unit_test(test_later_keys_are_learned_in_a_session),
        cmocka_unit_test(test_a_session_by_reach),
        cmocka_unit_test(test_sessions_under_earlier_keys),
        cmocka_unit_test(test_memory_amid_a_handshake),
        cmocka_unit_test(test_memory_without_the_session),
        cmocka_unit_test(test_messages_that_wait),
        cmocka_unit_test(test_forged_frames_change_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
