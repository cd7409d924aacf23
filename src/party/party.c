#include "party/party.h"

#include <assert.h>
#include <stdio.h>

void party_identity(struct identity *id, const struct rng_root *root,
                    const char *name, uint32_t serial)
{
    char purpose[32] = "identity";
    struct rng rng;

    if (serial > 1) snprintf(purpose, sizeof purpose, "identity/%u", serial);
    rng_init(&rng, root, name, purpose);
    identity_init(id, &rng);
    rng_fini(&rng);
}

void party_name_peers(struct table *names, struct arena *a,
                      const struct party_peer *peers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        table_add(names, a, bytes_of_text(peers[i].name), (void *)&peers[i]);
}

uint32_t party_find_peer(const struct table *names,
                         const struct party_peer *peers, const char *name)
{
    const struct party_peer *peer = table_find(names, bytes_of_text(name));

    return peer ? (uint32_t)(peer - peers) : PARTY_NONE;
}

uint32_t party_find(const struct party_world *world, const char *name)
{
    assert(world->names.count == world->peer_count);
    return party_find_peer(&world->names, world->peers, name);
}

const char *party_peer_name(const struct party *p, uint32_t peer)
{
    assert(peer < p->world->peer_count);
    return p->world->peers[peer].name;
}

struct record *party_record(const struct party *p,
                            const struct party_step *step,
                            enum record_kind kind, uint64_t exchange,
                            uint32_t peer, uint32_t channel)
{
    assert(channel < p->world->channel_count);
    struct record *r = effect_record(step->out, kind, exchange, NULL);
    r->peer = party_peer_name(p, peer);
    r->channel = p->world->channels[channel].name;
    return r;
}

struct record *party_record_arrival(const struct party *p,
                                    const struct party_step *step,
                                    const struct arrival *arrival,
                                    enum record_kind kind)
{
    struct record *r = party_record(p, step, kind, arrival->message.exchange,
                                    arrival->peer, arrival->channel);

    r->document = arrival->message.document;
    /* The timer of an inbox does not name the frame that it is about. */
    if (arrival->cause > 0) r->causes[r->cause_count++] = arrival->cause;
    return r;
}
