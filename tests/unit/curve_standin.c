/* The stand-in beside the curve: in each operation it agrees, refuses and tells
 * keys apart exactly where the curve does, and gives other bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/curve.h"
#include "crypto/rng.h"

enum { KEYS = 64 };

static void drawn(struct rng *rng)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(rng, &root, "test", "stand-in");
}

/* Each check is made under the curve, too: what it says is true of both. */
static void under_both(void (*check)(void))
{
    const struct curve_row before = curve_use(curve_stand_in());

    assert_true(curve_is_stand_in());
    check();
    curve_use(before);
    assert_false(curve_is_stand_in());
    check();
}

static void assert_same(const uint8_t a[CURVE_KEY_SIZE],
                        const uint8_t b[CURVE_KEY_SIZE])
{
    assert_memory_equal(a, b, CURVE_KEY_SIZE);
}

static void assert_other(const uint8_t a[CURVE_KEY_SIZE],
                         const uint8_t b[CURVE_KEY_SIZE])
{
    assert_memory_not_equal(a, b, CURVE_KEY_SIZE);
}

/* Bits that clamping sets or clears do not count, all others do; the last bit
 * of a public key is never set. */
static void check_public(void)
{
    uint8_t secret[CURVE_KEY_SIZE], other[CURVE_KEY_SIZE];
    uint8_t public[CURVE_KEY_SIZE], again[CURVE_KEY_SIZE];
    struct rng rng;

    drawn(&rng);
    for (int i = 0; i < KEYS; i++) {
        rng_bytes(&rng, secret, sizeof secret);
        curve_public(public, secret);
        assert_int_equal(public[CURVE_KEY_SIZE - 1] & 0x80, 0);
        for (size_t bit = 0; bit < 256; bit += i == 0 ? 1 : 41) {
            memcpy(other, secret, sizeof other);
            other[bit / 8] ^= (uint8_t)(1 << bit % 8);
            curve_public(again, other);
            if (bit < 3 || bit > 253)
                assert_same(again, public);
            else
                assert_other(again, public);
        }
    }
    memset(secret, 0, sizeof secret);
    curve_public(public, secret);
    assert_other(public, secret);
}

/* Both sides come to one secret, and nobody else does; a public key means the
 * same with its last bit set. */
static void check_agreement(void)
{
    uint8_t secret[3][CURVE_KEY_SIZE], public[3][CURVE_KEY_SIZE];
    uint8_t shared[4][CURVE_KEY_SIZE];
    struct rng rng;

    drawn(&rng);
    for (int i = 0; i < KEYS; i++) {
        for (int k = 0; k < 3; k++) {
            rng_bytes(&rng, secret[k], CURVE_KEY_SIZE);
            curve_public(public[k], secret[k]);
        }
        assert_int_equal(curve_agree(shared[0], secret[0], public[1]), ERR_OK);
        assert_int_equal(curve_agree(shared[1], secret[1], public[0]), ERR_OK);
        assert_int_equal(curve_agree(shared[2], secret[2], public[0]), ERR_OK);
        public[1][CURVE_KEY_SIZE - 1] |= 0x80;
        assert_int_equal(curve_agree(shared[3], secret[0], public[1]), ERR_OK);
        assert_same(shared[0], shared[1]);
        assert_same(shared[0], shared[3]);
        assert_other(shared[0], shared[2]);
        public[1][i % 31] ^= 1;
        assert_int_equal(curve_agree(shared[3], secret[0], public[1]), ERR_OK);
        assert_other(shared[0], shared[3]);
    }
}

/* p = 2^255 - 19, and so much more. */
static void beyond_p(uint8_t key[CURVE_KEY_SIZE], uint8_t more)
{
    memset(key, 0xff, CURVE_KEY_SIZE);
    key[0] = (uint8_t)(0xed + more);
    key[CURVE_KEY_SIZE - 1] = 0x7f;
}

