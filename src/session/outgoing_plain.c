#include "session/outgoing_plain.h"

#include <assert.h>

#include "base/writer.h"
#include "wire/frame.h"
#include "wire/message.h"
#include "wire/message_padding.h"

_Static_assert((int)MESSAGE_SIZE_MAX < (int)FRAME_PAYLOAD_MAX,
               "a message fits a frame");

/* The frame holds the message as it is. */
static struct bytes frame_plain(struct arena *a, struct bytes message)
{
    const size_t size = FRAME_HEAD_SIZE + message.size;
    const struct frame frame = {.type = FRAME_PLAIN, .payload = message};
    struct writer w;

    writer_init(&w, arena_alloc(a, size), size);
    enum err rc = frame_encode(&frame, &w);
    assert(rc == ERR_OK);
    return writer_bytes(&w);
}

struct bytes outgoing_plain_pad(const struct party *p,
                                const struct party_step *step, uint32_t channel,
                                struct bytes message)
{
    const size_t unit = p->world->channels[channel].unit;

    return unit > 0 ? message_padding_add(step->out->arena, message, unit)
                    : message;
}

void outgoing_plain_send(const struct party *p, const struct party_step *step,
                         uint32_t peer, uint32_t channel, uint64_t exchange,
                         struct bytes message)
{
    const struct bytes padded = outgoing_plain_pad(p, step, channel, message);

    effect_send(step->out, peer, channel, exchange,
                frame_plain(step->out->arena, padded));
}
