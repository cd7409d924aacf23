#include "base/search.h"

size_t search_place(size_t count,
                    bool (*is_before)(void *context, size_t place),
                    void *context)
{
    size_t low = 0, high = count;

    /* All below low are before the wanted place, none from high on is. */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (is_before(context, middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct search_array {
    const void *key;
    const char *items;
    size_t size;
    int (*compare)(const void *item, const void *key);
};

static bool item_is_before(void *context, size_t place)
{
    const struct search_array *a = context;

    return a->compare(a->items + place * a->size, a->key) < 0;
}

size_t search_lower_bound(const void *key, const void *items, size_t count,
                          size_t size,
                          int (*compare)(const void *item, const void *key))
{
    struct search_array array = {key, items, size, compare};

    return search_place(count, item_is_before, &array);
}
