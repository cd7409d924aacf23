#include "runtime/runtime_step.h"

#include <assert.h>

#include "runtime/runtime_agenda.h"
#include "runtime/runtime_record.h"

static void add_cause(struct record *r, uint64_t cause)
{
    if (cause == 0 || r->cause_count == RECORD_CAUSES_MAX) return;
    for (size_t i = 0; i < r->cause_count; i++)
        if (r->causes[i] == cause) return;
    r->causes[r->cause_count++] = cause;
}

/* The first record of each exchange, which its later ones go back to. */
static void note_root(struct runtime *rt, uint64_t exchange, uint64_t seq)
{
    if (exchange > 0 && exchange <= rt->exchange_count &&
        rt->roots[exchange - 1] == 0)
        rt->roots[exchange - 1] = seq;
}

/* A step being carried out. */
struct runtime_step_context {
    uint32_t party;
    instant now;
    uint64_t cause; /* the record before in this step, or what led to it */
};

static enum err write_down(struct runtime *rt, struct runtime_step_context *c,
                           struct record *r)
{
    uint64_t seq = 0;

    r->party = rt->world.peers[c->party].name;
    add_cause(r, c->cause);
    if (r->exchange > 0 && r->exchange <= rt->exchange_count)
        add_cause(r, rt->roots[r->exchange - 1]);
    enum err rc = runtime_record(rt, c->now, r, &seq);
    if (rc) return rc;
    note_root(rt, r->exchange, seq);
    c->cause = seq;
    return runtime_agenda_release(rt, c->party, c->now, r, seq);
}

static enum err send_frame(struct runtime *rt, struct runtime_step_context *c,
                           const struct effect *effect)
{
    struct record r = {
        .kind = RECORD_FRAME_SENT,
        .peer = rt->world.peers[effect->peer].name,
        .channel = rt->world.channels[effect->channel].name,
        .exchange = effect->exchange,
        .data = effect->frame,
    };

    enum err rc = write_down(rt, c, &r);
    if (rc) return rc;
    const struct driver_parcel parcel = {
        .from = c->party,
        .to = effect->peer,
        .channel = effect->channel,
        .exchange = effect->exchange,
        .cause = c->cause,
        .frame = effect->frame,
    };
    return rt->driver.send(rt->driver.world, &parcel);
}

static enum err carry_out(struct runtime *rt, struct runtime_step_context *c,
                          struct effect *effect)
{
    const struct driver *d = &rt->driver;

    switch (effect->kind) {
    case EFFECT_RECORD:
        return write_down(rt, c, &effect->record);
    case EFFECT_SEND:
        return send_frame(rt, c, effect);
    case EFFECT_SET_TIMER:
        return d->set_timer(d->world, c->party, effect->timer, effect->at);
    case EFFECT_CANCEL_TIMER:
        d->cancel_timer(d->world, effect->timer);
        return ERR_OK;
    }
    return ERR_OK;
}

enum err runtime_step(struct runtime *rt, uint32_t party,
                      const struct event *event)
{
    struct runtime_step_context c = {party, event->now, event->cause};
    struct effects effects;
    enum err rc = ERR_OK;

    assert(party < rt->world.peer_count);
    effect_init(&effects, &rt->step);
    machine_step(&rt->parties[party], event, &effects);
    for (struct effect *e = effects.first; e && !rc; e = e->next)
        rc = carry_out(rt, &c, e);
    arena_reset(&rt->step);
    return rc;
}

uint64_t runtime_step_exchange(struct runtime *rt)
{
    rt->roots = arena_grow(&rt->arena, rt->roots, rt->exchange_count,
                           &rt->exchange_room, sizeof *rt->roots);
    return ++rt->exchange_count;
}

enum err runtime_step_command(struct runtime *rt, instant now, uint32_t party,
                              uint64_t cause,
                              const struct event_command *command)
{
    const struct event event = {
        .kind = EVENT_COMMAND,
        .now = now,
        .cause = cause,
        .command = command,
    };

    assert(command->exchange > 0 && command->exchange <= rt->exchange_count);
    return runtime_step(rt, party, &event);
}