/* A key that is not reduced means the reduced one. */
static void check_unreduced(void)
{
    uint8_t secret[CURVE_KEY_SIZE] = {7}, key[CURVE_KEY_SIZE];
    uint8_t reduced[CURVE_KEY_SIZE] = {0};
    uint8_t shared[2][CURVE_KEY_SIZE];

    for (uint8_t more = 2; more < 19; more++) {
        beyond_p(key, more);
        reduced[0] = more;
        assert_int_equal(curve_agree(shared[0], secret, key), ERR_OK);
        assert_int_equal(curve_agree(shared[1], secret, reduced), ERR_OK);
        assert_same(shared[0], shared[1]);
        key[CURVE_KEY_SIZE - 1] |= 0x80;
        assert_int_equal(curve_agree(shared[0], secret, key), ERR_OK);
        assert_same(shared[0], shared[1]);
    }
}

static void assert_refused(uint8_t key[CURVE_KEY_SIZE])
{
    uint8_t secret[CURVE_KEY_SIZE], shared[CURVE_KEY_SIZE];

    for (uint8_t i = 0; i < 8; i++) {
        memset(secret, i, sizeof secret);
        assert_int_equal(curve_agree(shared, secret, key), ERR_AUTH);
        key[CURVE_KEY_SIZE - 1] ^= 0x80;
    }
}

/* All keys of low order: 0, 1, p - 1 and the two of order 8, with 0 and 1 as p
 * and p + 1, too, and each with its last bit set; their neighbours are none. */
static void check_refused(void)
{
    static const char *const points[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    uint8_t key[CURVE_KEY_SIZE], secret[CURVE_KEY_SIZE] = {3};
    uint8_t shared[CURVE_KEY_SIZE];

    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        assert_int_equal(bytes_from_hex(key, sizeof key, points[i]), ERR_OK);
        assert_refused(key);
        key[CURVE_KEY_SIZE - 2] ^= 1;
        assert_int_equal(curve_agree(shared, secret, key), ERR_OK);
    }
    memset(key, 0, sizeof key);
    key[0] = 2;
    assert_int_equal(curve_agree(shared, secret, key), ERR_OK);
}

/* A proof holds for its message and key, with every bit of all, and under no
 * other spelling of the key, nor one of low order. */
static void check_proofs(void)
{
    const uint8_t secret[CURVE_KEY_SIZE] = {5};
    uint8_t public[CURVE_KEY_SIZE], s[CURVE_SIGNATURE_SIZE];
    uint8_t key[CURVE_KEY_SIZE] = {0};
    const struct bytes message = bytes_of_text("a statement");

    curve_public(public, secret);
    curve_prove(s, message, secret);
    assert_int_equal(curve_proven(s, message, public), ERR_OK);
    assert_int_equal(curve_proven(s, bytes_of_text("b statement"), public),
                     ERR_AUTH);
    for (size_t bit = 0; bit < 8 * CURVE_SIGNATURE_SIZE; bit += 7) {
        const uint8_t flip = (uint8_t)(1 << bit % 8);
        s[bit / 8] ^= flip;
        assert_int_equal(curve_proven(s, message, public), ERR_AUTH);
        s[bit / 8] ^= flip;
        public[bit / 16] ^= flip;
        assert_int_equal(curve_proven(s, message, public), ERR_AUTH);
        public[bit / 16] ^= flip;
    }
    public[CURVE_KEY_SIZE - 1] |= 0x80;
    assert_int_equal(curve_proven(s, message, public), ERR_AUTH);
    for (key[0] = 0; key[0] < 2; key[0]++)
        assert_int_equal(curve_proven(s, message, key), ERR_AUTH);
}

/* Both kinds of signatures of one message, made and verified. */
static void sign_both(uint8_t out[2][CURVE_SIGNATURE_SIZE],
                      struct bytes message,
                      const uint8_t secret[CURVE_SIGN_SECRET_SIZE])
{
    struct curve_prehash h;

    curve_sign(out[0], message, secret);
    curve_prehash_begin(&h);
    curve_prehash_add(&h, message);
    curve_prehash_sign(&h, out[1], secret);
}

