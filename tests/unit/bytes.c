/* Views, the writer, integers at fixed offsets, hex. */
#include "base/bytes.h"
#include "base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void test_views(void **state)
{
    const struct bytes word = bytes_of_text("word");

    (void)state;
    assert_int_equal(word.size, 4);
    assert_true(bytes_equal(word, bytes_of("words", 4)));
    assert_false(bytes_equal(word, bytes_of_text("words")));
    assert_false(bytes_equal(word, bytes_of_text("wore")));
    assert_true(bytes_equal(bytes_of(NULL, 0), bytes_of_text("")));
    assert_true(bytes_equal(bytes_from(word, 1), bytes_of_text("ord")));
    assert_true(bytes_equal(bytes_from(word, 4), bytes_of(NULL, 0)));
    assert_int_equal(bytes_from(bytes_of(NULL, 0), 0).size, 0);
}

static void test_writer_fills_its_memory(void **state)
{
    char memory[9] = "........";
    struct writer w;

    (void)state;
    writer_init(&w, memory, 8);
    writer_put_text(&w, "four");
    writer_put(&w, NULL, 0);
    writer_put(&w, "more", 4);
    assert_false(w.overflow);
    assert_true(bytes_equal(writer_bytes(&w), bytes_of_text("fourmore")));
    writer_put(&w, "", 0);
    assert_false(w.overflow);
}

static void test_writer_stops_at_overflow(void **state)
{
    char memory[9] = "........";
    struct writer w;

    (void)state;
    writer_init(&w, memory, 4);
    writer_put_text(&w, "abc");
    writer_put_text(&w, "de");
    assert_true(w.overflow);
    /* After an overflow a shorter text is not written either, for a gap must
     * not pass unseen. */
    writer_put_text(&w, "f");
    assert_true(w.overflow);
    assert_int_equal(w.size, 3);
    assert_string_equal(memory, "abc.....");
    writer_init(&w, memory, 4);
    writer_put(&w, "x", SIZE_MAX);
    assert_true(w.overflow);
    assert_int_equal(w.size, 0);
    writer_init(&w, NULL, 0);
    writer_put(&w, NULL, 0);
    assert_false(w.overflow);
    writer_put(&w, "x", 1);
    assert_true(w.overflow);
}

static void test_integers(void **state)
{
    const uint32_t small = 0x01020384;
    const uint64_t large = UINT64_C(0xf102030405060788);
    uint8_t out[8];

    (void)state;
    bytes_put_le32(out, small);
    assert_memory_equal(out, "\x84\x03\x02\x01", 4);
    assert_int_equal(bytes_get_le32(out), small);
    bytes_put_be32(out, small);
    assert_memory_equal(out, "\x01\x02\x03\x84", 4);
    assert_int_equal(bytes_get_be32(out), small);
    bytes_put_le64(out, large);
    assert_memory_equal(out, "\x88\x07\x06\x05\x04\x03\x02\xf1", 8);
    assert_true(bytes_get_le64(out) == large);
    bytes_put_be64(out, large);
    assert_memory_equal(out, "\xf1\x02\x03\x04\x05\x06\x07\x88", 8);
    assert_true(bytes_get_be64(out) == large);
    memset(out, 0xff, sizeof out);
    assert_true(bytes_get_le32(out) == UINT32_MAX);
    assert_true(bytes_get_be64(out) == UINT64_MAX);
}

static void test_hex(void **state)
{
    uint8_t all[256], back[256];
    char text[513];

    (void)state;
    for (int i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    bytes_to_hex(text, bytes_of(all, 256));
    assert_int_equal(strlen(text), 512);
    assert_memory_equal(text, "000102", 6);
    assert_string_equal(text + 506, "fdfeff");
    assert_int_equal(bytes_from_hex(back, 256, text), ERR_OK);
    assert_memory_equal(all, back, 256);
    bytes_to_hex(text, bytes_of(NULL, 0));
    assert_string_equal(text, "");
    assert_int_equal(bytes_from_hex(back, 0, ""), ERR_OK);
    assert_int_equal(bytes_from_hex(back, 2, "aBCd"), ERR_OK);
    assert_memory_equal(back, "\xab\xcd", 2);
}

static void test_hex_refuses(void **state)
{
    static const char *const bad[] = {"",     "a",    "abc",  "abcde",
                                      "abcg", "ab d", "0xab", "ab\xff\xff",
                                      "/0:9", "@A`a", "ab\n"};
    uint8_t out[2] = {1, 2};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(bytes_from_hex(out, 2, bad[i]), ERR_FORMAT);
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_writer_fills_its_memory),
        cmocka_unit_test(test_writer_stops_at_overflow),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_hex_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
