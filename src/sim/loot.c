#include "sim/loot.h"

#include <string.h>

#include "scenario/scenario_query.h"

static void add_insider(struct keys *k, const struct runtime *rt,
                        uint32_t party)
{
    keys_add_all(k, party, &rt->root, rt->world.peers[party].name);
}

static uint32_t author_of(const struct runtime *rt,
                          const struct tactic_target *t)
{
    const struct scenario *s = rt->scenario;

    return s->documents[scenario_find_document(s, t->document)].author;
}

/* Adds all parties but the sender and one more. */
static void add_others(struct keys *k, const struct runtime *rt,
                       const struct tactic_target *t, uint32_t but)
{
    for (uint32_t i = 0; i < rt->scenario->party_count; i++)
        if (i != t->from && i != but) add_insider(k, rt, i);
}

/* Parties know each other by a copy of the table with one key changed. */
static void misbind_third(struct runtime *rt, const struct tactic_target *t)
{
    const size_t count = rt->world.peer_count;
    struct party_peer *peers = arena_array(&rt->arena, count, sizeof *peers);

    memcpy(peers, rt->world.peers, count * sizeof *peers);
    memcpy(peers[t->third].pub.agree, peers[t->from].pub.agree,
           sizeof peers->pub.agree);
    rt->world.peers = peers;
    rt->world.names = (struct table){0};
    party_name_peers(&rt->world.names, &rt->arena, peers, count);
}

void loot_take_insiders(struct keys *k, struct runtime *rt,
                        const struct tactic_play *play)
{
    const struct tactic_target *t = &play->target;

    switch (play->tactic->insiders) {
    case TACTIC_ALONE:
        break;
    case TACTIC_RECIPIENT:
        add_insider(k, rt, t->to);
        break;
    case TACTIC_SENDER:
        add_insider(k, rt, t->from);
        break;
    case TACTIC_THIRD:
        add_insider(k, rt, t->third);
        misbind_third(rt, t);
        break;
    case TACTIC_OTHERS:
        add_others(k, rt, t, author_of(rt, t));
        break;
    case TACTIC_BYSTANDERS:
        add_others(k, rt, t, t->to);
        break;
    case TACTIC_DIRECTORY:
        /* The adversary owns the false key and opens all that is sealed to
         * it. */
        add_insider(k, rt, t->directory);
        keys_add_identity(k, t->to, play->self.identity);
        break;
    }
}

void loot_renew_insiders(struct keys *k, const struct runtime *rt)
{
    for (size_t i = 0; i < k->all_count; i++)
        keys_add_identity(k, k->all[i], &rt->parties[k->all[i]].identity);
}

bool loot_take_prekey(const struct runtime *rt, struct tactic_play *play)
{
    if (!play->tactic || play->tactic->theft != TACTIC_STEALS_PREKEY)
        return false;
    const struct prekeys_set *newest =
        rt->parties[play->target.to].prekeys.sets;

    if (!newest || play->prekey.id == newest->signed_prekey.id) return false;
    play->prekey = newest->signed_prekey;
    return true;
}
