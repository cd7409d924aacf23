#include "party/group.h"

#include <string.h>

#include "party/group_talk.h"
#include "party/verb.h"

/* Who is in a group, the party itself as well, its founder first. */
struct roll {
    uint32_t peers[GROUP_MEMBERS_MAX];
    size_t count;
};

static bool is_on(const struct roll *roll, uint32_t peer)
{
    for (size_t i = 0; i < roll->count; i++)
        if (roll->peers[i] == peer) return true;
    return false;
}

static void call_roll(const struct party *p, const struct group *g,
                      struct roll *roll)
{
    roll->count = 0;
    roll->peers[roll->count++] = g->founder;
    for (const struct group_member *m = g->members; m; m = m->next)
        if (m->present && m->peer != g->founder)
            roll->peers[roll->count++] = m->peer;
    if (g->founder != p->self) roll->peers[roll->count++] = p->self;
}

struct group *group_named(const struct party *p, const char *name)
{
    struct group *g = p->groups;

    while (g && (g->state != GROUP_JOINED || strcmp(g->name, name) != 0))
        g = g->next;
    return g;
}

static struct group *begin(struct party *p, const char *name, uint64_t id,
                           uint32_t founder, uint32_t channel)
{
    struct group *g = arena_alloc(p->arena, sizeof *g);

    *g = (struct group){
        .next = p->groups,
        .name = arena_text(p->arena, name),
        .id = id,
        .founder = founder,
        .channel = channel,
        .guard = group_keys_guard(),
        .timer = {.kind = TIMER_GROUP, .owner = g},
    };
    p->groups = g;
    return g;
}

/* ---- A membership comes into force ---- */

static void leave(const struct party_step *step, struct group *g)
{
    for (struct group_member *m = g->members; m; m = m->next) {
        group_talk_part(step, g, m);
        g->guard->forget(m);
        m->present = false;
    }
    g->guard->fini(g);
    group_state_move(g, GROUP_LEFT);
}

/* Who is off the roll is forgotten; whether there was anybody. */
static bool strike(const struct party_step *step, struct group *g,
                   const struct roll *roll)
{
    bool any = false;

    for (struct group_member *m = g->members; m; m = m->next) {
        if (!m->present || is_on(roll, m->peer)) continue;
        group_talk_part(step, g, m);
        g->guard->forget(m);
        m->present = false;
        any = true;
    }
    return any;
}

static void enter(struct party *p, struct group *g, uint32_t peer)
{
    struct group_member *m = group_state_member(g, peer);

    if (!m) {
        struct group_member **last = &g->members;
        m = arena_alloc(p->arena, sizeof *m);
        m->peer = peer;
        while (*last)
            last = &(*last)->next;
        *last = m;
    }
    m->present = true;
}

static void come_into_force(struct party *p, const struct party_step *step,
                            struct group *g, const struct roll *roll,
                            uint32_t epoch)
{
    g->epoch = epoch;
    if (!is_on(roll, p->self)) {
        if (g->state == GROUP_JOINED) leave(step, g);
        return;
    }
    if (g->state != GROUP_JOINED) group_state_move(g, GROUP_JOINED);
    const bool fewer = strike(step, g, roll);
    for (size_t i = 0; i < roll->count; i++)
        if (roll->peers[i] != p->self) enter(p, g, roll->peers[i]);
    if (fewer) g->guard->renew(p, step, g);
    g->ready = true;
}

/* ---- The founder ---- */

static void state(struct party *p, const struct party_step *step,
                  const struct group *g, uint32_t peer, uint64_t exchange)
{
    const char **names =
        arena_array(step->out->arena, GROUP_MEMBERS_MAX, sizeof *names);
    struct roll roll;

    call_roll(p, g, &roll);
    for (size_t i = 0; i < roll.count; i++)
        names[i] = p->world->peers[roll.peers[i]].name;
    const struct message m = {
        .kind = MESSAGE_GROUP,
        .exchange = exchange,
        .counter = g->epoch,
        .group = g->id,
        .group_name = g->name,
        .members = names,
        .member_count = roll.count,
    };
    group_state_tell(p, step, g, peer, &m);
}

void group_tell_members(struct party *p, const struct party_step *step,
                        const struct group *g, uint32_t peer)
{
    state(p, step, g, peer, 0);
}

void group_tell_all(struct party *p, const struct party_step *step,
                    struct group *g, uint64_t exchange)
{
    g->untold = false;
    for (struct group_member *m = g->members; m; m = m->next) {
        if (!m->present || m->told == g->epoch) continue;
        if (keyring_missing(p, m->peer)) {
            g->untold = true;
            continue;
        }
        state(p, step, g, m->peer, exchange);
        m->told = g->epoch;
    }
}

static void state_to_all(struct party *p, const struct party_step *step,
                         struct group *g)
{
    group_tell_all(p, step, g, step->event->command->exchange);
    if (g->untold) group_talk_wait(p, step, g);
}

