#include "json/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

#include "base/utf8.h"

/* Every member begins with begin_member, which writes the comma and the key.
 * The closers of all that is open are a stack, whose top tells an object, where
 * a key is due, from an array, where none is. Texts are written a character at
 * a time, so that none passes unexamined, but for runs of plain ASCII. Numbers
 * are not left to fprintf: a page has millions of them. */

#define REPLACEMENT "\xef\xbf\xbd"

enum { SURROGATES_FROM = 0x10000, DIGITS_MAX = 20 };

/* RFC 8259 7: beyond the first plane, as the two halves of UTF-16. */
static void put_escaped(uint32_t c, FILE *out)
{
    if (c < SURROGATES_FROM) {
        fprintf(out, "\\u%04x", (unsigned)c);
        return;
    }
    c -= SURROGATES_FROM;
    fprintf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + (c >> 10)),
            (unsigned)(0xdc00 + (c & 0x3ff)));
}

/* Bytes that stand for themselves, from the first on. */
static size_t plain_run(struct bytes b)
{
    size_t n = 0;

    while (n < b.size && b.data[n] >= ' ' && b.data[n] <= '~' &&
           b.data[n] != '"' && b.data[n] != '\\' && b.data[n] != '<')
        n++;
    return n;
}

void json_put_text(const char *text, FILE *out)
{
    size_t size;

    fputc('"', out);
    for (struct bytes b = bytes_of_text(text); b.size > 0;
         b = bytes_from(b, size)) {
        size = plain_run(b);
        if (size > 0) {
            fwrite(b.data, 1, size, out);
            continue;
        }
        const uint32_t c = utf8_next(b, &size);

        if (c == UTF8_BROKEN)
            fputs(REPLACEMENT, out);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c == '<' || utf8_is_control(c) || utf8_is_deceptive(c))
            put_escaped(c, out);
        else {
            if (c == '"' || c == '\\') fputc('\\', out);
            fwrite(b.data, 1, size, out);
        }
    }
    fputc('"', out);
}

void json_put_hex(struct bytes b, FILE *out)
{
    enum { PIECE = 512 };
    char hex[2 * PIECE + 1];
    size_t size;

    fputc('"', out);
    for (; b.size > 0; b = bytes_from(b, size)) {
        size = b.size < PIECE ? b.size : PIECE;
        bytes_to_hex(hex, bytes_of(b.data, size));
        fputs(hex, out);
    }
    fputc('"', out);
}

void json_init(struct json *j, FILE *out)
{
    *j = (struct json){.out = out};
}

void json_finish(struct json *j)
{
    assert(j->depth == 0 && j->filled);
    fputc('\n', j->out);
}

/* The comma and the key before a value. Outermost there is one value. */
static void begin_member(struct json *j, const char *key)
{
    const bool keyed = j->depth > 0 && j->closers[j->depth - 1] == '}';

    assert(keyed == (key != NULL));
    assert(j->depth > 0 || !j->filled);
    if (j->filled) fputc(',', j->out);
    if (key) {
        fputc('"', j->out);
        fputs(key, j->out);
        fputs("\":", j->out);
    }
    j->filled = true;
}

static void put_digits(uint64_t number, FILE *out)
{
    char digits[DIGITS_MAX];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    fwrite(digits + at, 1, sizeof digits - at, out);
}

static void open_nest(struct json *j, const char *key, char opener, char closer)
{
    begin_member(j, key);
    assert(j->depth < JSON_DEPTH_MAX);
    fputc(opener, j->out);
    j->closers[j->depth++] = closer;
    j->filled = false;
}

void json_open_object(struct json *j, const char *key)
{
    open_nest(j, key, '{', '}');
}

void json_open_array(struct json *j, const char *key)
{
    open_nest(j, key, '[', ']');
}

void json_close(struct json *j)
{
    assert(j->depth > 0);
    fputc(j->closers[--j->depth], j->out);
    j->filled = true;
}

void json_text(struct json *j, const char *key, const char *text)
{
    begin_member(j, key);
    if (text)
        json_put_text(text, j->out);
    else
        fputs("null", j->out);
}

void json_number(struct json *j, const char *key, uint64_t number)
{
    begin_member(j, key);
    put_digits(number, j->out);
}

void json_int(struct json *j, const char *key, int64_t number)
{
    begin_member(j, key);
    if (number < 0) fputc('-', j->out);
    put_digits(number < 0 ? -(uint64_t)number : (uint64_t)number, j->out);
}

void json_real(struct json *j, const char *key, double number)
{
    begin_member(j, key);
    if (isfinite(number))
        fprintf(j->out, "%.12g", number);
    else
        fputs("null", j->out);
}

void json_digits(struct json *j, const char *key, uint64_t number)
{
    begin_member(j, key);
    fprintf(j->out, "\"%" PRIu64 "\"", number);
}

void json_bool(struct json *j, const char *key, bool value)
{
    begin_member(j, key);
    fputs(value ? "true" : "false", j->out);
}

void json_null(struct json *j, const char *key)
{
    json_text(j, key, NULL);
}

void json_hex(struct json *j, const char *key, struct bytes b)
{
    begin_member(j, key);
    json_put_hex(b, j->out);
}

void json_time(struct json *j, const char *key, instant t)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    json_text(j, key, text);
}

void json_seconds(struct json *j, const char *key, duration span)
{
    const uint64_t size = span < 0 ? -(uint64_t)span : (uint64_t)span;
    uint64_t parts = size % SECOND;
    int digits = 9;

    begin_member(j, key);
    fprintf(j->out, "%s%" PRIu64, span < 0 ? "-" : "", size / SECOND);
    if (parts == 0) return;
    for (; parts % 10 == 0; digits--)
        parts /= 10;
    fprintf(j->out, ".%0*" PRIu64, digits, parts);
}
