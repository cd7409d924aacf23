/* Strangers who get to know each other: on first use, through a directory
 * that may lie, and by comparing numbers. */
#include "base/writer.h"
#include "machine/acquaintance.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "party/renewal.h"
#include "session/session_state.h"
#include "support/parties.h"
#include "wire/frame.h"

static void begin(struct parties *w, const char *pattern,
                  enum keyring_trust russia)
{
    parties_init(w, pattern);
    w->party[RUSSIA].keyring.policy = russia;
    w->world.introduces = russia == KEYRING_FIRST_USE;
    parties_draft(w, US, "ours", 1, 10);
    parties_draft(w, RUSSIA, "theirs", 1, 10);
}

static void test_first_use(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "IK", KEYRING_FIRST_USE);
    parties_send(&w, RUSSIA, US, BY_WIRE, "theirs", false, MESSAGE_SEAL_NONE);
    parties_assert_refused(&w, RUSSIA, REASON_NO_KEY);
    parties_send(&w, RUSSIA, US, BY_HAND, "theirs", true, MESSAGE_SEAL_AGE);
    parties_assert_refused(&w, RUSSIA, REASON_NO_KEY);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_SENT), 0);

    parties_send(&w, US, RUSSIA, BY_HAND, "ours", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_TAKEN), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_send(&w, RUSSIA, US, BY_WIRE, "theirs", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, US, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* Another key under the same name later: refused, and so is its signature. */
static void test_another_later(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX", KEYRING_FIRST_USE);
    parties_send(&w, US, RUSSIA, BY_HAND, "ours", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    party_identity(&w.party[US].identity, &w.root, "a stranger", 1);
    w.party[US].term.credential = (struct bytes){0};
    parties_send(&w, US, RUSSIA, BY_HAND, "ours", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    const struct record *r = parties_last(&w, RUSSIA, RECORD_KEY_NOT_TAKEN);
    assert_non_null(r);
    assert_int_equal(r->reason, REASON_UNKNOWN_PEER);
    parties_assert_rejected(&w, RUSSIA, REASON_BAD_SIGNATURE);
    /* A static key alone does not admit the impostor either. */
    parties_send(&w, US, RUSSIA, BY_WIRE, "ours", false, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    parties_assert_rejected(&w, RUSSIA, REASON_UNKNOWN_PEER);
    parties_fini(&w);
}

static void tell(struct parties *w, uint32_t from, uint32_t to,
                 enum record_verb kind)
{
    const uint32_t over = BY_HAND;
    const struct event_command c = {
        .kind = kind, .to = &to, .over = &over, .to_count = 1};

    parties_do(w, from, &c);
    parties_settle(w);
}

/* NATO is the directory and RUSSIA goes by it. */
static void begin_directory(struct parties *w)
{
    static const struct party_route way = {RUSSIA, BY_HAND};

    begin(w, "XX", KEYRING_DIRECTORY);
    w->world.directory = NATO;
    w->world.subscribers = &way;
    w->world.subscriber_count = 1;
}

static void test_directory(void **state)
{
    struct parties w;

    (void)state;
    begin_directory(&w);
    parties_send(&w, US, RUSSIA, BY_HAND, "ours", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    parties_assert_rejected(&w, RUSSIA, REASON_NO_KEY);
    /* A party's own word is not the directory's. */
    tell(&w, US, RUSSIA, RECORD_VERB_DECLARE);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_TAKEN), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_NOT_TAKEN), 1);
    tell(&w, US, NATO, RECORD_VERB_DECLARE);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_TAKEN), 1);
    parties_send(&w, US, RUSSIA, BY_HAND, "ours", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* The directory hands out a key of its own making in the name of US. Nothing
 * tells until the two compare; then both know. */
static void test_lying_directory(void **state)
{
    struct parties w;

    (void)state;
    begin_directory(&w);
    /* NATO, lying, has US declare a key that is not NATO's. */
    const struct identity true_identity = w.party[US].identity;
    const struct identity_public pinned = w.peers[US].pub;
    party_identity(&w.party[US].identity, &w.root, "a liar", 1);
    w.peers[US].pub = w.party[US].identity.pub;
    tell(&w, US, NATO, RECORD_VERB_DECLARE);
    w.party[US].identity = true_identity;
    w.party[US].term.credential = (struct bytes){0};
    w.peers[US].pub = pinned;
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_TAKEN), 1);

    tell(&w, US, RUSSIA, RECORD_VERB_COMPARE);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_NUMBERS_DIFFER), 1);
    assert_int_equal(parties_records(&w, US, RECORD_NUMBERS_DIFFER), 1);
    assert_int_equal(keyring_missing(&w.party[RUSSIA], US), REASON_DISPUTED);
    tell(&w, RUSSIA, US, RECORD_VERB_COMPARE);
    const struct record *r = parties_last(&w, RUSSIA, RECORD_KEY_REFUSED);
    assert_non_null(r);
    assert_int_equal(r->reason, REASON_DISPUTED);
    parties_fini(&w);
}

