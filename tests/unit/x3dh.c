#include "crypto/x3dh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

/* Alice, who begins; Bob, who is away; Eve, who is neither. */
struct cast {
    struct rng rng;
    struct identity alice, bob, eve;
    struct x3dh_prekey signed_prekey, one_time;
    struct x3dh_bundle bundle;
};

static void initial_keys_init(struct cast *c)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&c->rng, &root, "test", "x3dh");
    identity_init(&c->alice, &c->rng);
    identity_init(&c->bob, &c->rng);
    identity_init(&c->eve, &c->rng);
    x3dh_prekey_init(&c->signed_prekey, 7, &c->rng);
    x3dh_prekey_init(&c->one_time, 9, &c->rng);
    x3dh_sign_bundle(&c->bundle, &c->bob, &c->signed_prekey, &c->one_time);
}

/* Alice's side; a failure must leave both outputs alone. */
static enum err initiate(struct cast *c, const struct x3dh_bundle *bundle,
                         struct x3dh_initial *initial,
                         struct x3dh_agreement *agreement)
{
    struct x3dh_initial initial_before;
    struct x3dh_agreement agreement_before;

    memset(initial, 7, sizeof *initial);
    memset(agreement, 7, sizeof *agreement);
    memcpy(&initial_before, initial, sizeof *initial);
    memcpy(&agreement_before, agreement, sizeof *agreement);
    enum err rc = x3dh_initiate(&c->alice, &c->bob.pub, bundle, &c->rng,
                                initial, agreement);
    if (rc) {
        assert_memory_equal(initial, &initial_before, sizeof *initial);
        assert_memory_equal(agreement, &agreement_before, sizeof *agreement);
    }
    return rc;
}

/* Bob's side, likewise. */
static enum err respond(const struct cast *c,
                        const struct x3dh_prekey *one_time,
                        const struct x3dh_initial *initial,
                        struct x3dh_agreement *agreement)
{
    struct x3dh_agreement before;

    memset(agreement, 7, sizeof *agreement);
    memcpy(&before, agreement, sizeof before);
    enum err rc =
        x3dh_respond(&c->bob, &c->signed_prekey, one_time, initial, agreement);
    if (rc) assert_memory_equal(agreement, &before, sizeof before);
    return rc;
}

static void check_same(const struct x3dh_agreement *a,
                       const struct x3dh_agreement *b, bool same)
{
    assert_int_equal(memcmp(a->sk, b->sk, sizeof a->sk) == 0, same);
}

static void test_agreement(void **state)
{
    struct x3dh_agreement ours, theirs, again;
    struct x3dh_initial initial;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    for (int with = 0; with < 2; with++) {
        const struct x3dh_prekey *one_time = with ? &c.one_time : NULL;
        x3dh_sign_bundle(&c.bundle, &c.bob, &c.signed_prekey, one_time);
        assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
        assert_int_equal(initial.has_one_time, with);
        assert_int_equal(initial.signed_prekey_id, 7);
        assert_int_equal(initial.one_time_id, with ? 9 : 0);
        assert_int_equal(respond(&c, one_time, &initial, &theirs), ERR_OK);
        check_same(&ours, &theirs, true);
        assert_int_equal(ours.ad.size, X3DH_AD_BARE_SIZE);
        assert_int_equal(theirs.ad.size, X3DH_AD_BARE_SIZE);
        assert_memory_equal(ours.ad.bytes, theirs.ad.bytes, ours.ad.size);
        /* A second run is another secret. */
        assert_int_equal(initiate(&c, &c.bundle, &initial, &again), ERR_OK);
        check_same(&ours, &again, false);
    }
}

/* AD = Encode(IK_A) || Encode(IK_B), whichever side writes it. */
static void test_ad(void **state)
{
    struct x3dh_agreement ours;
    struct x3dh_initial initial;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
    assert_int_equal(ours.ad.bytes[0], 0x05);
    assert_memory_equal(ours.ad.bytes + 1, c.alice.pub.agree, X3DH_KEY_SIZE);
    assert_int_equal(ours.ad.bytes[33], 0x05);
    assert_memory_equal(ours.ad.bytes + 34, c.bob.pub.agree, X3DH_KEY_SIZE);
    x3dh_agreement_fini(&ours);
    assert_true(sodium_is_zero((const uint8_t *)&ours, sizeof ours));
    x3dh_prekey_fini(&c.one_time);
    assert_true(
        sodium_is_zero((const uint8_t *)&c.one_time, sizeof c.one_time));
}

/* AD with the names: the hash over label, keys to sign and names; another name,
 * key or order is another AD. */
