/* Sessions of the ratchet read from outside: with the generator of either
 * side all is read, with neither nothing, whatever else goes by. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "opener/opener.h"
#include "session/session.h"
#include "support/parties.h"

static const struct event_carriage ratchet = {.kind = CARRIAGE_RATCHET};

/* Letters and receipts both ways, until the ratchet has turned often. */
static void converse(struct parties *w, uint32_t channel)
{
    parties_init(w, "XX");
    parties_draft(w, US, "ours", 2, 10);
    parties_draft(w, RUSSIA, "theirs", 2, 10);
    for (int i = 0; i < 5; i++) {
        parties_send_in(w, US, RUSSIA, channel, "ours", true, ratchet);
        if (i % 2) parties_settle(w);
        parties_send_in(w, RUSSIA, US, channel, "theirs", true, ratchet);
        parties_send_in(w, US, RUSSIA, channel, "ours", true, ratchet);
        parties_settle(w);
    }
}

struct reader {
    struct keys keys;
    struct opener opener;
    struct arena arena;
};

/* A reader with all of one party's memory, or of none's. */
static void reader_init(struct reader *r, const struct parties *w,
                        uint32_t party)
{
    keys_init(&r->keys, PARTIES_COUNT);
    if (party < PARTIES_COUNT)
        keys_add_all(&r->keys, party, &w->root, w->peers[party].name);
    opener_init(&r->opener, w->peers, PARTIES_COUNT, &r->keys);
    arena_init(&r->arena);
}

static void reader_fini(struct reader *r)
{
    opener_fini(&r->opener);
    keys_fini(&r->keys);
    arena_fini(&r->arena);
}

/* True if the frame's message is read. */
static bool reads(struct reader *r, const struct parties *w, size_t frame,
                  struct bytes bytes, struct opener_layers *l)
{
    const struct parties_frame *f = &w->frames[frame];

    *l = (struct opener_layers){
        .from = f->from,
        .to = f->to,
        .channel = w->channels[f->channel].name,
        .pattern = w->channels[f->channel].pattern,
        .whole = bytes,
    };
    assert_int_equal(frame_decode(l->whole, &l->frame), ERR_OK);
    opener_follow(&r->opener, l);
    opener_open(&r->opener, &r->arena, l);
    return l->raw.size > 0;
}

static void test_either_side_is_enough(void **state)
{
    (void)state;
    for (uint32_t channel = 0; channel < PARTIES_CHANNELS; channel++) {
        struct parties w;
        converse(&w, channel);
        for (uint32_t party = 0; party <= PARTIES_COUNT; party++) {
            struct opener_layers l;
            struct reader r;
            reader_init(&r, &w, party);
            /* There and back, for messages may come in any order. */
            for (size_t n = 0; n < 2 * w.frame_count; n++) {
                const size_t i =
                    n < w.frame_count ? n : 2 * w.frame_count - 1 - n;
                const bool read = reads(&r, &w, i, w.frames[i].bytes, &l);
                const bool clear = l.frame.type == FRAME_PLAIN;
                assert_int_equal(read, clear || party <= RUSSIA);
                if (read && !clear) assert_int_equal(l.session_by, party);
                assert_int_equal(l.secret_count > 0, read && !clear);
            }
            reader_fini(&r);
        }
        parties_fini(&w);
    }
}

/* A forged message is not followed, and messages after it are still read. */
static void test_forged_frames(void **state)
{
    struct parties w;
    struct reader r;

    (void)state;
    converse(&w, BY_HAND);
    for (uint32_t party = US; party <= RUSSIA; party++) {
        reader_init(&r, &w, party);
        for (size_t i = 0; i < w.frame_count; i++) {
            struct bytes forged = arena_copy(&w.arena, w.frames[i].bytes);
            struct opener_layers l;
            for (size_t at = FRAME_HEAD_SIZE; at < forged.size; at += 7) {
                if (w.frames[i].bytes.data[4] == FRAME_PLAIN) break;
                uint8_t *byte = (uint8_t *)&forged.data[at];
                *byte ^= 1;
                assert_false(reads(&r, &w, i, forged, &l));
                assert_int_equal(l.secret_count, 0);
                *byte ^= 1;
            }
            assert_true(reads(&r, &w, i, w.frames[i].bytes, &l));
        }
        reader_fini(&r);
    }
    parties_fini(&w);
}