static void test_comparison(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX", KEYRING_PINNED);
    tell(&w, US, RUSSIA, RECORD_VERB_COMPARE);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_NUMBERS_MATCH), 1);
    assert_int_equal(parties_records(&w, US, RECORD_NUMBERS_MATCH), 1);
    assert_string_equal(parties_last(&w, US, RECORD_NUMBER_READ)->number,
                        parties_last(&w, RUSSIA, RECORD_NUMBER_READ)->number);
    assert_int_equal(parties_records(&w, US, RECORD_NUMBER_READ), 1);
    parties_fini(&w);
}

/* Numbers over a wire prove nothing, and what is no credential is refused. */
static void test_refused(void **state)
{
    struct parties w;
    struct bytes encoded;
    uint8_t frame[FRAME_HEAD_SIZE + 256];

    (void)state;
    begin(&w, "XX", KEYRING_PINNED);
    const uint32_t to = RUSSIA, over = BY_WIRE;
    const struct event_command c = {
        .kind = RECORD_VERB_COMPARE, .to = &to, .over = &over, .to_count = 1};
    parties_do(&w, US, &c);
    parties_settle(&w);
    parties_assert_rejected(&w, RUSSIA, REASON_OUT_OF_TURN);

    const struct message messages[] = {
        {.kind = MESSAGE_KEY},
        {.kind = MESSAGE_KEY, .credential = bytes_of_text("no credential")},
        {.kind = MESSAGE_COMPARISON},
    };
    static const enum record_reason reasons[] = {
        REASON_MALFORMED, REASON_MALFORMED, REASON_OUT_OF_TURN};
    for (size_t i = 0; i < 3; i++) {
        struct writer out;
        assert_int_equal(message_encode(&w.arena, &messages[i], &encoded),
                         ERR_OK);
        const struct frame f = {.type = FRAME_PLAIN, .payload = encoded};
        writer_init(&out, frame, sizeof frame);
        assert_int_equal(frame_encode(&f, &out), ERR_OK);
        parties_forget(&w);
        parties_give(&w, US, RUSSIA, BY_HAND, writer_bytes(&out));
        parties_assert_rejected(&w, RUSSIA, reasons[i]);
    }
    parties_fini(&w);
}

/* The directory's word is lost on its way: whoever needs the key asks, and
 * asks again, and takes it like any other. */
static void test_a_lost_key_is_asked_for(void **state)
{
    struct parties w;

    (void)state;
    begin_directory(&w);
    const uint32_t to = NATO, over = BY_HAND;
    const struct event_command c = {
        .kind = RECORD_VERB_DECLARE, .to = &to, .over = &over, .to_count = 1};
    parties_do(&w, US, &c);
    parties_deliver(&w, 0);
    assert_int_equal(w.frame_count, 2);
    w.frames[1].gone = true;

    parties_send(&w, RUSSIA, US, BY_HAND, "theirs", true, MESSAGE_SEAL_AGE);
    parties_assert_refused(&w, RUSSIA, REASON_NO_KEY);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_ASKED), 1);
    /* While it asks, another need is no other question. */
    parties_send(&w, RUSSIA, US, BY_HAND, "theirs", true, MESSAGE_SEAL_AGE);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_ASKED), 1);
    assert_true(parties_pending(&w) < w.frame_count);
    w.frames[parties_pending(&w)].gone = true;
    assert_true(parties_tick(&w));
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_ASKED), 2);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, NATO, RECORD_KEY_GIVEN), 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_TAKEN), 1);
    parties_run(&w, 2);
    assert_int_equal(w.timer_count, 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_ASKED), 2);
    parties_send(&w, RUSSIA, US, BY_HAND, "theirs", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, US, RECORD_CHECKED), 1);
    parties_fini(&w);
}

/* An uncheckable credential makes its reader ask, too; a session that cannot be
 * begun likewise. */
