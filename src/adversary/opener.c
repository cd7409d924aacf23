#include "adversary/opener.h"

#include <string.h>

#include "party/handshake.h"
#include "party/sealing.h"
#include "party/transport.h"

/* A Noise session followed from outside. A side can be followed whose
 * ephemeral key is known: from its generator, or out of its memory. */
struct opener_session {
    struct opener_session *next;
    const char *channel;
    uint32_t sides[2]; /* initiator, responder */
    uint64_t number;
    bool known[2]; /* a side's handshake is followed */
    struct handshake handshakes[2];
    uint32_t open_by; /* whose secrets opened it; OPENER_NONE: not open */
    struct noise_cipher from_initiator, from_responder;
};

void opener_init(struct opener *o, const struct party_peer *peers,
                 size_t peer_count, const struct keys *keys)
{
    *o =
        (struct opener){.peers = peers, .peer_count = peer_count, .keys = keys};
    arena_init(&o->arena);
}

void opener_fini(struct opener *o)
{
    arena_fini(&o->arena);
}

/* One side's handshake, with the keys that it drew. */
static void begin_side(struct opener *o, struct opener_session *s, int side,
                       const struct opener_layers *l)
{
    const uint32_t own = s->sides[side], peer = s->sides[!side];
    const struct keys_party *keys = &o->keys->parties[own];
    const struct memory_session *taken =
        keys_session(o->keys, own, peer, s->channel, s->number);

    if (keys->reach == KEYS_ALL) {
        const struct handshake_config config = {
            .pattern = handshake_pattern(l->frame.counter, l->pattern),
            .named = l->frame.counter >> HANDSHAKE_CODE_SHIFT != 0,
            .role = side == 0 ? NOISE_INITIATOR : NOISE_RESPONDER,
            .channel = s->channel,
            .session = s->number,
            .own_name = o->peers[own].name,
            .own = &keys->identity,
            .root = &keys->root,
            .peer_name = o->peers[peer].name,
            .peer = &o->peers[peer].pub,
        };
        handshake_init(&s->handshakes[side], &config);
        s->known[side] = true;
    } else if (taken && !taken->open) {
        s->handshakes[side] = taken->handshake;
        s->known[side] = true;
    }
}

static struct opener_session *find_session(const struct opener *o,
                                           const struct opener_layers *l)
{
    for (struct opener_session *s = o->sessions; s; s = s->next)
        if (s->number == l->frame.session &&
            strcmp(s->channel, l->channel) == 0 &&
            (s->sides[0] == l->from || s->sides[0] == l->to))
            return s;
    return NULL;
}

static struct opener_session *begin(struct opener *o,
                                    const struct opener_layers *l)
{
    struct opener_session *s = arena_alloc(&o->arena, sizeof *s);

    s->channel = arena_text(&o->arena, l->channel);
    s->sides[0] = l->from;
    s->sides[1] = l->to;
    s->number = l->frame.session;
    s->open_by = OPENER_NONE;
    for (int side = 0; side < 2; side++)
        begin_side(o, s, side, l);
    s->next = o->sessions;
    o->sessions = s;
    return s;
}

/* The writer's side, with the keys that it drew, writes the same bytes again;
 * the reader's side reads them. A side that is past the message had it. */
static bool follow_side(struct handshake *h, bool writer,
                        const struct opener_layers *l)
{
    uint8_t payload[NOISE_MESSAGE_MAX];
    struct writer read;

    if (handshake_had(h, l->frame.counter)) return true;
    if (writer)
        return !handshake_say(h) &&
               bytes_equal(bytes_of(h->said, h->said_size), l->whole);
    writer_init(&read, payload, sizeof payload);
    return !noise_read(&h->noise, l->frame.payload, &read);
}

/* Any side that is done with the handshake has the session's keys. */
static void open_session(struct opener_session *s)
{
    for (int side = 0; side < 2 && s->open_by == OPENER_NONE; side++) {
        struct noise_cipher *send =
            side == 0 ? &s->from_initiator : &s->from_responder;
        struct noise_cipher *receive =
            side == 0 ? &s->from_responder : &s->from_initiator;
        if (s->known[side] && noise_finished(&s->handshakes[side].noise) &&
            !noise_split(&s->handshakes[side].noise, send, receive))
            s->open_by = s->sides[side];
    }
}

