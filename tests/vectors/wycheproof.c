/* Wycheproof's vectors for the primitives that crypto/ stands on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/writer.h"
#include "crypto/identity.h"
#include "crypto/kdf.h"
#include "crypto/noise.h"
#include "support/vectors.h"

/* One test of a group; says whether it could be run at all. */
struct visitor {
    const char *file;
    int total;
    bool (*run)(struct arena *a, const cJSON *group, const cJSON *test,
                bool valid);
};

/* Gives back how many ran. */
static int visit(const struct visitor *v)
{
    struct arena file, step;
    int all = 0, ran = 0;
    const cJSON *group, *test;

    arena_init(&file);
    arena_init(&step);
    cJSON *json = vectors_open(&file, v->file);
    cJSON_ArrayForEach(group, vectors_item(json, "testGroups"))
    {
        cJSON_ArrayForEach(test, vectors_item(group, "tests"))
        {
            bool valid = strcmp(vectors_text(test, "result"), "invalid") != 0;
            all++;
            ran += v->run(&step, group, test, valid);
            arena_reset(&step);
        }
    }
    assert_int_equal(all, v->total);
    assert_int_equal(vectors_number(json, "numberOfTests"), v->total);
    print_message("%s: %d of %d ran\n", v->file, ran, all);
    cJSON_Delete(json);
    arena_fini(&step);
    arena_fini(&file);
    return ran;
}

/* A signature of another length cannot even be passed on. */
static bool run_ed25519(struct arena *a, const cJSON *group, const cJSON *test,
                        bool valid)
{
    struct bytes pk = vectors_hex(a, vectors_item(group, "publicKey"), "pk");
    struct bytes sig = vectors_hex(a, test, "sig");
    struct identity_public pub = {0};

    if (sig.size != IDENTITY_SIGNATURE_SIZE) {
        assert_false(valid);
        return false;
    }
    assert_int_equal(pk.size, IDENTITY_KEY_SIZE);
    memcpy(pub.sign, pk.data, pk.size);
    enum err rc = identity_verify(&pub, vectors_hex(a, test, "msg"), sig.data);
    assert_int_equal(rc, valid ? ERR_OK : ERR_AUTH);
    return true;
}

static void test_ed25519(void **state)
{
    const struct visitor v = {"wycheproof/ed25519_test.json", 151, run_ed25519};

    (void)state;
    assert_int_equal(visit(&v), 139);
}

static bool run_x25519(struct arena *a, const cJSON *group, const cJSON *test,
                       bool valid)
{
    struct bytes secret = vectors_hex(a, test, "private");
    struct bytes peer = vectors_hex(a, test, "public");
    struct bytes want = vectors_hex(a, test, "shared");
    uint8_t shared[IDENTITY_KEY_SIZE];

    (void)group;
    assert_true(valid && peer.size == 32 && secret.size == 32);
    enum err rc = identity_agree(secret.data, peer.data, shared);
    if (sodium_is_zero(want.data, want.size)) {
        assert_int_equal(rc, ERR_AUTH);
    } else {
        assert_int_equal(rc, ERR_OK);
        assert_memory_equal(shared, want.data, want.size);
    }
    return true;
}

static void test_x25519(void **state)
{
    const struct visitor v = {"wycheproof/x25519_test.json", 518, run_x25519};

    (void)state;
    assert_int_equal(visit(&v), 518);
}

/* Runs a test as above, and counts the secrets of zeros only. */
static bool run_x25519_zero(struct arena *a, const cJSON *group,
                            const cJSON *test, bool valid)
{
    struct bytes want = vectors_hex(a, test, "shared");

    return sodium_is_zero(want.data, want.size) &&
           run_x25519(a, group, test, valid);
}

static void test_x25519_zero(void **state)
{
    const struct visitor v = {"wycheproof/x25519_test.json", 518,
                              run_x25519_zero};

    (void)state;
    assert_int_equal(visit(&v), 31);
}

struct aead {
    struct bytes key, iv, aad, msg, sealed;
};

static bool read_aead(struct arena *a, const cJSON *test, struct aead *out)
{
    out->key = vectors_hex(a, test, "key");
    out->iv = vectors_hex(a, test, "iv");
    out->aad = vectors_hex(a, test, "aad");
    out->msg = vectors_hex(a, test, "msg");
    out->sealed =
        vectors_unhex(a, arena_format(a, "%s%s", vectors_text(test, "ct"),
                                      vectors_text(test, "tag")));
    return out->iv.size == crypto_aead_chacha20poly1305_ietf_NPUBBYTES;
}