static void test_names_are_bound(void **state)
{
    struct x3dh_ad bare = {.size = X3DH_AD_BARE_SIZE}, ad, other;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    const struct x3dh_party alice = {"alice", c.alice.pub.sign};
    const struct x3dh_party bob = {"bob", c.bob.pub.sign};
    const struct x3dh_party changed[][2] = {
        {{"alicia", alice.sign}, bob},
        {{"alice", c.eve.pub.sign}, bob},
        {alice, {"bo", bob.sign}},
        {alice, {"bob", c.eve.pub.sign}},
        {bob, alice},
    };
    uint8_t input[24 + 32 + 6 + 32 + 4], want[32];
    uint8_t *at = input;
    memcpy(at, "demarche/x3dh/parties/1", 24);
    memcpy(at += 24, alice.sign, 32);
    memcpy(at += 32, "alice", 6);
    memcpy(at += 6, bob.sign, 32);
    memcpy(at += 32, "bob", 4);
    crypto_hash_sha256(want, input, sizeof input);

    ad = bare;
    x3dh_bind(&ad, &alice, &bob);
    assert_int_equal(ad.size, X3DH_AD_SIZE_MAX);
    assert_memory_equal(ad.bytes, bare.bytes, bare.size);
    assert_memory_equal(ad.bytes + bare.size, want, sizeof want);
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        other = bare;
        x3dh_bind(&other, &changed[i][0], &changed[i][1]);
        assert_memory_not_equal(ad.bytes, other.bytes, ad.size);
    }
}

/* SK is KDF over the four DHs in the order of section 3.3. */
static void test_order_of_agreements(void **state)
{
    uint8_t dh[4][X3DH_KEY_SIZE], sk[X3DH_KEY_SIZE];
    struct x3dh_agreement ours;
    struct x3dh_initial initial;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
    const uint8_t *secrets[] = {c.signed_prekey.secret, c.bob.agree_secret,
                                c.signed_prekey.secret, c.one_time.secret};
    const uint8_t *publics[] = {c.alice.pub.agree, initial.ephemeral,
                                initial.ephemeral, initial.ephemeral};
    for (int i = 0; i < 4; i++)
        assert_int_equal(identity_agree(secrets[i], publics[i], dh[i]), ERR_OK);
    x3dh_kdf(sk, sizeof sk, (const uint8_t(*)[X3DH_KEY_SIZE])dh, 4,
             bytes_of_text("demarche/x3dh/1"));
    assert_memory_equal(sk, ours.sk, sizeof sk);
}

/* No byte of what is signed can change; who else's bundle it is, neither. */
static void test_bundle_signature(void **state)
{
    const size_t signed_parts[] = {1, 33, 65, 69, 101, 164, 166, 170, 200};
    uint8_t encoded[X3DH_BUNDLE_SIZE];
    struct x3dh_agreement ours;
    struct x3dh_initial initial;
    struct x3dh_bundle other;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    assert_int_equal(x3dh_verify_bundle(&c.bundle, &c.bob.pub), ERR_OK);
    assert_int_equal(x3dh_verify_bundle(&c.bundle, &c.eve.pub), ERR_AUTH);
    x3dh_encode_bundle(encoded, &c.bundle);
    for (size_t i = 0; i < sizeof signed_parts / sizeof *signed_parts; i++) {
        encoded[signed_parts[i]] ^= 1;
        assert_int_equal(
            x3dh_decode_bundle(&other, bytes_of(encoded, sizeof encoded)),
            ERR_OK);
        assert_int_equal(x3dh_verify_bundle(&other, &c.bob.pub), ERR_AUTH);
        assert_int_equal(initiate(&c, &other, &initial, &ours), ERR_AUTH);
        encoded[signed_parts[i]] ^= 1;
    }
    /* Eve signs Bob's keys with Eve's. */
    x3dh_sign_bundle(&other, &c.eve, &c.signed_prekey, NULL);
    memcpy(other.identity.agree, c.bob.pub.agree, IDENTITY_KEY_SIZE);
    assert_int_equal(initiate(&c, &other, &initial, &ours), ERR_AUTH);
}

/* Whoever stands between the two and changes the message leaves them with two
 * secrets; a changed one-time prekey, or one taken out, is seen. */
