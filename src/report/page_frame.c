#include "report/page_frame.h"

#include <string.h>

#include "crypto/base64.h"
#include "crypto/sha256.h"

/* The template has names between at signs; each is replaced by what its row
 * writes. Script and style are the build's (cmake/page.cmake) and are named to
 * the browser by their hashes, so that it runs nothing else: whatever a
 * scenario, a study or a journal says stays text. */

static const uint8_t template_bytes[] = {
#include <page.html.inc>
    0};

struct bytes page_frame_built(const uint8_t *bytes, size_t size)
{
    return bytes_of(bytes, size - 1);
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

static void put_policy(const struct page_frame *f, FILE *out)
{
    fputs("default-src 'none'; script-src ", out);
    put_hash(f->script, out);
    fputs("; style-src ", out);
    put_hash(f->style, out);
    fputs("; img-src data:; worker-src blob:; base-uri 'none'; "
          "form-action 'none'",
          out);
}

/* Text between tags. */
static void put_title(const struct page_frame *f, FILE *out)
{
    for (const char *title = f->title; *title; title++) {
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

static void put_instead(const struct page_frame *f, FILE *out)
{
    fputs(f->instead, out);
}

static void put_style(const struct page_frame *f, FILE *out)
{
    put_bytes(f->style, out);
}

static void put_script(const struct page_frame *f, FILE *out)
{
    put_bytes(f->script, out);
}

static void put_pieces(const struct page_frame *f, FILE *out)
{
    f->put_pieces(f->source, out);
}

static const struct {
    const char *name;
    void (*put)(const struct page_frame *f, FILE *out);
} rows[] = {
    {"@POLICY@", put_policy}, {"@TITLE@", put_title},
    {"@STYLE@", put_style},   {"@INSTEAD@", put_instead},
    {"@PIECES@", put_pieces}, {"@PROGRAM@", put_script},
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

void page_frame_write(const struct page_frame *f, FILE *out)
{
    struct bytes rest = page_frame_built(template_bytes, sizeof template_bytes);

    while (rest.size > 0) {
        const size_t row = row_at(rest);

        if (row < ROW_COUNT) {
            rows[row].put(f, out);
            rest = bytes_from(rest, strlen(rows[row].name));
        } else {
            fputc(rest.data[0], out);
            rest = bytes_from(rest, 1);
        }
    }
}
