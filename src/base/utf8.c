#include "base/utf8.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

/* For a lead byte: the number of bytes, and the least character that needs
 * them. */
static size_t lead(uint8_t byte, uint32_t *bits, uint32_t *least)
{
    static const struct {
        uint8_t mask, value;
        uint32_t least;
    } leads[] = {{0x80, 0x00, 0},
                 {0xe0, 0xc0, 0x80},
                 {0xf0, 0xe0, 0x800},
                 {0xf8, 0xf0, 0x10000}};

    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if ((byte & leads[i].mask) != leads[i].value) continue;
        *bits = byte & (uint8_t)~leads[i].mask;
        *least = leads[i].least;
        return i + 1;
    }
    return 0;
}

uint32_t utf8_next(struct bytes b, size_t *size)
{
    uint32_t character, least;

    assert(b.size > 0);
    size_t length = lead(b.data[0], &character, &least);
    *size = 1;
    if (length == 0 || length > b.size) return UTF8_BROKEN;
    for (size_t i = 1; i < length; i++) {
        if ((b.data[i] & 0xc0) != 0x80) return UTF8_BROKEN;
        character = character << 6 | (b.data[i] & 0x3fu);
    }
    if (character < least || character > 0x10ffff ||
        (character >= 0xd800 && character <= 0xdfff))
        return UTF8_BROKEN;
    *size = length;
    return character;
}

struct bytes utf8_skip_mark(struct bytes b)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};

    return b.size >= sizeof mark && memcmp(b.data, mark, sizeof mark) == 0
               ? bytes_from(b, sizeof mark)
               : b;
}

bool utf8_is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character <= 0x9f);
}

bool utf8_is_deceptive(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e},
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    }
    return false;
}

size_t utf8_width(uint32_t character)
{
    if (character == UTF8_BROKEN || utf8_is_control(character) ||
        utf8_is_deceptive(character))
        return 1;
    return (size_t)utf8proc_charwidth((utf8proc_int32_t)character);
}

void utf8_clean(char *out, size_t capacity, struct bytes b)
{
    size_t used = 0, size;

    for (; b.size > 0; b = bytes_from(b, size)) {
        const uint32_t character = utf8_next(b, &size);
        struct bytes shown = bytes_of(b.data, size);

        if (character == UTF8_BROKEN || utf8_is_control(character))
            shown = bytes_of_text("?");
        else if (utf8_is_deceptive(character))
            shown = bytes_of_text(UTF8_REPLACEMENT);
        if (used + shown.size + 1 > capacity) break;
        memcpy(out + used, shown.data, shown.size);
        used += shown.size;
    }
    out[used] = '\0';
}
