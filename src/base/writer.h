/* A writer into memory of a fixed capacity, which it cannot overrun. */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include "base/bytes.h"

/* Writes into memory of a fixed capacity. The first write that does not fit
 * sets `overflow`; it and all later writes then leave the memory alone, so
 * one check at the end is enough. */
struct writer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    bool overflow;
};

void writer_init(struct writer *w, void *data, size_t capacity);
void writer_put(struct writer *w, const void *data, size_t size);
void writer_put_text(struct writer *w, const char *text);
/* True if so much more fits; and the place where it would go, for callers that
 * write it themselves and then add to `size`. */
bool writer_fits(const struct writer *w, size_t size);
uint8_t *writer_end(const struct writer *w);

struct bytes writer_bytes(const struct writer *w);

#endif
