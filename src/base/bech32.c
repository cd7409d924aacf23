#include "base/bech32.h"

#include <assert.h>
#include <string.h>

enum { CHARACTER_BITS = 5, CHARACTER_MASK = 31, NO_VALUE = 32, BYTE_BITS = 8 };

static const char lower_alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
static const char upper_alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Without the locale of tolower(3). */
static char to_lower(char c)
{
    return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* One character into the checksum, a BCH code over GF(32). */
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

/* The value of a character of either case; NO_VALUE for all others. */
static unsigned value_of(char c)
{
    const char *found = c ? strchr(lower_alphabet, to_lower(c)) : NULL;

    return found ? (unsigned)(found - lower_alphabet) : NO_VALUE;
}

enum err bech32_verify(const char *text, size_t *prefix_size)
{
    const size_t size = strnlen(text, BECH32_TEXT_MAX + 1);
    const char *separator = strrchr(text, '1');
    bool lower = false, upper = false;

    if (size > BECH32_TEXT_MAX) return ERR_FORMAT;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '!' || text[i] > '~') return ERR_FORMAT;
        lower = lower || is_lower(text[i]);
        upper = upper || is_upper(text[i]);
    }
    if (lower && upper) return ERR_FORMAT;
    if (!separator || separator == text) return ERR_FORMAT;
    if (text + size - separator <= BECH32_CHECKSUM_SIZE) return ERR_FORMAT;

    uint32_t checksum = checksum_start(text, (size_t)(separator - text));
    for (const char *c = separator + 1; *c; c++) {
        const unsigned value = value_of(*c);
        if (value == NO_VALUE) return ERR_FORMAT;
        checksum = checksum_add(checksum, value);
    }
    if (checksum != 1) return ERR_FORMAT;
    *prefix_size = (size_t)(separator - text);
    return ERR_OK;
}

/* The i-th byte, out of the two or three characters that it touches. */
static uint8_t byte_at(const char *characters, size_t i)
{
    const size_t first = i * BYTE_BITS / CHARACTER_BITS;
    const size_t last = (i * BYTE_BITS + BYTE_BITS - 1) / CHARACTER_BITS;
    unsigned bits = 0;

    for (size_t j = first; j <= last; j++)
        bits = bits << CHARACTER_BITS | value_of(characters[j]);
    return (uint8_t)(bits >>
                     ((last + 1) * CHARACTER_BITS - (i + 1) * BYTE_BITS));
}

enum err bech32_decode(uint8_t *out, size_t size, const char *prefix,
                       const char *text)
{
    const size_t count = character_count(size);
    const size_t padding = count * CHARACTER_BITS - size * BYTE_BITS;
    size_t prefix_size;

    enum err rc = bech32_verify(text, &prefix_size);
    if (rc) return rc;
    if (!bytes_equal(bytes_of(text, prefix_size), bytes_of_text(prefix)))
        return ERR_FORMAT;
    if (strlen(text) != bech32_text_size(prefix, size)) return ERR_FORMAT;

    const char *characters = text + prefix_size + 1;
    if (padding > 0 && value_of(characters[count - 1]) & ((1U << padding) - 1))
        return ERR_FORMAT;
    for (size_t i = 0; i < size; i++)
        out[i] = byte_at(characters, i);
    return ERR_OK;
}
