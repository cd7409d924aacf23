#include "scenario/design_words.h"

#include <assert.h>

static const char *const kinds[] = {
#define DESIGN_KIND(name, key) key,
    DESIGN_KIND_MAP(DESIGN_KIND)
#undef DESIGN_KIND
};

const char *design_words_kind(enum design_kind kind)
{
    assert(kind < DESIGN_KIND_COUNT);
    return kinds[kind];
}

static const struct {
    const char *word, *unit;
} quantities[] = {
#define DESIGN_QUANTITY(name, word, unit) {word, unit},
    DESIGN_QUANTITY_MAP(DESIGN_QUANTITY)
#undef DESIGN_QUANTITY
};

const char *design_words_quantity(enum design_quantity quantity)
{
    assert(quantity < DESIGN_QUANTITY_COUNT);
    return quantities[quantity].word;
}

const char *design_words_unit(enum design_quantity quantity)
{
    assert(quantity < DESIGN_QUANTITY_COUNT);
    return quantities[quantity].unit;
}
