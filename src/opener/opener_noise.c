#include "opener/opener_noise.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "opener/opener_keys.h"
#include "opener/opener_secret.h"
#include "session/handshake.h"
#include "session/transport.h"

/* A handshake is followed by running it again. Each side whose keys are held
 * keeps a handshake of the party's own code: when that side wrote the message
 * it must write the same bytes, when the other side did it reads them. If they
 * differ, the party may have used older long-term keys, and all combinations
 * are tried from the start. The side that finishes gives the ciphers of the
 * session, which open its transport frames; without a handshake, ciphers from a
 * stolen memory do. */

/* A Noise session followed from outside. A side can be followed if its
 * ephemeral key is known, from its generator or from its memory. */
struct opener_session {
    struct opener_session *next;
    const char *channel;
    uint32_t sides[2]; /* initiator, responder */
    uint64_t number;
    bool known[2]; /* the side's handshake is followed */
    struct handshake handshakes[2];
    struct opener_layers messages[NOISE_MESSAGES_MAX]; /* of the handshake */
    size_t message_count;
    struct opener_rider {
        struct bytes raw; /* size 0: none */
        uint32_t by;
    } riders[NOISE_MESSAGES_MAX]; /* read in those messages */
    uint32_t open_by; /* side whose secrets opened it; OPENER_NONE: not open */
    struct noise_cipher from_initiator, from_responder;
};

/* Begins one side's handshake with the keys that the side drew, and with
 * long-term keys of those ages. */
