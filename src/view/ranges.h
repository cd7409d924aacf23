/* Bytes in hex, each stretch with the field that owns it. */
#ifndef VIEW_RANGES_H
#define VIEW_RANGES_H

#include "opener/field_map.h"
#include "view/view.h"

/* All of it, from a column on: place, up to eight bytes, name and value. */
void ranges_draw(const struct view *v, const struct field_map *y, size_t column,
                 FILE *out);

#endif
