#include "base/writer.h"
#include "crypto/hpke.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

enum { ROOM = 512, MODES = 4 };

static const struct bytes none = {NULL, 0};

/* Both sides' keys for any mode, and a stranger's. */
struct keys {
    uint8_t sk_e[HPKE_KEY_SIZE], sk_r[HPKE_KEY_SIZE], sk_s[HPKE_KEY_SIZE];
    uint8_t pk_e[HPKE_KEY_SIZE], pk_r[HPKE_KEY_SIZE], pk_s[HPKE_KEY_SIZE];
    uint8_t sk_other[HPKE_KEY_SIZE], pk_other[HPKE_KEY_SIZE];
};

static void keys_init(struct keys *k)
{
    const uint8_t ikm[4][HPKE_KEY_SIZE] = {{1}, {2}, {3}, {4}};

    hpke_derive_key_pair(ikm[0], k->sk_e, k->pk_e);
    hpke_derive_key_pair(ikm[1], k->sk_r, k->pk_r);
    hpke_derive_key_pair(ikm[2], k->sk_s, k->pk_s);
    hpke_derive_key_pair(ikm[3], k->sk_other, k->pk_other);
}

static bool has_psk(enum hpke_mode mode)
{
    return mode == HPKE_PSK || mode == HPKE_AUTH_PSK;
}

static bool has_auth(enum hpke_mode mode)
{
    return mode == HPKE_AUTH || mode == HPKE_AUTH_PSK;
}

static struct hpke_config config_of(const struct keys *k, enum hpke_mode mode)
{
    struct hpke_config config = {
        .mode = mode,
        .info = bytes_of_text("demarche"),
        .pk_r = k->pk_r,
        .sk_e = k->sk_e,
        .sk_r = k->sk_r,
    };

    if (has_psk(mode)) {
        config.psk = bytes_of_text("a pre-shared key of 32 bytes, no");
        config.psk_id = bytes_of_text("the key of January");
    }
    if (has_auth(mode)) {
        config.sk_s = k->sk_s;
        config.pk_s = k->pk_s;
    }
    return config;
}

/* Sets one side up; a failure must leave both outputs alone. */
static enum err setup_checked(const struct hpke_config *config, bool sender)
{
    uint8_t enc[HPKE_ENC_SIZE], before[HPKE_ENC_SIZE];
    struct hpke h, snapshot;

    crypto_scalarmult_base(enc, config->sk_e ? config->sk_e : config->sk_r);
    memcpy(before, enc, sizeof before);
    memset(&h, 7, sizeof h);
    memset(&snapshot, 7, sizeof snapshot);
    enum err rc = sender ? hpke_setup_sender(&h, config, enc)
                         : hpke_setup_receiver(&h, config, enc);
    if (rc) {
        assert_memory_equal(&h, &snapshot, sizeof snapshot);
        assert_memory_equal(enc, before, sizeof before);
    }
    return rc;
}

static void check_setup(const struct hpke_config *config, enum err expected)
{
    assert_int_equal(setup_checked(config, true), expected);
    assert_int_equal(setup_checked(config, false), expected);
}

static enum err open_once_checked(const struct hpke_config *config,
                                  struct bytes aad, struct bytes sealed)
{
    uint8_t plain[ROOM];
    struct writer got, before;

    writer_init(&got, plain, sizeof plain);
    writer_put_text(&got, "kept");
    memcpy(&before, &got, sizeof before);
    enum err rc = hpke_open_once(config, aad, sealed, &got);
    if (rc)
        assert_memory_equal(&got, &before, sizeof before);
    else
        assert_true(bytes_equal(writer_bytes(&got), bytes_of_text("kepttext")));
    assert_memory_equal(plain, "kept", 4);
    return rc;
}

static struct bytes seal_once(const struct hpke_config *config,
                              uint8_t memory[ROOM])
{
    struct writer w;

    writer_init(&w, memory, ROOM);
    assert_int_equal(
        hpke_seal_once(config, bytes_of_text("aad"), bytes_of_text("text"), &w),
        ERR_OK);
    assert_int_equal(w.size, 4 + HPKE_OVERHEAD);
    return writer_bytes(&w);
}

