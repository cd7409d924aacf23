#include "scenario/scenario_errors.h"

#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

/* Errors are collected as the scenario is read (scenario_errors_add), put in
 * the order of the text, and printed with the line and a caret. What the text
 * holds is cleaned wherever it is printed, and the caret stands by the columns
 * of what is then on the screen, not by bytes or characters. */

void scenario_errors_init(struct scenario_errors *errors)
{
    *errors = (struct scenario_errors){0};
    arena_init(&errors->arena);
    errors->capacity = SCENARIO_ERRORS_MAX;
    errors->items =
        arena_array(&errors->arena, errors->capacity, sizeof *errors->items);
}

void scenario_errors_fini(struct scenario_errors *errors)
{
    arena_fini(&errors->arena);
}

void scenario_errors_add(struct scenario_errors *errors, enum err code,
                         struct scenario_position position, const char *format,
                         ...)
{
    char raw[ERRMSG_SIZE], clean[ERRMSG_SIZE];

    if (errors->code != ERR_LIMIT) errors->code = code;
    if (errors->count == errors->capacity) {
        errors->more = true;
        return;
    }
    va_list args;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    utf8_clean(clean, sizeof clean, bytes_of_text(raw));
    errors->items[errors->count++] = (struct scenario_error){
        .position = position, .text = arena_text(&errors->arena, clean)};
}

static bool before(struct scenario_position a, struct scenario_position b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

void scenario_errors_sort(struct scenario_errors *errors)
{
    /* Insertion: few items, nearly sorted, and equals keep their order. */
    for (size_t i = 1; i < errors->count; i++) {
        const struct scenario_error item = errors->items[i];
        size_t at = i;
        for (; at > 0 && before(item.position, errors->items[at - 1].position);
             at--)
            errors->items[at] = errors->items[at - 1];
        errors->items[at] = item;
    }
}

/* The text of a line, counted from 1, without its end. */
static struct bytes line_of(struct bytes source, uint32_t line)
{
    for (; line > 1 && source.size > 0; line--) {
        const uint8_t *end = memchr(source.data, '\n', source.size);
        if (!end) return bytes_of(NULL, 0);
        source = bytes_from(source, (size_t)(end - source.data) + 1);
    }
    const uint8_t *end =
        source.size > 0 ? memchr(source.data, '\n', source.size) : NULL;
    if (end) source.size = (size_t)(end - source.data);
    if (source.size > 0 && source.data[source.size - 1] == '\r') source.size--;
    return source;
}

/* The bytes of the first characters of a text, as many as are asked for. */
static struct bytes head_of(struct bytes b, uint32_t characters)
{
    struct bytes rest = b;
    size_t size;

    for (; characters > 0 && rest.size > 0; characters--) {
        (void)utf8_next(rest, &size);
        rest = bytes_from(rest, size);
    }
    return bytes_of(b.data, b.size - rest.size);
}

static size_t width_of(struct bytes b)
{
    size_t width = 0, size;

    for (; b.size > 0; b = bytes_from(b, size))
        width += utf8_width(utf8_next(b, &size));
    return width;
}

/* Leaves out of a text its beginning, so that what remains has at most so many
 * columns, or else its end. */
static struct bytes cut_start(struct bytes b, size_t columns)
{
    size_t size;

    for (size_t width = width_of(b); width > columns; b = bytes_from(b, size))
        width -= utf8_width(utf8_next(b, &size));
    return b;
}

static struct bytes cut_end(struct bytes b, size_t columns)
{
    struct bytes rest = b;
    size_t width = 0, size;

    for (; rest.size > 0; rest = bytes_from(rest, size)) {
        width += utf8_width(utf8_next(rest, &size));
        if (width > columns) break;
    }
    return bytes_of(b.data, b.size - rest.size);
}

/* The source line and the caret, which stands by the columns of a terminal. A
 * long line is cut to the part around the caret, with it two thirds to the
 * right. */
static void excerpt(FILE *out, struct bytes source,
                    struct scenario_position position)
{
    enum {
        COLUMNS = 80,
        MARGIN = 9,
        WIDTH = COLUMNS - MARGIN,
        TEXT_SIZE = 8 * WIDTH /* combining characters take no column */
    };
    const struct bytes line = line_of(utf8_skip_mark(source), position.line);
    const uint32_t column = position.column > 0 ? position.column - 1 : 0;
    struct bytes before = head_of(line, column);
    const size_t before_end = before.size;

    if (width_of(before) >= WIDTH) before = cut_start(before, WIDTH * 2 / 3);
    const size_t start = before_end - before.size;
    const struct bytes shown = cut_end(bytes_from(line, start), WIDTH);
    char text[TEXT_SIZE];
    utf8_clean(text, sizeof text, shown);
    fprintf(out, "%6u | %s\n", position.line, text);
    fprintf(out, "%6s | %*s^\n", "", (int)width_of(before), "");
}

void scenario_errors_print(FILE *out, const char *file, struct bytes source,
                           const struct scenario_errors *errors)
{
    for (size_t i = 0; i < errors->count; i++) {
        const struct scenario_error *error = &errors->items[i];
        fprintf(out, "%s:%u:%u: %s: %s\n", file, error->position.line,
                error->position.column, errors->warnings ? "warning" : "error",
                error->text);
        excerpt(out, source, error->position);
    }
    if (errors->more)
        fprintf(out, "%s: more %s follow; these are the first %zu\n", file,
                errors->warnings ? "warnings" : "errors", errors->count);
}
