/* A piece of a page: an element whose text is the base64 of what was compressed
 * (zlib, RFC 1950), written as it comes. */
#ifndef REPORT_PAGE_PACK_H
#define REPORT_PAGE_PACK_H

#include <stdio.h>

#include "base/bytes.h"
#include "json/json.h"

/* One piece under way. Errors of writing stay with the stream. */
struct page_pack;

struct page_pack *page_pack_begin(FILE *out, const char *id);
void page_pack_put(struct page_pack *p, struct bytes b);

/* Ends the element; gives back its compressed size. */
size_t page_pack_end(struct page_pack *p);

/* A whole piece with the JSON that `put` makes of the source. */
void page_pack_json(FILE *out, const char *id,
                    void (*put)(struct json *j, const void *source),
                    const void *source);

#endif
