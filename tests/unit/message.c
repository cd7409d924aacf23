/* Messages: what is written is read back, and nothing else is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "wire/message.h"

static int setup(void **state)
{
    struct arena *a = test_malloc(sizeof *a);

    arena_init(a);
    *state = a;
    return 0;
}

static int teardown(void **state)
{
    arena_fini(*state);
    test_free(*state);
    return 0;
}

static const char *const names[] = {"a", "b"};

static const uint32_t covers[] = {0, 2};

static const struct message_statement statement = {
    .purpose = PURPOSE_SIGNATURE,
    .signer = "us",
    .recipients = names,
    .recipient_count = 2,
    .document = "paper",
    .author = "us",
    .title = "A paper",
    .form = "letter",
    .classification = "",
    .leaf_count = 3,
    .root = {1, 2, 3},
    .time = -5,
    .exchange = UINT64_MAX,
    .answers = "other",
    .covers = covers,
    .cover_count = 2,
};

/* All fields that any kind may have. */
static struct message full(enum message_kind kind)
{
    static const uint8_t signature[MESSAGE_SIGNATURE_SIZE] = {9};
    /* Frames, keys and sessions, rather than a document. */
    const bool apart = !message_concerns_document(kind);

    return (struct message){
        .kind = kind,
        .exchange = 77,
        .precedence = 3,
        .document = apart ? NULL : "paper",
        .seal = MESSAGE_SEAL_HPKE_AUTH,
        .copy = bytes_of_text("copy"),
        .signature = {bytes_of_text("statement"),
                      bytes_of(signature, sizeof signature)},
        .portions = names,
        .portion_count = 2,
        .text = "text",
        .receipt = true,
        .deadline = kind == MESSAGE_REVIEW ? -1 : 0,
        .counter = apart ? UINT64_MAX : 0,
        .author = "us",
        .credential = bytes_of_text("credential"),
        .owner = "russia",
        .bundle = bytes_of_text("bundle"),
        .ended = 7,
        .message_keys = bytes_of_text("keys"),
    };
}

static void test_every_kind_comes_back(void **state)
{
    for (unsigned kind = 0; kind < MESSAGE_KIND_COUNT; kind++) {
        const struct message m = full((enum message_kind)kind);
        struct message back;
        struct bytes bytes;
        assert_int_equal(message_encode(*state, &m, &bytes), ERR_OK);
        assert_int_equal(message_decode(*state, bytes, &back), ERR_OK);
        assert_int_equal(back.kind, m.kind);
        assert_int_equal(back.exchange, m.exchange);
        assert_int_equal(back.precedence, m.precedence);
        assert_string_equal(back.owner, m.owner);
        assert_true(bytes_equal(back.bundle, m.bundle));
        assert_int_equal(back.ended, m.ended);
        assert_true(bytes_equal(back.message_keys, m.message_keys));
        if (m.document) assert_string_equal(back.document, m.document);
        assert_int_equal(back.seal, m.seal);
        assert_true(back.receipt);
        assert_true(bytes_equal(back.copy, m.copy));
        assert_true(
            bytes_equal(back.signature.statement, m.signature.statement));
        assert_true(
            bytes_equal(back.signature.signature, m.signature.signature));
        assert_int_equal(back.portion_count, 2);
        assert_string_equal(back.portions[1], "b");
        assert_string_equal(back.text, m.text);
        assert_true(back.deadline == m.deadline);
        assert_int_equal(back.counter, m.counter);
        assert_string_equal(back.author, m.author);
        assert_true(bytes_equal(back.credential, m.credential));
        assert_true(strlen(message_kind_text(m.kind)) > 0);
    }
}

static void assert_refused(struct arena *a, const struct message *m)
{
    struct message back;
    struct bytes bytes;

    assert_int_equal(message_encode(a, m, &bytes), ERR_OK);
    assert_int_equal(message_decode(a, bytes, &back), ERR_FORMAT);
}

/* The kind is the first field: a tag, and a number in one byte. */
static void test_no_other_kind(void **state)
{
    const struct message m = full(MESSAGE_COPY);
    struct message back;
    struct bytes bytes;

    assert_int_equal(message_encode(*state, &m, &bytes), ERR_OK);
    assert_int_equal(bytes.data[0], 0x08);
    assert_int_equal(bytes.data[1], MESSAGE_COPY);
    ((uint8_t *)bytes.data)[1] = MESSAGE_KIND_COUNT;
    assert_int_equal(message_decode(*state, bytes, &back), ERR_FORMAT);
}

static void test_what_no_message_can_be(void **state)
{
    struct message m = full(MESSAGE_COPY);

    m.precedence = MESSAGE_ROUTINE + 1;
    assert_refused(*state, &m);
    m = full(MESSAGE_COPY);
    m.document = NULL;
    assert_refused(*state, &m);
    m = full(MESSAGE_ACK);
    m.document = "paper";
    assert_refused(*state, &m);
    m = full(MESSAGE_RECEIPT);
    m.signature.signature.size--;
    assert_refused(*state, &m);
}

