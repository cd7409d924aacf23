/* protobuf-c working in an arena: its results need no free; like all that
 * includes protobuf-c, for wire/ only. */
#ifndef WIRE_PBARENA_H
#define WIRE_PBARENA_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"

/* The bytes of a message; ERR_LIMIT when there are more than `most`. */
MUST_CHECK enum err pbarena_pack(struct arena *a, const ProtobufCMessage *m,
                                 size_t most, struct bytes *out);

/* Scans (wire/scan.h), then unpacks a message of d; cast the result to its
 * type. All it points to lives in the arena. ERR_FORMAT when refused. */
MUST_CHECK enum err pbarena_unpack(struct arena *a,
                                   const ProtobufCMessageDescriptor *d,
                                   struct bytes b, ProtobufCMessage **m);

/* A field of bytes, and the bytes of one; nothing is copied. protobuf-c's
 * fields lack the const that ours have, but nothing it packs is written to. */
ProtobufCBinaryData pbarena_field(const void *data, size_t size);
struct bytes pbarena_bytes(ProtobufCBinaryData field);

#endif
