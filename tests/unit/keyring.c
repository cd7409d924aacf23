/* Keyrings: what is taken from whom, held against every state of trust; what
 * verifies before and after a key is replaced, revoked or disputed. */
#include "party/keyring.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "support/parties.h"

/* US keeps the keyring, of RUSSIA; NATO is the directory. */
enum { KEYS = 5 };

struct world {
    struct parties parties;
    struct identity keys[KEYS]; /* [1] is RUSSIA's own first, as is pinned */
};

static int setup(void **state)
{
    struct world *w = test_calloc(1, sizeof *w);

    parties_init(&w->parties, "XX");
    w->parties.world.directory = NATO;
    for (uint32_t i = 1; i < KEYS; i++)
        party_identity(&w->keys[i], &w->parties.root, "russia", i);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    parties_fini(&w->parties);
    test_free(w);
    return 0;
}

/* The backing of a credential beyond its own signature. */
enum hand {
    BY_OTHER,     /* a third party brings it */
    BY_ITSELF,    /* the party named brings it */
    BY_DIRECTORY, /* the directory brings it and vouches */
    BY_KEY,       /* a third party brings it, signed by the key before */
    HANDS
};

/* A credential for RUSSIA's key `serial`, after the key before it. */
static struct keyring_offer make(struct world *w, uint32_t serial,
                                 enum hand hand, bool revoked)
{
    struct arena *a = &w->parties.arena;
    const struct identity *id = &w->keys[serial];
    struct credential_statement s = {
        .party = "russia",
        .serial = serial,
        .from = serial * MINUTE,
        .replacing = serial > 1,
        .revoked = revoked,
    };
    struct credential c = {0};
    struct bytes encoded;
    struct keyring_offer offer;
    uint8_t signatures[4][IDENTITY_SIGNATURE_SIZE];
    static const uint32_t from[HANDS] = {NATO, RUSSIA, NATO, NATO};

    memcpy(s.sign, id->pub.sign, sizeof s.sign);
    memcpy(s.agree, id->pub.agree, sizeof s.agree);
    if (s.replacing) identity_fingerprint(&w->keys[serial - 1].pub, s.replaces);
    assert_int_equal(credential_encode_statement(a, &s, &c.statement), ERR_OK);
    identity_sign(id, c.statement, signatures[0]);
    c.signature = bytes_of(signatures[0], sizeof signatures[0]);
    if (hand == BY_KEY && serial > 1) {
        identity_sign(&w->keys[serial - 1], c.statement, signatures[1]);
        c.previous = bytes_of(signatures[1], sizeof signatures[1]);
    }
    identity_prove(id, c.statement, signatures[3]);
    c.possession = bytes_of(signatures[3], sizeof signatures[3]);
    if (hand == BY_DIRECTORY) {
        identity_sign(&w->parties.party[NATO].identity, c.statement,
                      signatures[2]);
        c.voucher = bytes_of(signatures[2], sizeof signatures[2]);
    }
    assert_int_equal(credential_encode(a, &c, &encoded), ERR_OK);
    assert_int_equal(
        keyring_read(&w->parties.party[US], a, encoded, from[hand], &offer),
        ERR_OK);
    return offer;
}

static enum keyring_verdict take(struct world *w, uint32_t serial,
                                 enum hand hand, bool revoked,
                                 enum record_reason *reason)
{
    const struct keyring_offer offer = make(w, serial, hand, revoked);

    return keyring_take(&w->parties.party[US], &offer, reason);
}

/* A statement signed with a key of RUSSIA's, of so many minutes. */
static enum record_reason verify(struct world *w, uint32_t serial,
                                 int64_t minutes)
{
    const struct bytes text = bytes_of_text("a statement");
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];

    identity_sign(&w->keys[serial], text, signature);
    return keyring_verify(&w->parties.party[US], RUSSIA, text, signature,
                          minutes * MINUTE);
}

enum trusted { NOTHING, HELD, COMPARED, VOID, DISPUTED, TRUSTED_COUNT };

/* Brings the keyring into a state: with key 1 of RUSSIA, or with nothing. */
static void bring(struct world *w, enum keyring_trust policy,
                  enum trusted trusted)
{
    static const enum hand hands[] = {
        [KEYRING_PINNED] = BY_ITSELF,
        [KEYRING_FIRST_USE] = BY_ITSELF,
        [KEYRING_DIRECTORY] = BY_DIRECTORY,
    };
    struct party *p = &w->parties.party[US];
    enum record_reason reason;

