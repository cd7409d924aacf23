/* Binary search: the first place that does not lie before the wanted one. */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

/* The number of places 0, 1, ... below count that is_before accepts. It
 * accepts all up to some place and none from there on, so that about
 * log2(count) of them are enough to ask. */
size_t search_place(size_t count,
                    bool (*is_before)(void *context, size_t place),
                    void *context);

/* The index of the first item that does not compare less than the key, or
 * count: in an array sorted by `compare`, which is qsort's. */
size_t search_lower_bound(const void *key, const void *items, size_t count,
                          size_t size,
                          int (*compare)(const void *item, const void *key));

#endif
