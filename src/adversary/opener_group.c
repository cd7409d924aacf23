#include "adversary/opener_group.h"

#include <string.h>

#include "party/group_keys.h"

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

void opener_group_follow(struct opener *o, const struct opener_layers *l)
{
    const struct keys_party *keys = &o->keys->parties[l->from];
    struct sender_key_distribution d;
    struct sender_key drawn;
    uint32_t number, n;

    if (l->frame.type != FRAME_GROUP || keys->reach != KEYS_ALL ||
        !read_header(l->frame.payload, &number, &n))
        return;
    group_keys_draw(&drawn, &keys->root, o->peers[l->from].name,
                    l->frame.session, number);
    sender_key_distribute(&drawn, &d);
    sender_key_fini(&drawn);
    open_with(o, l, &d, n, l->from);
    explicit_bzero(&d, sizeof d);
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
