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

/* ERR_FORMAT unless b is exactly one message of d within the limits above:
 * known fields of the declared wire type, all required ones, no singular one
 * twice, one member a oneof, minimal varints that fit their type, known enum
 * values, packed arrays only where declared, and UTF-8 without NUL in
 * strings. protobuf-c drops, wraps or overflows its stack on the rest. */
MUST_CHECK enum err scan_check(const ProtobufCMessageDescriptor *d,
                               struct bytes b);

#endif
