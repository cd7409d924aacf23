#include "party/post.h"

#include "party/session.h"

/* Carried by people: the frame holds the message as it is. */
static enum err hand_over(const struct step *step, uint32_t peer,
                          uint32_t channel, const struct message *m,
                          struct bytes message)
{
    struct arena *a = step->out->arena;
    size_t size = FRAME_HEAD_SIZE + message.size;
    struct frame frame = {.type = FRAME_PLAIN, .payload = message};
    struct writer w;

    writer_init(&w, arena_alloc(a, size), size);
    enum err rc = frame_encode(&frame, &w);
    if (rc) return rc;
    effect_send(step->out, peer, channel, m->exchange, writer_bytes(&w));
    return ERR_OK;
}

enum err post_send(struct party *p, const struct step *step, uint32_t peer,
                   uint32_t channel, const struct message *m)
{
    struct bytes message;

    enum err rc = message_encode(step->out->arena, m, &message);
    if (rc) return rc;
    if (!p->world->channels[channel].pattern)
        return hand_over(step, peer, channel, m, message);
    session_send(p, step, peer, channel, m->exchange, message);
    return ERR_OK;
}
