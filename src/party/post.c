#include "party/post.h"

#include <assert.h>

#include "party/session.h"
#include "wire/message.h"

_Static_assert((int)MESSAGE_SIZE_MAX < (int)FRAME_PAYLOAD_MAX,
               "a message fits a frame");

/* Carried by people: the frame holds the message as it is. */
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

void post_send(struct party *p, const struct step *step, uint32_t peer,
               uint32_t channel, uint64_t exchange, struct bytes message)
{
    if (p->world->channels[channel].pattern)
        session_send(p, step, peer, channel, exchange, message);
    else
        effect_send(step->out, peer, channel, exchange,
                    frame_plain(step->out->arena, message));
}
