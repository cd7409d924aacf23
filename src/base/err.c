#include "base/err.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/writer.h"

const char *err_text(enum err code)
{
    static const char *const texts[] = {
#define ERR_TEXT(name, text) text,
        ERR_MAP(ERR_TEXT)
#undef ERR_TEXT
    };

    assert(code >= 0 && code < ERR_COUNT);
    return texts[code];
}

enum err err_set(struct errmsg *e, enum err code, const char *format, ...)
{
    if (e) {
        va_list args;
        va_start(args, format);
        vsnprintf(e->text, sizeof e->text, format, args);
        va_end(args);
    }
    return code;
}

enum err err_wrap(struct errmsg *e, enum err code, const char *format, ...)
{
    if (e) {
        struct errmsg inner = *e;
        va_list args;
        va_start(args, format);
        vsnprintf(e->text, sizeof e->text, format, args);
        va_end(args);
        size_t n = strlen(e->text);
        struct writer w;
        writer_init(&w, e->text + n, sizeof e->text - n - 1);
        writer_put_text(&w, ": ");
        writer_put(&w, inner.text, strnlen(inner.text, w.capacity - w.size));
        e->text[n + w.size] = '\0';
    }
    return code;
}