static void refuse(const struct party *p, const struct party_step *step,
                   enum record_reason reason)
{
    const struct event_command *c = step->event->command;
    struct record *r =
        effect_record(step->out, RECORD_GROUP_REFUSED, c->exchange, NULL);

    r->verb = verb_code(c->kind);
    r->group = c->group;
    if (c->kind != COMMAND_FOUND) r->peer = p->world->peers[c->to[0]].name;
    r->reason = reason;
}

static size_t count(const struct party *p)
{
    size_t n = 0;

    for (const struct group *g = p->groups; g; g = g->next)
        n++;
    return n;
}

static uint64_t draw_id(const struct party *p, const char *name)
{
    struct arena a;
    struct rng rng;
    uint64_t id;

    arena_init(&a);
    rng_init(&rng, &p->root, p->name, arena_format(&a, "group/%s", name));
    do
        id = rng_u64(&rng);
    while (id == 0); /* which stands for no group */
    rng_fini(&rng);
    arena_fini(&a);
    return id;
}

void group_found(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    struct roll roll = {.peers = {p->self}, .count = 1};
    const char **names =
        arena_array(step->out->arena, GROUP_MEMBERS_MAX, sizeof *names);

    if (c->to_count >= GROUP_MEMBERS_MAX || count(p) == GROUP_MAX ||
        group_state_find(p, draw_id(p, c->group))) {
        refuse(p, step, REASON_TOO_MANY);
        return;
    }
    for (size_t i = 0; i < c->to_count; i++)
        roll.peers[roll.count++] = c->to[i];
    for (size_t i = 0; i < roll.count; i++)
        names[i] = p->world->peers[roll.peers[i]].name;
    struct group *g =
        begin(p, c->group, draw_id(p, c->group), p->self, c->over[0]);
    come_into_force(p, step, g, &roll, 1);
    struct record *r =
        group_state_record(p, step, g, RECORD_GROUP_FOUNDED, c->exchange);
    r->members = names;
    r->member_count = roll.count;
    state_to_all(p, step, g);
}

/* Whether the command's group is the party's to change; else it is refused. */
static struct group *own_group(const struct party *p,
                               const struct party_step *step, struct roll *roll)
{
    struct group *g = group_named(p, step->event->command->group);

    if (!g || g->founder != p->self) {
        refuse(p, step, g ? REASON_NOT_FOUNDER : REASON_NO_GROUP);
        return NULL;
    }
    call_roll(p, g, roll);
    return g;
}

void group_add(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    const uint32_t peer = c->to[0];
    struct roll roll;

    struct group *g = own_group(p, step, &roll);
    if (!g) return;
    if (is_on(&roll, peer)) {
        refuse(p, step, REASON_IS_MEMBER);
    } else if (roll.count == GROUP_MEMBERS_MAX) {
        refuse(p, step, REASON_TOO_MANY);
    } else {
        roll.peers[roll.count++] = peer;
        group_state_record_of(p, step, g, peer, RECORD_GROUP_ADDED,
                              c->exchange);
        come_into_force(p, step, g, &roll, g->epoch + 1);
        state_to_all(p, step, g);
    }
}

void group_remove(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    const uint32_t peer = c->to[0];
    struct roll roll;
    size_t i = 0;

    struct group *g = own_group(p, step, &roll);
    if (!g) return;
    while (i < roll.count && roll.peers[i] != peer)
        i++;
    if (peer == p->self || i == roll.count) {
        refuse(p, step,
               i == roll.count ? REASON_NO_MEMBER : REASON_NOT_FOUNDER);
        return;
    }
    roll.peers[i] = roll.peers[--roll.count];
    group_state_record_of(p, step, g, peer, RECORD_GROUP_REMOVED, c->exchange);
    come_into_force(p, step, g, &roll, g->epoch + 1);
    state_to_all(p, step, g);
    /* So that he knows. */
    state(p, step, g, peer, c->exchange);
}

bool group_address(const struct party *p, struct arena *a,
                   const struct event_command *c, struct event_command *out)
{
    const struct group *g = group_named(p, c->group);
    uint32_t *to = arena_array(a, GROUP_MEMBERS_MAX, sizeof *to);
    uint32_t *over = arena_array(a, GROUP_MEMBERS_MAX, sizeof *over);

    *out = *c;
    out->to = to;
    out->over = over;
    out->to_count = 0;
    out->carriage = (struct event_carriage){.kind = CARRIAGE_GROUP};
    for (const struct group_member *m = g ? g->members : NULL; m; m = m->next) {
        if (!m->present) continue;
        over[out->to_count] = g->channel;
        to[out->to_count++] = m->peer;
    }
    return out->to_count > 0;
}

/* ---- What is heard of a group ---- */