static void test_every_need_asks(void **state)
{
    for (int need = 0; need < 3; need++) {
        struct parties w;
        (void)state;
        begin_directory(&w);
        if (need == 0)
            parties_send(&w, US, RUSSIA, BY_HAND, "ours", true,
                         MESSAGE_SEAL_NONE);
        else if (need == 1)
            parties_send_in(&w, RUSSIA, US, BY_HAND, "theirs", true,
                            (struct event_carriage){.kind = CARRIAGE_RATCHET});
        else
            parties_send(&w, RUSSIA, US, BY_WIRE, "theirs", true,
                         MESSAGE_SEAL_NONE);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_ASKED), 1);
        parties_assert_rejected(&w, NATO, REASON_NO_KEY);
        parties_run(&w, 3 * SESSION_ATTEMPTS_MAX);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_ASKED),
                         SESSION_ATTEMPTS_MAX);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* A void key is not handed out; nobody but the directory answers, and it
 * answers for those alone whom there are. */
static void test_what_is_not_answered(void **state)
{
    static const struct {
        uint32_t at;
        const char *owner;
        enum record_reason reason;
    } rows[] = {{NATO, "us", REASON_REVOKED},
                {NATO, "nobody", REASON_NO_KEY},
                {NATO, NULL, REASON_NO_KEY},
                {US, "russia", REASON_OUT_OF_TURN}};
    struct parties w;

    (void)state;
    begin_directory(&w);
    tell(&w, US, NATO, RECORD_VERB_DECLARE);
    tell(&w, US, NATO, RECORD_VERB_REVOKE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct message m = {.kind = MESSAGE_KEY_REQUEST,
                                  .owner = rows[i].owner};
        struct frame f = {.type = FRAME_PLAIN};
        uint8_t memory[128];
        struct writer out;
        assert_int_equal(message_encode(&w.arena, &m, &f.payload), ERR_OK);
        writer_init(&out, memory, sizeof memory);
        assert_int_equal(frame_encode(&f, &out), ERR_OK);
        parties_give(&w, RUSSIA, rows[i].at, BY_HAND, writer_bytes(&out));
        parties_assert_rejected(&w, rows[i].at, rows[i].reason);
    }
    assert_int_equal(parties_records(&w, NATO, RECORD_KEY_GIVEN), 0);
    parties_fini(&w);
}

/* US tells the directory that its key is void; its word to RUSSIA waits. */
static void tell_void(struct parties *w)
{
    const uint32_t to = NATO, over = BY_HAND;
    const struct event_command c = {
        .kind = RECORD_VERB_REVOKE, .to = &to, .over = &over, .to_count = 1};
    const size_t before = w->frame_count;

    w->now += MINUTE;
    parties_do(w, US, &c);
    parties_deliver(w, before);
}

/* Bears neither date nor asker: the directory's old word, recorded, comes again
 * to a party that lacks the key. One that has heard the key's revocation takes
 * it no more; one from which that was kept back does, and learns better only
 * when it comes. */
static void test_an_old_answer_again(void **state)
{
    (void)state;
    for (int heard = 0; heard < 2; heard++) {
        const uint32_t to = NATO, over = BY_HAND;
        const struct event_command c = {.kind = RECORD_VERB_DECLARE,
                                        .to = &to,
                                        .over = &over,
                                        .to_count = 1};
        struct parties w;
        begin_directory(&w);
        parties_do(&w, US, &c);
        parties_deliver(&w, 0);
        const struct bytes old = w.frames[1].bytes;
        w.frames[1].gone = true;
        tell_void(&w);
        const size_t word = w.frame_count - 1;
        assert_int_equal(w.frames[word].to, RUSSIA);
        if (heard) parties_deliver(&w, word);
        w.frames[word].gone = true;
        parties_give(&w, NATO, RUSSIA, BY_HAND, old);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_TAKEN), !heard);
        parties_deliver(&w, word);
        assert_int_equal(keyring_missing(&w.party[RUSSIA], US), REASON_REVOKED);
        parties_fini(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_use),
        cmocka_unit_test(test_another_later),
        cmocka_unit_test(test_directory),
        cmocka_unit_test(test_lying_directory),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_a_lost_key_is_asked_for),
        cmocka_unit_test(test_every_need_asks),
        cmocka_unit_test(test_what_is_not_answered),
        cmocka_unit_test(test_an_old_answer_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
