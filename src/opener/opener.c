#include "opener/opener.h"

#include "document/sealing.h"
#include "opener/opener_group.h"
#include "opener/opener_keys.h"
#include "opener/opener_noise.h"
#include "opener/opener_ratchet.h"
#include "opener/opener_x3dh.h"

/* A frame is handled in two steps. opener_follow gives it to the follower of
 * its type, which advances the session and puts the message of a ratchet or
 * group frame into o->found; then it takes the keys that a readable message
 * states. opener_open fills in the layers from the outside to the inside: what
 * is in the clear, the message, its envelope with every key held, the copy, its
 * statements with every public key known, and the portions. */

void opener_init(struct opener *o, const struct party_peer *peers,
                 size_t peer_count, const struct keys *keys)
{
    *o =
        (struct opener){.peers = peers, .peer_count = peer_count, .keys = keys};
    arena_init(&o->arena);
    party_name_peers(&o->names, &o->arena, peers, peer_count);
    arena_init(&o->last);
    for (uint32_t i = 0; i < keys->count; i++)
        for (const struct memory_message *m = keys->parties[i].memory.messages;
             m; m = m->next) {
            opener_group_learn(o, m->raw, m->from, i);
            opener_keys_note(o, m->raw);
            arena_reset(&o->last);
        }
}

void opener_fini(struct opener *o)
{
    arena_fini(&o->last);
    arena_fini(&o->arena);
}

/* A readable message may state a key that verifies a later one. */
static void note_keys(struct opener *o, const struct opener_layers *l)
{
    struct opener_layers read = {.from = l->from,
                                 .to = l->to,
                                 .channel = l->channel,
                                 .frame = l->frame,
                                 .raw = o->found.raw};

    if (l->frame.type == FRAME_PLAIN) read.raw = l->frame.payload;
    if (l->frame.type == FRAME_TRANSPORT) opener_noise_open(o, &o->last, &read);
    if (read.raw.size > 0) opener_keys_note(o, read.raw);
}

void opener_follow(struct opener *o, const struct opener_layers *l)
{
    static void (*const followers[FRAME_TYPE_COUNT])(
        struct opener *, const struct opener_layers *) = {
        [FRAME_PLAIN] = opener_x3dh_note,
        [FRAME_HANDSHAKE] = opener_noise_follow,
        [FRAME_INITIAL] = opener_ratchet_follow,
        [FRAME_RATCHET] = opener_ratchet_follow,
        [FRAME_GROUP] = opener_group_follow,
    };

    arena_reset(&o->last);
    o->found = (struct opener_found){.whole = l->whole, .by = OPENER_NONE};
    if (followers[l->frame.type]) followers[l->frame.type](o, l);
    opener_group_note(o, l);
    note_keys(o, l);
}

static bool open_envelope_with(const struct opener *o, struct arena *a,
                               struct opener_layers *l, uint32_t party,
                               const struct identity *secret)
{
    const struct message *m = &l->message;
    struct sealing_ends ends = {
        .sender = o->peers[l->from].name,
        .recipient = o->peers[party].name,
        .recipient_secret = secret,
        .exchange = m->exchange,
    };

    for (size_t n = 0; (ends.sender_public = opener_keys_public(o, l->from, n));
         n++) {
        if (!sealing_open(a, m->seal, &ends, m->copy, &l->plain)) {
            l->opened_by = party;
            l->opened_with = secret;
            return true;
        }
        if (!sealing_authenticates(m->seal)) return false;
    }
    return false;
}

/* The message names no key, so any may open it. The recipient's are tried
 * first. */
static void open_envelope(const struct opener *o, struct arena *a,
                          struct opener_layers *l)
{
    if (l->message.seal == MESSAGE_SEAL_NONE) {
        l->plain = l->message.copy;
        return;
    }
    for (size_t i = 0; i <= o->peer_count; i++) {
        const uint32_t party = i == 0 ? l->to : (uint32_t)i - 1;
        const struct identity *secret;
        for (size_t n = 0; (secret = keys_identity(o->keys, party, n)); n++)
            if (open_envelope_with(o, a, l, party, secret)) return;
    }
}

