#include "party/post.h"

#include <assert.h>

#include "party/session.h"
#include "wire/message.h"

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

const struct noise_pattern *post_pattern(const struct party *p,
                                         const struct way *way)
{
    const struct noise_pattern *own = p->world->channels[way->channel].pattern;

    switch (way->carriage.kind) {
    case CARRIAGE_OF_CHANNEL:
        return own;
    case CARRIAGE_PLAIN:
        return NULL;
    case CARRIAGE_NOISE:
        return way->carriage.pattern ? way->carriage.pattern : own;
    case CARRIAGE_RATCHET:
    case CARRIAGE_GROUP:
        return NULL;
    }
    return NULL;
}

void post_send(struct party *p, const struct step *step, const struct way *way,
               uint64_t exchange, struct bytes message)
{
    const struct noise_pattern *pattern = post_pattern(p, way);

    if (pattern || way->carriage.kind >= CARRIAGE_RATCHET)
        session_send(p, step, way->peer, way->channel, pattern, exchange,
                     message);
    else
        effect_send(step->out, way->peer, way->channel, exchange,
                    frame_plain(step->out->arena, message));
}
