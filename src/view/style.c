#include "view/style.h"

#include <assert.h>

#include "base/arena.h"
#include "view/text.h"

void style_set(const struct style *s, enum style_kind kind, FILE *out)
{
    /* ECMA-48 SGR: reset, bold, faint, green, yellow, bold red. */
    static const char *const sequences[STYLE_COUNT] = {
        [STYLE_PLAIN] = "\x1b[0m", [STYLE_TITLE] = "\x1b[1m",
        [STYLE_QUIET] = "\x1b[2m", [STYLE_GOOD] = "\x1b[32m",
        [STYLE_OPEN] = "\x1b[33m", [STYLE_BAD] = "\x1b[1;31m",
    };

    assert(kind < STYLE_COUNT);
    if (s->colour) fputs(sequences[kind], out);
}

void style_paragraph(const struct style *s, enum style_kind kind,
                     const char *text, FILE *out)
{
    style_set(s, kind, out);
    text_put_wrapped(text, 0, 0, out);
    style_set(s, STYLE_PLAIN, out);
}

void style_title(const struct style *s, const char *title, FILE *out)
{
    fputc('\n', out);
    style_paragraph(s, STYLE_TITLE, title, out);
}

void style_headed(const struct style *s, enum style_kind kind, const char *name,
                  const char *text, size_t indent, FILE *out)
{
    struct arena a;

    style_set(s, kind, out);
    text_put(name, out);
    style_set(s, STYLE_PLAIN, out);
    arena_init(&a);
    text_put_wrapped(arena_format(&a, ": %s", text), text_width(name), indent,
                     out);
    arena_fini(&a);
}

void style_named(const struct style *s, const char *name, const char *text,
                 size_t indent, FILE *out)
{
    fputc('\n', out);
    style_headed(s, STYLE_TITLE, name, text, indent, out);
}
