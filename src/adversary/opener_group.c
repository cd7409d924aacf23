#include "adversary/opener_group.h"

#include <string.h>

#include "party/group_keys.h"

/* A key that was read on its way. */
struct opener_sender_key {
    struct opener_sender_key *next;
    uint32_t by; /* whose secrets opened the session */
    struct memory_group key;
};

/* A frame whose key has not been read: it may come by a later one. */
struct opener_late {
    struct opener_late *next;
    struct opener_layers layers;
};

/* The key's number and the message's; false for what is no such message. */
static bool read_header(struct bytes payload, uint32_t *number, uint32_t *n)
{
    if (payload.size < SENDER_KEY_OVERHEAD ||
        sender_key_number(payload, number))
        return false;
    *n = bytes_get_be32(payload.data + 5);
    return true;
}

/* The chain from its first key to the message's, and what that opens. */
static void open_with(struct opener *o, const struct opener_layers *l,
                      struct sender_key_distribution *d, uint32_t n,
                      uint32_t by)
{
    struct sender_key_peer *peer = arena_alloc(&o->last, sizeof *peer);
    uint8_t ck[CHAIN_KEY_SIZE], mk[CHAIN_KEY_SIZE];
    const struct bytes payload = l->frame.payload;
    struct writer w;

    if (n < d->n || n - d->n > OPENER_GROUP_STEPS_MAX) return;
    for (; d->n < n; d->n++)
        chain_step(d->ck, mk);
    memcpy(ck, d->ck, sizeof ck);
    chain_step(ck, mk);
    sender_key_peer_init(peer, d);
    writer_init(&w, arena_alloc(&o->last, payload.size), payload.size);
    if (!sender_key_decrypt(
            peer, group_keys_ad(&o->last, o->peers[l->from].name, &l->frame),
            payload, &w)) {
        o->found.raw = writer_bytes(&w);
        o->found.by = by;
        opener_secret(o, arena_format(&o->last, "CK, chain key %u", n), d->ck,
                      sizeof d->ck);
        opener_secret(o, arena_format(&o->last, "MK, message key %u", n), mk,
                      sizeof mk);
    }
    sender_key_peer_fini(peer);
    explicit_bzero(ck, sizeof ck);
    explicit_bzero(mk, sizeof mk);
}

/* His generator gives all his keys, whichever they are. */
static void open_as_sender(struct opener *o, const struct opener_layers *l,
                           uint32_t number, uint32_t n)
{
    const struct keys_party *keys = &o->keys->parties[l->from];
    struct sender_key_distribution d;
    struct sender_key drawn;

    if (keys->reach != KEYS_ALL) return;
    group_keys_draw(&drawn, &keys->root, o->peers[l->from].name,
                    l->frame.session, number);
    sender_key_distribute(&drawn, &d);
    sender_key_fini(&drawn);
    open_with(o, l, &d, n, l->from);
    explicit_bzero(&d, sizeof d);
}

/* A key that somebody was given, or had when his memory was taken. */
static void open_as_member(struct opener *o, const struct opener_layers *l,
                           uint32_t number, uint32_t n)
{
    struct sender_key_distribution d;

    for (const struct opener_sender_key *k = o->sender_keys;
         k && o->found.raw.size == 0; k = k->next) {
        if (k->key.group != l->frame.session || k->key.from != l->from ||
            k->key.key.number != number)
            continue;
        d = k->key.key;
        open_with(o, l, &d, n, k->by);
    }
    for (uint32_t i = 0; i < o->keys->count; i++) {
        const struct memory_group *m = o->keys->parties[i].groups;
        for (; m && o->found.raw.size == 0; m = m->next) {
            if (m->group != l->frame.session || m->from != l->from ||
                m->key.number != number)
                continue;
            d = m->key;
            open_with(o, l, &d, n, i);
        }
    }
    explicit_bzero(&d, sizeof d);
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
