#include "crypto/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

static void unhex(uint8_t *out, size_t size, const char *hex)
{
    assert_int_equal(bytes_from_hex(out, size, hex), ERR_OK);
}

/* RFC 8032 7.1, tests 1 to 3. */
static void test_rfc8032(void **state)
{
    static const struct {
        const char *seed, *pub, *message, *signature;
    } rows[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
         "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
         "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
         "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
         "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
         "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t message[2], want[IDENTITY_SIGNATURE_SIZE];
        uint8_t signature[IDENTITY_SIGNATURE_SIZE];
        struct bytes m = {message, strlen(rows[i].message) / 2};
        struct identity id;
        unhex(id.sign_secret, 32, rows[i].seed);
        unhex(id.sign_secret + 32, 32, rows[i].pub);
        unhex(id.pub.sign, 32, rows[i].pub);
        unhex(message, m.size, rows[i].message);
        unhex(want, sizeof want, rows[i].signature);

        identity_sign(&id, m, signature);
        assert_memory_equal(signature, want, sizeof want);
        assert_int_equal(identity_verify(&id.pub, m, want), ERR_OK);
    }
}

/* RFC 7748 5.2: both vectors, then the iteration. */
static void test_rfc7748_scalarmult(void **state)
{
    static const struct {
        const char *scalar, *u, *out;
    } rows[] = {
        {"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
         "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
         "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"},
        {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
         "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
         "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"},
    };
    uint8_t k[32] = {9}, u[32] = {9}, out[32], want[32];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t scalar[32], point[32];
        unhex(scalar, 32, rows[i].scalar);
        unhex(point, 32, rows[i].u);
        unhex(want, 32, rows[i].out);
        assert_int_equal(identity_agree(scalar, point, out), ERR_OK);
        assert_memory_equal(out, want, 32);
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(identity_agree(k, u, out), ERR_OK);
        memcpy(u, k, 32);
        memcpy(k, out, 32);
    }
    unhex(want, 32,
          "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    assert_memory_equal(k, want, 32);
}

/* RFC 7748 6.1. */
static void test_rfc7748_agree(void **state)
{
    uint8_t a[32], b[32], a_public[32], b_public[32], want[32], out[32];

    (void)state;
    unhex(a, 32,
          "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    unhex(b, 32,
          "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    unhex(a_public, 32,
          "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    unhex(b_public, 32,
          "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    unhex(want, 32,
          "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assert_int_equal(identity_agree(a, b_public, out), ERR_OK);
    assert_memory_equal(out, want, 32);
    assert_int_equal(identity_agree(b, a_public, out), ERR_OK);
    assert_memory_equal(out, want, 32);
}

static void test_agree_low_order(void **state)
{
    static const uint8_t secret[32] = {7}, zero[32] = {0}, one[32] = {1};
    uint8_t out[32];

    (void)state;
    assert_int_equal(identity_agree(secret, zero, out), ERR_AUTH);
    assert_int_equal(identity_agree(secret, one, out), ERR_AUTH);
}

static void draw(struct identity *id, const char *owner)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, owner, "identity");
    identity_init(id, &rng);
    rng_fini(&rng);
    rng_root_fini(&root);
}

/* Same stream, same keys; two parties agree, and only the signer signs. */
static void test_drawn(void **state)
{
    struct identity us, nato, again;
    uint8_t signature[IDENTITY_SIGNATURE_SIZE], ours[32], theirs[32];
    const struct bytes m = bytes_of_text("not a formal negotiation document");

    (void)state;
    draw(&us, "us");
    draw(&nato, "nato");
    draw(&again, "us");
    assert_memory_equal(&us, &again, sizeof us);
    assert_memory_not_equal(&us, &nato, sizeof us);

    assert_int_equal(identity_agree(us.agree_secret, nato.pub.agree, ours), 0);
    assert_int_equal(identity_agree(nato.agree_secret, us.pub.agree, theirs),
                     0);
    assert_memory_equal(ours, theirs, sizeof ours);

    identity_sign(&us, m, signature);
    assert_int_equal(identity_verify(&us.pub, m, signature), ERR_OK);
    assert_int_equal(identity_verify(&nato.pub, m, signature), ERR_AUTH);
    assert_int_equal(identity_verify(&us.pub, bytes_from(m, 1), signature),
                     ERR_AUTH);
    signature[40] ^= 1;
    assert_int_equal(identity_verify(&us.pub, m, signature), ERR_AUTH);
}