    p->keyring = (struct keyring){.policy = policy};
    if (trusted == NOTHING) return;
    (void)take(w, 1, hands[policy], false, &reason);
    assert_int_equal(reason, REASON_NONE);
    if (trusted == COMPARED || trusted == DISPUTED)
        keyring_settle(p, RUSSIA, trusted == COMPARED);
    if (trusted == VOID)
        assert_int_equal(take(w, 1, BY_ITSELF, true, &reason), KEYRING_REVOKED);
}

/* Every policy, state and backing, for a key that is new: T taken, R takes
 * the place of the one held, - refused. A pinned party always has a key. */
static void test_walk(void **state)
{
    static const char *const rows[KEYRING_DIRECTORY + 1][TRUSTED_COUNT] = {
        [KEYRING_PINNED] = {"---R", "---R", "---R", "----", "----"},
        [KEYRING_FIRST_USE] = {"-T--", "---R", "---R", "----", "----"},
        [KEYRING_DIRECTORY] = {"--T-", "--RR", "---R", "--R-", "--R-"},
    };
    static const char letters[] = {
        [KEYRING_KNOWN] = '=',    [KEYRING_TAKEN] = 'T',
        [KEYRING_REPLACED] = 'R', [KEYRING_REVOKED] = 'V',
        [KEYRING_REFUSED] = '-',
    };
    struct world *w = *state;
    const struct party *p = &w->parties.party[US];

    for (unsigned policy = 0; policy <= KEYRING_DIRECTORY; policy++)
        for (unsigned trusted = 0; trusted < TRUSTED_COUNT; trusted++)
            for (unsigned hand = 0; hand < HANDS; hand++) {
                enum record_reason reason;
                bring(w, policy, trusted);
                const enum record_reason before = keyring_missing(p, RUSSIA);
                const enum keyring_verdict got =
                    take(w, 2, hand, false, &reason);
                if (letters[got] != rows[policy][trusted][hand])
                    fail_msg("policy %u, state %u, hand %u: %c", policy,
                             trusted, hand, letters[got]);
                assert_int_equal(reason != REASON_NONE, got == KEYRING_REFUSED);
                if (got == KEYRING_REFUSED) {
                    assert_int_equal(keyring_missing(p, RUSSIA), before);
                    assert_int_not_equal(verify(w, 2, 2), REASON_NONE);
                } else {
                    assert_memory_equal(keyring_current(p, RUSSIA),
                                        &w->keys[2].pub, sizeof w->keys[2].pub);
                    assert_int_equal(verify(w, 2, 2), REASON_NONE);
                }
            }
}

/* The same key again is no news, however it comes, unless it is void. */
static void test_known(void **state)
{
    struct world *w = *state;
    enum record_reason reason;

    for (unsigned hand = 0; hand < HANDS; hand++) {
        bring(w, KEYRING_FIRST_USE, HELD);
        assert_int_equal(take(w, 1, hand, false, &reason), KEYRING_KNOWN);
        bring(w, KEYRING_FIRST_USE, VOID);
        assert_int_equal(take(w, 1, hand, false, &reason), KEYRING_REFUSED);
        assert_int_equal(reason, REASON_REVOKED);
        assert_int_equal(take(w, 1, hand, true, &reason), KEYRING_KNOWN);
    }
}

/* A directory's word bears no date. One that comes again, after a newer key or
 * after its own key's revocation, puts nobody back to an older key; nor does a
 * revocation that comes first leave a void key to be taken (rollback: Samuel
 * and others, 2010). */
static void test_no_way_back(void **state)
{
    struct world *w = *state;
    const struct party *p = &w->parties.party[US];
    enum record_reason reason;

    for (int held_first = 0; held_first < 2; held_first++) {
        bring(w, KEYRING_DIRECTORY, held_first ? HELD : NOTHING);
        (void)take(w, 2, BY_DIRECTORY, false, &reason);
        assert_int_equal(reason, REASON_NONE);
        (void)take(w, 1, BY_DIRECTORY, false, &reason);
        assert_memory_equal(keyring_current(p, RUSSIA), &w->keys[2].pub,
                            sizeof w->keys[2].pub);
        assert_int_equal(take(w, 2, BY_ITSELF, true, &reason), KEYRING_REVOKED);
        (void)take(w, 1, BY_DIRECTORY, false, &reason);
        assert_null(keyring_current(p, RUSSIA));
        assert_int_equal(take(w, 3, BY_DIRECTORY, false, &reason),
                         KEYRING_REPLACED);
    }
    bring(w, KEYRING_DIRECTORY, NOTHING);
    assert_int_equal(take(w, 1, BY_DIRECTORY, true, &reason), KEYRING_REVOKED);
    assert_int_equal(take(w, 1, BY_DIRECTORY, false, &reason), KEYRING_REFUSED);
    assert_int_equal(reason, REASON_REVOKED);
    assert_int_equal(take(w, 2, BY_DIRECTORY, false, &reason),
                     KEYRING_REPLACED);
    /* Nobody but the directory is believed about a key that is not known. */
    for (unsigned policy = 0; policy <= KEYRING_DIRECTORY; policy++)
        for (unsigned hand = 0; hand < HANDS; hand++) {
            if (policy == KEYRING_DIRECTORY && hand == BY_DIRECTORY) continue;
            bring(w, policy, policy == KEYRING_PINNED ? HELD : NOTHING);
            assert_int_equal(take(w, 2, hand, true, &reason), KEYRING_REFUSED);
            assert_int_equal(reason, REASON_UNKNOWN_PEER);
        }
}