static void test_changed_on_the_way(void **state)
{
    struct x3dh_agreement ours, theirs;
    struct x3dh_initial initial, changed;
    struct x3dh_prekey foreign;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
    changed = initial;
    memcpy(changed.identity, c.eve.pub.agree, X3DH_KEY_SIZE);
    assert_int_equal(respond(&c, &c.one_time, &changed, &theirs), ERR_OK);
    check_same(&ours, &theirs, false);
    changed = initial;
    memcpy(changed.ephemeral, c.eve.pub.agree, X3DH_KEY_SIZE);
    assert_int_equal(respond(&c, &c.one_time, &changed, &theirs), ERR_OK);
    check_same(&ours, &theirs, false);

    x3dh_prekey_init(&foreign, c.one_time.id, &c.rng);
    memcpy(c.bundle.one_time, foreign.public, X3DH_KEY_SIZE);
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_AUTH);
    c.bundle.has_one_time = false;
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_AUTH);

    /* Nor do three DHs give what four do. */
    x3dh_sign_bundle(&c.bundle, &c.bob, &c.signed_prekey, &c.one_time);
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
    changed = initial;
    changed.has_one_time = false;
    assert_int_equal(respond(&c, NULL, &changed, &theirs), ERR_OK);
    check_same(&ours, &theirs, false);
}

static void test_missing_prekeys(void **state)
{
    struct x3dh_agreement ours, theirs;
    struct x3dh_initial initial;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
    assert_int_equal(respond(&c, NULL, &initial, &theirs), ERR_MISSING);
    c.one_time.id++;
    assert_int_equal(respond(&c, &c.one_time, &initial, &theirs), ERR_MISSING);
    c.one_time.id--;
    c.signed_prekey.id++;
    assert_int_equal(respond(&c, &c.one_time, &initial, &theirs), ERR_MISSING);
    c.signed_prekey.id--;
    initial.has_one_time = false;
    assert_int_equal(respond(&c, &c.one_time, &initial, &theirs), ERR_MISSING);
}

/* Keys of low order, zero among them, agree on nothing. */
static void test_low_order(void **state)
{
    struct x3dh_agreement ours, theirs;
    struct x3dh_initial initial, changed;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    for (uint8_t u = 0; u < 2; u++) {
        const uint8_t low[X3DH_KEY_SIZE] = {u};
        struct x3dh_prekey low_one_time = c.one_time;
        struct x3dh_bundle bundle;
        memcpy(low_one_time.public, low, sizeof low);
        x3dh_sign_bundle(&bundle, &c.bob, &c.signed_prekey, &low_one_time);
        assert_int_equal(initiate(&c, &bundle, &initial, &ours), ERR_AUTH);
        struct x3dh_prekey prekey = c.signed_prekey;
        memcpy(prekey.public, low, sizeof low);
        x3dh_sign_bundle(&bundle, &c.bob, &prekey, NULL);
        assert_int_equal(x3dh_verify_bundle(&bundle, &c.bob.pub), ERR_OK);
        assert_int_equal(initiate(&c, &bundle, &initial, &ours), ERR_AUTH);

        assert_int_equal(initiate(&c, &c.bundle, &initial, &ours), ERR_OK);
        changed = initial;
        memcpy(changed.identity, low, sizeof low);
        assert_int_equal(respond(&c, &c.one_time, &changed, &theirs), ERR_AUTH);
        changed = initial;
        memcpy(changed.ephemeral, low, sizeof low);
        assert_int_equal(respond(&c, &c.one_time, &changed, &theirs), ERR_AUTH);
    }
}

static void test_encodings(void **state)
{
    uint8_t bundle[X3DH_BUNDLE_SIZE + 1] = {0}, again[X3DH_BUNDLE_SIZE];
    uint8_t message[X3DH_INITIAL_SIZE + 1] = {0};
    struct x3dh_agreement ours;
    struct x3dh_initial initial, initial_read;
    struct x3dh_bundle bundle_read;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    for (int with = 0; with < 2; with++) {
        x3dh_sign_bundle(&c.bundle, &c.bob, &c.signed_prekey,
                         with ? &c.one_time : NULL);
        x3dh_encode_bundle(bundle, &c.bundle);
        assert_int_equal(x3dh_decode_bundle(&bundle_read,
                                            bytes_of(bundle, X3DH_BUNDLE_SIZE)),
                         ERR_OK);
        assert_int_equal(x3dh_verify_bundle(&bundle_read, &c.bob.pub), ERR_OK);
        x3dh_encode_bundle(again, &bundle_read);
        assert_memory_equal(bundle, again, sizeof again);

        assert_int_equal(initiate(&c, &bundle_read, &initial, &ours), ERR_OK);
        x3dh_encode_initial(message, &initial);
        assert_int_equal(
            x3dh_decode_initial(&initial_read,
                                bytes_of(message, X3DH_INITIAL_SIZE)),
            ERR_OK);
        x3dh_encode_initial(again, &initial_read);
        assert_memory_equal(message, again, X3DH_INITIAL_SIZE);
    }
    for (size_t size = 0; size <= sizeof bundle; size++)
        assert_int_equal(
            x3dh_decode_bundle(&bundle_read, bytes_of(bundle, size)),
            size == X3DH_BUNDLE_SIZE ? ERR_OK : ERR_FORMAT);
    for (size_t size = 0; size <= sizeof message; size++)
        assert_int_equal(
            x3dh_decode_initial(&initial_read, bytes_of(message, size)),
            size == X3DH_INITIAL_SIZE ? ERR_OK : ERR_FORMAT);
}