static void test_fingerprint(void **state)
{
    uint8_t fingerprint[IDENTITY_FINGERPRINT_SIZE];
    uint8_t want[IDENTITY_FINGERPRINT_SIZE], keys[64];
    struct identity id;

    (void)state;
    draw(&id, "us");
    memcpy(keys, id.pub.sign, 32);
    memcpy(keys + 32, id.pub.agree, 32);
    crypto_hash_sha256(want, keys, sizeof keys);
    identity_fingerprint(&id.pub, fingerprint);
    assert_memory_equal(fingerprint, want, sizeof want);
    identity_fini(&id);
    assert_true(sodium_is_zero((const uint8_t *)&id, sizeof id));
}

/* Both sides come to the same twelve groups of digits; another key, or the
 * same keys under another name, to others. The number itself was worked out
 * from the description by a program of its own. */
static void test_safety_number(void **state)
{
    const struct identity_public us = {{1}, {2}}, russia = {{3}, {4}};
    const struct identity_public false_us = {{1}, {5}};
    char number[IDENTITY_NUMBER_SIZE], other[IDENTITY_NUMBER_SIZE];
    struct arena a;
    struct identity_numbers known = {.arena = &a};

    (void)state;
    arena_init(&a);
    identity_safety_number(&known, "us", &us, "russia", &russia, number);
    identity_safety_number(&known, "russia", &russia, "us", &us, other);
    assert_int_equal(known.halves.count, 2);
    assert_string_equal(number, other);
    assert_string_equal(number, "20195 32953 81347 03597 06765 90992 "
                                "31779 58910 70018 80506 09559 13769");
    identity_safety_number(&known, "us", &false_us, "russia", &russia, other);
    assert_string_not_equal(number, other);
    identity_safety_number(&known, "uk", &us, "russia", &russia, other);
    assert_string_not_equal(number, other);
    assert_int_equal(known.halves.count, 4);
    arena_fini(&a);
}

/* A key of low order, of which some spellings are not reduced, would verify
 * what nobody signed: R = SB - hA, where R is the neutral point and S is 0,
 * does not depend on the message, for one in eight or for all. So one statement
 * of a credential, or receipt, would hold for each text (Jackson and others,
 * *Seems Legit*, 2019). */
static void test_no_key_verifies_everything(void **state)
{
    static const char *const keys[] = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    };
    uint8_t signature[IDENTITY_SIGNATURE_SIZE] = {1}; /* R neutral, S zero */
    struct identity_public pub = {{0}, {0}};

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        for (size_t n = 0; n < 64; n++) {
            const struct bytes m = bytes_of("a text of any length, as it is "
                                            "chosen until one fits the key",
                                            n);
            unhex(pub.sign, 32, keys[i]);
            assert_int_equal(identity_verify(&pub, m, signature), ERR_AUTH);
            unhex(signature, 32, keys[i]); /* R = A */
            assert_int_equal(identity_verify(&pub, m, signature), ERR_AUTH);
            memset(signature, 0, sizeof signature);
            signature[0] = 1;
        }
}

/* S and S + L are the same scalar: only the smaller is a signature, so that no
 * statement has a second one that its signer did not make. */
static void test_no_second_signature(void **state)
{
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,       0x63,
                                      0x12, 0x58, 0xd6, 0x9c, 0xf7,       0xa2,
                                      0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
    const struct bytes m = bytes_of_text("a receipt");
    struct identity us;

    (void)state;
    draw(&us, "us");
    identity_sign(&us, m, signature);
    assert_int_equal(identity_verify(&us.pub, m, signature), ERR_OK);
    for (int times = 0; times < 7; times++) {
        unsigned carry = 0;
        for (size_t i = 0; i < sizeof order; i++) {
            carry += signature[32 + i] + order[i];
            signature[32 + i] = (uint8_t)carry;
            carry >>= 8;
        }
        assert_int_equal(identity_verify(&us.pub, m, signature), ERR_AUTH);
    }
    identity_fini(&us);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc8032),
        cmocka_unit_test(test_rfc7748_scalarmult),
        cmocka_unit_test(test_rfc7748_agree),
        cmocka_unit_test(test_agree_low_order),
        cmocka_unit_test(test_no_key_verifies_everything),
        cmocka_unit_test(test_no_second_signature),
        cmocka_unit_test(test_drawn),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_safety_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
