#include "view/ranges.h"

#include "view/text.h"

enum {
    BYTES = 8,             /* a line */
    HEX_WIDTH = 3 * BYTES, /* with a space before each */
    PLACE_WIDTH = 4,
    GAP = 2,
    INDENT = 2 /* for each message within another */
};

static void draw_bytes(const struct view *v, const struct field_map *y,
                       size_t at, size_t count, size_t column, FILE *out)
{
    text_put_spaces(column, out);
    style_set(&v->style, STYLE_QUIET, out);
    fprintf(out, "%0*zx ", PLACE_WIDTH, at);
    for (size_t i = 0; i < count; i++)
        fprintf(out, " %02x", y->whole.data[at + i]);
    style_set(&v->style, STYLE_PLAIN, out);
}

/* The name stands beside the first line; further ones are bytes alone. */
static void draw_part(const struct view *v, const struct field_map *y,
                      const struct field_map_part *part, size_t column,
                      FILE *out)
{
    const size_t told = column + PLACE_WIDTH + 1 + HEX_WIDTH + GAP;
    const size_t words = told + INDENT * part->depth;
    struct arena a;

    arena_init(&a);
    for (size_t at = 0; at < part->size; at += BYTES) {
        const size_t rest = part->size - at;
        const size_t count = rest < BYTES ? rest : BYTES;
        draw_bytes(v, y, part->at + at, count, column, out);
        if (at > 0) {
            fputc('\n', out);
            continue;
        }
        text_put_spaces(words - (told - GAP - HEX_WIDTH) - 3 * count, out);
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