/* A mode opens what it sealed, and nothing that another mode sealed. */
static void test_modes(void **state)
{
    uint8_t memory[ROOM];
    struct keys k;

    (void)state;
    keys_init(&k);
    for (int i = 0; i < MODES; i++) {
        const struct hpke_config from = config_of(&k, (enum hpke_mode)i);
        const struct bytes sealed = seal_once(&from, memory);
        assert_memory_equal(sealed.data, k.pk_e, HPKE_ENC_SIZE);
        for (int j = 0; j < MODES; j++) {
            const struct hpke_config to = config_of(&k, (enum hpke_mode)j);
            assert_int_equal(
                open_once_checked(&to, bytes_of_text("aad"), sealed),
                i == j ? ERR_OK : ERR_AUTH);
        }
    }
}

/* Whatever the two sides differ in, nothing opens. */
static void test_wrong_inputs(void **state)
{
    const struct bytes aad = bytes_of_text("aad");
    uint8_t memory[ROOM];
    struct keys k;

    (void)state;
    keys_init(&k);
    for (int i = 0; i < MODES; i++) {
        const struct hpke_config right = config_of(&k, (enum hpke_mode)i);
        const struct bytes sealed = seal_once(&right, memory);
        struct hpke_config wrong = right;
        wrong.sk_r = k.sk_other;
        assert_int_equal(open_once_checked(&wrong, aad, sealed), ERR_AUTH);
        wrong = right;
        wrong.info = bytes_of_text("Demarche");
        assert_int_equal(open_once_checked(&wrong, aad, sealed), ERR_AUTH);
        assert_int_equal(open_once_checked(&right, none, sealed), ERR_AUTH);
        if (has_psk(right.mode)) {
            wrong = right;
            wrong.psk = bytes_of_text("a pre-shared key of 32 bytes, oh");
            assert_int_equal(open_once_checked(&wrong, aad, sealed), ERR_AUTH);
            wrong = right;
            wrong.psk_id = bytes_of_text("the key of February");
            assert_int_equal(open_once_checked(&wrong, aad, sealed), ERR_AUTH);
        }
        if (has_auth(right.mode)) {
            wrong = right;
            wrong.pk_s = k.pk_other;
            assert_int_equal(open_once_checked(&wrong, aad, sealed), ERR_AUTH);
        }
        assert_int_equal(open_once_checked(&right, aad, sealed), ERR_OK);
    }
}

/* Every truncation, and a flipped bit in each byte. The top bit of enc does
 * not change the shared point (RFC 7748 5), but it does the kem_context. */
static void test_spoiled(void **state)
{
    const struct bytes aad = bytes_of_text("aad");
    uint8_t memory[ROOM];
    struct keys k;

    (void)state;
    keys_init(&k);
    for (int i = 0; i < MODES; i++) {
        const struct hpke_config config = config_of(&k, (enum hpke_mode)i);
        const struct bytes sealed = seal_once(&config, memory);
        for (size_t size = 0; size < sealed.size; size++)
            assert_int_equal(
                open_once_checked(&config, aad, bytes_of(memory, size)),
                size < HPKE_OVERHEAD ? ERR_FORMAT : ERR_AUTH);
        for (size_t j = 0; j < sealed.size; j++) {
            memory[j] ^= 0x80;
            assert_int_equal(open_once_checked(&config, aad, sealed), ERR_AUTH);
            memory[j] ^= 0x80;
        }
        assert_int_equal(open_once_checked(&config, aad, sealed), ERR_OK);
    }
}

