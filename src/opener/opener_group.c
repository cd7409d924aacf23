#include "opener/opener_group.h"

#include <string.h>

#include "base/writer.h"
#include "group/group_keys.h"
#include "opener/opener_secret.h"

/* A group's frame is opened with the sender key that its header names: drawn
 * from the sender's generator, read earlier in a frame to a member, or taken
 * from a member's memory. If none opens it the frame is kept, and
 * opener_group_late tries it again after a new key has come. */

/* A sender key that was read on its way, or drawn from a generator. */
struct opener_sender_key {
    struct opener_sender_key *next;
    uint32_t by; /* secrets that opened the session, or gave the key */
    struct memory_group key;
    /* The chain at the last message opened, where that is beyond the key
     * itself, so that a long chain is not walked for each message. */
    uint32_t ahead;
    uint8_t ahead_ck[CHAIN_KEY_SIZE];
};

/* A frame whose key is not known; it may come in a later frame. */
struct opener_late {
    struct opener_late *next;
    struct opener_layers layers;
};

/* Reads the key's number and the message's; false for bytes that are no such
 * message. */
static bool read_header(struct bytes payload, uint32_t *number, uint32_t *n)
{
    if (payload.size < SENDER_KEY_OVERHEAD ||
        sender_key_number(payload, number))
        return false;
    *n = bytes_get_be32(payload.data + 5);
    return true;
}

/* Walks the chain to a message from the nearest known point before it; false
 * where the chain is known only from later on, or from too far before. */
static bool walk_chain(const struct opener_sender_key *k, uint32_t n,
                       struct sender_key_distribution *d)
{
    uint8_t mk[CHAIN_KEY_SIZE];

    *d = k->key.key;
    if (k->ahead > d->n && k->ahead <= n) {
        d->n = k->ahead;
        memcpy(d->ck, k->ahead_ck, sizeof d->ck);
    }
    if (n < d->n || n - d->n > OPENER_GROUP_STEPS_MAX) return false;
    for (; d->n < n; d->n++)
        chain_step(d->ck, mk);
    explicit_bzero(mk, sizeof mk);
    return true;
}

/* Opens the frame with the key, if it is the right one. */
static void open_by_key(struct opener *o, const struct opener_layers *l,
                        struct opener_sender_key *k, uint32_t n)
{
    struct sender_key_peer *peer = arena_alloc(&o->last, sizeof *peer);
    uint8_t ck[CHAIN_KEY_SIZE], mk[CHAIN_KEY_SIZE];
    const struct bytes payload = l->frame.payload;
    struct sender_key_distribution d;
    struct writer w;

    if (walk_chain(k, n, &d)) {
        memcpy(ck, d.ck, sizeof ck);
        chain_step(ck, mk);
        sender_key_peer_init(peer, &d);
        writer_init(&w, arena_alloc(&o->last, payload.size), payload.size);
        if (!sender_key_decrypt(
                peer,
                group_keys_ad(&o->last, o->peers[l->from].name, &l->frame),
                payload, &w)) {
            o->found.raw = writer_bytes(&w);
            o->found.by = k->by;
            opener_secret(o, arena_format(&o->last, "CK, chain key %u", n),
                          d.ck, sizeof d.ck);
            opener_secret(o, arena_format(&o->last, "MK, message key %u", n),
                          mk, sizeof mk);
            k->ahead = n;
            memcpy(k->ahead_ck, d.ck, sizeof k->ahead_ck);
        }
        sender_key_peer_fini(peer);
        explicit_bzero(ck, sizeof ck);
        explicit_bzero(mk, sizeof mk);
    }
    explicit_bzero(&d, sizeof d);
}

static bool is_key_of(const struct memory_group *key,
                      const struct opener_layers *l, uint32_t number)
{
    return key->group == l->frame.session && key->from == l->from &&
           key->key.number == number;
}