static const char *secret(const struct opener_layers *l, const char *name)
{
    for (size_t i = 0; i < l->secret_count; i++)
        if (strcmp(l->secrets[i].name, name) == 0)
            return l->secrets[i].fingerprint;
    fail_msg("no secret is named %s", name);
    return NULL;
}

/* Both sides' secrets lead to the same keys. */
static void test_both_sides_have_the_same_secrets(void **state)
{
    static const char *const names[] = {
        "DH1 = DH(IK_A, SPK_B)",
        "DH2 = DH(EK_A, IK_B)",
        "DH3 = DH(EK_A, SPK_B)",
        "DH4 = DH(EK_A, OPK_B)",
        "SK",
        "RK, root key",
        "CK, chain key 0",
        "MK, message key 0, skipped 0",
    };
    struct parties w;
    struct reader us, russia;

    (void)state;
    converse(&w, BY_HAND);
    reader_init(&us, &w, US);
    reader_init(&russia, &w, RUSSIA);
    size_t found = 0;
    for (size_t i = 0; i < w.frame_count; i++) {
        struct opener_layers a, b;
        assert_true(reads(&us, &w, i, w.frames[i].bytes, &a));
        assert_true(reads(&russia, &w, i, w.frames[i].bytes, &b));
        assert_int_equal(a.secret_count, b.secret_count);
        if (a.frame.type != FRAME_INITIAL || found++ > 0) continue;
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
            assert_string_equal(secret(&a, names[n]), secret(&b, names[n]));
    }
    assert_true(found > 0);
    reader_fini(&us);
    reader_fini(&russia);
    parties_fini(&w);
}

/* Frames that a thief reads of those that were sent since `from`, as a text of
 * one letter each. */
static char *read_since(struct reader *r, struct parties *w, size_t from)
{
    char *found = arena_alloc(&r->arena, w->frame_count - from + 1);

    for (size_t i = from; i < w->frame_count; i++) {
        struct opener_layers l;
        found[i - from] = reads(r, w, i, w->frames[i].bytes, &l) ? 'r' : '-';
    }
    return found;
}

/* A thief of a party's memory reads on until the party has drawn another pair
 * and its peer has answered; a second theft opens the session again. */
static void test_a_session_heals_after_a_theft(void **state)
{
    struct parties w;
    struct reader r;

    (void)state;
    converse(&w, BY_HAND);
    reader_init(&r, &w, PARTIES_COUNT);
    keys_add_state(&r.keys, &w.party[RUSSIA]);
    for (int theft = 0; theft < 2; theft++) {
        size_t at = w.frame_count;
        parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, ratchet);
        assert_string_equal(read_since(&r, &w, at), "r");
        parties_settle(&w);
        /* Later letters: the thief is out. */
        for (int i = 0; i < 2; i++) {
            parties_send_in(&w, RUSSIA, US, BY_HAND, "theirs", true, ratchet);
            parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, ratchet);
            parties_settle(&w);
        }
        at = w.frame_count;
        parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, ratchet);
        parties_send_in(&w, RUSSIA, US, BY_HAND, "theirs", true, ratchet);
        assert_string_equal(read_since(&r, &w, at), "--");
        parties_settle(&w);
        keys_add_state(&r.keys, &w.party[RUSSIA]);
    }
    reader_fini(&r);
    parties_fini(&w);
}

/* Counts the frames in a session, in a conversation that has not been answered,
 * that a thief of RUSSIA's memory reads; and all of them. */
