/* The check of protobuf bytes before protobuf-c unpacks them; like all that
 * includes protobuf-c, for wire/ only. */
#ifndef WIRE_SCAN_H
#define WIRE_SCAN_H

#include <protobuf-c/protobuf-c.h>

#include "base/bytes.h"

enum {
    SCAN_DEPTH_MAX = 16,         /* messages within messages */
    SCAN_MEMBERS_MAX = 64 * 1024 /* fields met in all, repeats counted */
};

/* A field met on the way: its place in the whole, its depth, and its value. */
struct scan_field {
    const ProtobufCFieldDescriptor *descriptor;
    unsigned depth;     /* 0: a field of the outermost message */
    size_t at;          /* of its tag */
    size_t head;        /* the size of its tag, and of the length if any */
    struct bytes value; /* without them */
    uint64_t number;    /* of a varint or fixed number */
    bool deeper;        /* the fields of its value follow */
};

/* A caller that is shown the fields of a message during the scan. */
struct scan_visitor {
    void (*met)(void *context, const struct scan_field *field);
    void *context;
    /* The message that a field of bytes holds encoded; NULL: none. It may be
     * NULL itself: bytes are bytes. */
    const ProtobufCMessageDescriptor *(*within)(
        const ProtobufCFieldDescriptor *field);
};

/* ERR_FORMAT unless b is exactly one message of d within the limits above:
 * known fields of the declared wire type, all required ones, no singular one
 * twice, one member a oneof, minimal varints that fit their type, known enum
 * values, packed arrays only where declared, and UTF-8 without NUL in
 * strings. protobuf-c drops, wraps or overflows its stack on the rest. */
MUST_CHECK enum err scan_check(const ProtobufCMessageDescriptor *d,
                               struct bytes b);

/* The same, while the visitor is shown each field in order, those of messages
 * within after the field that holds them. Where the bytes turn out to be no
 * such message, it has been shown the fields before. */
MUST_CHECK enum err scan_visit(const ProtobufCMessageDescriptor *d,
                               struct bytes b,
                               const struct scan_visitor *visitor);

/* Takes a minimal varint off the front, out of a packed array that has been
 * scanned; false: there is none. */
bool scan_varint(struct bytes *in, uint64_t *out);

#endif
