#include "wire/pbarena.h"

#include "wire/scan.h"

static void *allocate_piece(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

/* The arena gives everything back at once. */
static void release_piece(void *arena, void *piece)
{
    (void)arena;
    (void)piece;
}

enum err pbarena_pack(struct arena *a, const ProtobufCMessage *m, size_t most,
                      struct bytes *out)
{
    const size_t size = protobuf_c_message_get_packed_size(m);

    if (size > most) return ERR_LIMIT;
    uint8_t *data = arena_alloc(a, size);
    protobuf_c_message_pack(m, data);
    *out = bytes_of(data, size);
    return ERR_OK;
}

ProtobufCBinaryData pbarena_field(const void *data, size_t size)
{
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)data};
}

struct bytes pbarena_bytes(ProtobufCBinaryData field)
{
    return bytes_of(field.data, field.len);
}

enum err pbarena_unpack(struct arena *a, const ProtobufCMessageDescriptor *d,
                        struct bytes b, ProtobufCMessage **m)
{
    ProtobufCAllocator allocator = {allocate_piece, release_piece, a};
    enum err rc = scan_check(d, b);
    if (rc) return rc;

    ProtobufCMessage *unpacked =
        protobuf_c_message_unpack(d, &allocator, b.size, b.data);
    if (!unpacked) return ERR_FORMAT;
    *m = unpacked;
    return ERR_OK;
}