/* Each key verifies what is dated within its term, and its successor the
 * rest; a chain is followed, but none of its links is left out. */
static void test_succession(void **state)
{
    struct world *w = *state;
    const struct party *p = &w->parties.party[US];
    enum record_reason reason;

    bring(w, KEYRING_PINNED, HELD);
    assert_int_equal(take(w, 3, BY_KEY, false, &reason), KEYRING_REFUSED);
    assert_int_equal(take(w, 2, BY_KEY, false, &reason), KEYRING_REPLACED);
    assert_int_equal(take(w, 3, BY_KEY, false, &reason), KEYRING_REPLACED);
    assert_int_equal(verify(w, 1, 0), REASON_NONE);
    assert_int_equal(verify(w, 1, 2), REASON_NONE);
    assert_int_equal(verify(w, 1, 3), REASON_NOT_IN_FORCE);
    assert_int_equal(verify(w, 2, 1), REASON_NOT_IN_FORCE);
    assert_int_equal(verify(w, 2, 2), REASON_NONE);
    assert_int_equal(verify(w, 3, 9), REASON_NONE);
    assert_int_equal(verify(w, 4, 9), REASON_BAD_SIGNATURE);
    assert_memory_equal(keyring_good(p, RUSSIA, 1), &w->keys[2].pub,
                        sizeof w->keys[2].pub);
    assert_null(keyring_good(p, RUSSIA, 3));
    assert_int_equal(keyring_newest_trust(p, RUSSIA), KEYRING_SUCCESSION);
}

/* A void key verifies nothing, whatever date is written over it; the others
 * go on. */
static void test_revocation(void **state)
{
    struct world *w = *state;
    const struct party *p = &w->parties.party[US];
    enum record_reason reason;

    bring(w, KEYRING_PINNED, HELD);
    assert_int_equal(take(w, 2, BY_KEY, false, &reason), KEYRING_REPLACED);
    assert_int_equal(take(w, 1, BY_OTHER, true, &reason), KEYRING_REVOKED);
    assert_int_equal(verify(w, 1, 0), REASON_REVOKED);
    assert_int_equal(verify(w, 2, 5), REASON_NONE);
    assert_false(keyring_knows(p, RUSSIA, w->keys[1].pub.agree));
    assert_true(keyring_knows(p, RUSSIA, w->keys[2].pub.agree));
    assert_int_equal(take(w, 4, BY_OTHER, true, &reason), KEYRING_REFUSED);
    assert_int_equal(reason, REASON_UNKNOWN_PEER);

    bring(w, KEYRING_PINNED, DISPUTED);
    assert_int_equal(verify(w, 1, 0), REASON_DISPUTED);
    assert_int_equal(keyring_missing(p, RUSSIA), REASON_DISPUTED);
    assert_null(keyring_current(p, RUSSIA));
}

/* A credential needs the key's own secret, and no voucher but the directory's
 * counts. */
static void test_forged(void **state)
{
    struct world *w = *state;
    struct party *p = &w->parties.party[US];
    struct keyring_offer offer = make(w, 2, BY_DIRECTORY, false), read;
    struct credential c = offer.credential;
    struct bytes encoded;
    uint8_t other[IDENTITY_SIGNATURE_SIZE];
    enum record_reason reason;

    identity_sign(&w->keys[3], c.statement, other);
    c.voucher = bytes_of(other, sizeof other);
    assert_int_equal(credential_encode(&w->parties.arena, &c, &encoded),
                     ERR_OK);
    assert_int_equal(keyring_read(p, &w->parties.arena, encoded, NATO, &read),
                     ERR_OK);
    bring(w, KEYRING_DIRECTORY, NOTHING);
    assert_int_equal(keyring_take(p, &read, &reason), KEYRING_REFUSED);
    assert_int_equal(reason, REASON_NO_KEY);

    c.signature = c.voucher;
    assert_int_equal(credential_encode(&w->parties.arena, &c, &encoded),
                     ERR_OK);
    assert_int_equal(keyring_read(p, &w->parties.arena, encoded, NATO, &read),
                     ERR_AUTH);
}

