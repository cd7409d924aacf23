/* Private keys in PEM: the example of RFC 8410, and every text that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/sign_key.h"

/* RFC 8410 10.3, and the public key of 10.1. */
static const char example[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";
static const uint8_t example_public[IDENTITY_KEY_SIZE] = {
    0x19, 0xbf, 0x44, 0x09, 0x69, 0x84, 0xcd, 0xfe, 0x85, 0x41, 0xba,
    0xc1, 0x67, 0xdc, 0x3b, 0x96, 0xc8, 0x50, 0x86, 0xaa, 0x30, 0xb6,
    0xb6, 0xcb, 0x0c, 0x5c, 0x38, 0xad, 0x70, 0x31, 0x66, 0xe1};

static void the_example(void **state)
{
    char again[SIGN_KEY_TEXT_SIZE];
    uint8_t key[IDENTITY_KEY_SIZE];
    struct identity id;

    (void)state;
    assert_int_equal(sign_key_read(bytes_of_text(example), key), ERR_OK);
    sign_key_write(key, again);
    assert_string_equal(again, example);
    identity_init_sign(&id, key);
    assert_memory_equal(id.pub.sign, example_public, sizeof example_public);
    identity_fini(&id);
}

static void no_other_text(void **state)
{
    static const size_t size = sizeof example - 1;
    uint8_t key[IDENTITY_KEY_SIZE], text[sizeof example + 1];
    size_t taken = 0;

    (void)state;
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(sign_key_read(bytes_of(example, i), key), ERR_FORMAT);
        memcpy(text, example, size);
        text[i] = text[i] == 'A' ? 'B' : 'A';
        taken += !sign_key_read(bytes_of(text, size), key);
    }
    /* The characters of the key itself, which may be any other. */
    assert_in_range(taken, 1, 43);
    memcpy(text, example, size);
    text[size] = '\n';
    assert_int_equal(sign_key_read(bytes_of(text, size + 1), key), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example),
        cmocka_unit_test(no_other_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
