/* The fields of encoded messages and records, one after the other: which bytes
 * each of them is, its name in proto/, and its value. */
#ifndef WIRE_LAYOUT_H
#define WIRE_LAYOUT_H

#include <stdbool.h>

#include "base/bytes.h"

/* The kind of body that the bytes are taken for. */
enum layout_body {
    LAYOUT_MESSAGE,
    LAYOUT_COPY,
    LAYOUT_STATEMENT,
    LAYOUT_PORTION,
    LAYOUT_CREDENTIAL,
    LAYOUT_HEADER,
    LAYOUT_EVENT,
    LAYOUT_SEAL,
    LAYOUT_FAULT,
    LAYOUT_BODY_COUNT
};

enum layout_type { LAYOUT_NUMBER, LAYOUT_TEXT, LAYOUT_BYTES };

struct layout_field {
    const char *name;
    unsigned depth;     /* 0: a field of the outermost message */
    size_t at, head;    /* its place; the size of its tag and length */
    struct bytes value; /* after them */
    enum layout_type type;
    uint64_t number;
    bool deeper; /* its value is a message, whose fields follow */
};

/* Shows each field, those of a message within after the field that holds it.
 * ERR_FORMAT where the bytes are no such body; the fields before have then been
 * shown. */
MUST_CHECK enum err layout_walk(enum layout_body body, struct bytes b,
                                void (*met)(void *context,
                                            const struct layout_field *item),
                                void *context);

#endif
