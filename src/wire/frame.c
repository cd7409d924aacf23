#include "wire/frame.h"

#include <assert.h>

static const char *const type_texts[] = {
    [FRAME_PLAIN] = "plain",         [FRAME_HANDSHAKE] = "handshake",
    [FRAME_TRANSPORT] = "transport", [FRAME_INITIAL] = "initial",
    [FRAME_RATCHET] = "ratchet",     [FRAME_GROUP] = "group",
};

const char *frame_type_text(enum frame_type type)
{
    assert(type >= FRAME_PLAIN && type <= FRAME_GROUP);
    return type_texts[type];
}

void frame_head(const struct frame *f, uint8_t out[FRAME_HEAD_SIZE])
{
    bytes_put_be32(out, (uint32_t)(FRAME_HEAD_SIZE - 4 + f->payload.size));
    out[4] = (uint8_t)f->type;
    bytes_put_be64(out + 5, f->session);
    bytes_put_be64(out + 13, f->counter);
}

enum err frame_encode(const struct frame *f, struct writer *out)
{
    uint8_t head[FRAME_HEAD_SIZE];

    assert(f->type >= FRAME_PLAIN && f->type <= FRAME_GROUP);
    if (f->payload.size > FRAME_PAYLOAD_MAX) return ERR_LIMIT;
    if (FRAME_HEAD_SIZE + f->payload.size > out->capacity - out->size)
        return ERR_LIMIT;
    frame_head(f, head);
    writer_put(out, head, sizeof head);
    writer_put(out, f->payload.data, f->payload.size);
    return ERR_OK;
}

enum err frame_decode(struct bytes in, struct frame *f)
{
    if (in.size > FRAME_SIZE_MAX) return ERR_LIMIT;
    if (in.size < FRAME_HEAD_SIZE) return ERR_FORMAT;
    if (bytes_get_be32(in.data) != in.size - 4) return ERR_FORMAT;
    uint8_t type = in.data[4];
    if (type < FRAME_PLAIN || type >= FRAME_TYPE_COUNT) return ERR_FORMAT;
    *f = (struct frame){
        .type = (enum frame_type)type,
        .session = bytes_get_be64(in.data + 5),
        .counter = bytes_get_be64(in.data + 13),
        .payload = bytes_from(in, FRAME_HEAD_SIZE),
    };
    return ERR_OK;
}
