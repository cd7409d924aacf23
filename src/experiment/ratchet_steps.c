#include "experiment/ratchet_steps.h"

#include <assert.h>

#include "base/search.h"

void ratchet_steps_init(struct ratchet_steps *t, struct arena *a)
{
    *t = (struct ratchet_steps){.arena = a};
}

static struct ratchet_steps_frame *add_frame(struct ratchet_steps *t)
{
    t->frames =
        arena_grow(t->arena, t->frames, t->count, &t->room, sizeof *t->frames);
    return &t->frames[t->count++];
}

static bool is_in_session(const struct ratchet_steps_frame *f, uint32_t channel,
                          const struct opener_layers *l)
{
    return f->session == l->frame.session && f->channel == channel &&
           ((f->from == l->from && f->to == l->to) ||
            (f->from == l->to && f->to == l->from));
}

void ratchet_steps_send(struct ratchet_steps *t, uint32_t channel,
                        const struct opener_layers *l)
{
    static const bool in_session[FRAME_TYPE_COUNT] = {
        [FRAME_HANDSHAKE] = true,
        [FRAME_TRANSPORT] = true,
        [FRAME_INITIAL] = true,
        [FRAME_RATCHET] = true,
    };
    const bool handshake = l->frame.type == FRAME_HANDSHAKE;
    size_t first = t->count;

    if (!in_session[l->frame.type]) return;
    assert(t->count == 0 || t->frames[t->count - 1].seq < l->seq);
    for (size_t i = 0; i < t->count && first == t->count; i++)
        if (is_in_session(&t->frames[i], channel, l) &&
            t->frames[i].from == l->from &&
            t->frames[i].handshake == handshake &&
            t->frames[i].counter == l->frame.counter)
            first = i;
    *add_frame(t) = (struct ratchet_steps_frame){
        .seq = l->seq,
        .first = first,
        .channel = channel,
        .from = l->from,
        .to = l->to,
        .handshake = handshake,
        .session = l->frame.session,
        .counter = l->frame.counter,
        .sent = l->time,
    };
}

static int compare_seq(const void *item, const void *key)
{
    const struct ratchet_steps_frame *f = item;
    const uint64_t *seq = key;

    return (f->seq > *seq) - (f->seq < *seq);
}

void ratchet_steps_arrive(struct ratchet_steps *t, uint64_t seq, instant at)
{
    const size_t i = search_lower_bound(&seq, t->frames, t->count,
                                        sizeof *t->frames, compare_seq);

    if (i == t->count || t->frames[i].seq != seq) return;
    struct ratchet_steps_frame *f = &t->frames[t->frames[i].first];
    if (f->here) return;
    f->here = true;
    f->arrived = at;
}

/* The last message of the session that this side sent and that had arrived by
 * then. */
static const struct ratchet_steps_frame *
last_message(const struct ratchet_steps *t, uint32_t channel,
             const struct opener_layers *l, uint32_t from, instant by)
{
    const struct ratchet_steps_frame *found = NULL;

    for (size_t i = 0; i < t->count; i++) {
        const struct ratchet_steps_frame *f = &t->frames[i];
        if (is_in_session(f, channel, l) && !f->handshake && f->from == from &&
            f->here && f->arrived <= by)
            found = f;
    }
    return found;
}

bool ratchet_steps_healed_since(const struct ratchet_steps *t, uint32_t channel,
                                const struct opener_layers *l, instant *theft)
{
    const struct ratchet_steps_frame *answer =
        last_message(t, channel, l, l->to, l->time);
    const struct ratchet_steps_frame *said =
        answer ? last_message(t, channel, l, l->from, answer->sent) : NULL;

    for (size_t i = 0; said && i < t->count; i++) {
        const struct ratchet_steps_frame *f = &t->frames[i];
        const instant since = f->from == l->from ? f->sent : f->arrived;
        if (!is_in_session(f, channel, l) || (f->from != l->from && !f->here) ||
            since >= said->sent)
            continue;
        *theft = said->sent - 1;
        return true;
    }
    return false;
}
