/* CRC-32C against RFC 3720 B.4, and both paths against each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crc32c.h"

enum { SIZE = 4096 };

static void check(struct bytes b, uint32_t expected)
{
    assert_int_equal(crc32c(0, b), expected);
    assert_int_equal(crc32c_portable(0, b), expected);
}

static void rfc3720(void **state)
{
    uint8_t b[48];
    static const uint8_t read10[48] = {
        0x01,        0xc0,        [16] = 0x14, [22] = 0x04,
        [27] = 0x14, [31] = 0x18, 0x28,        [40] = 0x02,
    };

    (void)state;
    memset(b, 0, 32);
    check(bytes_of(b, 32), 0x8a9136aa);
    memset(b, 0xff, 32);
    check(bytes_of(b, 32), 0x62a8ab43);
    for (uint8_t i = 0; i < 32; i++)
        b[i] = i;
    check(bytes_of(b, 32), 0x46dd794e);
    for (uint8_t i = 0; i < 32; i++)
        b[i] = (uint8_t)(31 - i);
    check(bytes_of(b, 32), 0x113fdb5c);
    check(bytes_of(read10, 48), 0xd9963a56);
    check(bytes_of(NULL, 0), 0);
    check(bytes_of_text("123456789"), 0xe3069283);
}

static void both_paths_agree(void **state)
{
    uint8_t data[SIZE];

    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        data[i] = (uint8_t)(i * i * 31 + i / 7);
    for (size_t start = 0; start < 16; start++) {
        for (size_t size = 0; start + size <= SIZE; size += 1 + size / 16) {
            struct bytes b = bytes_of(data + start, size);
            uint32_t whole = crc32c(0, b);
            assert_int_equal(whole, crc32c_portable(0, b));
            size_t half = size / 2;
            uint32_t first = crc32c(0, bytes_of(b.data, half));
            assert_int_equal(whole, crc32c(first, bytes_from(b, half)));
            assert_int_equal(whole,
                             crc32c_portable(first, bytes_from(b, half)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc3720),
        cmocka_unit_test(both_paths_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