static size_t reads_first(const struct parties *w, const struct keys *keys,
                          size_t *of)
{
    struct opener_layers l;
    struct reader r;
    size_t count = 0;

    *of = 0;
    reader_init(&r, w, PARTIES_COUNT);
    opener_fini(&r.opener);
    opener_init(&r.opener, w->peers, PARTIES_COUNT, keys);
    for (size_t i = 0; i < w->frame_count; i++) {
        const bool read = reads(&r, w, i, w->frames[i].bytes, &l);
        if (l.frame.type == FRAME_PLAIN) continue;
        (*of)++;
        if (!read) continue;
        assert_int_equal(l.session_by, RUSSIA);
        count++;
    }
    reader_fini(&r);
    return count;
}

/* US has RUSSIA's bundle, and two letters are on their way in initial
 * messages. */
static void begin_first(struct parties *w)
{
    parties_init(w, "XX");
    parties_draft(w, US, "ours", 2, 10);
    parties_send_in(w, US, RUSSIA, BY_HAND, "ours", true, ratchet);
    parties_deliver(w, 0);
    assert_non_null(w->party[RUSSIA].prekeys.sets);
}

/* Stolen prekeys open first messages that name them, whether these were sent
 * before or after; used ones are gone. */
static void test_stolen_prekeys(void **state)
{
    struct keys early, late, spent;
    struct parties w;
    size_t of;

    (void)state;
    begin_first(&w);
    keys_init(&early, PARTIES_COUNT);
    keys_init(&late, PARTIES_COUNT);
    keys_init(&spent, PARTIES_COUNT);
    keys_add_state(&early, &w.party[RUSSIA]);
    parties_deliver(&w, 1); /* the bundle */
    parties_send_in(&w, US, RUSSIA, BY_HAND, "ours", true, ratchet);
    assert_int_equal(reads_first(&w, &early, &of), 2);
    assert_int_equal(of, 2);
    keys_add_state(&late, &w.party[RUSSIA]);
    assert_int_equal(reads_first(&w, &late, &of), 2);
    parties_settle(&w);
    keys_add_state(&spent, &w.party[RUSSIA]);
    assert_int_equal(reads_first(&w, &spent, &of), 0);
    assert_true(of > 2);
    /* What is answered has a new pair of RUSSIA's in it. */
    const size_t own = reads_first(&w, &late, &of);
    assert_int_equal(own, 2);
    keys_fini(&spent);
    keys_fini(&late);
    keys_fini(&early);
    parties_fini(&w);
}

/* Without the signed prekey, the one-time prekey or the long-term key nothing
 * opens; a key that was replaced since still counts. */
static void test_all_of_x3dh_is_needed(void **state)
{
    struct memory_prekey *all;
    struct parties w;
    struct keys keys;
    size_t of;

    (void)state;
    begin_first(&w);
    parties_deliver(&w, 1);
    keys_init(&keys, PARTIES_COUNT);
    keys_add_state(&keys, &w.party[RUSSIA]);
    all = keys.parties[RUSSIA].memory.prekeys;
    assert_int_equal(reads_first(&w, &keys, &of), 1);
    for (struct memory_prekey *k = all; k; k = k->next) {
        struct x3dh_prekey *bad = &k->key;
        const bool named = !k->one_time || bad->id == 1;
        bad->secret[5] ^= 1;
        assert_int_equal(reads_first(&w, &keys, &of), named ? 0 : 1);
        bad->secret[5] ^= 1;
        bad->id += 1000;
        assert_int_equal(reads_first(&w, &keys, &of), named ? 0 : 1);
        bad->id -= 1000;
    }
    keys_add_identity(&keys, RUSSIA, &w.party[NATO].identity);
    assert_int_equal(reads_first(&w, &keys, &of), 1);
    keys.parties[RUSSIA].earlier = NULL;
    assert_int_equal(reads_first(&w, &keys, &of), 0);
    keys_fini(&keys);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_either_side_is_enough),
        cmocka_unit_test(test_forged_frames),
        cmocka_unit_test(test_a_session_heals_after_a_theft),
        cmocka_unit_test(test_both_sides_have_the_same_secrets),
        cmocka_unit_test(test_stolen_prekeys),
        cmocka_unit_test(test_all_of_x3dh_is_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
