/* The curve's door: public keys by way of Edwards against libsodium's ladder,
 * and a memory that answers as the curve itself does. The standards' vectors
 * are in identity.c and sender_key.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/curve.h"
#include "crypto/curve_field.h"
#include "crypto/rng.h"

static void drawn(struct rng *rng)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(rng, &root, "test", "curve");
}

static void assert_public(const uint8_t secret[CURVE_KEY_SIZE])
{
    uint8_t want[CURVE_KEY_SIZE], public[CURVE_KEY_SIZE];

    crypto_scalarmult_base(want, secret);
    curve_public(public, secret);
    assert_memory_equal(public, want, sizeof want);
}

/* Drawn secrets, and those whose bits are all alike or one alone. */
static void public_keys(void **state)
{
    enum { KEYS = 2000 };
    uint8_t secret[CURVE_KEY_SIZE];
    struct rng rng;

    (void)state;
    drawn(&rng);
    for (int i = 0; i < KEYS; i++) {
        rng_bytes(&rng, secret, sizeof secret);
        assert_public(secret);
    }
    memset(secret, 0, sizeof secret);
    assert_public(secret);
    memset(secret, 0xff, sizeof secret);
    assert_public(secret);
    for (size_t bit = 0; bit < 256; bit++) {
        memset(secret, 0, sizeof secret);
        secret[bit / 8] = (uint8_t)(1 << bit % 8);
        assert_public(secret);
    }
}

/* u = (1 + y) / (1 - y) where it can be told by hand: y = 0 gives 1; y = -1
 * gives 0; y of the base point gives 9, whatever the sign of x. */
