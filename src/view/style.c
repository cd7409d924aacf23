#include "view/style.h"

#include <assert.h>

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
