#include "opener/memory.h"

#include <string.h>

#include "base/writer.h"
#include "group/group_state.h"
#include "session/outgoing.h"
#include "session/session_ratchet.h"

/* memory_take goes through the party: its sessions, the keys of its groups, its
 * prekeys, and the messages that wait. Each thing is put in front of those of
 * earlier thefts, for the newest holds the most of a session.
 * memory_fingerprint hashes the same. tests/tidy/loot.txt says of each member
 * of a party's state whether it is among them, and why. */

/* ---- Sessions ---- */

/* All but the stream of pairs that are yet to be drawn. */
static struct session_ratchet *take_ratchet(const struct session *s,
                                            struct arena *a)
{
    struct session_ratchet *r = arena_alloc(a, sizeof *r);

    r->ratchet = s->ratchet->ratchet;
    r->ad = s->ratchet->ad;
    return r;
}

static void take_sessions(const struct party *p, struct arena *a,
                          struct memory *m)
{
    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->state == SESSION_CLOSED) continue;
        struct memory_session *taken = arena_alloc(a, sizeof *taken);
        *taken = (struct memory_session){
            .next = m->sessions,
            .peer = s->peer,
            .channel = p->world->channels[s->channel].name,
            .number = s->number,
            .open = s->state == SESSION_OPEN,
            .handshake = s->noise.handshake,
            .send = s->noise.send,
            .receive = s->noise.receive,
        };
        taken->handshake.last_message = (struct bytes){0}; /* the party's own */
        if (s->ratchet) taken->ratchet = take_ratchet(s, a);
        m->sessions = taken;
    }
}

/* ---- Groups ---- */

static void put_key(struct memory *m, struct arena *a,
                    const struct memory_group *key,
                    const struct sender_key_kept *kept, size_t count)
{
    struct memory_group *taken = arena_alloc(a, sizeof *taken);

    *taken = *key;
    taken->next = m->groups;
    if (count > 0)
        taken->kept =
            (const void *)arena_copy(a, bytes_of(kept, count * sizeof *kept))
                .data;
    taken->kept_count = count;
    m->groups = taken;
}

/* The present chain, and the keys of the messages that some member has not
 * confirmed. */
static void take_own_keys(const struct party *p, const struct group *g,
                          struct arena *a, struct memory *m)
{
    struct memory_group own = {.group = g->id, .from = p->self};
    struct sender_key_kept single;

    for (const struct group_said *s = g->said; s; s = s->next) {
        own.key = (struct sender_key_distribution){.number = s->key.number,
                                                   .n = SENDER_KEY_OVER};
        memcpy(own.key.sign_public, s->key.sign_public,
               sizeof own.key.sign_public);
        single = (struct sender_key_kept){.n = s->key.n};
        memcpy(single.mk, s->key.mk, sizeof single.mk);
        put_key(m, a, &own, &single, 1);
    }
    if (g->keys.drawn) {
        sender_key_distribute(&g->keys.key, &own.key);
        put_key(m, a, &own, NULL, 0);
    }
    explicit_bzero(&own, sizeof own);
    explicit_bzero(&single, sizeof single);
}

static void take_groups(const struct party *p, struct arena *a,
                        struct memory *m)
{
    for (const struct group *g = p->groups; g; g = g->next) {
        take_own_keys(p, g, a, m);
        for (const struct group_member *of = g->members; of; of = of->next)
            for (size_t i = 0; i < GROUP_KEYS_KEPT && of->keys.peer_keys[i];
                 i++) {
                const struct sender_key_peer *k = of->keys.peer_keys[i];
                const struct memory_group key = {
                    .group = g->id, .from = of->peer, .key = k->at};
                put_key(m, a, &key, k->kept, k->kept_count);
            }
    }
}

/* ---- Prekeys ---- */

static void put_prekey(struct memory *m, struct arena *a, bool one_time,
                       const struct x3dh_prekey *key)
{
    struct memory_prekey *taken = arena_alloc(a, sizeof *taken);
    *taken = (struct memory_prekey){m->prekeys, one_time, *key};
    m->prekeys = taken;
}

static void take_prekeys(const struct party *p, struct arena *a,
                         struct memory *m)
{
    for (const struct prekeys_set *set = p->prekeys.sets; set;
         set = set->older) {
        put_prekey(m, a, false, &set->signed_prekey);
        for (size_t i = 0; i < set->count; i++)
            if (!set->one_time[i].used)
                put_prekey(m, a, true, &set->one_time[i].key);
    }
}

/* ---- Messages ---- */

/* A message of an exchange between the party and a peer, from either. */
static void put_message(const struct party *p, struct memory *m,
                        struct arena *a, const uint32_t ends[2],
                        uint32_t channel, uint64_t exchange, struct bytes raw)
{
    struct memory_message *taken = arena_alloc(a, sizeof *taken);

    *taken = (struct memory_message){
        .next = m->messages,
        .from = ends[0],
        .to = ends[1],
        .channel = p->world->channels[channel].name,
        .exchange = exchange,
        .raw = arena_copy(a, raw),
    };
    m->messages = taken;
}

static void take_waiting(const struct party *p, const struct arrival_item *i,
                         struct arena *a, struct memory *m)
{
    for (; i; i = i->next)
        put_message(p, m, a, (const uint32_t[]){i->arrival.peer, p->self},
                    i->arrival.channel, i->arrival.message.exchange,
                    i->arrival.raw);
}

