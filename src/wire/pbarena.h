/* protobuf-c working in an arena: what it unpacks needs no free; like all
 * that includes protobuf-c, for wire/ only. */
#ifndef WIRE_PBARENA_H
#define WIRE_PBARENA_H

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"

/* The bytes of a message. */
struct bytes pbarena_pack(struct arena *a, const ProtobufCMessage *m);

/* Scans (wire/scan.h), then unpacks a message of d; cast the result to its
 * type. All it points to lives in the arena. ERR_FORMAT when refused. */
MUST_CHECK enum err pbarena_unpack(struct arena *a,
                                   const ProtobufCMessageDescriptor *d,
                                   struct bytes b, ProtobufCMessage **m);

#endif
