/* The fields of records as people read them. */
#ifndef VIEW_FIELD_TEXT_H
#define VIEW_FIELD_TEXT_H

#include "base/arena.h"
#include "wire/record_field.h"

/* Numbers and texts with commas, bytes in hex, and of what travelled only how
 * long it is; "" where the field is not there. Within the arena, or the
 * record's own. */
const char *field_text(struct arena *a, const struct record_field *f);

/* "4, 11": numbers as a list. */
const char *field_text_numbers(struct arena *a, const uint64_t *items,
                               size_t count);

#endif
