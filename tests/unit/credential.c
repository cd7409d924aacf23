/* Credentials: what is written is read back, and nothing else is read. */
#include "wire/credential.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

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

static const struct credential_statement statement = {
    .party = "us",
    .serial = 2,
    .sign = {1, 2},
    .agree = {3, 4},
    .from = -5,
    .replacing = true,
    .replaces = {6, 7},
    .revoked = true,
    .since = INSTANT_MAX,
};

static void test_statement(void **state)
{
    struct credential_statement back;
    struct bytes bytes;

    assert_int_equal(credential_encode_statement(*state, &statement, &bytes),
                     ERR_OK);
    assert_int_equal(credential_decode_statement(*state, bytes, &back), ERR_OK);
    assert_string_equal(back.party, "us");
    assert_int_equal(back.serial, 2);
    assert_memory_equal(back.sign, statement.sign, sizeof back.sign);
    assert_memory_equal(back.agree, statement.agree, sizeof back.agree);
    assert_true(back.from == statement.from);
    assert_true(back.replacing && back.revoked);
    assert_memory_equal(back.replaces, statement.replaces,
                        sizeof back.replaces);
    assert_true(back.since == statement.since);
}

static void assert_refused(struct arena *a,
                           const struct credential_statement *s)
{
    struct credential_statement back;
    struct bytes bytes;

    assert_int_equal(credential_encode_statement(a, s, &bytes), ERR_OK);
    assert_int_equal(credential_decode_statement(a, bytes, &back), ERR_FORMAT);
}

static void test_what_no_statement_can_be(void **state)
{
    struct credential_statement s = statement;

    s.serial = 0;
    assert_refused(*state, &s);
    s.serial = CREDENTIAL_SERIAL_MAX + 1;
    assert_refused(*state, &s);
    s.serial = 1; /* the first replaces none */
    assert_refused(*state, &s);
    s = statement;
    s.replacing = false; /* a later one does */
    assert_refused(*state, &s);
}

static struct credential whole(void)
{
    static const uint8_t signature[CREDENTIAL_SIGNATURE_SIZE] = {9};
    const struct bytes b = bytes_of(signature, sizeof signature);

    return (struct credential){bytes_of_text("statement"), b, b, b, b};
}

static void test_credential(void **state)
{
    const struct credential c = whole();
    struct credential back;
    struct bytes bytes;

    assert_int_equal(credential_encode(*state, &c, &bytes), ERR_OK);
    assert_int_equal(credential_decode(*state, bytes, &back), ERR_OK);
    assert_true(bytes_equal(back.statement, c.statement));
    assert_true(bytes_equal(back.signature, c.signature));
    assert_true(bytes_equal(back.previous, c.previous));
    assert_true(bytes_equal(back.voucher, c.voucher));
    assert_true(bytes_equal(back.possession, c.possession));

    for (size_t n = 0; n < bytes.size; n++)
        if (!credential_decode(
                *state, arena_copy(*state, bytes_of(bytes.data, n)), &back))
            assert_true(back.possession.size == 0);
}

static void test_signatures_are_whole(void **state)
{
    struct bytes bytes;
    struct credential back;

    for (int i = 0; i < 4; i++) {
        struct credential c = whole();
        struct bytes *const each[] = {&c.signature, &c.previous, &c.voucher,
                                      &c.possession};
        each[i]->size--;
        assert_int_equal(credential_encode(*state, &c, &bytes), ERR_OK);
        assert_int_equal(credential_decode(*state, bytes, &back), ERR_FORMAT);
    }
}

static void test_too_large(void **state)
{
    static const uint8_t large[CREDENTIAL_SIZE_MAX + 1];
    struct credential c = whole(), back;
    struct bytes bytes;

    c.statement = bytes_of(large, CREDENTIAL_SIZE_MAX);
    assert_int_equal(credential_encode(*state, &c, &bytes), ERR_LIMIT);
    assert_int_equal(
        credential_decode(*state, bytes_of(large, sizeof large), &back),
        ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statement),
        cmocka_unit_test(test_what_no_statement_can_be),
        cmocka_unit_test(test_credential),
        cmocka_unit_test(test_signatures_are_whole),
        cmocka_unit_test(test_too_large),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