/* Any byte cut off, and any one changed, gives a message or an error. */
static void test_cut_and_changed(void **state)
{
    const struct message m = full(MESSAGE_REVIEW);
    struct message back;
    struct bytes bytes;

    assert_int_equal(message_encode(*state, &m, &bytes), ERR_OK);
    for (size_t n = 0; n < bytes.size; n++) {
        struct bytes cut = arena_copy(*state, bytes_of(bytes.data, n));
        enum err rc = message_decode(*state, cut, &back);
        assert_true(rc == ERR_OK || rc == ERR_FORMAT);
        uint8_t *changed = arena_alloc(*state, bytes.size);
        memcpy(changed, bytes.data, bytes.size);
        changed[n] ^= 0x80;
        rc = message_decode(*state, bytes_of(changed, bytes.size), &back);
        assert_true(rc == ERR_OK || rc == ERR_FORMAT);
    }
}

static void test_size_limit(void **state)
{
    struct message m = {.kind = MESSAGE_COPY, .document = "paper"};
    struct bytes bytes;
    struct message back;

    m.copy = bytes_of(arena_alloc(*state, MESSAGE_SIZE_MAX), 0);
    m.copy.size = MESSAGE_SIZE_MAX - 17;
    assert_int_equal(message_encode(*state, &m, &bytes), ERR_OK);
    assert_int_equal(bytes.size, MESSAGE_SIZE_MAX);
    assert_int_equal(message_decode(*state, bytes, &back), ERR_OK);
    m.copy.size++;
    assert_int_equal(message_encode(*state, &m, &bytes), ERR_LIMIT);
    bytes = bytes_of(arena_alloc(*state, MESSAGE_SIZE_MAX + 1),
                     MESSAGE_SIZE_MAX + 1);
    assert_int_equal(message_decode(*state, bytes, &back), ERR_LIMIT);
}

static void test_statement_comes_back(void **state)
{
    struct message_statement back;
    struct bytes bytes;

    assert_int_equal(message_encode_statement(*state, &statement, &bytes),
                     ERR_OK);
    assert_int_equal(message_decode_statement(*state, bytes, &back), ERR_OK);
    assert_int_equal(back.purpose, PURPOSE_SIGNATURE);
    assert_string_equal(back.signer, "us");
    assert_int_equal(back.recipient_count, 2);
    assert_string_equal(back.recipients[0], "a");
    assert_string_equal(back.document, "paper");
    assert_int_equal(back.releasable_count, 0);
    assert_int_equal(back.leaf_count, 3);
    assert_memory_equal(back.root, statement.root, sizeof back.root);
    assert_true(back.time == -5);
    assert_true(back.exchange == UINT64_MAX);
    assert_string_equal(back.answers, "other");
    assert_int_equal(back.cover_count, 2);
    assert_memory_equal(back.covers, covers, sizeof covers);
    assert_true(strlen(message_purpose_text(back.purpose)) > 0);
}

static void test_statement_of_another_context(void **state)
{
    struct message_statement s = statement, back;
    struct bytes bytes;

    assert_int_equal(message_encode_statement(*state, &s, &bytes), ERR_OK);
    /* The context comes first: a tag, its length, its text. */
    uint8_t *changed = arena_alloc(*state, bytes.size);
    memcpy(changed, bytes.data, bytes.size);
    changed[2 + strlen(MESSAGE_CONTEXT) - 1] = '2';
    assert_int_equal(
        message_decode_statement(*state, bytes_of(changed, bytes.size), &back),
        ERR_FORMAT);
    s.purpose = PURPOSE_COUNT;
    assert_int_equal(message_encode_statement(*state, &s, &bytes), ERR_OK);
    assert_int_equal(message_decode_statement(*state, bytes, &back),
                     ERR_FORMAT);
}

/* Leaves are covered once each, in order, and there are no others. */
static void test_covers_that_cannot_be(void **state)
{
    static const uint32_t wrong[][2] = {{0, 3}, {2, 0}, {1, 1}};
    struct message_statement s = statement, back;
    struct bytes bytes;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        s.covers = wrong[i];
        assert_int_equal(message_encode_statement(*state, &s, &bytes), ERR_OK);
        assert_int_equal(message_decode_statement(*state, bytes, &back),
                         ERR_FORMAT);
    }
}

