/* Any text with choices, up to a NUL, and any other as what surfaced of it:
 * the first is refused, or its own marks are read out of it again. */
#include <assert.h>
#include <string.h>

#include "document/mark.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_marks(struct arena *a, const char *text, const char *surfaced)
{
    static const uint8_t ones[CHOICES_MAX] = {1};
    const size_t count = choices_count(bytes_of_text(text));
    int8_t bits[CHOICES_MAX];

    if (!mark_read(text, surfaced, bits))
        for (size_t i = 0; i < count; i++)
            assert(bits[i] >= MARK_UNKNOWN && bits[i] <= 1);
    /* Two ways may end alike with what follows; but never is one taken for
     * the other. */
    const char *own = mark_apply(a, text, ones);
    if (count == 1 && !mark_read(text, own, bits))
        assert(bits[0] == 1 || bits[0] == MARK_UNKNOWN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes at;
    struct arena a;

    if (size > 512) return 0;
    arena_init(&a);
    char *text = arena_alloc(&a, size + 2);
    if (size > 0) memcpy(text, data, size);
    if (!choices_check(bytes_of_text(text), &at))
        read_marks(&a, text, text + strlen(text) + 1);
    arena_fini(&a);
    return 0;
}
