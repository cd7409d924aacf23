/* Parties whose keys change: what is under way, what verifies, which sessions
 * end, and what others learn of it, in every pattern. */
#include "party/renewal.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "document/document.h"
#include "support/parties.h"

static const char *const patterns[] = {"NN", "NK", "NX", "KN", "KK", "KX",
                                       "XN", "XK", "XX", "IN", "IK", "IX"};

enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

static void of_keys_since(struct parties *w, uint32_t party,
                          enum record_verb kind, uint32_t to, uint32_t over,
                          uint32_t serial, instant since)
{
    const struct event_command c = {
        .kind = kind,
        .to = &to,
        .over = &over,
        .to_count = to == PARTY_NONE ? 0 : 1,
        .serial = serial,
        .since = since,
    };

    w->now += MINUTE;
    parties_do(w, party, &c);
    w->now += MINUTE;
}

static void of_keys(struct parties *w, uint32_t party, enum record_verb kind,
                    uint32_t to, uint32_t over, uint32_t serial)
{
    of_keys_since(w, party, kind, to, over, serial, INSTANT_MIN);
}

static void begin(struct parties *w, const char *pattern)
{
    parties_init(w, pattern);
    parties_draft(w, US, "first", 1, 10);
    parties_draft(w, US, "second", 1, 10);
}

static void send(struct parties *w, uint32_t channel, const char *document,
                 enum message_seal seal)
{
    parties_send(w, US, RUSSIA, channel, document, true, seal);
}

/* The last thing that RUSSIA has checked, and nothing is refused. */
static void assert_checked(const struct parties *w, const char *document)
{
    const struct record *r = parties_last(w, RUSSIA, RECORD_CHECKED);

    assert_non_null(r);
    assert_string_equal(r->document, document);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_REJECTED), 0);
    assert_int_equal(parties_records(w, US, RECORD_REJECTED), 0);
}

static void test_rotation_in_every_pattern(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i]);
        send(&w, BY_WIRE, "first", MESSAGE_SEAL_AGE);
        parties_settle(&w);
        of_keys(&w, US, RECORD_VERB_ROTATE, RUSSIA, BY_WIRE, 0);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_REPLACED), 1);
        send(&w, BY_WIRE, "second", MESSAGE_SEAL_AGE);
        parties_settle(&w);
        assert_checked(&w, "second");
        /* The other way, sealed to the new key, in whatever session serves. */
        parties_draft(&w, RUSSIA, "theirs", 1, 10);
        parties_send(&w, RUSSIA, US, BY_WIRE, "theirs", true,
                     MESSAGE_SEAL_HPKE_AUTH);
        parties_settle(&w);
        assert_non_null(parties_last(&w, US, RECORD_CHECKED));
        assert_checked(&w, "second");
        /* Only a peer that shows no key goes on in its session. */
        const bool anonymous =
            !noise_pattern_needs(noise_pattern_find(patterns[i]), true).s;
        assert_int_equal(parties_records(&w, US, RECORD_SESSION_OPENED),
                         anonymous ? 1 : 2);
        assert_int_equal(parties_records(&w, US, RECORD_SESSION_LEFT),
                         anonymous ? 0 : 1);
        parties_fini(&w);
    }
}

/* A rotation that begins a session does so under the key that is known. */
static void test_rotation_without_a_session(void **state)
{
    (void)state;
    for (size_t i = 0; i < PATTERNS; i++) {
        struct parties w;
        begin(&w, patterns[i]);
        of_keys(&w, US, RECORD_VERB_ROTATE, RUSSIA, BY_WIRE, 0);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_REPLACED), 1);
        parties_fini(&w);
    }
}

/* A copy that left before the key was replaced is dated before. */
static void test_under_way(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    send(&w, BY_HAND, "first", MESSAGE_SEAL_HPKE_AUTH);
    const size_t old = parties_pending(&w);
    w.frames[old].gone = true;
    of_keys(&w, US, RECORD_VERB_ROTATE, RUSSIA, BY_HAND, 0);
    parties_settle(&w);
    parties_deliver(&w, old);
    assert_checked(&w, "first");
    parties_fini(&w);
}

/* The lesson: the same copy, before and after one has heard. */
static void test_void(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    send(&w, BY_HAND, "first", MESSAGE_SEAL_AGE);
    send(&w, BY_HAND, "second", MESSAGE_SEAL_AGE);
    const size_t first = parties_pending(&w);
    w.frames[first].gone = w.frames[first + 1].gone = true;
    of_keys(&w, US, RECORD_VERB_REVOKE, RUSSIA, BY_HAND, 0);
    parties_deliver(&w, first);
    assert_checked(&w, "first");
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_VOID), 1);
    parties_deliver(&w, first + 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 2);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_assert_rejected(&w, RUSSIA, REASON_REVOKED);

    /* Nothing is sealed to whoever has no key, nor is a session opened. */
    parties_draft(&w, RUSSIA, "theirs", 1, 10);
    parties_send(&w, RUSSIA, US, BY_HAND, "theirs", true, MESSAGE_SEAL_AGE);
    parties_assert_refused(&w, RUSSIA, REASON_REVOKED);
    parties_send(&w, RUSSIA, US, BY_WIRE, "theirs", true, MESSAGE_SEAL_NONE);
    parties_assert_refused(&w, RUSSIA, REASON_REVOKED);

    /* A void key names no successor. */
    of_keys(&w, US, RECORD_VERB_ROTATE, RUSSIA, BY_HAND, 0);
    parties_settle(&w);
    const struct record *r = parties_last(&w, RUSSIA, RECORD_KEY_NOT_TAKEN);
    assert_non_null(r);
    assert_int_equal(r->reason, REASON_REVOKED);
    parties_fini(&w);
}

