#include "party/padding.h"

#include <assert.h>
#include <stdint.h>

/* Rounds up to a multiple of 2 to the power of `zeros`. */
static size_t round_up(size_t size, unsigned zeros)
{
    const size_t below = ((size_t)1 << zeros) - 1;

    return (size + below) & ~below;
}

static unsigned log2_floor(size_t n)
{
    unsigned log = 0;

    while (n >>= 1)
        log++;
    return log;
}

static size_t size_none(size_t size)
{
    return size;
}

/* A size is written like a floating-point number: as many bits after the
 * leading one as its exponent takes to write, then zeros. */
static size_t size_padme(size_t size)
{
    if (size < 2) return size;
    const unsigned exponent = log2_floor(size);
    const unsigned kept = log2_floor(exponent) + 1;
    return kept < exponent ? round_up(size, exponent - kept) : size;
}

static size_t size_blocks(size_t size)
{
    return size + (PADDING_BLOCK - size % PADDING_BLOCK) % PADDING_BLOCK;
}

size_t padding_size(enum padding padding, size_t size)
{
    static size_t (*const sizes[PADDING_COUNT])(size_t) = {
        [PADDING_NONE] = size_none,
        [PADDING_PADME] = size_padme,
        [PADDING_BLOCKS] = size_blocks,
    };

    assert(padding < PADDING_COUNT && size <= SIZE_MAX / 2);
    return sizes[padding](size);
}
