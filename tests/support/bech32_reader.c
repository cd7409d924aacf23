#include "support/bech32_reader.h"

#include <ctype.h>
#include <string.h>

#include "base/bech32.h"

enum { CHARACTER_BITS = 5, NO_VALUE = 32, BYTE_BITS = 8 };

/* The value of a character of either case; NO_VALUE for all others. */
static unsigned value_of(char c)
{
    static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const char *found = c ? strchr(alphabet, tolower((unsigned char)c)) : NULL;

    return found ? (unsigned)(found - alphabet) : NO_VALUE;
}

/* bech32_polymod of the BIP, one value at a time. */
static uint32_t polymod(uint32_t chk, unsigned value)
{
    static const uint32_t gen[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
                                   0x3d4233dd, 0x2a1462b3};
    const uint32_t top = chk >> 25;

    chk = (chk & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++)
        if (top >> i & 1) chk ^= gen[i];
    return chk;
}

static bool checksum_holds(const char *text, size_t prefix_size)
{
    uint32_t chk = 1;

    for (size_t i = 0; i < prefix_size; i++)
        chk = polymod(chk, (unsigned)tolower((unsigned char)text[i]) >> 5);
    chk = polymod(chk, 0);
    for (size_t i = 0; i < prefix_size; i++)
        chk = polymod(chk, (unsigned)tolower((unsigned char)text[i]) & 31);
    for (const char *c = text + prefix_size + 1; *c; c++) {
        if (value_of(*c) == NO_VALUE) return false;
        chk = polymod(chk, value_of(*c));
    }
    return chk == 1;
}

enum err bech32_reader_verify(const char *text, size_t *prefix_size)
{
    const size_t size = strnlen(text, BECH32_TEXT_MAX + 1);
    const char *separator = strrchr(text, '1');
    bool lower = false, upper = false;

    if (size > BECH32_TEXT_MAX) return ERR_FORMAT;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '!' || text[i] > '~') return ERR_FORMAT;
        lower = lower || islower((unsigned char)text[i]);
        upper = upper || isupper((unsigned char)text[i]);
    }
    if (lower && upper) return ERR_FORMAT;
    if (!separator || separator == text) return ERR_FORMAT;
    if (text + size - separator <= BECH32_CHECKSUM_SIZE) return ERR_FORMAT;
    if (!checksum_holds(text, (size_t)(separator - text))) return ERR_FORMAT;
    *prefix_size = (size_t)(separator - text);
    return ERR_OK;
}

enum err bech32_reader_decode(uint8_t *out, size_t size, const char *prefix,
                              const char *text)
{
    size_t prefix_size;

    enum err rc = bech32_reader_verify(text, &prefix_size);
    if (rc) return rc;
    if (!bytes_equal(bytes_of(text, prefix_size), bytes_of_text(prefix)) ||
        strlen(text) != bech32_text_size(prefix, size))
        return ERR_FORMAT;

    const char *end = text + strlen(text) - BECH32_CHECKSUM_SIZE;
    uint8_t read[BECH32_TEXT_MAX];
    unsigned bits = 0, count = 0;
    size_t done = 0;
    for (const char *c = text + prefix_size + 1; c < end; c++) {
        bits = bits << CHARACTER_BITS | value_of(*c);
        count += CHARACTER_BITS;
        if (count < BYTE_BITS) continue;
        count -= BYTE_BITS;
        read[done++] = (uint8_t)(bits >> count);
        bits &= (1U << count) - 1;
    }
    /* The bits that fill up the last character are zeros. */
    if (bits != 0) return ERR_FORMAT;
    memcpy(out, read, size);
    return ERR_OK;
}
