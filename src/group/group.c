#include "group/group.h"

#include <assert.h>
#include <string.h>

#include "group/group_roster.h"
#include "group/group_talk.h"

/* A membership is a roster with a number, its epoch. The founder alone makes a
 * new one; all others take it from the founder, over a session of the ratchet.
 *
 *   founder                                       member
 *     found, add, remove
 *       come_into_force
 *       group_roster_tell_all  roster   ----->    group_handle_members
 *                                                   read_roster, objection
 *                                                   come_into_force
 *   any member                                    any other member
 *     group_keys.c             key      ----->    group_handle_key
 *     group_handle_lack        <-----      lack   group_talk.c
 *       roster, key            ----->
 *
 * A membership that comes into force forgets those who have left, adds those
 * who are new, and draws another sender key if anybody left. A member that
 * cannot read a frame says what it lacks, and gets it again. */

static struct group *add_group(struct party *p, const char *name, uint64_t id,
                               uint32_t founder, uint32_t channel)
{
    struct group *g = arena_alloc(p->arena, sizeof *g);

    *g = (struct group){
        .next = p->groups,
        .name = arena_text(p->arena, name),
        .id = id,
        .founder = founder,
        .channel = channel,
        .protocol = group_keys_protocol(),
        .timer = {.kind = TIMER_GROUP, .owner = g},
        .expiry = {.kind = TIMER_GROUP_KEYS, .owner = g},
    };
    p->groups = g;
    return g;
}

/* ---- A membership comes into force ---- */

static void leave_group(const struct party *p, const struct party_step *step,
                        struct group *g)
{
    for (struct group_member *m = g->members; m; m = m->next) {
        group_talk_part(p, step, g, m);
        g->protocol->forget(m);
        m->present = false;
    }
    g->protocol->fini(g);
    group_state_move(g, GROUP_LEFT);
}

/* Forgets the members that are off the roster; true when there were any. */
static bool remove_absent(const struct party *p, const struct party_step *step,
                          struct group *g, const struct group_roster *roster)
{
    bool any = false;

    for (struct group_member *m = g->members; m; m = m->next) {
        if (!m->present || group_roster_has(roster, m->peer)) continue;
        group_talk_part(p, step, g, m);
        g->protocol->forget(m);
        m->present = false;
        any = true;
    }
    return any;
}

static void add_member(struct party *p, struct group *g, uint32_t peer)
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
                            struct group *g, const struct group_roster *roster,
                            uint32_t epoch)
{
    assert(epoch > g->epoch);
    g->epoch = epoch;
    if (!group_roster_has(roster, p->self)) {
        if (g->state == GROUP_JOINED) leave_group(p, step, g);
        return;
    }
    if (g->state != GROUP_JOINED) group_state_move(g, GROUP_JOINED);
    const bool fewer = remove_absent(p, step, g, roster);
    for (size_t i = 0; i < roster->count; i++)
        if (roster->peers[i] != p->self) add_member(p, g, roster->peers[i]);
    if (fewer) g->protocol->renew_key(p, step, g);
    g->ready = true;
}

/* ---- The founder ---- */

static void state_to_all(struct party *p, const struct party_step *step,
                         struct group *g)
{
    group_roster_tell_all(p, step, g, step->event->command->exchange);
    if (g->untold) group_talk_wait(p, step, g);
}

static void refuse_command(const struct party *p, const struct party_step *step,
                           enum record_reason reason)
{
    const struct event_command *c = step->event->command;
    struct record *r =
        effect_record(step->out, RECORD_GROUP_REFUSED, c->exchange, NULL);

    r->verb = c->kind;
    r->group = c->group;
    if (c->kind != RECORD_VERB_FOUND) r->peer = party_peer_name(p, c->to[0]);
    r->reason = reason;
}

static size_t group_count(const struct party *p)
{
    size_t n = 0;

    for (const struct group *g = p->groups; g; g = g->next)
        n++;
    return n;
}

