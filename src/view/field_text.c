#include "view/field_text.h"

#include <inttypes.h>

#include "view/text.h"

const char *field_text_numbers(struct arena *a, const uint64_t *items,
                               size_t count)
{
    const char *list = "";

    for (size_t i = 0; i < count; i++)
        list =
            arena_format(a, "%s%s%" PRIu64, list, i > 0 ? ", " : "", items[i]);
    return list;
}

const char *field_text(struct arena *a, const struct record_field *f)
{
    char size[TEXT_NUMBER_SIZE];

    if (!f->there) return "";
    switch (f->type) {
    case RECORD_FIELD_TEXT:
        return f->text;
    case RECORD_FIELD_TEXTS:
        return arena_join(a, f->texts, f->count, ", ");
    case RECORD_FIELD_NUMBER:
        return field_text_numbers(a, &f->number, 1);
    case RECORD_FIELD_NUMBERS:
        return field_text_numbers(a, f->numbers, f->count);
    case RECORD_FIELD_FLAG:
        return "yes";
    case RECORD_FIELD_BYTES:
        return arena_hex(a, f->bytes);
    case RECORD_FIELD_PAYLOAD:
        text_number(size, f->bytes.size);
        return arena_format(a, "%s bytes", size);
    }
    return "";
}