/* An envelope sealed to a replaced key opens until that key is void. */
static void test_sealed_to_an_older_key(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    parties_draft(&w, RUSSIA, "one", 1, 10);
    parties_draft(&w, RUSSIA, "two", 1, 10);
    parties_send(&w, RUSSIA, US, BY_HAND, "one", true, MESSAGE_SEAL_AGE);
    parties_send(&w, RUSSIA, US, BY_HAND, "two", true, MESSAGE_SEAL_AGE);
    of_keys(&w, US, RECORD_VERB_ROTATE, PARTY_NONE, BY_HAND, 0);
    parties_deliver(&w, 0);
    assert_int_equal(parties_records(&w, US, RECORD_CHECKED), 1);
    of_keys(&w, US, RECORD_VERB_REVOKE, PARTY_NONE, BY_HAND, 1);
    parties_deliver(&w, 1);
    parties_assert_rejected(&w, US, REASON_CANNOT_OPEN);
    parties_fini(&w);
}

/* Two papers, a minute apart, in hand before the key is declared void since
 * the second was signed, or since before both, or since now. A third was
 * signed before that, too, and comes after. */
static void test_since(void **state)
{
    static const struct {
        int64_t minutes; /* from the first paper; negative: left out */
        size_t kept[2];
    } rows[] = {{0, {0, 0}}, {1, {1, 0}}, {2, {1, 1}}, {-1, {1, 1}}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct parties w;
        begin(&w, "XX");
        parties_draft(&w, US, "third", 1, 10);
        const instant start = w.now;
        send(&w, BY_HAND, "third", MESSAGE_SEAL_AGE);
        w.frames[0].gone = true;
        send(&w, BY_HAND, "first", MESSAGE_SEAL_AGE);
        parties_settle(&w);
        w.now += MINUTE;
        send(&w, BY_HAND, "second", MESSAGE_SEAL_AGE);
        parties_settle(&w);
        of_keys_since(&w, US, RECORD_VERB_REVOKE, RUSSIA, BY_HAND, 0,
                      rows[i].minutes < 0 ? INSTANT_MIN
                                          : start + rows[i].minutes * MINUTE);
        parties_settle(&w);
        const struct party *p = &w.party[RUSSIA];
        assert_int_equal(document_find(p, "first")->proof_count,
                         rows[i].kept[0]);
        assert_int_equal(document_find(p, "second")->proof_count,
                         rows[i].kept[1]);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_PROOF_SET_ASIDE),
                         2 - rows[i].kept[0] - rows[i].kept[1]);
        parties_deliver(&w, 0);
        parties_assert_rejected(&w, RUSSIA, REASON_REVOKED);
        parties_fini(&w);
    }
}

/* A party's void key takes nothing of others' away. */
static void test_since_spares_others(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    send(&w, BY_HAND, "first", MESSAGE_SEAL_AGE);
    parties_settle(&w);
    of_keys_since(&w, RUSSIA, RECORD_VERB_REVOKE, NATO, BY_HAND, 0, 0);
    of_keys_since(&w, NATO, RECORD_VERB_REVOKE, RUSSIA, BY_HAND, 0, 0);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_VOID), 1);
    assert_int_equal(document_find(&w.party[RUSSIA], "first")->proof_count, 1);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_PROOF_SET_ASIDE), 0);
    parties_fini(&w);
}

static void assert_cannot(const struct parties *w, enum record_reason reason)
{
    const struct record *r = parties_last(w, US, RECORD_KEY_REFUSED);

    assert_non_null(r);
    assert_int_equal(r->reason, reason);
}

static void test_what_cannot_be_revoked(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, "XX");
    of_keys(&w, US, RECORD_VERB_REVOKE, PARTY_NONE, BY_HAND, 2);
    assert_cannot(&w, REASON_NO_SUCH_KEY);
    of_keys(&w, US, RECORD_VERB_REVOKE, PARTY_NONE, BY_HAND, 1);
    of_keys(&w, US, RECORD_VERB_REVOKE, PARTY_NONE, BY_HAND, 0);
    assert_cannot(&w, REASON_REVOKED);
    of_keys(&w, US, RECORD_VERB_ROTATE, PARTY_NONE, BY_HAND, 0);
    of_keys(&w, US, RECORD_VERB_REVOKE, PARTY_NONE, BY_HAND, 1);
    assert_cannot(&w, REASON_REVOKED);
    assert_int_equal(parties_records(&w, US, RECORD_KEY_REVOKED), 1);

    w.party[US].term.serial = CREDENTIAL_SERIAL_MAX;
    of_keys(&w, US, RECORD_VERB_ROTATE, PARTY_NONE, BY_HAND, 0);
    assert_cannot(&w, REASON_TOO_MANY);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rotation_in_every_pattern),
        cmocka_unit_test(test_rotation_without_a_session),
        cmocka_unit_test(test_under_way),
        cmocka_unit_test(test_void),
        cmocka_unit_test(test_since),
        cmocka_unit_test(test_since_spares_others),
        cmocka_unit_test(test_sealed_to_an_older_key),
        cmocka_unit_test(test_what_cannot_be_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
