#include "view/hex.h"

#include <assert.h>

#include "view/text.h"

/* "0010  01 02 .. 08  09 .. 10  |................|" */
enum { PLACE_WIDTH = 4, GAP = 2, BARS = 2, BYTE_WIDTH = 3 };

/* A gap stands in the middle of many. */
static size_t middle_of(size_t per_line)
{
    return per_line == HEX_BYTES ? HEX_BYTES_FEW : per_line;
}

size_t hex_width(size_t per_line)
{
    return PLACE_WIDTH + 1 + BYTE_WIDTH * per_line +
           (middle_of(per_line) < per_line) + GAP + BARS + per_line;
}

size_t hex_per_line(size_t column, FILE *out)
{
    return column + hex_width(HEX_BYTES) <= text_columns(out) ? HEX_BYTES
                                                              : HEX_BYTES_FEW;
}

void hex_put(struct bytes b, size_t at, size_t count, size_t per_line,
             bool filled, FILE *out)
{
    const size_t middle = middle_of(per_line);

    assert(count <= per_line && at + count <= b.size);
    fprintf(out, "%0*zx ", PLACE_WIDTH, at);
    for (size_t i = 0; i < per_line; i++) {
        if (i == middle) fputc(' ', out);
        if (i < count)
            fprintf(out, " %02x", b.data[at + i]);
        else
            text_put_spaces(BYTE_WIDTH, out);
    }
    fputs("  |", out);
    for (size_t i = 0; i < count; i++) {
        const int c = b.data[at + i];
        fputc(c >= ' ' && c <= '~' ? c : '.', out);
    }
    fputc('|', out);
    if (filled) text_put_spaces(per_line - count, out);
}