static void field(void **state)
{
    static const uint8_t minus_one[CURVE_KEY_SIZE] = {
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    uint8_t y[CURVE_KEY_SIZE] = {0}, u[CURVE_KEY_SIZE];
    uint8_t want[CURVE_KEY_SIZE] = {1};

    (void)state;
    curve_field_montgomery(u, y);
    assert_memory_equal(u, want, sizeof want);
    want[0] = 0;
    curve_field_montgomery(u, minus_one);
    assert_memory_equal(u, want, sizeof want);
    want[0] = 9;
    memset(y, 0x66, sizeof y);
    y[0] = 0x58; /* RFC 8032 5.1: B */
    curve_field_montgomery(u, y);
    assert_memory_equal(u, want, sizeof want);
    y[CURVE_KEY_SIZE - 1] |= 0x80;
    curve_field_montgomery(u, y);
    assert_memory_equal(u, want, sizeof want);
}

/* And back: y = (u - 1) / (u + 1) of every key that is drawn, and of u where it
 * can be told by hand. */
static void field_back(void **state)
{
    enum { KEYS = 500 };
    uint8_t secret[CURVE_KEY_SIZE], point[CURVE_KEY_SIZE];
    uint8_t u[CURVE_KEY_SIZE], y[CURVE_KEY_SIZE];
    struct rng rng;

    (void)state;
    drawn(&rng);
    for (int i = 0; i < KEYS; i++) {
        rng_bytes(&rng, secret, sizeof secret);
        assert_int_equal(crypto_scalarmult_ed25519_base(point, secret), 0);
        curve_field_montgomery(u, point);
        curve_field_edwards(y, u);
        point[CURVE_KEY_SIZE - 1] &= 0x7f;
        assert_memory_equal(y, point, sizeof y);
    }
    memset(u, 0, sizeof u);
    u[0] = 1;
    curve_field_edwards(y, u);
    u[0] = 0;
    assert_memory_equal(y, u, sizeof y);
    memset(u, 0xff, sizeof u); /* -1, which has no inverse to divide by */
    u[0] = 0xec;
    u[CURVE_KEY_SIZE - 1] = 0x7f;
    curve_field_edwards(y, u);
    assert_true(sodium_is_zero(y, sizeof y));
}

/* XEdDSA: what one key has proven holds for no other key, message or bit, is
 * the same each time, and is a signature of Ed25519 by the key's point. Both
 * signs of x come up among so many keys. */
static void proofs(void **state)
{
    enum { KEYS = 64 };
    const struct bytes message = bytes_of_text("a statement of keys");
    uint8_t secret[CURVE_KEY_SIZE], public[CURVE_KEY_SIZE];
    uint8_t other[CURVE_KEY_SIZE], point[CURVE_KEY_SIZE];
    uint8_t signature[CURVE_SIGNATURE_SIZE], again[CURVE_SIGNATURE_SIZE];
    unsigned signs[2] = {0, 0};
    struct rng rng;

    (void)state;
    drawn(&rng);
    curve_public(other, (const uint8_t[CURVE_KEY_SIZE]){7});
    for (int i = 0; i < KEYS; i++) {
        rng_bytes(&rng, secret, sizeof secret);
        curve_public(public, secret);
        assert_int_equal(crypto_scalarmult_ed25519_base(point, secret), 0);
        signs[point[CURVE_KEY_SIZE - 1] >> 7]++;
        curve_prove(signature, message, secret);
        curve_prove(again, message, secret);
        assert_memory_equal(signature, again, sizeof again);
        assert_int_equal(curve_proven(signature, message, public), ERR_OK);
        assert_int_equal(curve_proven(signature, message, other), ERR_AUTH);
        assert_int_equal(
            curve_proven(signature, bytes_of_text("another"), public),
            ERR_AUTH);
        curve_field_edwards(point, public);
        assert_int_equal(crypto_sign_verify_detached(signature, message.data,
                                                     message.size, point),
                         0);
        public[CURVE_KEY_SIZE - 1] |= 0x80;
        assert_int_equal(curve_proven(signature, message, public), ERR_AUTH);
        public[CURVE_KEY_SIZE - 1] &= 0x7f;
        for (size_t bit = 0; bit < 8 * sizeof signature; bit += 13) {
            signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_int_equal(curve_proven(signature, message, public),
                             ERR_AUTH);
            signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    assert_true(signs[0] > 0 && signs[1] > 0);
}

/* A signature of all zeros holds under no key of low order. */
static void no_proof_of_low_order(void **state)
{
    const struct bytes message = bytes_of_text("anything");
    const uint8_t signature[CURVE_SIGNATURE_SIZE] = {1};
    uint8_t minus_one[CURVE_KEY_SIZE];

    (void)state;
    memset(minus_one, 0xff, sizeof minus_one);
    minus_one[0] = 0xec;
    minus_one[CURVE_KEY_SIZE - 1] = 0x7f;
    for (uint8_t u = 0; u < 2; u++)
        assert_int_equal(
            curve_proven(signature, message, (uint8_t[CURVE_KEY_SIZE]){u}),
            ERR_AUTH);
    assert_int_equal(curve_proven(signature, message, minus_one), ERR_AUTH);
}

/* All that comes out of every operation on keys of this number. */
struct results {
    uint8_t public[2][CURVE_KEY_SIZE], shared[CURVE_KEY_SIZE];
    uint8_t sign_public[CURVE_KEY_SIZE], sign_secret[CURVE_SIGN_SECRET_SIZE];
    uint8_t signature[3][CURVE_SIGNATURE_SIZE];
    enum err verdicts[7];
};

static enum err verify_prehash(const struct results *r, struct bytes message)
{
    struct curve_prehash h;

    curve_prehash_begin(&h);
    curve_prehash_add(&h, message);
    return curve_prehash_verify(&h, r->signature[1], r->sign_public);
}

static void work_out(struct results *r, uint8_t number)
{
    static const uint8_t low_order[CURVE_KEY_SIZE] = {0};
    const struct bytes message = bytes_of_text("a letter"), other = {0};
    uint8_t secret[2][CURVE_KEY_SIZE], none[CURVE_KEY_SIZE];
    struct curve_prehash h;

    memset(r, 0, sizeof *r);
    memset(secret[0], number, CURVE_KEY_SIZE);
    memset(secret[1], number + 1, CURVE_KEY_SIZE);
    for (int i = 0; i < 2; i++)
        curve_public(r->public[i], secret[i]);
    r->verdicts[0] = curve_agree(r->shared, secret[0], r->public[1]);
    r->verdicts[1] = curve_agree(none, secret[0], low_order);
    curve_sign_keys(r->sign_public, r->sign_secret, secret[0]);
    curve_sign(r->signature[0], message, r->sign_secret);
    curve_prehash_begin(&h);
    curve_prehash_add(&h, message);
    curve_prehash_sign(&h, r->signature[1], r->sign_secret);
    r->verdicts[2] = curve_verify(r->signature[0], message, r->sign_public);
    r->verdicts[3] = curve_verify(r->signature[0], other, r->sign_public);
    r->verdicts[4] = verify_prehash(r, message);
    curve_prove(r->signature[2], message, secret[0]);
    r->verdicts[5] = curve_proven(r->signature[2], message, r->public[0]);
    r->verdicts[6] = curve_proven(r->signature[2], message, r->public[1]);
}

/* Asked twice with a memory and once without, all is the same; the second time
 * nothing is worked out. */
static void memory(void **state)
{
    enum { KEYS = 200 };
    struct results *without = test_calloc(KEYS, sizeof *without), with;
    struct curve_memory m;

    (void)state;
    for (uint8_t i = 0; i < KEYS; i++)
        work_out(&without[i], i);
    assert_int_equal(without[0].verdicts[0], ERR_OK);
    assert_int_equal(without[0].verdicts[1], ERR_AUTH);
    assert_int_equal(without[0].verdicts[3], ERR_AUTH);
    assert_int_equal(without[0].verdicts[4], ERR_OK);
    assert_int_equal(without[0].verdicts[5], ERR_OK);
    assert_int_equal(without[0].verdicts[6], ERR_AUTH);
    curve_memory_init(&m);
    curve_use(curve_remembering(&m));
    for (unsigned i = 0; i < 2 * KEYS; i++) {
        const uint64_t known = m.known, asked = m.asked;
        work_out(&with, (uint8_t)(i % KEYS));
        assert_memory_equal(&with, &without[i % KEYS], sizeof with);
        if (i >= KEYS) assert_int_equal(m.known - known, m.asked - asked);
    }
    assert_true(m.count > 1000);
    curve_use(curve_real());
    work_out(&with, 0);
    assert_memory_equal(&with, &without[0], sizeof with);
    curve_memory_fini(&m);
    test_free(without);
}

/* A full memory still answers, and takes in no more. */
static void full(void **state)
{
    uint8_t secret[CURVE_KEY_SIZE] = {0}, public[CURVE_KEY_SIZE];
    uint8_t want[CURVE_KEY_SIZE];
    struct curve_memory m;

    (void)state;
    curve_memory_init(&m);
    curve_use(curve_remembering(&m));
    curve_public(want, secret);
    m.limit = m.room;
    for (uint32_t i = 1; i < 1000; i++) {
        bytes_put_be32(secret, i);
        curve_public(public, secret);
        assert_public(secret);
    }
    assert_int_equal(2 * m.count, m.room);
    memset(secret, 0, sizeof secret);
    curve_public(public, secret);
    assert_memory_equal(public, want, sizeof want);
    curve_use(curve_real());
    curve_memory_fini(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_keys),
        cmocka_unit_test(field),
        cmocka_unit_test(field_back),
        cmocka_unit_test(proofs),
        cmocka_unit_test(no_proof_of_low_order),
        cmocka_unit_test(memory),
        cmocka_unit_test(full),
    };

    if (sodium_init() < 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