/* The one in hand is in no line any more, and still points to one. */
static void take_inbox(const struct party *p, struct arena *a, struct memory *m)
{
    const struct arrival_inbox *inbox = p->inbox;

    if (inbox->in_hand) {
        struct arrival_item hand = *inbox->in_hand;
        hand.next = NULL;
        take_waiting(p, &hand, a, m);
    }
    for (size_t i = 0; i < ARRIVAL_LINES; i++)
        take_waiting(p, inbox->lines[i].first, a, m);
}

static void take_messages(const struct party *p, struct arena *a,
                          struct memory *m)
{
    take_inbox(p, a, m);
    for (const struct session *s = p->sessions; s; s = s->next)
        for (const struct outbox_item *o = s->out.first; o; o = o->next)
            put_message(p, m, a, (const uint32_t[]){p->self, s->peer},
                        s->channel, o->exchange, o->message);
    for (const struct outgoing_delayed *d = p->delayed; d; d = d->next)
        put_message(p, m, a, (const uint32_t[]){p->self, d->route.peer},
                    d->route.channel, d->exchange, d->message);
}

void memory_take(const struct party *p, struct arena *a, struct memory *m)
{
    take_sessions(p, a, m);
    take_groups(p, a, m);
    take_prekeys(p, a, m);
    take_messages(p, a, m);
}

/* ---- Fingerprints ---- */

enum { PART_ROOM = 512 };

/* The hash so far, and what comes to it. */
static void begin_part(struct writer *w, uint8_t *room,
                       const uint8_t fingerprint[SHA256_SIZE])
{
    writer_init(w, room, PART_ROOM);
    writer_put(w, fingerprint, SHA256_SIZE);
}

static void end_part(const struct writer *w, uint8_t fingerprint[SHA256_SIZE])
{
    sha256(fingerprint, writer_bytes(w));
    explicit_bzero(w->data, w->size);
}

static void add_noise(const struct session *s, uint8_t fingerprint[SHA256_SIZE])
{
    const struct noise *n = &s->noise.handshake.noise;
    uint8_t room[PART_ROOM];
    struct writer w;

    begin_part(&w, room, fingerprint);
    writer_put(&w, &s->number, sizeof s->number);
    writer_put(&w, &s->state, sizeof s->state);
    writer_put(&w, n->h, sizeof n->h);
    writer_put(&w, n->ck, sizeof n->ck);
    writer_put(&w, n->e.bytes, sizeof n->e.bytes);
    writer_put(&w, s->noise.send.key, NOISE_KEY_SIZE);
    writer_put(&w, s->noise.receive.key, NOISE_KEY_SIZE);
    end_part(&w, fingerprint);
}

static void add_ratchet(const struct ratchet *r,
                        uint8_t fingerprint[SHA256_SIZE])
{
    const struct ratchet_keys *k = &r->keys;
    uint8_t room[PART_ROOM];
    struct writer w;

    begin_part(&w, room, fingerprint);
    writer_put(&w, k->rk, sizeof k->rk);
    writer_put(&w, k->dhs, sizeof k->dhs);
    writer_put(&w, k->dhr, sizeof k->dhr);
    writer_put(&w, k->cks.key, sizeof k->cks.key);
    writer_put(&w, k->ckr.key, sizeof k->ckr.key);
    end_part(&w, fingerprint);
    for (uint32_t i = 0; i < r->kept; i++) {
        begin_part(&w, room, fingerprint);
        writer_put(&w, r->skipped[i].mk, sizeof r->skipped[i].mk);
        end_part(&w, fingerprint);
    }
}

static void add_part(const void *data, size_t size,
                     uint8_t fingerprint[SHA256_SIZE])
{
    uint8_t hash[SHA256_SIZE], room[PART_ROOM];
    struct writer w;

    sha256(hash, bytes_of(data, size));
    begin_part(&w, room, fingerprint);
    writer_put(&w, hash, sizeof hash);
    end_part(&w, fingerprint);
}

static void add_group(const struct memory_group *m,
                      uint8_t fingerprint[SHA256_SIZE])
{
    uint8_t room[PART_ROOM];
    struct writer w;

    begin_part(&w, room, fingerprint);
    writer_put(&w, &m->group, sizeof m->group);
    writer_put(&w, &m->from, sizeof m->from);
    writer_put(&w, m->key.ck, sizeof m->key.ck);
    end_part(&w, fingerprint);
    for (size_t i = 0; i < m->kept_count; i++)
        add_part(m->kept[i].mk, sizeof m->kept[i].mk, fingerprint);
}

void memory_fingerprint(const struct party *p, struct arena *a,
                        uint8_t out[SHA256_SIZE])
{
    struct memory m = {0};

    memset(out, 0, SHA256_SIZE);
    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->state == SESSION_CLOSED) continue;
        add_noise(s, out);
        if (s->ratchet) add_ratchet(&s->ratchet->ratchet, out);
    }
    take_groups(p, a, &m);
    take_prekeys(p, a, &m);
    take_messages(p, a, &m);
    for (const struct memory_group *g = m.groups; g; g = g->next)
        add_group(g, out);
    for (const struct memory_prekey *k = m.prekeys; k; k = k->next)
        add_part(k->key.public, sizeof k->key.public, out);
    for (const struct memory_message *w = m.messages; w; w = w->next)
        add_part(w->raw.data, w->raw.size, out);
}

bool memory_expires(const struct party *p)
{
    const struct group *g = p->groups;

    while (g && g->expiry.world == 0)
        g = g->next;
    return g;
}
