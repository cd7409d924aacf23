/* HPKE against RFC 9180's own vectors for our suite, in every mode: the four
 * that encrypt and the four that only export. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/writer.h"
#include "crypto/hpke.h"
#include "support/vectors.h"

enum {
    VECTORS = 8,
    MODES = 4,
    ENCRYPTIONS = 257, /* of a vector that does not only export */
    EXPORTS = 3        /* of each vector */
};

/* The checks run, over all vectors. */
struct tally {
    int modes[MODES];
    int encryptions, exports;
};

/* The ids of sections 7.1, 7.2 and 7.3. */
enum {
    KEM_X25519_HKDF_SHA256 = 0x0020,
    KDF_HKDF_SHA256 = 0x0001,
    AEAD_CHACHAPOLY = 0x0003,
    AEAD_EXPORT_ONLY = 0xffff
};

static void check_bytes(struct arena *a, const cJSON *vector, const char *name,
                        const uint8_t *data, size_t size)
{
    assert_true(
        bytes_equal(bytes_of(data, size), vectors_hex(a, vector, name)));
}

/* The pair of one letter, R, S or E: derived as the vector has it. */
static void check_pair(struct arena *a, const cJSON *vector, char letter)
{
    uint8_t sk[HPKE_KEY_SIZE], pk[HPKE_KEY_SIZE];
    const struct bytes ikm =
        vectors_hex(a, vector, arena_format(a, "ikm%c", letter));

    assert_int_equal(ikm.size, HPKE_KEY_SIZE);
    hpke_derive_key_pair(ikm.data, sk, pk);
    check_bytes(a, vector, arena_format(a, "sk%cm", letter), sk, sizeof sk);
    check_bytes(a, vector, arena_format(a, "pk%cm", letter), pk, sizeof pk);
}

static void read_config(struct arena *a, const cJSON *vector,
                        struct hpke_config *config)
{
    const uint64_t aead = vectors_number(vector, "aead_id");

    assert_int_equal(vectors_number(vector, "kem_id"), KEM_X25519_HKDF_SHA256);
    assert_int_equal(vectors_number(vector, "kdf_id"), KDF_HKDF_SHA256);
    assert_true(aead == AEAD_CHACHAPOLY || aead == AEAD_EXPORT_ONLY);
    *config = (struct hpke_config){
        .mode = (enum hpke_mode)vectors_number(vector, "mode"),
        .export_only = aead == AEAD_EXPORT_ONLY,
        .info = vectors_hex(a, vector, "info"),
        .psk = vectors_hex(a, vector, "psk"),
        .psk_id = vectors_hex(a, vector, "psk_id"),
        .pk_r = vectors_hex(a, vector, "pkRm").data,
        .sk_e = vectors_hex(a, vector, "skEm").data,
        .sk_s = vectors_hex(a, vector, "skSm").data,
        .sk_r = vectors_hex(a, vector, "skRm").data,
        .pk_s = vectors_hex(a, vector, "pkSm").data,
    };
    check_pair(a, vector, 'R');
    check_pair(a, vector, 'E');
    if (config->sk_s) check_pair(a, vector, 'S');
}

/* An export-only context has neither key nor nonce. */
static void check_context(struct arena *a, const cJSON *vector,
                          const struct hpke *h)
{
    const bool encrypts = h->role != HPKE_EXPORTER;

    check_bytes(a, vector, "key", h->key, encrypts ? sizeof h->key : 0);
    check_bytes(a, vector, "base_nonce", h->base_nonce,
                encrypts ? sizeof h->base_nonce : 0);
    check_bytes(a, vector, "exporter_secret", h->exporter_secret,
                sizeof h->exporter_secret);
}

static void pass(struct arena *a, const cJSON *encryption, struct hpke *sender,
                 struct hpke *receiver)
{
    const struct bytes aad = vectors_hex(a, encryption, "aad");
    const struct bytes plaintext = vectors_hex(a, encryption, "pt");
    const struct bytes ciphertext = vectors_hex(a, encryption, "ct");
    uint8_t sealed[256], plain[256];
    struct writer sent, got;

