#include "view/text.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/utf8.h"

/* Everything printed goes through take_glyph: it takes one character off a
 * text, replaces what could harm a terminal, and gives its width. Measuring,
 * cutting and filling are loops over glyphs; text_put_line puts words up to an
 * edge, and text_put_wrapped is a loop over such lines. */

#define ELLIPSIS "\xe2\x80\xa6"

enum {
    NO_BREAK_SPACE = 0xa0,
    HANG_LEAST = 2 /* no line begins further to the left */
};

/* One character as it is to be shown. */
struct text_glyph {
    struct bytes bytes;
    size_t width;
    bool space;
};

/* Takes the first character off *text, which must not be empty. */
static struct text_glyph take_glyph(struct bytes *text)
{
    size_t size;
    const uint32_t c = utf8_next(*text, &size);
    struct text_glyph g = {bytes_of(text->data, size), utf8_width(c), c == ' '};

    assert(text->size > 0);
    if (c == '\n' || c == '\t' || c == '\r') {
        g = (struct text_glyph){bytes_of_text(" "), 1, true};
    } else if (c == NO_BREAK_SPACE) {
        g.bytes = bytes_of_text(" ");
    } else if (c == UTF8_BROKEN || utf8_is_control(c) || utf8_is_deceptive(c)) {
        g.bytes = bytes_of_text(UTF8_REPLACEMENT);
    }
    *text = bytes_from(*text, size);
    return g;
}

static size_t put_glyph(struct text_glyph g, FILE *out)
{
    fwrite(g.bytes.data, 1, g.bytes.size, out);
    return g.width;
}

size_t text_window(FILE *out)
{
    struct winsize window;

    return ioctl(fileno(out), TIOCGWINSZ, &window) ? 0 : window.ws_col;
}

/* 0: unknown. */
static size_t columns_known(FILE *out)
{
    const char *said = getenv("DEMARCHE_COLUMNS");

    return said && *said ? strtoul(said, NULL, 10) : text_window(out);
}

size_t text_columns(FILE *out)
{
    const size_t columns =
        out == stdout || out == stderr ? columns_known(out) : 0;

    if (columns == 0) return TEXT_COLUMNS;
    if (columns < TEXT_COLUMNS_LEAST) return TEXT_COLUMNS_LEAST;
    return columns < TEXT_COLUMNS_MOST ? columns : TEXT_COLUMNS_MOST;
}

size_t text_width(const char *text)
{
    struct bytes rest = bytes_of_text(text);
    size_t width = 0;

    while (rest.size > 0)
        width += take_glyph(&rest).width;
    return width;
}

void text_put(const char *text, FILE *out)
{
    struct bytes rest = bytes_of_text(text);

    while (rest.size > 0)
        put_glyph(take_glyph(&rest), out);
}

void text_put_field(const char *label, size_t width, const char *text,
                    FILE *out)
{
    enum { INDENT = 2 };

    fprintf(out, "%*s%-*s", INDENT, "", (int)(width - INDENT), label);
    text_put_wrapped(text, width, width, out);
}

void text_put_spaces(size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++)
        fputc(' ', out);
}

size_t text_put_cut(const char *text, size_t columns, FILE *out)
{
    const bool cut = text_width(text) > columns;
    const size_t room = cut && columns > 0 ? columns - 1 : columns;
    struct bytes rest = bytes_of_text(text);
    size_t used = 0;

    while (rest.size > 0) {
        const struct text_glyph g = take_glyph(&rest);

        if (used + g.width > room) break;
        used += put_glyph(g, out);
    }
    if (cut && columns > 0) {
        fputs(ELLIPSIS, out);
        used++;
    }
    return used;
}

void text_put_cell(const char *text, size_t columns, FILE *out)
{
    text_put_spaces(columns - text_put_cut(text, columns, out), out);
}

/* The columns of the word that *text begins with. */
static size_t word_width(struct bytes text)
{
    size_t width = 0;

    while (text.size > 0) {
        const struct text_glyph g = take_glyph(&text);

        if (g.space) break;
        width += g.width;
    }
    return width;
}

size_t text_put_line(struct bytes *text, size_t column, size_t indent,
                     size_t edge, FILE *out)
{
    size_t spaces = 0;

    assert(indent + 2 <= edge);
    while (text->size > 0) {
        const size_t word = word_width(*text);

        /* A new line helps only a word that is not at its start. */
        if (column > indent && column + spaces + word > edge) return column;
        if (word > 0) {
            text_put_spaces(spaces, out);
            column += spaces;
            spaces = 0;
        }
        while (text->size > 0) {
            struct bytes rest = *text;
            const struct text_glyph g = take_glyph(&rest);

            if (!g.space && column + g.width > edge) return column;
            *text = rest;
            if (g.space) {
                spaces = 1;
                break;
            }
            column += put_glyph(g, out);
        }
    }
    return column;
}

size_t text_hang(struct bytes text, size_t indent, size_t edge)
{
    const size_t word = word_width(text);

    return indent + word > edge && HANG_LEAST + word <= edge ? edge - word
                                                             : indent;
}

void text_put_wrapped(const char *text, size_t column, size_t indent, FILE *out)
{
    const size_t edge = text_columns(out);
    struct bytes rest = bytes_of_text(text);
    size_t at = text_hang(rest, indent, edge);

    text_put_line(&rest, column, at, edge, out);
    while (rest.size > 0) {
        fputc('\n', out);
        at = text_hang(rest, indent, edge);
        text_put_spaces(at, out);
        text_put_line(&rest, at, at, edge, out);
    }
    fputc('\n', out);
}

void text_number(char out[TEXT_NUMBER_SIZE], uint64_t number)
{
    char digits[TEXT_NUMBER_SIZE];
    const size_t count = (size_t)snprintf(digits, sizeof digits, "%llu",
                                          (unsigned long long)number);
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

size_t text_digits(uint64_t number)
{
    size_t count = 1;

    for (; number >= 10; number /= 10)
        count++;
    return count;
}

size_t text_wider(size_t a, size_t b)
{
    return a > b ? a : b;
}
