/* A record field by field: the one list of them for all that print, export or
 * compare whole records, in the order in which they are exported. */
#ifndef WIRE_RECORD_FIELD_H
#define WIRE_RECORD_FIELD_H

#include "wire/record.h"

enum { RECORD_FIELD_COUNT = 25 };

enum record_field_type {
    RECORD_FIELD_TEXT, /* the word of a code, too */
    RECORD_FIELD_TEXTS,
    RECORD_FIELD_NUMBER,
    RECORD_FIELD_NUMBERS,
    RECORD_FIELD_FLAG,
    RECORD_FIELD_BYTES,
    RECORD_FIELD_PAYLOAD /* the bytes that travelled */
};

/* One field of a record; all is borrowed. */
struct record_field {
    const char *name; /* as exported */
    enum record_field_type type;
    bool there; /* of what is not, nothing below is set */
    const char *text;
    uint64_t number;
    const char *const *texts;
    const uint64_t *numbers;
    size_t count; /* of texts, or of numbers */
    struct bytes bytes;
};

/* The i-th field, of RECORD_FIELD_COUNT. */
struct record_field record_field_at(const struct record *r, size_t i);

/* True when two records have the same in a field, or in all of them. */
bool record_field_is_same(const struct record_field *a,
                          const struct record_field *b);
bool record_field_same(const struct record *a, const struct record *b);

/* The word of a code, by the name of its field: NULL where there is no such
 * code. A field whose numbers are no codes has no words. */
const char *record_field_word(const char *name, uint64_t code);
bool record_field_is_code(const char *name);

#endif
