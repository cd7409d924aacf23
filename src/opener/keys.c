#include "opener/keys.h"

#include <assert.h>
#include <string.h>

#include "party/renewal.h"

void keys_init(struct keys *k, size_t parties)
{
    *k = (struct keys){.count = parties};
    arena_init(&k->arena);
    k->parties = arena_array(&k->arena, parties, sizeof *k->parties);
}

void keys_fini(struct keys *k)
{
    arena_fini(&k->arena);
}

static void extend_reach(struct keys_party *p, enum keys_reach reach)
{
    if (p->reach < reach) p->reach = reach;
}

void keys_add_identity(struct keys *k, uint32_t party,
                       const struct identity *identity)
{
    assert(party < k->count);
    struct keys_party *p = &k->parties[party];
    const struct identity *had;

    for (size_t age = 0; (had = keys_identity(k, party, age)); age++)
        if (memcmp(&had->pub, &identity->pub, sizeof had->pub) == 0) return;
    if (p->reach >= KEYS_IDENTITY) {
        struct keys_earlier *e = arena_alloc(&k->arena, sizeof *e);
        *e = (struct keys_earlier){p->earlier, p->identity};
        p->earlier = e;
    }
    p->identity = *identity;
    extend_reach(p, KEYS_IDENTITY);
}

/* The newest last. */
void keys_add_identities(struct keys *k, const struct party *p)
{
    const struct identity *id;
    size_t count = 0;

    while (renewal_identity(p, count))
        count++;
    while (count > 0 && (id = renewal_identity(p, --count)))
        keys_add_identity(k, p->self, id);
}

void keys_add_state(struct keys *k, const struct party *p)
{
    assert(p->self < k->count);
    struct keys_party *of = &k->parties[p->self];

    memory_take(p, &k->arena, &of->memory);
    keys_add_identities(k, p);
    extend_reach(of, KEYS_STATE);
}

void keys_add_all(struct keys *k, uint32_t party, const struct rng_root *root,
                  const char *name)
{
    struct identity identity;

    party_identity(&identity, root, name, 1);
    keys_add_identity(k, party, &identity);
    identity_fini(&identity);
    k->parties[party].root = *root;
    if (k->parties[party].reach == KEYS_ALL) return;
    k->parties[party].reach = KEYS_ALL;
    k->all = arena_grow(&k->arena, k->all, k->all_count, &k->all_room,
                        sizeof *k->all);
    k->all[k->all_count++] = party;
}

const struct identity *keys_identity(const struct keys *k, uint32_t party,
                                     size_t age)
{
    assert(party < k->count);
    const struct keys_party *p = &k->parties[party];
    const struct keys_earlier *e = p->earlier;

    if (p->reach < KEYS_IDENTITY) return NULL;
    if (age == 0) return &p->identity;
    while (e && --age > 0)
        e = e->next;
    return e ? &e->identity : NULL;
}

const struct memory_session *keys_session(const struct keys *k, uint32_t party,
                                          uint32_t peer, const char *channel,
                                          uint64_t number)
{
    assert(party < k->count);
    for (const struct memory_session *s = k->parties[party].memory.sessions; s;
         s = s->next)
        if (s->peer == peer && s->number == number &&
            strcmp(s->channel, channel) == 0)
            return s;
    return NULL;
}