/* An input that the mode needs and lacks, or has no use for. */
static void test_inputs_of_modes(void **state)
{
    struct keys k;

    (void)state;
    keys_init(&k);
    for (int i = 0; i < MODES; i++) {
        const enum hpke_mode mode = (enum hpke_mode)i;
        const struct hpke_config all = config_of(&k, HPKE_AUTH_PSK);
        const struct hpke_config right = config_of(&k, mode);
        struct hpke_config config = right;
        check_setup(&config, ERR_OK);

        config.psk = has_psk(mode) ? none : all.psk;
        check_setup(&config, has_psk(mode) ? ERR_MISSING : ERR_FORMAT);
        config = right;
        config.psk_id = has_psk(mode) ? none : all.psk_id;
        check_setup(&config, has_psk(mode) ? ERR_MISSING : ERR_FORMAT);
        config = right;
        config.sk_s = has_auth(mode) ? NULL : all.sk_s;
        config.pk_s = has_auth(mode) ? NULL : all.pk_s;
        check_setup(&config, has_auth(mode) ? ERR_MISSING : ERR_FORMAT);

        config = right;
        config.sk_e = NULL;
        assert_int_equal(setup_checked(&config, true), ERR_MISSING);
        assert_int_equal(setup_checked(&config, false), ERR_OK);
        config = right;
        config.pk_r = NULL;
        assert_int_equal(setup_checked(&config, true), ERR_MISSING);
        assert_int_equal(setup_checked(&config, false), ERR_OK);
        config = right;
        config.sk_r = NULL;
        assert_int_equal(setup_checked(&config, true), ERR_OK);
        assert_int_equal(setup_checked(&config, false), ERR_MISSING);
    }
}

/* Each input passes at its limit and not beyond. */
static void test_input_limits(void **state)
{
    static const uint8_t big[HPKE_INPUT_MAX + 1] = {1};
    const struct bytes fits = bytes_of(big, HPKE_INPUT_MAX);
    const struct bytes over = bytes_of(big, sizeof big);
    uint8_t out[KDF_OUTPUT_MAX + 1] = {0}, enc[HPKE_ENC_SIZE];
    struct hpke h;
    struct keys k;

    (void)state;
    keys_init(&k);
    const struct hpke_config right = config_of(&k, HPKE_PSK);
    struct hpke_config config = right;
    config.info = config.psk = config.psk_id = fits;
    check_setup(&config, ERR_OK);
    config.info = over;
    check_setup(&config, ERR_LIMIT);
    config = right;
    config.psk = over;
    check_setup(&config, ERR_LIMIT);
    config = right;
    config.psk_id = over;
    check_setup(&config, ERR_LIMIT);
    config = right;
    config.psk = bytes_of(big, HPKE_PSK_MIN);
    check_setup(&config, ERR_OK);
    config.psk = bytes_of(big, HPKE_PSK_MIN - 1);
    check_setup(&config, ERR_FORMAT);

    assert_int_equal(hpke_setup_sender(&h, &right, enc), ERR_OK);
    assert_int_equal(hpke_export(&h, over, out, 32), ERR_LIMIT);
    assert_int_equal(hpke_export(&h, none, out, sizeof out), ERR_LIMIT);
    assert_true(sodium_is_zero(out, sizeof out));
    assert_int_equal(hpke_export(&h, fits, out, KDF_OUTPUT_MAX), ERR_OK);
}

/* A key of low order gives an all-zero secret, on either side. */
static void test_low_order(void **state)
{
    static const uint8_t zero[HPKE_KEY_SIZE] = {0};
    const struct bytes aad = bytes_of_text("aad");
    uint8_t memory[ROOM];
    struct writer w;
    struct keys k;

    (void)state;
    keys_init(&k);
    for (int i = 0; i < MODES; i++) {
        const struct hpke_config right = config_of(&k, (enum hpke_mode)i);
        struct hpke_config config = right;
        config.pk_r = zero;
        assert_int_equal(setup_checked(&config, true), ERR_AUTH);
        writer_init(&w, memory, sizeof memory);
        assert_int_equal(hpke_seal_once(&config, aad, none, &w), ERR_AUTH);
        assert_int_equal(w.size, 0);

        const struct bytes sealed = seal_once(&right, memory);
        memset(memory, 0, HPKE_ENC_SIZE);
        assert_int_equal(open_once_checked(&right, aad, sealed), ERR_AUTH);
        if (!has_auth(right.mode)) continue;
        config = right;
        config.pk_s = zero;
        assert_int_equal(setup_checked(&config, false), ERR_AUTH);
    }
}