static void test_copy_comes_back(void **state)
{
    static const uint8_t signature[MESSAGE_SIGNATURE_SIZE] = {9};
    const struct message_signed earlier = {
        bytes_of_text("earlier"), bytes_of(signature, sizeof signature)};
    const struct message_leaf leaves[] = {
        {.portion = bytes_of_text("portion")},
        {.hash = {5}},
    };
    const struct message_copy copy = {
        .transfer = {bytes_of_text("transfer"), {0}},
        .earlier = &earlier,
        .earlier_count = 1,
        .leaves = leaves,
        .leaf_count = 2,
    };
    struct message_copy back;
    struct bytes bytes;

    assert_int_equal(message_encode_copy(*state, &copy, &bytes), ERR_OK);
    assert_int_equal(message_decode_copy(*state, bytes, &back), ERR_OK);
    assert_true(bytes_equal(back.transfer.statement, copy.transfer.statement));
    assert_int_equal(back.transfer.signature.size, 0);
    assert_int_equal(back.earlier_count, 1);
    assert_true(bytes_equal(back.earlier[0].signature, earlier.signature));
    assert_int_equal(back.leaf_count, 2);
    assert_true(bytes_equal(back.leaves[0].portion, leaves[0].portion));
    assert_int_equal(back.leaves[1].portion.size, 0);
    assert_memory_equal(back.leaves[1].hash, leaves[1].hash,
                        sizeof leaves[1].hash);
}

/* Every size of padding there is, and only zeros within. */
static void test_padding(void **state)
{
    struct message_copy back,
        copy = {
            .transfer = {bytes_of_text("statement"), {0}},
            .leaves = (const struct message_leaf[]){{{0}, {1}}},
            .leaf_count = 1,
        };
    struct bytes bare, bytes;

    assert_int_equal(message_encode_copy(*state, &copy, &bare), ERR_OK);
    for (size_t size = MESSAGE_COPY_PADDING_MIN; size < 40000; size++) {
        struct arena a;
        arena_init(&a);
        copy.padding = size;
        assert_int_equal(message_encode_copy(&a, &copy, &bytes), ERR_OK);
        assert_int_equal(bytes.size, bare.size + size);
        assert_int_equal(message_decode_copy(&a, bytes, &back), ERR_OK);
        assert_int_equal(back.padding, size);
        arena_fini(&a);
    }
    copy.padding = 100;
    assert_int_equal(message_encode_copy(*state, &copy, &bytes), ERR_OK);
    for (size_t at = bare.size + MESSAGE_COPY_PADDING_MIN; at < bytes.size;
         at++) {
        const struct bytes spoiled = arena_copy(*state, bytes);
        ((uint8_t *)spoiled.data)[at] = 1;
        assert_int_equal(message_decode_copy(*state, spoiled, &back),
                         ERR_FORMAT);
    }
    copy.padding = MESSAGE_SIZE_MAX;
    assert_int_equal(message_encode_copy(*state, &copy, &bytes), ERR_LIMIT);
}

static void test_copy_limits(void **state)
{
    struct message_signed *earlier =
        arena_array(*state, MESSAGE_SIGNED_MAX + 1, sizeof *earlier);
    const struct message_leaf leaf = {.portion = bytes_of_text("portion")};
    struct message_copy back, copy = {
                                  .transfer = {bytes_of_text("transfer"), {0}},
                                  .earlier = earlier,
                                  .earlier_count = MESSAGE_SIGNED_MAX,
                                  .leaves = &leaf,
                                  .leaf_count = 1,
                              };
    struct bytes bytes;

    for (size_t i = 0; i <= MESSAGE_SIGNED_MAX; i++)
        earlier[i].statement = bytes_of_text("earlier");
    assert_int_equal(message_encode_copy(*state, &copy, &bytes), ERR_OK);
    assert_int_equal(message_decode_copy(*state, bytes, &back), ERR_OK);
    copy.earlier_count++;
    assert_int_equal(message_encode_copy(*state, &copy, &bytes), ERR_OK);
    assert_int_equal(message_decode_copy(*state, bytes, &back), ERR_FORMAT);
    copy.earlier_count = copy.leaf_count = 0;
    assert_int_equal(message_encode_copy(*state, &copy, &bytes), ERR_OK);
    assert_int_equal(message_decode_copy(*state, bytes, &back), ERR_FORMAT);
}

static void test_portion_comes_back(void **state)
{
    const struct message_portion p = {{1, 2}, "name", "text \xc3\xa9"};
    struct message_portion back;
    struct bytes bytes;

    assert_int_equal(message_encode_portion(*state, &p, &bytes), ERR_OK);
    assert_int_equal(message_decode_portion(*state, bytes, &back), ERR_OK);
    assert_memory_equal(back.salt, p.salt, sizeof p.salt);
    assert_string_equal(back.name, p.name);
    assert_string_equal(back.text, p.text);
    for (size_t n = 0; n < bytes.size; n++)
        assert_int_equal(
            message_decode_portion(*state, bytes_of(bytes.data, n), &back),
            ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_kind_comes_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_no_other_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_no_message_can_be, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_cut_and_changed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_size_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_statement_comes_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_covers_that_cannot_be, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_statement_of_another_context,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy_comes_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_copy_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_padding, setup, teardown),
        cmocka_unit_test_setup_teardown(test_portion_comes_back, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
