/* Any bytes as a frame: refused, or written again into the same bytes. */
#include <assert.h>

#include "base/arena.h"
#include "base/writer.h"
#include "wire/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes in = bytes_of(data, size);
    struct arena a;
    struct frame f;
    struct writer w;

    if (frame_decode(in, &f)) return 0;
    arena_init(&a);
    writer_init(&w, arena_alloc(&a, size), size);
    enum err rc = frame_encode(&f, &w);
    assert(rc == ERR_OK && bytes_equal(writer_bytes(&w), in));
    arena_fini(&a);
    return 0;
}
