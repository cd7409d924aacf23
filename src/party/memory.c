#include "party/memory.h"

#include <string.h>

#include "party/session_ratchet.h"

/* All but the stream of pairs that are yet to be drawn. */
static struct session_ratchet *take_ratchet(const struct session *s,
                                            struct arena *a)
{
    struct session_ratchet *r = arena_alloc(a, sizeof *r);

    *r = *s->ratchet;
    rng_fini(&r->rng);
    memset(r->had, 0, sizeof r->had);
    return r;
}

struct memory_session *memory_take(const struct party *p, struct arena *a)
{
    struct memory_session *first = NULL;

    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->state == SESSION_CLOSED) continue;
        struct memory_session *m = arena_alloc(a, sizeof *m);
        *m = (struct memory_session){
            .next = first,
            .peer = s->peer,
            .channel = p->world->channels[s->channel].name,
            .number = s->number,
            .open = s->state == SESSION_OPEN,
            .handshake = s->noise.handshake,
            .send = s->noise.send,
            .receive = s->noise.receive,
        };
        if (s->ratchet) m->ratchet = take_ratchet(s, a);
        first = m;
    }
    return first;
}