static uint64_t draw_id(const struct party *p, const char *name)
{
    struct rng rng;
    uint64_t id;

    rng_init_for(&rng, &p->root, p->name, "group/%s", name);
    do
        id = rng_u64(&rng);
    while (id == 0); /* which stands for no group */
    rng_fini(&rng);
    return id;
}

void group_found(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    struct group_roster roster = {.peers = {p->self}, .count = 1};
    const char **names =
        arena_array(step->out->arena, GROUP_MEMBERS_MAX, sizeof *names);

    if (c->to_count >= GROUP_MEMBERS_MAX || group_count(p) == GROUP_MAX ||
        group_state_find(p, draw_id(p, c->group))) {
        refuse_command(p, step, REASON_TOO_MANY);
        return;
    }
    for (size_t i = 0; i < c->to_count; i++)
        roster.peers[roster.count++] = c->to[i];
    for (size_t i = 0; i < roster.count; i++)
        names[i] = party_peer_name(p, roster.peers[i]);
    struct group *g =
        add_group(p, c->group, draw_id(p, c->group), p->self, c->over[0]);
    come_into_force(p, step, g, &roster, 1);
    struct record *r =
        group_state_record(p, step, g, RECORD_GROUP_FOUNDED, c->exchange);
    r->members = names;
    r->member_count = roster.count;
    state_to_all(p, step, g);
}

/* The command's group, where it is the party's to change; else the command is
 * refused. */
static struct group *own_group(const struct party *p,
                               const struct party_step *step,
                               struct group_roster *roster)
{
    struct group *g = group_state_named(p, step->event->command->group);

    if (!g || g->founder != p->self) {
        refuse_command(p, step, g ? REASON_NOT_FOUNDER : REASON_NO_GROUP);
        return NULL;
    }
    group_roster_of(p, g, roster);
    return g;
}

void group_add(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    const uint32_t peer = c->to[0];
    struct group_roster roster;

    struct group *g = own_group(p, step, &roster);
    if (!g) return;
    if (group_roster_has(&roster, peer)) {
        refuse_command(p, step, REASON_IS_MEMBER);
    } else if (roster.count == GROUP_MEMBERS_MAX) {
        refuse_command(p, step, REASON_TOO_MANY);
    } else {
        roster.peers[roster.count++] = peer;
        group_state_record_of(p, step, g, peer, RECORD_GROUP_ADDED,
                              c->exchange);
        come_into_force(p, step, g, &roster, g->epoch + 1);
        state_to_all(p, step, g);
    }
}

void group_remove(struct party *p, const struct party_step *step)
{
    const struct event_command *c = step->event->command;
    const uint32_t peer = c->to[0];
    struct group_roster roster;
    size_t i = 0;

    struct group *g = own_group(p, step, &roster);
    if (!g) return;
    while (i < roster.count && roster.peers[i] != peer)
        i++;
    if (peer == p->self || i == roster.count) {
        refuse_command(
            p, step, i == roster.count ? REASON_NO_MEMBER : REASON_NOT_FOUNDER);
        return;
    }
    roster.peers[i] = roster.peers[--roster.count];
    group_state_record_of(p, step, g, peer, RECORD_GROUP_REMOVED, c->exchange);
    come_into_force(p, step, g, &roster, g->epoch + 1);
    state_to_all(p, step, g);
    /* The removed member is told as well. */
    group_roster_tell(p, step, g, peer, c->exchange);
}

