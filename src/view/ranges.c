#include "view/ranges.h"

#include "view/hex.h"
#include "view/text.h"

enum { GAP = 2, INDENT = 2 /* for each message within another */ };

/* The name stands beside the first line; further ones are bytes alone. */
static void draw_part(const struct view *v, const struct field_map *y,
                      const struct field_map_part *part, size_t column,
                      FILE *out)
{
    const size_t words =
        column + hex_width(HEX_BYTES_FEW) + GAP + INDENT * part->depth;
    struct arena a;

    arena_init(&a);
    for (size_t at = 0; at < part->size; at += HEX_BYTES_FEW) {
        const size_t rest = part->size - at;

        text_put_spaces(column, out);
        style_set(&v->style, STYLE_QUIET, out);
        hex_put(y->whole, part->at + at,
                rest < HEX_BYTES_FEW ? rest : HEX_BYTES_FEW, HEX_BYTES_FEW,
                at == 0, out);
        style_set(&v->style, STYLE_PLAIN, out);
        if (at > 0) {
            fputc('\n', out);
            continue;
        }
        text_put_spaces(GAP + INDENT * part->depth, out);
        text_put_wrapped(arena_format(&a, "%s%s%s", part->name,
                                      part->value[0] ? ": " : "", part->value),
                         words, words + INDENT, out);
    }
    arena_fini(&a);
}

void ranges_draw(const struct view *v, const struct field_map *y, size_t column,
                 FILE *out)
{
    for (size_t i = 0; i < y->count; i++)
        draw_part(v, y, &y->parts[i], column, out);
}
