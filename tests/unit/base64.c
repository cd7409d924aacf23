/* Base64 against the values of RFC 4648, section 10, and its one spelling. */
#include "base/writer.h"
#include "crypto/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 64 };

static const struct {
    const char *plain, *padded, *bare;
} values[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
};

static void check(const char *plain, enum base64_form form, const char *text)
{
    uint8_t memory[ROOM];
    struct writer w;

    writer_init(&w, memory, sizeof memory);
    base64_encode(&w, form, bytes_of_text(plain));
    assert_true(bytes_equal(writer_bytes(&w), bytes_of_text(text)));
    writer_init(&w, memory, sizeof memory);
    assert_int_equal(base64_decode(&w, form, bytes_of_text(text)), ERR_OK);
    assert_true(bytes_equal(writer_bytes(&w), bytes_of_text(plain)));
}

static void the_standards_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        check(values[i].plain, BASE64_PADDED, values[i].padded);
        check(values[i].plain, BASE64_BARE, values[i].bare);
        assert_int_equal(base64_size(strlen(values[i].plain)),
                         strlen(values[i].padded));
    }
}

static enum err decode(enum base64_form form, const char *text, size_t size,
                       size_t room)
{
    uint8_t memory[ROOM];
    struct writer w;

    writer_init(&w, memory, room);
    enum err rc = base64_decode(&w, form, bytes_of(text, size));
    if (rc) assert_true(w.size == 0 && !w.overflow);
    return rc;
}

static void other_spellings(void **state)
{
    static const char *const wrong[] = {
        "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "Z m9", "Zm-_", "=Zm9"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(
            decode(BASE64_PADDED, wrong[i], strlen(wrong[i]), ROOM),
            ERR_FORMAT);
    assert_int_equal(decode(BASE64_BARE, "Zg==", 4, ROOM), ERR_FORMAT);
    assert_int_equal(decode(BASE64_PADDED, "Zm9vYmFy", 8, 5), ERR_LIMIT);
}

/* In each of four places, only the alphabet's 64 bytes decode. */
static void every_byte(void **state)
{
    (void)state;
    for (size_t at = 0; at < 4; at++) {
        unsigned taken = 0;
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[] = "Zm9v";
            text[at] = (char)byte;
            taken +=
                decode(BASE64_PADDED, text, 4, ROOM) == ERR_OK && byte != '=';
        }
        assert_int_equal(taken, 64);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_values),
        cmocka_unit_test(other_spellings),
        cmocka_unit_test(every_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