/* The sender's generator gives all its sender keys. */
static void open_as_sender(struct opener *o, const struct opener_layers *l,
                           uint32_t number, uint32_t n)
{
    const struct keys_party *keys = &o->keys->parties[l->from];
    struct opener_sender_key *k = o->drawn;
    struct sender_key drawn;

    if (keys->reach != KEYS_ALL) return;
    while (k && !is_key_of(&k->key, l, number))
        k = k->next;
    if (!k) {
        group_keys_draw(&drawn, &keys->root, o->peers[l->from].name,
                        l->frame.session, number);
        k = arena_alloc(&o->arena, sizeof *k);
        k->by = k->key.from = l->from;
        k->key.group = l->frame.session;
        sender_key_distribute(&drawn, &k->key.key);
        sender_key_fini(&drawn);
        k->next = o->drawn;
        o->drawn = k;
    }
    open_by_key(o, l, k, n);
}

/* Keys that were read on their way to a member, or stood in a member's memory
 * when that was stolen. */
static void open_as_member(struct opener *o, const struct opener_layers *l,
                           uint32_t number, uint32_t n)
{
    struct opener_sender_key stolen;

    for (struct opener_sender_key *k = o->sender_keys;
         k && o->found.raw.size == 0; k = k->next)
        if (is_key_of(&k->key, l, number)) open_by_key(o, l, k, n);
    for (uint32_t i = 0; i < o->keys->count; i++) {
        const struct memory_group *m = o->keys->parties[i].groups;
        for (; m && o->found.raw.size == 0; m = m->next) {
            if (!is_key_of(m, l, number)) continue;
            stolen = (struct opener_sender_key){.by = i, .key = *m};
            open_by_key(o, l, &stolen, n);
            explicit_bzero(&stolen, sizeof stolen);
        }
    }
}

static bool open_frame(struct opener *o, const struct opener_layers *l)
{
    uint32_t number, n;

    if (!read_header(l->frame.payload, &number, &n)) return true;
    open_as_sender(o, l, number, n);
    if (o->found.raw.size == 0) open_as_member(o, l, number, n);
    return o->found.raw.size > 0;
}

void opener_group_follow(struct opener *o, const struct opener_layers *l)
{
    if (open_frame(o, l)) return;
    struct opener_late *late = arena_alloc(&o->arena, sizeof *late);
    *late = (struct opener_late){o->late, *l};
    late->layers.whole = arena_copy(&o->arena, l->whole);
    late->layers.frame.payload =
        bytes_from(late->layers.whole, FRAME_HEAD_SIZE);
    late->layers.channel = arena_text(&o->arena, l->channel);
    o->late = late;
}

bool opener_group_late(struct opener *o, struct opener_layers *l)
{
    if (!o->fresh) return false;
    for (struct opener_late **at = &o->late; *at; at = &(*at)->next) {
        arena_reset(&o->last);
        o->found = (struct opener_found){.whole = (*at)->layers.whole,
                                         .by = OPENER_NONE};
        if (!open_frame(o, &(*at)->layers)) continue;
        *l = (*at)->layers;
        *at = (*at)->next;
        return true;
    }
    return o->fresh = false;
}

void opener_group_note(struct opener *o, const struct opener_layers *l)
{
    struct opener_sender_key *k;
    struct message m;

    if (o->found.raw.size == 0 || l->frame.type == FRAME_GROUP ||
        message_decode(&o->last, o->found.raw, &m) ||
        m.kind != MESSAGE_SENDER_KEY)
        return;
    k = arena_alloc(&o->arena, sizeof *k);
    if (sender_key_decode(&k->key.key, m.sender_key)) return;
    k->key.group = m.group;
    k->key.from = l->from;
    k->by = o->found.by;
    k->next = o->sender_keys;
    o->sender_keys = k;
    o->fresh = true;
}

void opener_group_describe(struct arena *a, struct opener_layers *l)
{
    uint32_t number, n;

    if (l->frame.type != FRAME_GROUP ||
        !read_header(l->frame.payload, &number, &n))
        return;
    l->header = arena_format(
        a, "epoch %u, sender key %u, message %u, ChaChaPoly, Ed25519ph",
        (unsigned)(l->frame.counter >> 32), number, n);
}
