#include "export/quote.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "json/json.h"

/* Each function is a loop over the characters of a text. take_character deals
 * with those that are unfit for every format, and leaves the rest to the
 * format's own rules. JSON has a room of its own, because it can escape what
 * the others have to replace. */

#define REPLACEMENT "\xef\xbf\xbd"

static void put_bytes(struct bytes b, FILE *out)
{
    fwrite(b.data, 1, b.size, out);
}

/* Takes a character off the text, and replaces one that is unfit for every
 * format. True for one that is left to the caller: *c, its bytes in *taken. */
static bool take_character(struct bytes *text, uint32_t *c, struct bytes *taken,
                           FILE *out)
{
    size_t size;

    *c = utf8_next(*text, &size);
    *taken = bytes_of(text->data, size);
    *text = bytes_from(*text, size);
    if (*c == '\n' || *c == '\t') return true;
    if (*c != UTF8_BROKEN && !utf8_is_control(*c) && !utf8_is_deceptive(*c))
        return true;
    fputs(REPLACEMENT, out);
    return false;
}

/* True of a text that a spreadsheet may take for a formula; the wide forms of
 * East Asian writing included. */
static bool begins_formula(const char *text)
{
    static const char *const starts[] = {"=",
                                         "+",
                                         "-",
                                         "@",
                                         "\t",
                                         "\xef\xbc\x9d",
                                         "\xef\xbc\x8b",
                                         "\xef\xbc\x8d",
                                         "\xef\xbc\xa0"};

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(text, starts[i], strlen(starts[i])) == 0) return true;
    return false;
}

void quote_csv(const char *text, FILE *out)
{
    struct bytes b = bytes_of_text(text);
    struct bytes taken;
    uint32_t c;

    fputc('"', out);
    if (begins_formula(text)) fputc('\'', out);
    while (b.size > 0) {
        if (!take_character(&b, &c, &taken, out)) continue;
        if (c == '"') fputc('"', out);
        put_bytes(taken, out);
    }
    fputc('"', out);
}

void quote_mermaid(const char *text, FILE *out)
{
    static const char plain[] = " ,.:'()-/_[]!?+=";
    struct bytes b = bytes_of_text(text);
    struct bytes taken;
    uint32_t c;

    while (b.size > 0) {
        if (!take_character(&b, &c, &taken, out)) continue;
        const bool letter = c >= 0x80 || (c >= '0' && c <= '9') ||
                            ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (c == '\n' || c == '\t')
            fputc(' ', out);
        else if (letter || strchr(plain, (int)c))
            put_bytes(taken, out);
        else
            fprintf(out, "#%u;", (unsigned)c);
    }
}

void quote_dot(const char *text, FILE *out)
{
    struct bytes b = bytes_of_text(text);
    struct bytes taken;
    uint32_t c;

    fputc('"', out);
    while (b.size > 0) {
        if (!take_character(&b, &c, &taken, out)) continue;
        if (c == '\n')
            fputs("\\n", out);
        else if (c == '&')
            fputs("&amp;", out);
        else {
            if (c == '"' || c == '\\') fputc('\\', out);
            put_bytes(taken, out);
        }
    }
    fputc('"', out);
}

void quote_line(const char *text, FILE *out)
{
    struct bytes b = bytes_of_text(text);
    struct bytes taken;
    uint32_t c;

    while (b.size > 0) {
        if (!take_character(&b, &c, &taken, out)) continue;
        if (c == '\n' || c == '\t')
            fputc(' ', out);
        else
            put_bytes(taken, out);
    }
}

void quote_time(instant t, FILE *out)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    fprintf(out, "\"%s\"", text);
}

void quote_json_member(const char *key, const char *text, FILE *out)
{
    if (!text) return;
    fprintf(out, ",\"%s\":", key);
    json_put_text(text, out);
}

void quote_csv_next(const char *text, FILE *out)
{
    fputc(',', out);
    if (text) quote_csv(text, out);
}
