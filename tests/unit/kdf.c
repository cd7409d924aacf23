#include "crypto/kdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The bytes first, first + 1, ... of RFC 5869 A.2. */
static struct bytes ramp(uint8_t *out, uint8_t first, uint8_t size)
{
    for (uint8_t i = 0; i < size; i++)
        out[i] = (uint8_t)(first + i);
    return bytes_of(out, size);
}

static void assert_hex(const uint8_t *data, size_t size, const char *hex)
{
    char text[256];

    assert_true(2 * size < sizeof text);
    bytes_to_hex(text, bytes_of(data, size));
    assert_string_equal(text, hex);
}

/* RFC 5869 A.1: salt and info. */
static void test_rfc5869_1(void **state)
{
    uint8_t ikm[22], salt[13], info[10], prk[KDF_KEY_SIZE], okm[42];

    (void)state;
    memset(ikm, 0x0b, sizeof ikm);
    kdf_extract(prk, ramp(salt, 0x00, sizeof salt), bytes_of(ikm, sizeof ikm));
    assert_hex(prk, sizeof prk,
               "077709362c2e32df0ddc3f0dc47bba63"
               "90b6c73bb50f9c3122ec844ad7c2b3e5");
    kdf_expand(okm, sizeof okm, prk, ramp(info, 0xf0, sizeof info));
    assert_hex(okm, sizeof okm,
               "3cb25f25faacd57a90434f64d0362f2a"
               "2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
               "34007208d5b887185865");
}

/* RFC 5869 A.2: longer than a block of the hash. */
static void test_rfc5869_2(void **state)
{
    uint8_t ikm[80], salt[80], info[80], okm[82];

    (void)state;
    kdf_derive(okm, sizeof okm, ramp(salt, 0x60, sizeof salt),
               ramp(ikm, 0x00, sizeof ikm), ramp(info, 0xb0, sizeof info));
    assert_hex(okm, sizeof okm,
               "b11e398dc80327a1c8e7f78c596a4934"
               "4f012eda2d4efad8a050cc4c19afa97c"
               "59045a99cac7827271cb41c65e590e09"
               "da3275600c2f09b8367793a9aca3db71"
               "cc30c58179ec3e87c14c01d5c1f3434f"
               "1d87");
}

/* RFC 5869 A.3: neither salt nor info. */
static void test_rfc5869_3(void **state)
{
    const struct bytes none = {NULL, 0};
    uint8_t ikm[22], prk[KDF_KEY_SIZE], okm[42];

    (void)state;
    memset(ikm, 0x0b, sizeof ikm);
    kdf_extract(prk, none, bytes_of(ikm, sizeof ikm));
    assert_hex(prk, sizeof prk,
               "19ef24a32c717b167f33a91d6f648bdf"
               "96596776afdb6377ac434c1c293ccb04");
    kdf_expand(okm, sizeof okm, prk, none);
    assert_hex(okm, sizeof okm,
               "8da4e775a563c18f715f802a063c5a31"
               "b8a11f5c5ee1879ec3454e5f3c738d2d"
               "9d201395faa4b61a96c8");
}

/* The longest output, and that a shorter one is its beginning. */
static void test_lengths(void **state)
{
    static const uint8_t prk[KDF_KEY_SIZE] = {1, 2, 3};
    uint8_t longest[KDF_OUTPUT_MAX], part[KDF_OUTPUT_MAX];

    (void)state;
    kdf_expand(longest, sizeof longest, prk, bytes_of_text("x"));
    for (size_t size = 0; size < sizeof part; size += 1 + size / 2) {
        kdf_expand(part, size, prk, bytes_of_text("x"));
        assert_memory_equal(part, longest, size);
    }
}

/* RFC 4231 4.2, whose key of 20 bytes HMAC fills up with zeros. */
static void test_hmac(void **state)
{
    uint8_t key[KDF_KEY_SIZE] = {0}, mac[KDF_KEY_SIZE];

    (void)state;
    memset(key, 0x0b, 20);
    kdf_hmac(mac, key, bytes_of_text("Hi There"));
    assert_hex(mac, sizeof mac,
               "b0344c61d8db38535ca8afceaf0bf12b"
               "881dc200c9833da726e9376c2e32cff7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc5869_1), cmocka_unit_test(test_rfc5869_2),
        cmocka_unit_test(test_rfc5869_3), cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_hmac),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