bool group_address(const struct party *p, struct arena *a,
                   const struct event_command *c, struct event_command *out)
{
    const struct group *g = group_state_named(p, c->group);
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

/* ---- Messages about a group ---- */

static bool is_private(const struct arrival *arrival)
{
    return arrival->authenticated && arrival->carriage.kind == CARRIAGE_RATCHET;
}

/* The founder comes first, all names are known, and none comes twice. */
static bool read_roster(const struct party *p, const struct arrival *arrival,
                        struct group_roster *roster)
{
    const struct message *m = &arrival->message;
    const size_t size = m->group_name ? strlen(m->group_name) : 0;

    roster->count = 0;
    if (m->group == 0 || size == 0 || size > GROUP_NAME_MAX ||
        m->counter == 0 || m->counter > UINT32_MAX || m->member_count == 0 ||
        m->member_count > GROUP_MEMBERS_MAX)
        return false;
    for (size_t i = 0; i < m->member_count; i++) {
        const uint32_t peer = party_find(p->world, m->members[i]);
        if (peer == PARTY_NONE || group_roster_has(roster, peer)) return false;
        roster->peers[roster->count++] = peer;
    }
    return roster->peers[0] == arrival->peer;
}

/* The reason why the party does not take a roster from this peer; REASON_NONE
 * when it does. */
static enum record_reason objection(const struct party *p,
                                    const struct group *g,
                                    const struct group_roster *roster,
                                    const struct arrival *arrival)
{
    if (g)
        return g->founder == arrival->peer && g->channel == arrival->channel
                   ? REASON_NONE
                   : REASON_NOT_FOUNDER;
    if (!group_roster_has(roster, p->self)) return REASON_NO_GROUP;
    for (g = p->groups; g; g = g->next)
        if (strcmp(g->name, arrival->message.group_name) == 0)
            return REASON_NOT_FOUNDER;
    return group_count(p) == GROUP_MAX ? REASON_TOO_MANY : REASON_NONE;
}

void group_handle_members(struct party *p, const struct party_step *step,
                          const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    struct group *g = group_state_find(p, m->group);
    enum record_reason reason = REASON_NONE;
    struct group_roster roster;

    if (!is_private(arrival))
        reason = REASON_NOT_AUTHENTIC;
    else if (!read_roster(p, arrival, &roster))
        reason = REASON_MALFORMED;
    else
        reason = objection(p, g, &roster, arrival);
    if (reason) {
        group_state_reject(p, step, reason);
        return;
    }
    if (g && m->counter <= g->epoch) {
        group_state_drop(p, step, REASON_DUPLICATE_ROLL);
        return;
    }
    if (!g)
        g = add_group(p, m->group_name, m->group, arrival->peer,
                      arrival->channel);
    const bool was_in = g->state == GROUP_JOINED,
               is_in = group_roster_has(&roster, p->self);
    if (was_in || is_in)
        group_state_record_of(p, step, g, g->founder,
                              !is_in   ? RECORD_GROUP_LEFT
                              : was_in ? RECORD_GROUP_CHANGED
                                       : RECORD_GROUP_JOINED,
                              m->exchange);
    come_into_force(p, step, g, &roster, (uint32_t)m->counter);
}

/* The group and the member that a message between two members is from; else the
 * message is rejected. */
static struct group *between_two(const struct party *p,
                                 const struct party_step *step,
                                 const struct arrival *arrival,
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
                      const struct arrival *arrival)
{
    struct group_member *m;
    struct group *g = between_two(p, step, arrival, &m);

    if (!g) return;
    const enum record_reason reason =
        g->protocol->take_key(p, step, g, m, arrival);
    if (reason)
        group_state_reject(p, step, reason);
    else
        g->ready = true;
}

void group_handle_lack(struct party *p, const struct party_step *step,
                       const struct arrival *arrival)
{
    struct group_member *m;
    struct group *g = between_two(p, step, arrival, &m);

    if (!g) return;
    if (g->founder == p->self && arrival->message.counter < g->epoch)
        group_roster_tell(p, step, g, m->peer, 0);
    g->protocol->give_keys_again(p, step, g, m);
}

void group_note_void_key(struct party *p)
{
    for (struct group *g = p->groups; g; g = g->next)
        g->keys.stale = g->keys.drawn;
}

void group_fini_all(struct party *p)
{
    for (struct group *g = p->groups; g; g = g->next) {
        for (struct group_member *m = g->members; m; m = m->next)
            g->protocol->forget(m);
        g->protocol->fini(g);
    }
}
