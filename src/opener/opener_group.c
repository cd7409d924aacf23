#include "opener/opener_group.h"

#include <string.h>

#include "base/writer.h"
#include "group/group_keys.h"
#include "opener/opener_secret.h"

/* A group's frame is opened with the sender key that its header names, or with
 * the key of this message alone: drawn from the sender's generator, read
 * earlier in a frame to a member, or taken from a memory. If none opens it the
 * frame is kept, and opener_group_late tries it again after a new key has
 * come. */

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

/* Decrypts the frame as a member with that key does. */
static bool decrypt_as(struct opener *o, const struct opener_layers *l,
                       struct sender_key_peer *peer, uint32_t by)
{
    const struct bytes payload = l->frame.payload;
    struct writer w;

    writer_init(&w, arena_alloc(&o->last, payload.size), payload.size);
    const bool opened = !sender_key_decrypt(
        peer, group_keys_ad(&o->last, o->peers[l->from].name, &l->frame),
        payload, l->time, &w);
    if (opened) {
        o->found.raw = writer_bytes(&w);
        o->found.by = by;
    }
    sender_key_peer_fini(peer);
    return opened;
}

static void open_by_chain(struct opener *o, const struct opener_layers *l,
                          struct opener_sender_key *k, uint32_t n)
{
    struct sender_key_peer *peer = arena_alloc(&o->last, sizeof *peer);
    uint8_t ck[CHAIN_KEY_SIZE], mk[CHAIN_KEY_SIZE];
    struct sender_key_distribution d;

    if (walk_chain(k, n, &d)) {
        memcpy(ck, d.ck, sizeof ck);
        chain_step(ck, mk);
        sender_key_peer_init(peer, &d);
        if (decrypt_as(o, l, peer, k->by)) {
            opener_secret(o, arena_format(&o->last, "CK, chain key %u", n),
                          d.ck, sizeof d.ck);
            opener_secret(o, arena_format(&o->last, "MK, message key %u", n),
                          mk, sizeof mk);
            k->ahead = n;
            memcpy(k->ahead_ck, d.ck, sizeof k->ahead_ck);
        }
        explicit_bzero(ck, sizeof ck);
        explicit_bzero(mk, sizeof mk);
    }
    explicit_bzero(&d, sizeof d);
}

/* Opens the frame with the key of this message, where that was kept. */
static void open_by_single(struct opener *o, const struct opener_layers *l,
                           const struct opener_sender_key *k, uint32_t n)
{
    struct sender_key_peer *peer = arena_alloc(&o->last, sizeof *peer);
    struct sender_key_distribution d = k->key.key;

    d.n = SENDER_KEY_OVER;
    for (size_t i = 0; i < k->key.kept_count; i++) {
        const struct sender_key_kept *kept = &k->key.kept[i];
        if (kept->n != n) continue;
        sender_key_peer_init(peer, &d);
        sender_key_keep(peer, n, kept->mk, l->time);
        if (!decrypt_as(o, l, peer, k->by)) continue;
        opener_secret(o, arena_format(&o->last, "MK, message key %u", n),
                      kept->mk, sizeof kept->mk);
        break;
    }
    explicit_bzero(&d, sizeof d);
}

/* Opens the frame with the key, if it is the right one. */
static void open_by_key(struct opener *o, const struct opener_layers *l,
                        struct opener_sender_key *k, uint32_t n)
{
    open_by_chain(o, l, k, n);
    if (o->found.raw.size == 0) open_by_single(o, l, k, n);
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
        const struct memory_group *m = o->keys->parties[i].memory.groups;
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

    if (sender_key_number(l->frame.payload, &number, &n)) return true;
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

void opener_group_learn(struct opener *o, struct bytes message, uint32_t from,
                        uint32_t by)
{
    struct opener_sender_key *k;
    const uint8_t *mk;
    struct message m;
    uint32_t n;

    if (message_decode(&o->last, message, &m) || m.kind != MESSAGE_SENDER_KEY)
        return;
    k = arena_alloc(&o->arena, sizeof *k);
    if (sender_key_decode(&k->key.key, m.sender_key)) return;
    const size_t count = m.message_keys.size / GROUP_KEYS_SINGLE_SIZE;
    struct sender_key_kept *kept = arena_array(&o->arena, count, sizeof *kept);
    for (size_t i = 0; group_keys_single(m.message_keys, i, &n, &mk); i++) {
        kept[i].n = n;
        memcpy(kept[i].mk, mk, sizeof kept[i].mk);
    }
    k->key.kept = kept;
    k->key.kept_count = count;
    k->key.group = m.group;
    k->key.from = from;
    k->by = by;
    k->next = o->sender_keys;
    o->sender_keys = k;
    o->fresh = true;
}

void opener_group_note(struct opener *o, const struct opener_layers *l)
{
    if (o->found.raw.size > 0 && l->frame.type != FRAME_GROUP)
        opener_group_learn(o, o->found.raw, l->from, o->found.by);
}

void opener_group_describe(struct arena *a, struct opener_layers *l)
{
    uint32_t number, n;

    if (l->frame.type != FRAME_GROUP ||
        sender_key_number(l->frame.payload, &number, &n))
        return;
    l->header = arena_format(
        a, "epoch %u, sender key %u, message %u, ChaChaPoly, Ed25519ph",
        (unsigned)(l->frame.counter >> 32), number, n);
}