static void context_pair(struct hpke *sender, struct hpke *receiver,
                         bool export_only)
{
    uint8_t enc[HPKE_ENC_SIZE];
    struct keys k;

    keys_init(&k);
    struct hpke_config config = config_of(&k, HPKE_AUTH);
    config.export_only = export_only;
    assert_int_equal(hpke_setup_sender(sender, &config, enc), ERR_OK);
    assert_int_equal(hpke_setup_receiver(receiver, &config, enc), ERR_OK);
}

/* Messages open in their order; one that does not open does not count. */
static void test_sequence(void **state)
{
    uint8_t sealed[3][ROOM], plain[ROOM];
    struct hpke sender, receiver, snapshot;
    struct writer w[3], got;

    (void)state;
    context_pair(&sender, &receiver, false);
    for (size_t i = 0; i < 3; i++) {
        writer_init(&w[i], sealed[i], ROOM);
        assert_int_equal(hpke_seal(&sender, none, bytes_of_text("same"), &w[i]),
                         ERR_OK);
        assert_int_equal(sender.seq, i + 1);
    }
    assert_memory_not_equal(sealed[0], sealed[1], w[0].size);
    writer_init(&got, plain, sizeof plain);
    memcpy(&snapshot, &receiver, sizeof snapshot);
    assert_int_equal(hpke_open(&receiver, none, writer_bytes(&w[1]), &got),
                     ERR_AUTH);
    assert_memory_equal(&receiver, &snapshot, sizeof snapshot);
    for (size_t i = 0; i < 3; i++) {
        const struct bytes c = writer_bytes(&w[i]);
        assert_int_equal(hpke_open(&receiver, none, c, &got), ERR_OK);
        assert_int_equal(hpke_open(&receiver, none, c, &got), ERR_AUTH);
    }
    assert_true(bytes_equal(writer_bytes(&got), bytes_of_text("samesamesame")));
}

/* The last sequence number is never used, section 5.2. */
static void test_last_sequence(void **state)
{
    uint8_t sealed[ROOM], plain[ROOM];
    struct hpke sender, receiver, snapshot;
    struct writer w, got;

    (void)state;
    context_pair(&sender, &receiver, false);
    writer_init(&w, sealed, sizeof sealed);
    writer_init(&got, plain, sizeof plain);
    sender.seq = receiver.seq = UINT64_MAX - 1;
    assert_int_equal(hpke_seal(&sender, none, none, &w), ERR_OK);
    assert_int_equal(hpke_open(&receiver, none, writer_bytes(&w), &got),
                     ERR_OK);

    memcpy(&snapshot, &sender, sizeof snapshot);
    assert_int_equal(hpke_seal(&sender, none, none, &w), ERR_LIMIT);
    assert_memory_equal(&sender, &snapshot, sizeof snapshot);
    assert_int_equal(w.size, HPKE_TAG_SIZE);
    assert_int_equal(hpke_open(&receiver, none, writer_bytes(&w), &got),
                     ERR_LIMIT);
    assert_int_equal(got.size, 0);
}

