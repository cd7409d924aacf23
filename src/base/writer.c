#include "base/writer.h"

#include <string.h>

void writer_init(struct writer *w, void *data, size_t capacity)
{
    *w = (struct writer){data, 0, capacity, false};
}

void writer_put(struct writer *w, const void *data, size_t size)
{
    if (!writer_fits(w, size)) {
        w->overflow = true;
        return;
    }
    if (size > 0) memcpy(w->data + w->size, data, size);
    w->size += size;
}

void writer_put_text(struct writer *w, const char *text)
{
    writer_put(w, text, strlen(text));
}

bool writer_fits(const struct writer *w, size_t size)
{
    return !w->overflow && size <= w->capacity - w->size;
}

uint8_t *writer_end(const struct writer *w)
{
    /* An empty writer may have no memory at all. */
    return w->size > 0 ? w->data + w->size : w->data;
}

struct bytes writer_bytes(const struct writer *w)
{
    return bytes_of(w->data, w->size);
}