/* Offsets of one byte, and a value that it must not have. */
struct spoil {
    size_t at;
    uint8_t value;
};

static void test_strict_bundle(void **state)
{
    /* Version, flag; with no one-time prekey, its id and both its ends. */
    static const struct spoil spoils[] = {{0, 0},   {0, 2},   {0, 0x81},
                                          {165, 2}, {166, 1}, {169, 1},
                                          {170, 1}, {201, 1}};
    uint8_t encoded[X3DH_BUNDLE_SIZE];
    struct x3dh_bundle read, before;
    struct cast c;

    (void)state;
    initial_keys_init(&c);
    x3dh_sign_bundle(&c.bundle, &c.bob, &c.signed_prekey, NULL);
    memset(&read, 7, sizeof read);
    memcpy(&before, &read, sizeof read);
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        x3dh_encode_bundle(encoded, &c.bundle);
        encoded[spoils[i].at] = spoils[i].value;
        assert_int_equal(
            x3dh_decode_bundle(&read, bytes_of(encoded, sizeof encoded)),
            ERR_FORMAT);
        assert_memory_equal(&read, &before, sizeof read);
    }
}

static void test_strict_initial(void **state)
{
    static const struct spoil spoils[] = {{0, 1},  {0, 0x80}, {0, 0x83},
                                          {69, 2}, {70, 1},   {73, 1}};
    uint8_t encoded[X3DH_INITIAL_SIZE];
    struct x3dh_initial initial = {.signed_prekey_id = 1}, read, before;

    (void)state;
    memset(&read, 7, sizeof read);
    memcpy(&before, &read, sizeof read);
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        x3dh_encode_initial(encoded, &initial);
        encoded[spoils[i].at] = spoils[i].value;
        assert_int_equal(
            x3dh_decode_initial(&read, bytes_of(encoded, sizeof encoded)),
            ERR_FORMAT);
        assert_memory_equal(&read, &before, sizeof read);
    }
}

/* Around p = 2^255 - 19: the last coordinate that is reduced, then those that
 * are not, and the top bit that X25519 would drop. */
static void test_reduced_keys(void **state)
{
    static const struct {
        uint8_t first, second, last;
        enum err expected;
    } rows[] = {
        {0xec, 0xff, 0x7f, ERR_OK},     {0xed, 0xff, 0x7f, ERR_FORMAT},
        {0xff, 0xff, 0x7f, ERR_FORMAT}, {0xed, 0xfe, 0x7f, ERR_OK},
        {0xff, 0xff, 0x7e, ERR_OK},     {0x00, 0xff, 0x80, ERR_FORMAT},
        {0xff, 0xff, 0xff, ERR_FORMAT},
    };
    uint8_t encoded[X3DH_INITIAL_SIZE], bundle[X3DH_BUNDLE_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct x3dh_initial initial = {0};
        struct x3dh_bundle left = {.has_one_time = true};
        uint8_t *keys[] = {initial.identity, initial.ephemeral,
                           left.identity.agree, left.signed_prekey,
                           left.one_time};
        for (size_t j = 0; j < sizeof keys / sizeof *keys; j++) {
            struct x3dh_initial initial_read;
            struct x3dh_bundle bundle_read;
            memset(keys[j], 0xff, X3DH_KEY_SIZE);
            keys[j][0] = rows[i].first;
            keys[j][1] = rows[i].second;
            keys[j][31] = rows[i].last;
            x3dh_encode_initial(encoded, &initial);
            x3dh_encode_bundle(bundle, &left);
            enum err rc =
                j < 2 ? x3dh_decode_initial(&initial_read,
                                            bytes_of(encoded, sizeof encoded))
                      : x3dh_decode_bundle(&bundle_read,
                                           bytes_of(bundle, sizeof bundle));
            assert_int_equal(rc, rows[i].expected);
            memset(keys[j], 0, X3DH_KEY_SIZE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agreement),
        cmocka_unit_test(test_ad),
        cmocka_unit_test(test_names_are_bound),
        cmocka_unit_test(test_order_of_agreements),
        cmocka_unit_test(test_bundle_signature),
        cmocka_unit_test(test_changed_on_the_way),
        cmocka_unit_test(test_missing_prekeys),
        cmocka_unit_test(test_low_order),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_strict_bundle),
        cmocka_unit_test(test_strict_initial),
        cmocka_unit_test(test_reduced_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
