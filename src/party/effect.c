#include "party/effect.h"

#include <assert.h>

void effect_init(struct effects *out, struct arena *arena)
{
    *out = (struct effects){.arena = arena};
    out->last = &out->first;
}

static struct effect *push(struct effects *out, enum effect_kind kind)
{
    struct effect *effect = arena_alloc(out->arena, sizeof *effect);

    effect->kind = kind;
    *out->last = effect;
    out->last = &effect->next;
    return effect;
}

struct record *effect_record(struct effects *out, enum record_kind kind,
                             uint64_t exchange, const char *document)
{
    struct record *record = &push(out, EFFECT_RECORD)->record;

    record->kind = kind;
    record->exchange = exchange;
    record->document = document;
    return record;
}

void effect_send(struct effects *out, uint32_t peer, uint32_t channel,
                 uint64_t exchange, struct bytes frame)
{
    struct effect *effect = push(out, EFFECT_SEND);

    assert(frame.size > 0);
    effect->peer = peer;
    effect->channel = channel;
    effect->exchange = exchange;
    effect->frame = frame;
}

void effect_set_timer(struct effects *out, struct event_timer *timer,
                      instant at)
{
    struct effect *effect = push(out, EFFECT_SET_TIMER);

    assert(timer->kind < TIMER_KIND_COUNT);
    effect->timer = timer;
    effect->at = at;
}

void effect_cancel_timer(struct effects *out, struct event_timer *timer)
{
    push(out, EFFECT_CANCEL_TIMER)->timer = timer;
}
