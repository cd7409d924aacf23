#include "party/memory.h"

#include "party/session_state.h"

struct memory_session *memory_take(const struct party *p, struct arena *a)
{
    struct memory_session *first = NULL;

    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->state == SESSION_CLOSED || !s->pattern) continue;
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
        first = m;
    }
    return first;
}
