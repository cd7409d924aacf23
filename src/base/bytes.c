#include "base/bytes.h"

#include <assert.h>
#include <string.h>

struct bytes bytes_of(const void *data, size_t size)
{
    return (struct bytes){data, size};
}

struct bytes bytes_of_text(const char *text)
{
    return bytes_of(text, strlen(text));
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size &&
           (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

struct bytes bytes_from(struct bytes b, size_t offset)
{
    assert(offset <= b.size);
    return bytes_of(offset ? b.data + offset : b.data, b.size - offset);
}

void bytes_put_le32(uint8_t out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> (8 * i));
}

void bytes_put_le64(uint8_t out[8], uint64_t value)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(value >> (8 * i));
}

void bytes_put_be32(uint8_t out[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[3 - i] = (uint8_t)(value >> (8 * i));
}

void bytes_put_be64(uint8_t out[8], uint64_t value)
{
    for (int i = 0; i < 8; i++)
        out[7 - i] = (uint8_t)(value >> (8 * i));
}

uint32_t bytes_get_le32(const uint8_t in[4])
{
    uint32_t value = 0;
    for (int i = 3; i >= 0; i--)
        value = value << 8 | in[i];
    return value;
}

uint64_t bytes_get_le64(const uint8_t in[8])
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | in[i];
    return value;
}

uint32_t bytes_get_be32(const uint8_t in[4])
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 8 | in[i];
    return value;
}

uint64_t bytes_get_be64(const uint8_t in[8])
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | in[i];
    return value;
}

void bytes_to_hex(char *out, struct bytes b)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < b.size; i++) {
        out[2 * i] = digits[b.data[i] >> 4];
        out[2 * i + 1] = digits[b.data[i] & 15];
    }
    out[2 * b.size] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum err bytes_from_hex(uint8_t *out, size_t size, const char *hex)
{
    if (strlen(hex) != 2 * size) return ERR_FORMAT;
    for (size_t i = 0; i < size; i++)
        if (hex_digit(hex[2 * i]) < 0 || hex_digit(hex[2 * i + 1]) < 0)
            return ERR_FORMAT;
    for (size_t i = 0; i < size; i++)
        out[i] =
            (uint8_t)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    return ERR_OK;
}
