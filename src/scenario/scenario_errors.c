#include "scenario/scenario_errors.h"

#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

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

static struct bytes skip(struct bytes b, uint32_t characters)
{
    size_t size;

    for (; characters > 0 && b.size > 0; characters--) {
        (void)utf8_next(b, &size);
        b = bytes_from(b, size);
    }
    return b;
}

/* The source line and the caret. A long line is cut to the part around the
 * column, with the column two thirds to the right. */
static void excerpt(FILE *out, struct bytes source,
                    struct scenario_position position)
{
    enum { COLUMNS = 80, MARGIN = 9, WIDTH = COLUMNS - MARGIN };
    uint32_t start = 0, column = position.column > 0 ? position.column - 1 : 0;

    if (column >= WIDTH) start = column - WIDTH * 2 / 3;
    struct bytes shown =
        skip(line_of(utf8_skip_mark(source), position.line), start);
    shown.size -= skip(shown, WIDTH).size;
    char text[4 * WIDTH + 1];
    utf8_clean(text, sizeof text, shown);
    fprintf(out, "%6u | %s\n", position.line, text);
    fprintf(out, "%6s | %*s^\n", "", (int)(column - start), "");
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
