/* X3DH and the ratchet against the values of libsignal-protocol-c's tests,
 * those that our choices share with it: what is left out is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/chain.h"
#include "crypto/curve_field.h"
#include "crypto/identity.h"
#include "crypto/kdf.h"
#include "crypto/ratchet.h"
#include "crypto/x3dh.h"
#include "support/vectors.h"

enum { KEY_SIZE = 32, TESTS_IN_FILE = 13, VALUES = 11 };

/* Why the file's other tests cannot run here. */
static const char *const left_out[] = {
    "test_chain_key_derivation_v2: HKDF of message version 2, not RFC 5869",
    "test_root_key_derivation_v2: likewise, and a scalar not clamped",
    "test_ratcheting_session_as_alice: scalars not clamped",
    "test_unique_signature_vector: a VRF, which we have not",
    "test_hkdf_vector_v2: HKDF of message version 2",
    "fingerprints: another form of them than ours",
};

/* The file, what is at hand of it, and how many values have held. */
struct bench {
    struct arena arena;
    cJSON *json;
    int held;
};

static const cJSON *test_of(const struct bench *b, const char *file,
                            const char *test)
{
    return vectors_item(vectors_item(vectors_item(b->json, "files"), file),
                        test);
}

static void hold(struct bench *b, const cJSON *test, const char *name,
                 const void *data, size_t size)
{
    assert_true(
        bytes_equal(bytes_of(data, size), vectors_hex(&b->arena, test, name)));
    b->held++;
}

static const uint8_t *secret(struct bench *b, const cJSON *test,
                             const char *name)
{
    const struct bytes key = vectors_hex(&b->arena, test, name);

    assert_int_equal(key.size, KEY_SIZE);
    return key.data;
}

/* A public key stands there as Encode(PK). */
static const uint8_t *public(struct bench *b, const cJSON *test,
                             const char *name)
{
    const struct bytes key = vectors_hex(&b->arena, test, name);

    assert_int_equal(key.size, X3DH_ENCODED_KEY_SIZE);
    assert_int_equal(key.data[0], 0x05);
    return key.data + 1;
}

/* Bob's public key matches Bob's secret. */
static void hold_pair(struct bench *b, const cJSON *secrets,
                      const char *secret_name, const cJSON *publics,
                      const char *public_name)
{
    uint8_t encoded[X3DH_ENCODED_KEY_SIZE] = {0x05};

    crypto_scalarmult_base(encoded + 1, secret(b, secrets, secret_name));
    hold(b, publics, public_name, encoded, sizeof encoded);
}

/* Bob's side of X3DH without a one-time prekey. libsignal takes 64 bytes of
 * the KDF, the second half for the first chain key. */
static void run_as_bob(struct bench *b)
{
    const cJSON *all = test_of(b, "test_ratchet.c", "file");
    const cJSON *own =
        test_of(b, "test_ratchet.c", "test_ratcheting_session_as_bob");
    const uint8_t *ik_b = secret(b, own, "bobIdentityPrivate");
    const uint8_t *spk_b = secret(b, own, "bobSignedPreKeyPrivate");
    const uint8_t *ik_a = public(b, all, "aliceIdentityPublic");
    const uint8_t *ek_a = public(b, all, "aliceBasePublic");
    uint8_t dh[3][X3DH_KEY_SIZE], keys[2][KEY_SIZE], sk[KEY_SIZE];

    hold_pair(b, own, "bobIdentityPrivate", all, "bobIdentityPublic");
    hold_pair(b, own, "bobSignedPreKeyPrivate", all, "bobSignedPreKeyPublic");
    assert_int_equal(identity_agree(spk_b, ik_a, dh[0]), ERR_OK);
    assert_int_equal(identity_agree(ik_b, ek_a, dh[1]), ERR_OK);
    assert_int_equal(identity_agree(spk_b, ek_a, dh[2]), ERR_OK);
    x3dh_kdf((uint8_t *)keys, sizeof keys, (const uint8_t(*)[X3DH_KEY_SIZE])dh,
             3, bytes_of_text("WhisperText"));
    hold(b, all, "receiverAndSenderChain", keys[1], KEY_SIZE);

    /* x3dh_respond arrives at the same DHs, under its own info. */
    struct identity bob = {0};
    struct x3dh_prekey prekey = {0};
    struct x3dh_initial initial = {0};
    struct x3dh_agreement agreement;
    memcpy(bob.agree_secret, ik_b, KEY_SIZE);
    memcpy(prekey.secret, spk_b, KEY_SIZE);
    memcpy(initial.identity, ik_a, KEY_SIZE);
    memcpy(initial.ephemeral, ek_a, KEY_SIZE);
    assert_int_equal(x3dh_respond(&bob, &prekey, NULL, &initial, &agreement),
                     ERR_OK);
    x3dh_kdf(sk, sizeof sk, (const uint8_t(*)[X3DH_KEY_SIZE])dh, 3,
             bytes_of_text("demarche/x3dh/1"));
    assert_memory_equal(agreement.sk, sk, sizeof sk);
}

