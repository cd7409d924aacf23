#include "group/group_state.h"

#include <assert.h>
#include <string.h>

#include "session/session.h"

void group_state_move(struct group *g, enum group_state to)
{
    static const bool moves[GROUP_STATE_COUNT][GROUP_STATE_COUNT] = {
        [GROUP_NEW] = {[GROUP_JOINED] = true},
        [GROUP_JOINED] = {[GROUP_LEFT] = true},
        [GROUP_LEFT] = {[GROUP_JOINED] = true},
    };

    assert(moves[g->state][to]);
    g->state = to;
}

struct group *group_state_find(const struct party *p, uint64_t id)
{
    struct group *g = p->groups;

    while (g && g->id != id)
        g = g->next;
    return g;
}

struct group *group_state_named(const struct party *p, const char *name)
{
    struct group *g = p->groups;

    while (g && (g->state != GROUP_JOINED || strcmp(g->name, name) != 0))
        g = g->next;
    return g;
}

struct group_member *group_state_member(const struct group *g, uint32_t peer)
{
    struct group_member *m = g->members;

    while (m && m->peer != peer)
        m = m->next;
    return m;
}

struct record *group_state_record(const struct party *p,
                                  const struct party_step *step,
                                  const struct group *g, enum record_kind kind,
                                  uint64_t exchange)
{
    struct record *r = effect_record(step->out, kind, exchange, NULL);

    r->channel = p->world->channels[g->channel].name;
    r->group = g->name;
    return r;
}

struct record *group_state_record_of(const struct party *p,
                                     const struct party_step *step,
                                     const struct group *g, uint32_t peer,
                                     enum record_kind kind, uint64_t exchange)
{
    struct record *r = group_state_record(p, step, g, kind, exchange);

    r->peer = party_peer_name(p, peer);
    return r;
}

/* Makes a record about the frame that has come in. */
static struct record *record_frame(const struct party *p,
                                   const struct party_step *step,
                                   enum record_kind kind)
{
    return party_record(p, step, kind, 0, step->event->peer,
                        step->event->channel);
}

void group_state_drop(const struct party *p, const struct party_step *step,
                      enum record_reason reason)
{
    record_frame(p, step, RECORD_FRAME_DROPPED)->reason = reason;
}

void group_state_reject(const struct party *p, const struct party_step *step,
                        enum record_reason reason)
{
    record_frame(p, step, RECORD_REJECTED)->reason = reason;
}

void group_state_tell(struct party *p, const struct party_step *step,
                      const struct group *g, uint32_t peer,
                      const struct message *m)
{
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, m, &encoded);
    assert(rc == ERR_OK);
    session_send(p, step, peer, g->channel, &(struct event_carriage){0},
                 m->exchange, encoded);
}
