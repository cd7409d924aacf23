#include "party/group_roll.h"

bool group_roll_has(const struct group_roll *roll, uint32_t peer)
{
    for (size_t i = 0; i < roll->count; i++)
        if (roll->peers[i] == peer) return true;
    return false;
}

void group_roll_call(const struct party *p, const struct group *g,
                     struct group_roll *roll)
{
    roll->count = 0;
    roll->peers[roll->count++] = g->founder;
    for (const struct group_member *m = g->members; m; m = m->next)
        if (m->present && m->peer != g->founder)
            roll->peers[roll->count++] = m->peer;
    if (g->founder != p->self) roll->peers[roll->count++] = p->self;
}

void group_roll_tell(struct party *p, const struct party_step *step,
                     const struct group *g, uint32_t peer, uint64_t exchange)
{
    const char **names =
        arena_array(step->out->arena, GROUP_MEMBERS_MAX, sizeof *names);
    struct group_roll roll;

    group_roll_call(p, g, &roll);
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

void group_roll_tell_all(struct party *p, const struct party_step *step,
                         struct group *g, uint64_t exchange)
{
    g->untold = false;
    for (struct group_member *m = g->members; m; m = m->next) {
        if (!m->present || m->told == g->epoch) continue;
        if (keyring_missing(p, m->peer)) {
            g->untold = true;
            continue;
        }
        group_roll_tell(p, step, g, m->peer, exchange);
        m->told = g->epoch;
    }
}