/* libsignal takes 80 bytes of the message key, for AES-CBC and HMAC. */
static void run_chain_key_v3(struct bench *b)
{
    const cJSON *all = test_of(b, "test_ratchet.c", "file");
    const cJSON *test =
        test_of(b, "test_ratchet.c", "test_chain_key_derivation_v3");
    uint8_t ck[KEY_SIZE], mk[KEY_SIZE], keys[80];

    memcpy(ck, secret(b, all, "seed"), KEY_SIZE);
    chain_step(ck, mk);
    kdf_derive(keys, sizeof keys, bytes_of(NULL, 0), bytes_of(mk, sizeof mk),
               bytes_of_text("WhisperMessageKeys"));
    hold(b, test, "messageKey", keys, KEY_SIZE);
    hold(b, test, "macKey", keys + KEY_SIZE, KEY_SIZE);
    hold(b, test, "nextChainKey", ck, sizeof ck);
}

static void run_agreement(struct bench *b)
{
    const cJSON *test =
        test_of(b, "test_curve25519.c", "test_curve25519_agreement");
    uint8_t shared[2][KEY_SIZE];

    assert_int_equal(identity_agree(secret(b, test, "alicePrivate"),
                                    public(b, test, "bobPublic"), shared[0]),
                     ERR_OK);
    assert_int_equal(identity_agree(secret(b, test, "bobPrivate"),
                                    public(b, test, "alicePublic"), shared[1]),
                     ERR_OK);
    hold(b, test, "shared", shared[0], KEY_SIZE);
    assert_memory_equal(shared[0], shared[1], KEY_SIZE);
    test = test_of(b, "test_curve25519.c", "test_curve25519_generate_public");
    hold_pair(b, test, "alicePrivate", test, "alicePublic");
}

/* The form before XEdDSA, which keeps the sign of x in the signature's last bit
 * where XEdDSA turns the secret round: the same point, hash and equation. */
static void run_signature(struct bench *b)
{
    enum { SIGN = 0x80 };
    const cJSON *test =
        test_of(b, "test_curve25519.c", "test_curve25519_signature");
    const struct bytes message =
        vectors_hex(&b->arena, test, "aliceEphemeralPublic");
    const struct bytes made = vectors_hex(&b->arena, test, "aliceSignature");
    uint8_t point[KEY_SIZE], signature[IDENTITY_SIGNATURE_SIZE];

    assert_int_equal(made.size, sizeof signature);
    memcpy(signature, made.data, sizeof signature);
    curve_field_edwards(point, public(b, test, "aliceIdentityPublic"));
    point[KEY_SIZE - 1] |= signature[sizeof signature - 1] & SIGN;
    signature[sizeof signature - 1] &= (uint8_t)~SIGN;
    assert_int_equal(crypto_sign_verify_detached(signature, message.data,
                                                 message.size, point),
                     0);
    b->held++;
}

static void run_hkdf(struct bench *b, const char *name)
{
    const cJSON *test = test_of(b, "test_hkdf.c", name);
    const struct bytes okm = vectors_hex(&b->arena, test, "okm");
    uint8_t *out = arena_alloc(&b->arena, okm.size);

    kdf_derive(out, okm.size, vectors_hex(&b->arena, test, "salt"),
               vectors_hex(&b->arena, test, "ikm"),
               vectors_hex(&b->arena, test, "info"));
    hold(b, test, "okm", out, okm.size);
}

/* Tests in the file, the values they share among themselves not counted. */
static int count_tests(const struct bench *b)
{
    const cJSON *file, *test;
    int count = 0;

    cJSON_ArrayForEach(file, vectors_item(b->json, "files"))
    {
        cJSON_ArrayForEach(test, file)
        {
            if (strcmp(test->string, "file") != 0) count++;
        }
    }
    return count;
}

static void test_libsignal(void **state)
{
    const int left = sizeof left_out / sizeof *left_out;
    struct bench b = {0};

    (void)state;
    arena_init(&b.arena);
    b.json = vectors_open(&b.arena, "signal/libsignal-protocol-c-kat.json");
    run_as_bob(&b);
    run_chain_key_v3(&b);
    run_agreement(&b);
    run_signature(&b);
    run_hkdf(&b, "test_hkdf_vector_v3");
    run_hkdf(&b, "test_hkdf_vector_long_v3");
    assert_int_equal(b.held, VALUES);
    /* The fingerprints are of no test of their own. */
    assert_int_equal(count_tests(&b), TESTS_IN_FILE - 1);
    print_message("%d values held, in %d tests\n", b.held,
                  TESTS_IN_FILE - left);
    for (int i = 0; i < left; i++)
        print_message("left out: %s\n", left_out[i]);
    cJSON_Delete(b.json);
    arena_fini(&b.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_libsignal)};

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