static void begin_side(const struct opener *o, struct opener_session *s,
                       int side, const size_t ages[2],
                       const struct opener_layers *l)
{
    const uint32_t own = s->sides[side], peer = s->sides[!side];
    assert(own < o->keys->count && o->keys->parties && o->peers);
    const struct keys_party *keys = &o->keys->parties[own];
    const struct memory_session *taken =
        keys_session(o->keys, own, peer, s->channel, s->number);

    const struct identity *id = keys_identity(o->keys, own, ages[side]);

    if (keys->reach == KEYS_ALL && id) {
        const struct handshake_config config = {
            .pattern = handshake_pattern(l->frame.counter, l->pattern),
            .named = l->frame.counter >> HANDSHAKE_CODE_SHIFT != 0,
            .role = side == 0 ? NOISE_INITIATOR : NOISE_RESPONDER,
            .channel = s->channel,
            .session = s->number,
            .own_name = o->peers[own].name,
            .own = id,
            .root = &keys->root,
            .peer_name = o->peers[peer].name,
            .peer = opener_keys_public(o, peer, ages[!side]),
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

static struct opener_session *begin_session(struct opener *o,
                                            const struct opener_layers *l)
{
    struct opener_session *s = arena_alloc(&o->arena, sizeof *s);

    s->channel = arena_text(&o->arena, l->channel);
    s->sides[0] = l->from;
    s->sides[1] = l->to;
    s->number = l->frame.session;
    s->open_by = OPENER_NONE;
    for (int side = 0; side < 2; side++)
        begin_side(o, s, side, (const size_t[2]){0, 0}, l);
    s->next = o->sessions;
    o->sessions = s;
    return s;
}

/* Notes the message that rides in a handshake message, and whose secrets opened
 * it; in the clear anybody reads it. */
static void note_rider(struct opener *o, const struct opener_layers *l,
                       struct bytes raw, uint32_t by)
{
    const struct noise_pattern *pattern =
        handshake_pattern(l->frame.counter, l->pattern);

    if (raw.size == 0) return;
    o->found.raw = raw;
    if (noise_pattern_encrypts(pattern,
                               (unsigned)handshake_index(l->frame.counter)))
        o->found.by = by;
}

/* The writer's side draws the same keys again and must write the same bytes;
 * the reader's side reads them. A side that is past the message has it
 * already. */
static bool follow_side(struct opener *o, struct opener_session *s, int side,
                        const struct opener_layers *l)
{
    struct handshake *h = &s->handshakes[side];
    const bool writer = s->sides[side] == l->from;
    const size_t size = l->frame.payload.size;
    struct writer read;

    if (handshake_had(h, l->frame.counter)) return true;
    if (writer && l->frame.counter != h->base + h->noise.message) return false;
    writer_init(&read, arena_alloc(&o->last, size), size);
    if (writer ? noise_reread(&h->noise, l->frame.payload, &read)
               : noise_read(&h->noise, l->frame.payload, &read))
        return false;
    note_rider(o, l, writer_bytes(&read), s->sides[side]);
    return true;
}

/* Gives the message to each side that is followed. */
static bool follow_message(struct opener *o, struct opener_session *s,
                           const struct opener_layers *l)
{
    bool sound = true;

    for (int side = 0; side < 2 && sound; side++)
        if (s->known[side]) sound = follow_side(o, s, side, l);
    return sound;
}

/* Reads the first message as the responder would, who needs no ephemeral key
 * for it: with a static key that is held, or with none, where it travels in the
 * clear. */
static bool read_first_with(struct opener *o, const struct opener_session *s,
                            const size_t ages[2], const struct opener_layers *l)
{
    const struct rng_root none = {0};
    const struct identity *held = keys_identity(o->keys, s->sides[1], ages[1]);
    const struct identity blank = {0};
    const struct handshake_config config = {
        .pattern = handshake_pattern(l->frame.counter, l->pattern),
        .role = NOISE_RESPONDER,
        .channel = s->channel,
        .own_name = o->peers[s->sides[1]].name,
        .own = held ? held : &blank,
        .root = &none,
        .peer_name = o->peers[s->sides[0]].name,
        .peer = opener_keys_public(o, s->sides[0], ages[0]),
    };
    const bool sealed = noise_pattern_encrypts(config.pattern, 0);
    const size_t size = l->frame.payload.size;
    struct handshake h;
    struct writer w;

    if (sealed && !held) return false;
    handshake_init(&h, &config);
    writer_init(&w, arena_alloc(&o->last, size), size);
    const bool sound = !noise_read(&h.noise, l->frame.payload, &w);
    handshake_fini(&h);
    if (sound) note_rider(o, l, writer_bytes(&w), s->sides[1]);
    return sound;
}

static void read_first(struct opener *o, const struct opener_session *s,
                       const struct opener_layers *l)
{
    const struct noise_pattern *pattern =
        handshake_pattern(l->frame.counter, l->pattern);

    if (o->found.raw.size > 0 || handshake_index(l->frame.counter) != 0 ||
        l->frame.payload.size <= noise_pattern_overhead(pattern, 0))
        return;
    for (size_t a = 0; opener_keys_public(o, s->sides[0], a); a++)
        for (size_t b = 0; opener_keys_public(o, s->sides[1], b); b++)
            if (read_first_with(o, s, (const size_t[2]){a, b}, l)) return;
}

/* Follows the handshake again from its start, with long-term keys of those
 * ages. */
static bool follow_again(struct opener *o, struct opener_session *s,
                         const size_t ages[2], const struct opener_layers *l)
{
    bool sound = true;

    for (int side = 0; side < 2; side++)
        begin_side(o, s, side, ages,
                   s->message_count > 0 ? &s->messages[0] : l);
    for (size_t i = 0; i < s->message_count && sound; i++)
        sound = follow_message(o, s, &s->messages[i]);
    return sound && follow_message(o, s, l);
}

/* A party may have begun with keys that it replaced since. The right ones make
 * the very messages that travelled. */
static bool follow_earlier(struct opener *o, struct opener_session *s,
                           const struct opener_layers *l)
{
    for (size_t a = 0; opener_keys_public(o, s->sides[0], a); a++)
        for (size_t b = 0; opener_keys_public(o, s->sides[1], b); b++)
            if (follow_again(o, s, (const size_t[2]){a, b}, l)) return true;
    return false;
}

static void keep_message(struct opener *o, struct opener_session *s,
                         const struct opener_layers *l)
{
    if (s->message_count == NOISE_MESSAGES_MAX) return;
    s->riders[s->message_count] =
        (struct opener_rider){arena_copy(&o->arena, o->found.raw), o->found.by};
    struct opener_layers *messages = &s->messages[s->message_count++];
    *messages = *l;
    messages->whole = arena_copy(&o->arena, l->whole);
    messages->frame.payload = bytes_from(messages->whole, FRAME_HEAD_SIZE);
}

/* A side that finished the handshake gives the session's keys. */
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

/* Notes the shared secret that a DH token mixes, from the side whose keys are
 * held. */
static void token_secret(struct opener *o, const struct noise *n, uint8_t token)
{
    const bool first = n->role == NOISE_INITIATOR;
    const struct opener_noise_meeting {
        const char *name;
        const struct noise_key *own, *peer;
    } meetings[] = {
        [NOISE_EE] = {"ee = DH(e, e)", &n->e, &n->re},
        [NOISE_ES] = {"es = DH(e, s)", first ? &n->e : &n->s,
                      first ? &n->rs : &n->re},
        [NOISE_SE] = {"se = DH(s, e)", first ? &n->s : &n->e,
                      first ? &n->re : &n->rs},
        [NOISE_SS] = {"ss = DH(s, s)", &n->s, &n->rs},
    };
    uint8_t shared[NOISE_KEY_SIZE];

    if (token < NOISE_EE || token > NOISE_SS) return;
    const struct opener_noise_meeting *m = &meetings[token];
    if (!identity_agree(m->own->bytes, m->peer->bytes, shared))
        opener_secret(o, m->name, shared, sizeof shared);
    explicit_bzero(shared, sizeof shared);
}

/* Notes the secrets of a handshake message's tokens, then ck and h after it. */
static void handshake_secrets(struct opener *o, const struct opener_session *s,
                              const struct opener_layers *l)
{
    const int side = s->known[0] ? 0 : 1;
    const struct noise *n = &s->handshakes[side].noise;
    const size_t size = noise_hash_size(n->hash);

    if (!s->known[side]) return;
    for (const uint8_t *token =
             n->pattern->messages[handshake_index(l->frame.counter)];
         *token != NOISE_END; token++)
        token_secret(o, n, *token);
    opener_secret(o, "ck, chaining key", n->ck, size);
    opener_secret(o, "h, handshake hash", n->h, size);
}

static void split_secrets(struct opener *o, const struct opener_session *s)
{
    if (s->open_by == OPENER_NONE) return;
    opener_secret(o, "k1, of the initiator", s->from_initiator.key,
                  NOISE_KEY_SIZE);
    opener_secret(o, "k2, of the responder", s->from_responder.key,
                  NOISE_KEY_SIZE);
}

/* Finds what rode in a message that is sent again. */
static bool find_rider(struct opener *o, const struct opener_session *s,
                       const struct opener_layers *l)
{
    for (size_t i = 0; i < s->message_count; i++) {
        if (s->riders[i].raw.size == 0 ||
            !bytes_equal(s->messages[i].whole, l->whole))
            continue;
        o->found.raw = s->riders[i].raw;
        o->found.by = s->riders[i].by;
        return true;
    }
    return false;
}

void opener_noise_follow(struct opener *o, const struct opener_layers *l)
{
    if (!handshake_pattern(l->frame.counter, l->pattern)) return;
    struct opener_session *s = find_session(o, l);

    if (!s && handshake_index(l->frame.counter) == 0) s = begin_session(o, l);
    if (!s || find_rider(o, s, l) || s->open_by != OPENER_NONE) return;
    const struct handshake before[2] = {s->handshakes[0], s->handshakes[1]};
    if (!follow_message(o, s, l) && !follow_earlier(o, s, l)) {
        /* A forged or repeated message leaves both sides unchanged. */
        memcpy(s->handshakes, before, sizeof before);
        o->found.raw = (struct bytes){0};
        o->found.by = OPENER_NONE;
        return;
    }
    read_first(o, s, l);
    keep_message(o, s, l);
    handshake_secrets(o, s, l);
    open_session(s);
    split_secrets(o, s);
}

/* The frame's cipher from a side's stolen memory. */
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

void opener_noise_open(const struct opener *o, struct arena *a,
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

void opener_noise_describe(struct opener_layers *l)
{
    if (l->frame.type != FRAME_HANDSHAKE) return;
    l->handshake = handshake_pattern(l->frame.counter, l->pattern);
    l->index = handshake_index(l->frame.counter);
}