void opener_follow(struct opener *o, const struct opener_layers *l)
{
    if (l->frame.type != FRAME_HANDSHAKE ||
        !handshake_pattern(l->frame.counter, l->pattern))
        return;
    struct opener_session *s = find_session(o, l);

    if (!s && handshake_index(l->frame.counter) == 0) s = begin(o, l);
    if (!s || s->open_by != OPENER_NONE) return;
    const struct handshake before[2] = {s->handshakes[0], s->handshakes[1]};
    bool sound = true;
    for (int side = 0; side < 2 && sound; side++)
        if (s->known[side])
            sound =
                follow_side(&s->handshakes[side], s->sides[side] == l->from, l);
    /* A forged or repeated message leaves both as they were. */
    if (sound)
        open_session(s);
    else
        memcpy(s->handshakes, before, sizeof before);
}

/* The session's ciphers, out of a side's stolen memory. */
static const struct noise_cipher *stolen_cipher(const struct opener *o,
                                                const struct opener_layers *l,
                                                uint32_t *by)
{
    const uint32_t ends[2] = {l->from, l->to};

    for (int i = 0; i < 2; i++) {
        const struct memory_session *m = keys_session(
            o->keys, ends[i], ends[!i], l->channel, l->frame.session);
        if (!m || !m->open) continue;
        *by = ends[i];
        return i == 0 ? &m->send : &m->receive;
    }
    return NULL;
}

static void open_transport(const struct opener *o, struct arena *a,
                           struct opener_layers *l)
{
    const struct opener_session *s = find_session(o, l);
    const struct noise_cipher *cipher = NULL;
    uint32_t by = OPENER_NONE;

    if (s && s->open_by != OPENER_NONE) {
        cipher =
            s->sides[0] == l->from ? &s->from_initiator : &s->from_responder;
        by = s->open_by;
    } else {
        cipher = stolen_cipher(o, l, &by);
    }
    if (!cipher) return;
    if (transport_decrypt(a, cipher, &l->frame, &l->raw))
        l->raw = (struct bytes){0};
    else
        l->session_by = by;
}

/* Any of the keys may open it: the message names no key. The one of whom it
 * was sent to is tried first. */
static void open_envelope(const struct opener *o, struct arena *a,
                          struct opener_layers *l)
{
    const struct message *m = &l->message;

    if (m->seal == MESSAGE_SEAL_NONE) {
        l->plain = m->copy;
        return;
    }
    for (size_t i = 0; i <= o->peer_count; i++) {
        const uint32_t party = i == 0 ? l->to : (uint32_t)i - 1;
        const struct identity *secret = keys_identity(o->keys, party);
        if (!secret) continue;
        const struct sealing_ends ends = {
            .sender = o->peers[l->from].name,
            .sender_public = &o->peers[l->from].pub,
            .recipient = o->peers[party].name,
            .recipient_secret = secret,
            .exchange = m->exchange,
        };
        if (sealing_open(a, m->seal, &ends, m->copy, &l->plain)) continue;
        l->opened_by = party;
        return;
    }
}

static const struct party_peer *peer_named(const struct opener *o,
                                           const char *name)
{
    for (size_t i = 0; i < o->peer_count; i++)
        if (strcmp(o->peers[i].name, name) == 0) return &o->peers[i];
    return NULL;
}

static struct opener_statement open_statement(const struct opener *o,
                                              struct arena *a,
                                              const struct message_signed *s)
{
    struct opener_statement out = {.bytes = *s};

    if (message_decode_statement(a, s->statement, &out.statement)) return out;
    out.readable = true;
    const struct party_peer *signer = peer_named(o, out.statement.signer);
    out.holds = signer && s->signature.size > 0 &&
                !identity_verify(&signer->pub, s->statement, s->signature.data);
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

void opener_open_message(const struct opener *o, struct arena *a,
                         struct opener_layers *l)
{
    l->opened_by = OPENER_NONE;
    if (l->raw.size == 0) return;
    if (message_decode(a, l->raw, &l->message)) {
        l->raw = (struct bytes){0};
        return;
    }
    if (l->message.copy.size > 0) open_copy(o, a, l);
    if (l->message.signature.statement.size > 0)
        *(l->message.copy.size > 0 ? &l->around : &l->transfer) =
            open_statement(o, a, &l->message.signature);
}

void opener_open(const struct opener *o, struct arena *a,
                 struct opener_layers *l)
{
    l->session_by = OPENER_NONE;
    if (l->frame.type == FRAME_HANDSHAKE) {
        l->handshake = handshake_pattern(l->frame.counter, l->pattern);
        l->index = handshake_index(l->frame.counter);
    }
    if (l->frame.type == FRAME_PLAIN) l->raw = l->frame.payload;
    if (l->frame.type == FRAME_TRANSPORT) open_transport(o, a, l);
    opener_open_message(o, a, l);
}