    writer_init(&sent, sealed, sizeof sealed);
    writer_init(&got, plain, sizeof plain);
    assert_int_equal(hpke_seal(sender, aad, plaintext, &sent), ERR_OK);
    assert_true(bytes_equal(writer_bytes(&sent), ciphertext));
    assert_int_equal(hpke_open(receiver, aad, ciphertext, &got), ERR_OK);
    assert_true(bytes_equal(writer_bytes(&got), plaintext));
}

static void check_export(struct arena *a, const cJSON *export,
                         const struct hpke *h)
{
    const struct bytes context = vectors_hex(a, export, "exporter_context");
    const size_t size = (size_t)vectors_number(export, "L");
    uint8_t *value = arena_alloc(a, size);

    assert_int_equal(hpke_export(h, context, value, size), ERR_OK);
    check_bytes(a, export, "exported_value", value, size);
}

/* The single shot writes what enc and the first message are. */
static void check_once(struct arena *a, const cJSON *vector,
                       const struct hpke_config *config)
{
    const cJSON *first =
        cJSON_GetArrayItem(vectors_item(vector, "encryptions"), 0);
    const struct bytes aad = vectors_hex(a, first, "aad");
    const struct bytes plaintext = vectors_hex(a, first, "pt");
    uint8_t sealed[256], plain[256];
    struct writer sent, got;

    writer_init(&sent, sealed, sizeof sealed);
    writer_init(&got, plain, sizeof plain);
    assert_int_equal(hpke_seal_once(config, aad, plaintext, &sent), ERR_OK);
    check_bytes(a, vector, "enc", sealed, HPKE_ENC_SIZE);
    check_bytes(a, first, "ct", sealed + HPKE_ENC_SIZE,
                sent.size - HPKE_ENC_SIZE);
    assert_int_equal(hpke_open_once(config, aad, writer_bytes(&sent), &got),
                     ERR_OK);
    assert_true(bytes_equal(writer_bytes(&got), plaintext));
}

static void run(struct arena *a, const cJSON *vector, struct tally *tally)
{
    uint8_t enc[HPKE_ENC_SIZE];
    struct hpke_config config;
    struct hpke sender, receiver;
    int encryptions = 0, exports = 0;
    const cJSON *item;

    read_config(a, vector, &config);
    assert_int_equal(hpke_setup_sender(&sender, &config, enc), ERR_OK);
    check_bytes(a, vector, "enc", enc, sizeof enc);
    assert_int_equal(hpke_setup_receiver(&receiver, &config, enc), ERR_OK);
    check_context(a, vector, &sender);
    check_context(a, vector, &receiver);
    cJSON_ArrayForEach(item, vectors_item(vector, "encryptions"))
    {
        pass(a, item, &sender, &receiver);
        encryptions++;
    }
    cJSON_ArrayForEach(item, vectors_item(vector, "exports"))
    {
        check_export(a, item, &sender);
        check_export(a, item, &receiver);
        exports++;
    }
    if (!config.export_only) check_once(a, vector, &config);
    assert_int_equal(encryptions, config.export_only ? 0 : ENCRYPTIONS);
    assert_int_equal(exports, EXPORTS);
    tally->modes[config.mode]++;
    tally->encryptions += encryptions;
    tally->exports += exports;
}

static void test_rfc9180(void **state)
{
    struct tally tally = {0};
    struct arena file, step;
    int ran = 0;
    const cJSON *vector;

    (void)state;
    arena_init(&file);
    arena_init(&step);
    cJSON *json =
        vectors_open(&file, "hpke-rfc9180/x25519-hkdfsha256-chachapoly.json");
    cJSON_ArrayForEach(vector, json)
    {
        run(&step, vector, &tally);
        arena_reset(&step);
        ran++;
    }
    assert_int_equal(ran, VECTORS);
    for (int i = 0; i < MODES; i++)
        assert_int_equal(tally.modes[i], VECTORS / MODES);
    assert_int_equal(tally.encryptions, MODES * ENCRYPTIONS);
    assert_int_equal(tally.exports, VECTORS * EXPORTS);
    print_message("%d vectors ran: %d encryptions, %d exports\n", ran,
                  tally.encryptions, tally.exports);
    cJSON_Delete(json);
    arena_fini(&step);
    arena_fini(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rfc9180)};

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