/* A role does its own work alone; all export the same. */
static void test_roles(void **state)
{
    uint8_t memory[ROOM] = {0}, values[3][KDF_KEY_SIZE];
    const struct bytes c = bytes_of(memory, HPKE_TAG_SIZE);
    struct hpke sender, receiver;
    struct writer w;

    (void)state;
    writer_init(&w, memory, sizeof memory);
    context_pair(&sender, &receiver, false);
    assert_int_equal(hpke_open(&sender, none, c, &w), ERR_STATE);
    assert_int_equal(hpke_seal(&receiver, none, none, &w), ERR_STATE);
    assert_int_equal(hpke_export(&sender, none, values[0], KDF_KEY_SIZE),
                     ERR_OK);

    context_pair(&sender, &receiver, true);
    assert_int_equal(hpke_seal(&sender, none, none, &w), ERR_STATE);
    assert_int_equal(hpke_open(&receiver, none, c, &w), ERR_STATE);
    assert_int_equal(hpke_export(&sender, none, values[1], KDF_KEY_SIZE),
                     ERR_OK);
    assert_int_equal(hpke_export(&receiver, none, values[2], KDF_KEY_SIZE),
                     ERR_OK);
    assert_memory_equal(values[1], values[2], KDF_KEY_SIZE);
    assert_memory_not_equal(values[0], values[1], KDF_KEY_SIZE);
    assert_int_equal(w.size, 0);

    hpke_fini(&sender);
    assert_true(sodium_is_zero((const uint8_t *)&sender, sizeof sender));
    assert_int_equal(hpke_seal(&sender, none, none, &w), ERR_STATE);
}

/* Out's room decides, and what does not fit changes nothing. */
static void test_room(void **state)
{
    static const uint8_t big[1] = {0};
    const struct bytes text = bytes_of_text("text");
    uint8_t memory[ROOM], plain[ROOM];
    struct hpke sender, receiver;
    struct writer w, got;
    struct keys k;

    (void)state;
    keys_init(&k);
    context_pair(&sender, &receiver, false);
    writer_init(&w, memory, text.size + HPKE_TAG_SIZE - 1);
    assert_int_equal(hpke_seal(&sender, none, text, &w), ERR_LIMIT);
    writer_init(&w, memory, sizeof memory);
    assert_int_equal(
        hpke_seal(&sender, none, bytes_of(big, HPKE_PLAINTEXT_MAX + 1), &w),
        ERR_LIMIT);
    assert_int_equal(hpke_seal(&sender, none, bytes_of(big, SIZE_MAX), &w),
                     ERR_LIMIT);
    assert_int_equal(sender.seq, 0);
    assert_int_equal(hpke_seal(&sender, none, text, &w), ERR_OK);

    writer_init(&got, plain, text.size - 1);
    assert_int_equal(hpke_open(&receiver, none, writer_bytes(&w), &got),
                     ERR_LIMIT);
    assert_int_equal(hpke_open(&receiver, none, bytes_of(big, SIZE_MAX), &got),
                     ERR_LIMIT);
    assert_int_equal(
        hpke_open(&receiver, none, bytes_of(big, HPKE_TAG_SIZE - 1), &got),
        ERR_FORMAT);
    writer_init(&got, plain, text.size);
    assert_int_equal(hpke_open(&receiver, none, writer_bytes(&w), &got),
                     ERR_OK);

    const struct hpke_config config = config_of(&k, HPKE_BASE);
    for (size_t room = 0; room < text.size + HPKE_OVERHEAD; room++) {
        writer_init(&w, memory, room);
        assert_int_equal(hpke_seal_once(&config, none, text, &w), ERR_LIMIT);
        assert_true(w.size == 0 && !w.overflow);
    }
}

/* An empty message needs no memory to be opened into. */
static void test_empty(void **state)
{
    uint8_t memory[HPKE_OVERHEAD];
    struct writer w, nowhere;
    struct keys k;

    (void)state;
    keys_init(&k);
    const struct hpke_config config = config_of(&k, HPKE_BASE);
    writer_init(&w, memory, sizeof memory);
    writer_init(&nowhere, NULL, 0);
    assert_int_equal(hpke_seal_once(&config, none, none, &w), ERR_OK);
    assert_int_equal(hpke_open_once(&config, none, writer_bytes(&w), &nowhere),
                     ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_wrong_inputs),
        cmocka_unit_test(test_spoiled),
        cmocka_unit_test(test_inputs_of_modes),
        cmocka_unit_test(test_input_limits),
        cmocka_unit_test(test_low_order),
        cmocka_unit_test(test_sequence),
        cmocka_unit_test(test_last_sequence),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_empty),
    };

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