static bool is_private(const struct inbox_arrival *arrival)
{
    return arrival->authenticated && arrival->carriage.kind == CARRIAGE_RATCHET;
}

/* The founder comes first, everybody is known, and nobody twice. */
static bool read_roll(const struct party *p,
                      const struct inbox_arrival *arrival, struct roll *roll)
{
    const struct message *m = &arrival->message;
    const size_t size = m->group_name ? strlen(m->group_name) : 0;

    roll->count = 0;
    if (m->group == 0 || size == 0 || size > GROUP_NAME_MAX ||
        m->counter == 0 || m->counter > UINT32_MAX || m->member_count == 0 ||
        m->member_count > GROUP_MEMBERS_MAX)
        return false;
    for (size_t i = 0; i < m->member_count; i++) {
        const uint32_t peer = party_find(p->world, m->members[i]);
        if (peer == PARTY_NONE || is_on(roll, peer)) return false;
        roll->peers[roll->count++] = peer;
    }
    return roll->peers[0] == arrival->peer;
}

/* Why the party does not take it from this peer; REASON_NONE when it does. */
static enum record_reason objection(const struct party *p,
                                    const struct group *g,
                                    const struct roll *roll,
                                    const struct inbox_arrival *arrival)
{
    if (g)
        return g->founder == arrival->peer && g->channel == arrival->channel
                   ? REASON_NONE
                   : REASON_NOT_FOUNDER;
    if (!is_on(roll, p->self)) return REASON_NO_GROUP;
    for (g = p->groups; g; g = g->next)
        if (strcmp(g->name, arrival->message.group_name) == 0)
            return REASON_NOT_FOUNDER;
    return count(p) == GROUP_MAX ? REASON_TOO_MANY : REASON_NONE;
}

void group_handle_members(struct party *p, const struct party_step *step,
                          const struct inbox_arrival *arrival)
{
    const struct message *m = &arrival->message;
    struct group *g = group_state_find(p, m->group);
    enum record_reason reason = REASON_NONE;
    struct roll roll;

    if (!is_private(arrival))
        reason = REASON_NOT_AUTHENTIC;
    else if (!read_roll(p, arrival, &roll))
        reason = REASON_MALFORMED;
    else
        reason = objection(p, g, &roll, arrival);
    if (reason) {
        group_state_reject(p, step, reason);
        return;
    }
    if (g && m->counter <= g->epoch) {
        group_state_drop(p, step, REASON_DUPLICATE_ROLL);
        return;
    }
    if (!g)
        g = begin(p, m->group_name, m->group, arrival->peer, arrival->channel);
    const bool was_in = g->state == GROUP_JOINED, is_in = is_on(&roll, p->self);
    if (was_in || is_in)
        group_state_record_of(p, step, g, g->founder,
                              !is_in   ? RECORD_GROUP_LEFT
                              : was_in ? RECORD_GROUP_CHANGED
                                       : RECORD_GROUP_JOINED,
                              m->exchange);
    come_into_force(p, step, g, &roll, (uint32_t)m->counter);
}

/* The group and the member that a message between two of them is from; else
 * it is rejected. */
static struct group *between_two(const struct party *p,
                                 const struct party_step *step,
                                 const struct inbox_arrival *arrival,
                                 struct group_member **from)
{
    struct group *g = group_state_find(p, arrival->message.group);
    enum record_reason reason = REASON_NONE;

    *from = g ? group_state_member(g, arrival->peer) : NULL;
    if (!is_private(arrival))
        reason = REASON_NOT_AUTHENTIC;
    else if (!g || g->state != GROUP_JOINED || g->channel != arrival->channel)
        reason = REASON_NO_GROUP;
    else if (!*from || !(*from)->present)
        reason = REASON_NOT_MEMBER;
    if (!reason) return g;
    group_state_reject(p, step, reason);
    return NULL;
}

void group_handle_key(struct party *p, const struct party_step *step,
                      const struct inbox_arrival *arrival)
{
    struct group_member *m;
    struct group *g = between_two(p, step, arrival, &m);

    if (!g) return;
    const enum record_reason reason =
        g->guard->take(p, step, g, m, &arrival->message);
    if (reason)
        group_state_reject(p, step, reason);
    else
        g->ready = true;
}

void group_handle_lack(struct party *p, const struct party_step *step,
                       const struct inbox_arrival *arrival)
{
    struct group_member *m;
    struct group *g = between_two(p, step, arrival, &m);

    if (!g) return;
    if (g->founder == p->self && arrival->message.counter < g->epoch)
        state(p, step, g, m->peer, 0);
    g->guard->repeat(p, step, g, m);
}

void group_fini_all(struct party *p)
{
    for (struct group *g = p->groups; g; g = g->next) {
        for (struct group_member *m = g->members; m; m = m->next)
            g->guard->forget(m);
        g->guard->fini(g);
    }
}
