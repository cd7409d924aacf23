#include "group/group_roster.h"

#include <assert.h>

bool group_roster_has(const struct group_roster *roster, uint32_t peer)
{
    for (size_t i = 0; i < roster->count; i++)
        if (roster->peers[i] == peer) return true;
    return false;
}

void group_roster_of(const struct party *p, const struct group *g,
                     struct group_roster *roster)
{
    roster->count = 0;
    roster->peers[roster->count++] = g->founder;
    for (const struct group_member *m = g->members; m; m = m->next)
        if (m->present && m->peer != g->founder)
            roster->peers[roster->count++] = m->peer;
    if (g->founder != p->self) roster->peers[roster->count++] = p->self;
}

void group_roster_tell(struct party *p, const struct party_step *step,
                       const struct group *g, uint32_t peer, uint64_t exchange)
{
    const char **names =
        arena_array(step->out->arena, GROUP_MEMBERS_MAX, sizeof *names);
    struct group_roster roster;

    assert(g->founder == p->self);
    group_roster_of(p, g, &roster);
    for (size_t i = 0; i < roster.count; i++)
        names[i] = party_peer_name(p, roster.peers[i]);
    const struct message m = {
        .kind = MESSAGE_GROUP,
        .exchange = exchange,
        .counter = g->epoch,
        .group = g->id,
        .group_name = g->name,
        .members = names,
        .member_count = roster.count,
    };
    group_state_tell(p, step, g, peer, &m);
}

void group_roster_tell_all(struct party *p, const struct party_step *step,
                           struct group *g, uint64_t exchange)
{
    assert(g->founder == p->self);
    g->untold = false;
    for (struct group_member *m = g->members; m; m = m->next) {
        if (!m->present || m->told == g->epoch) continue;
        if (keyring_missing(p, m->peer) &&
            !keyring_admits_stranger(p, m->peer)) {
            g->untold = true;
            continue;
        }
        group_roster_tell(p, step, g, m->peer, exchange);
        m->told = g->epoch;
    }
}
