/* Bech32 against the values of BIP 173. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bech32.h"
#include "support/bech32_reader.h"

#define Q10 "qqqqqqqqqq"

static const char *const valid[] = {
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcluded"
    "charactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11" Q10 Q10 Q10 Q10 Q10 Q10 Q10 Q10 "qqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
};

static const char *const invalid[] = {
    " 1nwldj5",
    "\x7f"
    "1axkwrx",
    "\x80"
    "1eym55h",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcluded"
    "charactersbio1569pvx",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
    "",
    "1",
    "a12UEL5L",
    "A12uel5l",
};

/* The prefix sizes of the valid texts. */
static const size_t prefix_sizes[] = {1, 1, 83, 6, 1, 5, 1};

static void test_bip173(void **state)
{
    (void)state;
    size_t ran = 0, size;

    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++, ran++) {
        assert_int_equal(bech32_reader_verify(valid[i], &size), ERR_OK);
        assert_int_equal(size, prefix_sizes[i]);
    }
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++, ran++)
        assert_int_equal(bech32_reader_verify(invalid[i], &size), ERR_FORMAT);
    assert_int_equal(ran, 23);
}

static void test_a_changed_character_is_refused(void **state)
{
    (void)state;
    size_t size;

    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
        char text[BECH32_TEXT_MAX + 1];
        strcpy(text, valid[i]);
        for (size_t at = 0; text[at]; at++)
            for (char c = '!'; c <= '~'; c++) {
                if (c == valid[i][at]) continue;
                text[at] = c;
                assert_int_equal(bech32_reader_verify(text, &size), ERR_FORMAT);
                text[at] = valid[i][at];
            }
    }
}

/* All sizes that fit, in both cases. */
static void test_round_trips(void **state)
{
    (void)state;
    uint8_t data[51], back[51];
    char text[BECH32_TEXT_MAX + 1];
    static const char *const prefixes[] = {"ab", "AB-"};

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 151 + 7);
    for (size_t p = 0; p < 2; p++)
        for (size_t size = 0; size < sizeof data - p; size++) {
            bech32_encode(text, prefixes[p], bytes_of(data, size));
            assert_int_equal(strlen(text), bech32_text_size(prefixes[p], size));
            memset(back, 0, sizeof back);
            assert_int_equal(
                bech32_reader_decode(back, size, prefixes[p], text), ERR_OK);
            assert_memory_equal(back, data, size);
        }
}

static void test_decode_is_strict(void **state)
{
    (void)state;
    uint8_t out[3] = {1, 2, 3};
    char text[BECH32_TEXT_MAX + 1];

    bech32_encode(text, "ab", bytes_of("xyz", 3));
    assert_int_equal(bech32_reader_decode(out, 3, "abc", text), ERR_FORMAT);
    assert_int_equal(bech32_reader_decode(out, 3, "a", text), ERR_FORMAT);
    assert_int_equal(bech32_reader_decode(out, 3, "AB", text), ERR_FORMAT);
    assert_int_equal(bech32_reader_decode(out, 2, "ab", text), ERR_FORMAT);
    text[4] = text[4] == 'q' ? 'p' : 'q';
    assert_int_equal(bech32_reader_decode(out, 3, "ab", text), ERR_FORMAT);

    /* Two characters hold one byte and two bits, which here are not 0. */
    static const char *const padded[] = {"a1qpamnt9j", "a1lzjz8cda"};
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        assert_int_equal(bech32_reader_verify(padded[i], &size), ERR_OK);
        assert_int_equal(bech32_reader_decode(out, 1, "a", padded[i]),
                         ERR_FORMAT);
    }
    assert_memory_equal(out, "\x01\x02\x03", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bip173),
        cmocka_unit_test(test_a_changed_character_is_refused),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_decode_is_strict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
