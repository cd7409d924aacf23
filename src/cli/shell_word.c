#include "cli/shell_word.h"

#include <string.h>

const char *shell_word(struct arena *a, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./=:,%+-";
    const char *out = "";

    if (*word && !word[strspn(word, plain)]) return word;
    for (const char *p = word; *p;) {
        const int size = (int)strcspn(p, "'");
        out = arena_format(a, "%s%.*s%s", out, size, p, p[size] ? "'\\''" : "");
        p += size + (p[size] != '\0');
    }
    return arena_format(a, "'%s'", out);
}