static struct opener_statement open_statement(const struct opener *o,
                                              struct arena *a,
                                              const struct message_signed *s)
{
    struct opener_statement out = {.bytes = *s};

    if (message_decode_statement(a, s->statement, &out.statement)) return out;
    out.readable = true;
    const uint32_t signer =
        party_find_peer(&o->names, o->peers, out.statement.signer);
    if (signer == OPENER_NONE) return out;
    const struct identity_public *pub;
    out.signer = o->peers[signer].pub;
    for (size_t n = 0; (pub = opener_keys_public(o, signer, n)) && !out.holds;
         n++) {
        if (s->signature.size == 0 ||
            identity_verify(pub, s->statement, s->signature.data))
            continue;
        out.holds = true;
        out.signer = *pub;
    }
    return out;
}

static void open_copy(const struct opener *o, struct arena *a,
                      struct opener_layers *l)
{
    open_envelope(o, a, l);
    if (l->plain.size == 0 || message_decode_copy(a, l->plain, &l->copy))
        return;
    l->transfer = open_statement(o, a, &l->copy.transfer);
    l->earlier = arena_array(a, l->copy.earlier_count, sizeof *l->earlier);
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        l->earlier[i] = open_statement(o, a, &l->copy.earlier[i]);
    l->portions = arena_array(a, l->copy.leaf_count, sizeof *l->portions);
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        if (message_decode_portion(a, l->copy.leaves[i].portion,
                                   &l->portions[i]))
            l->portions[i].name = NULL;
}

struct opener_layers opener_given(const struct opener_layers *l)
{
    return (struct opener_layers){.seq = l->seq,
                                  .time = l->time,
                                  .from = l->from,
                                  .to = l->to,
                                  .channel = l->channel,
                                  .pattern = l->pattern,
                                  .exchange = l->exchange,
                                  .whole = l->whole,
                                  .frame = l->frame,
                                  .repeats = l->repeats,
                                  .session_by = OPENER_NONE,
                                  .opened_by = OPENER_NONE};
}

static void open_message(const struct opener *o, struct arena *a,
                         struct opener_layers *l)
{
    if (l->raw.size == 0) return;
    if (message_decode(a, l->raw, &l->message)) {
        l->malformed = l->raw;
        l->raw = (struct bytes){0};
        return;
    }
    if (l->message.copy.size > 0) open_copy(o, a, l);
    if (l->message.signature.statement.size > 0)
        *(l->message.copy.size > 0 ? &l->around : &l->transfer) =
            open_statement(o, a, &l->message.signature);
}

void opener_open_message(const struct opener *o, struct arena *a,
                         struct opener_layers *l)
{
    const struct bytes raw = l->raw;

    *l = opener_given(l);
    l->raw = raw;
    open_message(o, a, l);
}

void opener_open_stolen(const struct opener *o, struct arena *a, uint32_t by,
                        const struct memory_message *m, struct opener_layers *l)
{
    *l = (struct opener_layers){.from = m->from,
                                .to = m->to,
                                .channel = m->channel,
                                .exchange = m->exchange,
                                .raw = m->raw};
    opener_open_message(o, a, l);
    l->session_by = by;
}

void opener_open(const struct opener *o, struct arena *a,
                 struct opener_layers *l)
{
    *l = opener_given(l);
    opener_noise_describe(l);
    opener_ratchet_describe(a, l);
    opener_group_describe(a, l);
    if (o->found.whole.data == l->whole.data) {
        l->secrets = o->found.secrets;
        l->secret_count = o->found.count;
        l->raw = o->found.raw;
        l->session_by = o->found.by;
    }
    if (l->frame.type == FRAME_PLAIN) l->raw = l->frame.payload;
    if (l->frame.type == FRAME_TRANSPORT) opener_noise_open(o, a, l);
    open_message(o, a, l);
}
