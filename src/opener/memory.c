#include "opener/memory.h"

#include <string.h>

#include "base/writer.h"
#include "group/group_state.h"
#include "session/session_ratchet.h"

/* All but the stream of pairs that are yet to be drawn. */
static struct session_ratchet *take_ratchet(const struct session *s,
                                            struct arena *a)
{
    struct session_ratchet *r = arena_alloc(a, sizeof *r);

    *r = *s->ratchet;
    rng_fini(&r->rng);
    memset(&r->memory, 0, sizeof r->memory);
    return r;
}

struct memory_session *memory_take(const struct party *p, struct arena *a)
{
    struct memory_session *first = NULL;

    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->state == SESSION_CLOSED) continue;
        struct memory_session *m = arena_alloc(a, sizeof *m);
        *m = (struct memory_session){
            .next = first,
            .peer = s->peer,
            .channel = p->world->channels[s->channel].name,
            .number = s->number,
            .open = s->state == SESSION_OPEN,
            .handshake = s->noise.handshake,
            .send = s->noise.send,
            .receive = s->noise.receive,
        };
        m->handshake.last_message = (struct bytes){0}; /* the party's own */
        if (s->ratchet) m->ratchet = take_ratchet(s, a);
        first = m;
    }
    return first;
}

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

static void put_key(struct memory_group **first, struct arena *a,
                    uint64_t group, uint32_t from,
                    const struct sender_key_distribution *key)
{
    struct memory_group *m = arena_alloc(a, sizeof *m);

    *m = (struct memory_group){*first, group, from, *key};
    *first = m;
}

struct memory_group *memory_take_groups(const struct party *p, struct arena *a)
{
    struct memory_group *first = NULL;
    struct sender_key_distribution own;

    for (const struct group *g = p->groups; g; g = g->next) {
        if (g->keys.drawn) {
            sender_key_distribute(&g->keys.key, &own);
            put_key(&first, a, g->id, p->self, &own);
        }
        for (const struct group_member *m = g->members; m; m = m->next)
            for (size_t i = 0; i < GROUP_KEYS_KEPT && m->keys.peer_keys[i]; i++)
                put_key(&first, a, g->id, m->peer, &m->keys.peer_keys[i]->at);
    }
    explicit_bzero(&own, sizeof own);
    return first;
}

void memory_fingerprint(const struct party *p, struct arena *a,
                        uint8_t out[SHA256_SIZE])
{
    uint8_t room[PART_ROOM];
    struct writer w;

    memset(out, 0, SHA256_SIZE);
    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->state == SESSION_CLOSED) continue;
        add_noise(s, out);
        if (s->ratchet) add_ratchet(&s->ratchet->ratchet, out);
    }
    for (const struct memory_group *m = memory_take_groups(p, a); m;
         m = m->next) {
        begin_part(&w, room, out);
        writer_put(&w, &m->group, sizeof m->group);
        writer_put(&w, &m->from, sizeof m->from);
        writer_put(&w, m->key.ck, sizeof m->key.ck);
        end_part(&w, out);
    }
}
