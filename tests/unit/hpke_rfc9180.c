/* HPKE against RFC 9180 A.2.1, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * ChaCha20Poly1305 in base mode: every value that the RFC prints. */
#include "crypto/hpke.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/writer.h"
#include "support/vectors.h"

enum { ROOM = 512 };

/* A.2.1: the setup. */
static const char a2_info[] = "4f6465206f6e2061204772656369616e2055726e";
static const char a2_ikm_e[] =
    "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b";
static const char a2_sk_e[] =
    "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600";
static const char a2_enc[] =
    "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
static const char a2_ikm_r[] =
    "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df";
static const char a2_sk_r[] =
    "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb";
static const char a2_pk_r[] =
    "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a";
static const char a2_key[] =
    "ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91";
static const char a2_base_nonce[] = "5c4d98150661b848853b547f";
static const char a2_exporter_secret[] =
    "a3b010d4994890e2c6968a36f64470d3c824c8f5029942feb11e7a74b2921922";
static const char a2_plaintext[] =
    "4265617574792069732074727574682c20747275746820626561757479";

/* A.2.1.1: what the sequence numbers give; aad is "Count-<seq>". */
static const struct {
    uint64_t seq;
    const char *ciphertext;
} a2_encryptions[] = {
    {0, "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c"
        "62ce81883d2dd1b51a28"},
    {1, "6b53c051e4199c518de79594e1c4ab18b96f081549d45ce015be002090bb119e852853"
        "37cc95ba5f59992dc98c"},
    {2, "71146bd6795ccc9c49ce25dda112a48f202ad220559502cef1f34271e0cb4b02b4f10e"
        "cac6f48c32f878fae86b"},
    {4, "63357a2aa291f5a4e5f27db6baa2af8cf77427c7c1a909e0b37214dd47db122bb15349"
        "5ff0b02e9e54a50dbe16"},
    {255, "18ab939d63ddec9f6ac2b60d61d36a7375d2070c9b683861110757062c52b8880a5f"
          "6b3936da9cd6c23ef2a95c"},
    {256, "7a4a13e9ef23978e2c520fd4d2e757514ae160cd0cd05e556ef692370ca53076214c"
          "0c40d4c728d6ed9e727a5b"},
};

/* A.2.1.2; each of 32 bytes. */
static const struct {
    const char *context, *value;
} a2_exports[] = {
    {"", "4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e"},
    {"00", "8c1df14732580e5501b00f82b10a1647b40713191b7c1240ac80e2b68808ba69"},
    {"54657374436f6e74657874",
     "5acb09211139c43b3090489a9da433e8a30ee7188ba8b0a9a1ccf0c229283e53"},
};

static void check_pair(struct arena *a, const char *ikm, const char *secret,
                       const char *public)
{
    uint8_t sk[HPKE_KEY_SIZE], pk[HPKE_KEY_SIZE];

    hpke_derive_key_pair(vectors_unhex(a, ikm).data, sk, pk);
    assert_memory_equal(sk, vectors_unhex(a, secret).data, sizeof sk);
    assert_memory_equal(pk, vectors_unhex(a, public).data, sizeof pk);
}

static void check_context(struct arena *a, const struct hpke *h)
{
    uint8_t value[KDF_KEY_SIZE];

    assert_memory_equal(h->key, vectors_unhex(a, a2_key).data, sizeof h->key);
    assert_memory_equal(h->base_nonce, vectors_unhex(a, a2_base_nonce).data,
                        sizeof h->base_nonce);
    assert_memory_equal(h->exporter_secret,
                        vectors_unhex(a, a2_exporter_secret).data,
                        sizeof h->exporter_secret);
    for (size_t i = 0; i < sizeof a2_exports / sizeof a2_exports[0]; i++) {
        assert_int_equal(hpke_export(h, vectors_unhex(a, a2_exports[i].context),
                                     value, sizeof value),
                         ERR_OK);
        assert_memory_equal(value, vectors_unhex(a, a2_exports[i].value).data,
                            sizeof value);
    }
}

static void test_rfc9180_a2(void **state)
{
    uint8_t enc[HPKE_ENC_SIZE], sealed[ROOM], plain[ROOM];
    struct hpke sender, receiver;
    struct arena a;

    (void)state;
    arena_init(&a);
    check_pair(&a, a2_ikm_e, a2_sk_e, a2_enc);
    check_pair(&a, a2_ikm_r, a2_sk_r, a2_pk_r);
    const struct hpke_config config = {
        .info = vectors_unhex(&a, a2_info),
        .pk_r = vectors_unhex(&a, a2_pk_r).data,
        .sk_e = vectors_unhex(&a, a2_sk_e).data,
        .sk_r = vectors_unhex(&a, a2_sk_r).data,
    };
    assert_int_equal(hpke_setup_sender(&sender, &config, enc), ERR_OK);
    assert_memory_equal(enc, vectors_unhex(&a, a2_enc).data, sizeof enc);
    assert_int_equal(hpke_setup_receiver(&receiver, &config, enc), ERR_OK);
    check_context(&a, &sender);
    check_context(&a, &receiver);

    const struct bytes text = vectors_unhex(&a, a2_plaintext);
    for (size_t i = 0; i < sizeof a2_encryptions / sizeof a2_encryptions[0];
         i++) {
        sender.seq = receiver.seq = a2_encryptions[i].seq;
        const struct bytes aad = bytes_of_text(
            arena_format(&a, "Count-%d", (int)a2_encryptions[i].seq));
        const struct bytes expected =
            vectors_unhex(&a, a2_encryptions[i].ciphertext);
        struct writer w, got;
        writer_init(&w, sealed, sizeof sealed);
        writer_init(&got, plain, sizeof plain);
        assert_int_equal(hpke_seal(&sender, aad, text, &w), ERR_OK);
        assert_true(bytes_equal(writer_bytes(&w), expected));
        assert_int_equal(hpke_open(&receiver, aad, expected, &got), ERR_OK);
        assert_true(bytes_equal(writer_bytes(&got), text));
    }
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rfc9180_a2)};

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