static enum err verify_kind(int kind,
                            const uint8_t signature[CURVE_SIGNATURE_SIZE],
                            struct bytes message,
                            const uint8_t public[CURVE_KEY_SIZE])
{
    struct curve_prehash h;

    if (kind == 0) return curve_verify(signature, message, public);
    curve_prehash_begin(&h);
    curve_prehash_add(&h, message);
    return curve_prehash_verify(&h, signature, public);
}

/* A signature holds for its message, key and kind, with every bit of all. */
static void check_signatures(void)
{
    const uint8_t seed[CURVE_KEY_SIZE] = {5};
    uint8_t public[CURVE_KEY_SIZE], secret[CURVE_SIGN_SECRET_SIZE];
    uint8_t signatures[2][CURVE_SIGNATURE_SIZE];
    uint8_t text[] = "a letter";
    const struct bytes message = bytes_of(text, sizeof text);

    curve_sign_keys(public, secret, seed);
    assert_same(secret, seed);
    assert_same(secret + CURVE_KEY_SIZE, public);
    sign_both(signatures, message, secret);
    assert_memory_not_equal(signatures[0], signatures[1], CURVE_SIGNATURE_SIZE);
    for (int kind = 0; kind < 2; kind++) {
        uint8_t *s = signatures[kind];
        assert_int_equal(verify_kind(kind, s, message, public), ERR_OK);
        assert_int_equal(verify_kind(!kind, s, message, public), ERR_AUTH);
        for (size_t bit = 0; bit < 8 * CURVE_SIGNATURE_SIZE; bit += 7) {
            const uint8_t flip = (uint8_t)(1 << bit % 8);
            s[bit / 8] ^= flip;
            assert_int_equal(verify_kind(kind, s, message, public), ERR_AUTH);
            s[bit / 8] ^= flip;
            public[bit / 16] ^= flip;
            assert_int_equal(verify_kind(kind, s, message, public), ERR_AUTH);
            public[bit / 16] ^= flip;
        }
        text[3] ^= 1;
        assert_int_equal(verify_kind(kind, s, message, public), ERR_AUTH);
        text[3] ^= 1;
    }
}

static void public_keys(void **state)
{
    (void)state;
    under_both(check_public);
}

static void agreements(void **state)
{
    (void)state;
    under_both(check_agreement);
    under_both(check_unreduced);
}

static void refused_keys(void **state)
{
    (void)state;
    under_both(check_refused);
}

static void signatures(void **state)
{
    (void)state;
    under_both(check_signatures);
}

static void proofs(void **state)
{
    (void)state;
    under_both(check_proofs);
}

/* H by hand, so that a journal of a stand-in plays again the same for ever. */
static void construction(void **state)
{
    uint8_t secret[CURVE_KEY_SIZE] = {0}, out[2][CURVE_KEY_SIZE];
    uint8_t text[16 + CURVE_KEY_SIZE] = "stand-in x25519";
    uint8_t want[crypto_hash_sha256_BYTES];

    (void)state;
    const struct curve_row before = curve_use(curve_stand_in());
    curve_public(out[0], secret);
    curve_use(before);
    text[16 + CURVE_KEY_SIZE - 1] = 0x40;
    crypto_hash_sha256(want, text, sizeof text);
    want[CURVE_KEY_SIZE - 1] &= 0x7f;
    assert_same(out[0], want);
    curve_public(out[1], secret);
    assert_other(out[1], want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_keys),  cmocka_unit_test(agreements),
        cmocka_unit_test(refused_keys), cmocka_unit_test(signatures),
        cmocka_unit_test(proofs),       cmocka_unit_test(construction),
    };

    if (sodium_init() < 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
