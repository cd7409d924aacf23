#include "base/bech32.h"

#include <assert.h>
#include <string.h>

enum { CHARACTER_BITS = 5, CHARACTER_MASK = 31, BYTE_BITS = 8 };

static const char lower_alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
static const char upper_alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Without the locale of tolower(3). */
static char to_lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Takes one character into the checksum, a BCH code over GF(32). */
static uint32_t checksum_add(uint32_t checksum, unsigned value)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
                                         0x3d4233dd, 0x2a1462b3};
    const uint32_t top = checksum >> 25;

    checksum = (checksum & 0x1ffffff) << CHARACTER_BITS ^ value;
    for (unsigned i = 0; i < 5; i++)
        if (top >> i & 1) checksum ^= generator[i];
    return checksum;
}

/* The prefix goes in as its high bits, a zero, and its low bits. */
static uint32_t checksum_start(const char *prefix, size_t size)
{
    uint32_t checksum = 1;

    for (size_t i = 0; i < size; i++)
        checksum = checksum_add(checksum, (unsigned)to_lower(prefix[i]) >> 5);
    checksum = checksum_add(checksum, 0);
    for (size_t i = 0; i < size; i++)
        checksum = checksum_add(checksum,
                                (unsigned)to_lower(prefix[i]) & CHARACTER_MASK);
    return checksum;
}

static size_t character_count(size_t size)
{
    return (size * BYTE_BITS + CHARACTER_BITS - 1) / CHARACTER_BITS;
}

size_t bech32_text_size(const char *prefix, size_t size)
{
    return strlen(prefix) + 1 + character_count(size) + BECH32_CHECKSUM_SIZE;
}

/* The i-th group of five bits, the last one filled up with zeros. */
static unsigned character_at(struct bytes data, size_t i)
{
    const size_t bit = i * CHARACTER_BITS;
    const size_t at = bit / BYTE_BITS;
    unsigned pair = (unsigned)data.data[at] << BYTE_BITS;

    if (at + 1 < data.size) pair |= data.data[at + 1];
    return pair >> (2 * BYTE_BITS - CHARACTER_BITS - bit % BYTE_BITS) &
           CHARACTER_MASK;
}

void bech32_encode(char *out, const char *prefix, struct bytes data)
{
    const size_t prefix_size = strlen(prefix);
    const char *alphabet = lower_alphabet;
    uint32_t checksum = checksum_start(prefix, prefix_size);

    assert(prefix_size > 0);
    assert(bech32_text_size(prefix, data.size) <= BECH32_TEXT_MAX);
    for (size_t i = 0; i < prefix_size; i++)
        if (is_upper(prefix[i])) alphabet = upper_alphabet;

    memcpy(out, prefix, prefix_size);
    out += prefix_size;
    *out++ = '1';
    for (size_t i = 0; i < character_count(data.size); i++) {
        const unsigned value = character_at(data, i);
        checksum = checksum_add(checksum, value);
        *out++ = alphabet[value];
    }
    for (size_t i = 0; i < BECH32_CHECKSUM_SIZE; i++)
        checksum = checksum_add(checksum, 0);
    checksum ^= 1;
    for (size_t i = BECH32_CHECKSUM_SIZE; i-- > 0;)
        *out++ = alphabet[checksum >> CHARACTER_BITS * i & CHARACTER_MASK];
    *out = '\0';
}