/* Takes RUSSIA's second key from the directory, with that key to agree with,
 * signed for by the holder's (NULL: by nobody). */
static enum record_reason take_stating(struct world *w,
                                       const uint8_t agree[IDENTITY_KEY_SIZE],
                                       const struct identity *holder)
{
    struct arena *a = &w->parties.arena;
    struct party *p = &w->parties.party[US];
    struct keyring_offer offer = make(w, 2, BY_DIRECTORY, false);
    uint8_t signatures[3][IDENTITY_SIGNATURE_SIZE];
    struct credential *c = &offer.credential;
    struct bytes encoded;
    enum record_reason reason;

    memcpy(offer.statement.agree, agree, IDENTITY_KEY_SIZE);
    assert_int_equal(
        credential_encode_statement(a, &offer.statement, &c->statement),
        ERR_OK);
    identity_sign(&w->keys[2], c->statement, signatures[0]);
    identity_sign(&w->parties.party[NATO].identity, c->statement,
                  signatures[1]);
    c->signature = bytes_of(signatures[0], sizeof signatures[0]);
    c->voucher = bytes_of(signatures[1], sizeof signatures[1]);
    c->possession = (struct bytes){0};
    if (holder) {
        identity_prove(holder, c->statement, signatures[2]);
        c->possession = bytes_of(signatures[2], sizeof signatures[2]);
    }
    assert_int_equal(credential_encode(a, c, &encoded), ERR_OK);
    assert_int_equal(keyring_read(p, a, encoded, NATO, &offer), ERR_OK);
    const enum keyring_verdict verdict = keyring_take(p, &offer, &reason);
    assert_int_equal(verdict == KEYRING_REFUSED, reason != REASON_NONE);
    return reason;
}

/* A key to agree with is its holder's to state: not without its signature, nor
 * where it is known as another's, be that by the world's table, by a credential
 * or as one's own, or was another's once. */
static void test_key_of_another(void **state)
{
    struct world *w = *state;
    struct party *p = &w->parties.party[US];
    const struct identity *us = &p->identity;
    const struct identity *nato = &w->parties.party[NATO].identity;
    const uint8_t *stated = w->keys[2].pub.agree;

    bring(w, KEYRING_DIRECTORY, NOTHING);
    assert_int_equal(take_stating(w, stated, NULL), REASON_NO_POSSESSION);
    assert_int_equal(take_stating(w, stated, &w->keys[3]),
                     REASON_NO_POSSESSION);
    assert_int_equal(take_stating(w, nato->pub.agree, &w->keys[2]),
                     REASON_NO_POSSESSION);
    /* Even a holder who lets others state the key. */
    assert_int_equal(take_stating(w, nato->pub.agree, nato), REASON_SHARED_KEY);
    assert_int_equal(take_stating(w, us->pub.agree, us), REASON_SHARED_KEY);
    assert_null(keyring_current(p, RUSSIA));
    assert_int_equal(take_stating(w, stated, &w->keys[2]), REASON_NONE);
    assert_non_null(keyring_current(p, RUSSIA));
}

/* A party without any peer's key still has its own, and with a directory the
 * directory's; an unknown key is accepted on first use only, and once. */
static void test_strangers(void **state)
{
    struct world *w = *state;
    const struct party *p = &w->parties.party[US];

    bring(w, KEYRING_FIRST_USE, NOTHING);
    assert_non_null(keyring_current(p, US));
    assert_null(keyring_current(p, NATO));
    assert_true(keyring_admits_stranger(p, RUSSIA));
    assert_int_equal(verify(w, 1, 0), REASON_NO_KEY);
    bring(w, KEYRING_FIRST_USE, HELD);
    assert_false(keyring_admits_stranger(p, RUSSIA));
    bring(w, KEYRING_FIRST_USE, VOID);
    assert_false(keyring_admits_stranger(p, RUSSIA));
    bring(w, KEYRING_DIRECTORY, NOTHING);
    assert_non_null(keyring_current(p, NATO));
    assert_false(keyring_admits_stranger(p, RUSSIA));
    bring(w, KEYRING_PINNED, NOTHING);
    assert_ptr_equal(keyring_current(p, RUSSIA), &w->parties.peers[RUSSIA].pub);
    assert_int_equal(p->keyring.entries.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_walk, setup, teardown),
        cmocka_unit_test_setup_teardown(test_known, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_way_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_succession, setup, teardown),
        cmocka_unit_test_setup_teardown(test_revocation, setup, teardown),
        cmocka_unit_test_setup_teardown(test_forged, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_of_another, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strangers, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
