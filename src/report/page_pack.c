#define ZLIB_CONST 1 /* what is compressed is only read */

#include "report/page_pack.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/arena.h"
#include "crypto/base64.h"

/* Bytes go through deflate into a buffer of whole groups of base64; each time
 * that it is full, it is encoded and written. */

enum { PACKED_SIZE = 48 * 1024, TEXT_SIZE = PACKED_SIZE / 3 * 4 };

struct page_pack {
    FILE *out;
    z_stream stream;
    size_t size;
    uint8_t packed[PACKED_SIZE];
    uint8_t text[TEXT_SIZE];
};

static void make_room(struct page_pack *p)
{
    p->stream.next_out = p->packed;
    p->stream.avail_out = PACKED_SIZE;
}

static void write_packed(struct page_pack *p)
{
    const size_t size = PACKED_SIZE - p->stream.avail_out;
    struct writer w;

    writer_init(&w, p->text, sizeof p->text);
    base64_encode(&w, BASE64_PADDED, bytes_of(p->packed, size));
    assert(!w.overflow);
    fwrite(w.data, 1, w.size, p->out);
    p->size += size;
    make_room(p);
}

struct page_pack *page_pack_begin(FILE *out, const char *id)
{
    struct page_pack *p = calloc(1, sizeof *p);

    if (!p) arena_out_of_memory(sizeof *p);
    p->out = out;
    if (deflateInit(&p->stream, Z_DEFAULT_COMPRESSION) != Z_OK)
        arena_out_of_memory(sizeof *p);
    make_room(p);
    fprintf(out, "<script type=\"application/octet-stream\" id=\"%s\">", id);
    return p;
}

static bool deflate_some(struct page_pack *p, int flush)
{
    const int rc = deflate(&p->stream, flush);

    assert(rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR);
    if (p->stream.avail_out == 0) {
        write_packed(p);
        return true;
    }
    return false;
}

void page_pack_put(struct page_pack *p, struct bytes b)
{
    while (b.size > 0) {
        const size_t size = b.size < UINT_MAX ? b.size : UINT_MAX;

        p->stream.next_in = b.data;
        p->stream.avail_in = (uInt)size;
        while (deflate_some(p, Z_NO_FLUSH) || p->stream.avail_in > 0)
            continue;
        b = bytes_from(b, size);
    }
}

size_t page_pack_end(struct page_pack *p)
{
    while (deflate_some(p, Z_FINISH))
        continue;
    write_packed(p);
    fputs("</script>\n", p->out);

    const size_t size = p->size;

    deflateEnd(&p->stream);
    free(p);
    return size;
}

void page_pack_json(FILE *out, const char *id,
                    void (*put)(struct json *j, const void *source),
                    const void *source)
{
    struct json j;
    char *text;
    size_t size;
    FILE *memory = open_memstream(&text, &size);

    if (!memory) arena_out_of_memory(sizeof j);
    json_init(&j, memory);
    put(&j, source);
    json_finish(&j);
    if (fclose(memory)) arena_out_of_memory(size);

    struct page_pack *p = page_pack_begin(out, id);

    page_pack_put(p, bytes_of(text, size));
    page_pack_end(p);
    free(text);
}
