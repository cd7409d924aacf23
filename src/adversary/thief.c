#include "adversary/thief.h"

#include "adversary/forgery.h"

enum record_act thief_pose(const struct thief *t, struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    const struct message *m = &seen->message;
    const struct forgery f = {
        .world = h->world,
        .from = t->victim,
        .to = seen->to,
        .document = m->document,
        .exchange = m->exchange,
        .seal = m->seal,
        .key = &t->key,
        .sign = true,
        .time = t->since,
        .root = h->root,
    };
    struct bytes message;

    if (!t->poses || seen->from != t->victim ||
        seen->frame.type != FRAME_PLAIN || m->kind != MESSAGE_COPY ||
        !m->document || m->copy.size == 0 ||
        forgery_copy(h->arena, &f, &message))
        return RECORD_ACT_NONE;
    intervention_add(h, f.from, f.to, 0, forgery_frame(h->arena, message))
        ->forged = true;
    return RECORD_ACT_IMPERSONATE;
}
