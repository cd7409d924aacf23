#include "report/page.h"

#include <assert.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "report/page_data.h"

/* The page is a template with names between at signs; each is replaced by what
 * its row writes. Script and style are the build's (cmake/page.cmake) and are
 * named to the browser by their hashes, so that it runs nothing else: whatever
 * a scenario or a journal says stays text. */

static const uint8_t template_bytes[] = {
#include <page.html.inc>
    0};
static const uint8_t script_bytes[] = {
#include <page.js.inc>
    0};
static const uint8_t style_bytes[] = {
#include <page.css.inc>
    0};

static struct bytes text_of(const uint8_t *bytes, size_t size)
{
    return bytes_of(bytes, size - 1); /* without the NUL */
}

bool page_is_built(void)
{
    return sizeof script_bytes > 1;
}

static void put_bytes(struct bytes b, FILE *out)
{
    fwrite(b.data, 1, b.size, out);
}

/* 'sha256-...': a source of a policy (CSP3, 2.3.1). */
static void put_hash(struct bytes b, FILE *out)
{
    uint8_t hash[SHA256_SIZE];
    uint8_t text[2 * SHA256_SIZE];
    struct writer w;

    sha256(hash, b);
    writer_init(&w, text, sizeof text);
    base64_encode(&w, BASE64_PADDED, bytes_of(hash, sizeof hash));
    fputs("'sha256-", out);
    put_bytes(writer_bytes(&w), out);
    fputc('\'', out);
}

static void put_policy(const struct page_source *s, FILE *out)
{
    (void)s;
    fputs("default-src 'none'; script-src ", out);
    put_hash(text_of(script_bytes, sizeof script_bytes), out);
    fputs("; style-src ", out);
    put_hash(text_of(style_bytes, sizeof style_bytes), out);
    fputs("; img-src data:; worker-src blob:; base-uri 'none'; "
          "form-action 'none'",
          out);
}

/* Text between tags. */
static void put_title(const struct page_source *s, FILE *out)
{
    const char *title = s->as == SCENARIO_NONE
                            ? s->scenario->title
                            : s->scenario->parties[s->as].title;

    for (; *title; title++) {
        if (*title == '<')
            fputs("&lt;", out);
        else if (*title == '>')
            fputs("&gt;", out);
        else if (*title == '&')
            fputs("&amp;", out);
        else
            fputc((unsigned char)*title < ' ' ? ' ' : *title, out);
    }
}

static void put_style(const struct page_source *s, FILE *out)
{
    (void)s;
    put_bytes(text_of(style_bytes, sizeof style_bytes), out);
}

static void put_script(const struct page_source *s, FILE *out)
{
    (void)s;
    put_bytes(text_of(script_bytes, sizeof script_bytes), out);
}

static const struct {
    const char *name;
    void (*put)(const struct page_source *s, FILE *out);
} rows[] = {
    {"@POLICY@", put_policy},  {"@TITLE@", put_title},
    {"@STYLE@", put_style},    {"@PIECES@", page_data_write},
    {"@PROGRAM@", put_script},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

/* The row of the name that the text begins with; COUNT: it begins with none. */
static size_t row_at(struct bytes text)
{
    size_t i = 0;

    while (i < ROW_COUNT &&
           (text.size < strlen(rows[i].name) ||
            memcmp(text.data, rows[i].name, strlen(rows[i].name)) != 0))
        i++;
    return i;
}

void page_write(const struct page_source *s, FILE *out)
{
    struct bytes rest = text_of(template_bytes, sizeof template_bytes);

    assert(page_is_built());
    while (rest.size > 0) {
        const size_t row = row_at(rest);

        if (row < ROW_COUNT) {
            rows[row].put(s, out);
            rest = bytes_from(rest, strlen(rows[row].name));
        } else {
            fputc(rest.data[0], out);
            rest = bytes_from(rest, 1);
        }
    }
}
