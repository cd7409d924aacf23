/* The frame of a page of HTML that holds all it needs: its policy, style and
 * script around pieces of data. */
#ifndef REPORT_PAGE_FRAME_H
#define REPORT_PAGE_FRAME_H

#include <stdio.h>

#include "base/bytes.h"

/* What fills it; all is borrowed. */
struct page_frame {
    const char *title;
    const char *instead; /* said where JavaScript is off: HTML of ours */
    struct bytes style, script;
    void (*put_pieces)(const void *source, FILE *out);
    const void *source;
};

/* The bytes of a file that the build made, without the NUL after them. */
struct bytes page_frame_built(const uint8_t *bytes, size_t size);

/* Errors of writing stay with the stream. */
void page_frame_write(const struct page_frame *f, FILE *out);

#endif
