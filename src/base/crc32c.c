#include "base/crc32c.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

/* Half a byte at a time: sixteen entries that a reader can check by hand. */
uint32_t crc32c_portable(uint32_t before, struct bytes b)
{
    static const uint32_t table[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
        0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
        0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    uint32_t crc = ~before;

    for (size_t i = 0; i < b.size; i++) {
        crc ^= b.data[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
by_instruction(uint32_t before, struct bytes b)
{
    uint64_t crc = ~before;
    size_t i = 0;

    for (; b.size - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, b.data + i, sizeof word);
        crc = _mm_crc32_u64(crc, word);
    }
    for (; i < b.size; i++)
        crc = _mm_crc32_u8((uint32_t)crc, b.data[i]);
    return ~(uint32_t)crc;
}

uint32_t crc32c(uint32_t before, struct bytes b)
{
    return __builtin_cpu_supports("sse4.2") ? by_instruction(before, b)
                                            : crc32c_portable(before, b);
}
#else
uint32_t crc32c(uint32_t before, struct bytes b)
{
    return crc32c_portable(before, b);
}
#endif