/* Nonces of other sizes, all invalid, cannot be passed on. */
static bool run_chacha20_poly1305(struct arena *a, const cJSON *group,
                                  const cJSON *test, bool valid)
{
    struct aead t;

    (void)group;
    if (!read_aead(a, test, &t)) {
        assert_false(valid);
        return false;
    }
    uint8_t *out = arena_alloc(a, t.sealed.size);
    int bad = crypto_aead_chacha20poly1305_ietf_decrypt(
        out, NULL, NULL, t.sealed.data, t.sealed.size, t.aad.data, t.aad.size,
        t.iv.data, t.key.data);
    assert_int_equal(bad == 0, valid);
    if (!valid) return true;
    assert_true(bytes_equal(bytes_of(out, t.msg.size), t.msg));
    crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, t.msg.data, t.msg.size,
                                              t.aad.data, t.aad.size, NULL,
                                              t.iv.data, t.key.data);
    assert_true(bytes_equal(bytes_of(out, t.sealed.size), t.sealed));
    return true;
}

static void test_chacha20_poly1305(void **state)
{
    const struct visitor v = {"wycheproof/chacha20_poly1305_test.json", 325,
                              run_chacha20_poly1305};

    (void)state;
    assert_int_equal(visit(&v), 316);
}

/* Noise's nonces begin with four zero bytes, and few of the vectors' do. */
static bool run_noise(struct arena *a, const cJSON *group, const cJSON *test,
                      bool valid)
{
    struct noise_cipher cipher = {.has_key = true};
    struct writer w;
    struct aead t;

    (void)group;
    if (!read_aead(a, test, &t) || !sodium_is_zero(t.iv.data, 4)) return false;
    uint64_t nonce = bytes_get_le64(t.iv.data + 4);
    if (nonce == UINT64_MAX) return false;

    memcpy(cipher.key, t.key.data, NOISE_KEY_SIZE);
    writer_init(&w, arena_alloc(a, t.sealed.size), t.sealed.size);
    enum err rc = noise_decrypt(&cipher, nonce, t.aad, t.sealed, &w);
    assert_int_equal(rc, valid ? ERR_OK : ERR_AUTH);
    assert_true(bytes_equal(writer_bytes(&w),
                            bytes_of(t.msg.data, valid ? t.msg.size : 0)));
    writer_init(&w, w.data, w.capacity);
    assert_int_equal(noise_encrypt(&cipher, nonce, t.aad, t.msg, &w), ERR_OK);
    assert_int_equal(bytes_equal(writer_bytes(&w), t.sealed), valid);
    return true;
}

static void test_noise(void **state)
{
    const struct visitor v = {"wycheproof/chacha20_poly1305_test.json", 325,
                              run_noise};

    (void)state;
    assert_int_equal(visit(&v), 10);
}

/* The invalid ones ask for more than HKDF gives, which callers may not. */
static bool run_hkdf_sha256(struct arena *a, const cJSON *group,
                            const cJSON *test, bool valid)
{
    uint64_t size = vectors_number(test, "size");
    uint8_t okm[KDF_OUTPUT_MAX];

    (void)group;
    assert_int_equal(size <= sizeof okm, valid);
    if (!valid) return false;
    kdf_derive(okm, size, vectors_hex(a, test, "salt"),
               vectors_hex(a, test, "ikm"), vectors_hex(a, test, "info"));
    assert_true(bytes_equal(bytes_of(okm, size), vectors_hex(a, test, "okm")));
    return true;
}

static void test_hkdf_sha256(void **state)
{
    const struct visitor v = {"wycheproof/hkdf_sha256_test.json", 86,
                              run_hkdf_sha256};

    (void)state;
    assert_int_equal(visit(&v), 83);
}

/* HKDF's extract step is HMAC with a key of any size, kdf_hmac is HMAC with a
 * key of 32 bytes; a vector's tag may be cut. */
static bool run_hmac_sha256(struct arena *a, const cJSON *group,
                            const cJSON *test, bool valid)
{
    struct bytes key = vectors_hex(a, test, "key");
    struct bytes msg = vectors_hex(a, test, "msg");
    struct bytes tag = vectors_hex(a, test, "tag");
    uint8_t mac[KDF_KEY_SIZE], same[KDF_KEY_SIZE];

    assert_int_equal(tag.size * 8, vectors_number(group, "tagSize"));
    kdf_extract(mac, key, msg);
    assert_int_equal(bytes_equal(bytes_of(mac, tag.size), tag), valid);
    if (key.size == sizeof same) {
        kdf_hmac(same, key.data, msg);
        assert_memory_equal(same, mac, sizeof mac);
    }
    return true;
}

static void test_hmac_sha256(void **state)
{
    const struct visitor v = {"wycheproof/hmac_sha256_test.json", 174,
                              run_hmac_sha256};

    (void)state;
    assert_int_equal(visit(&v), 174);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ed25519),
        cmocka_unit_test(test_x25519),
        cmocka_unit_test(test_x25519_zero),
        cmocka_unit_test(test_chacha20_poly1305),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_hkdf_sha256),
        cmocka_unit_test(test_hmac_sha256),
    };

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
