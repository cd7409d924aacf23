#include "study/dissect.h"

#include <string.h>

#include "party/handshake.h"
#include "party/party.h"
#include "party/sealing.h"
#include "party/transport.h"

/* A Noise session followed from outside, with both sides' keys. */
struct dissect_session {
    struct dissect_session *next;
    const char *channel;
    uint32_t sides[2]; /* initiator, responder */
    uint64_t number;
    struct handshake handshakes[2];
    bool open;
    struct noise_cipher from_initiator, from_responder;
};

/* A frame that was met before. */
struct dissect_seen {
    struct dissect_seen *next;
    struct bytes whole;
    uint64_t seq;
};

enum err dissect_init(struct dissect *d, struct reader *r,
                      const struct scenario *sc)
{
    if (!r->header.unkeyed) return ERR_UNSUPPORTED;
    *d = (struct dissect){.scenario = sc, .reader = r};
    arena_init(&d->arena);
    rng_root_init(&d->root, r->header.seed, r->header.run);
    d->identities =
        arena_array(&d->arena, sc->party_count, sizeof *d->identities);
    for (size_t i = 0; i < sc->party_count; i++)
        party_identity(&d->identities[i], &d->root, sc->parties[i].name);
    return ERR_OK;
}

void dissect_fini(struct dissect *d)
{
    rng_root_fini(&d->root);
    arena_fini(&d->arena);
}

static const struct noise_pattern *pattern_of(const struct scenario *sc,
                                              const char *channel)
{
    for (size_t i = 0; i < sc->channel_count; i++)
        if (strcmp(sc->channels[i].name, channel) == 0 &&
            sc->channels[i].medium == MEDIUM_NETWORK)
            return noise_pattern_find(sc->channels[i].handshake);
    return NULL;
}

/* One side's handshake, with the keys that it drew. */
static void begin_side(struct dissect *d, struct dissect_session *s, int side,
                       const struct noise_pattern *pattern)
{
    const struct handshake_config config = {
        .pattern = pattern,
        .role = side == 0 ? NOISE_INITIATOR : NOISE_RESPONDER,
        .channel = s->channel,
        .session = s->number,
        .own_name = d->scenario->parties[s->sides[side]].name,
        .own = &d->identities[s->sides[side]],
        .root = &d->root,
        .peer_name = d->scenario->parties[s->sides[!side]].name,
        .peer = &d->identities[s->sides[!side]].pub,
    };

    handshake_init(&s->handshakes[side], &config);
}

static struct dissect_session *find_session(const struct dissect *d,
                                            const struct dissect_layers *l)
{
    for (struct dissect_session *s = d->sessions; s; s = s->next)
        if (s->number == l->frame.session &&
            strcmp(s->channel, l->channel) == 0 &&
            (s->sides[0] == l->from || s->sides[0] == l->to))
            return s;
    return NULL;
}

static struct dissect_session *begin(struct dissect *d,
                                     const struct dissect_layers *l)
{
    struct dissect_session *s = arena_alloc(&d->arena, sizeof *s);

    s->channel = arena_text(&d->arena, l->channel);
    s->sides[0] = l->from;
    s->sides[1] = l->to;
    s->number = l->frame.session;
    for (int side = 0; side < 2; side++)
        begin_side(d, s, side, l->pattern);
    s->next = d->sessions;
    d->sessions = s;
    return s;
}

/* The reader's side reads the message; the writer's side, with the keys that
 * it drew, writes the same bytes again. A forged or repeated message leaves
 * both as they were. */
static void follow_handshake(struct dissect *d, struct dissect_layers *l)
{
    struct dissect_session *s = find_session(d, l);
    uint8_t payload[NOISE_MESSAGE_MAX];
    struct writer read;

    if (!s && l->frame.counter == 0) s = begin(d, l);
    if (!s || s->open) return;
    int side = s->sides[0] == l->from ? 0 : 1;
    struct handshake *writer = &s->handshakes[side];
    struct handshake *reader = &s->handshakes[!side];
    const struct handshake before[2] = {*writer, *reader};
    writer_init(&read, payload, sizeof payload);
    if (noise_read(&reader->noise, l->frame.payload, &read) ||
        handshake_say(writer) ||
        !bytes_equal(bytes_of(writer->said, writer->said_size), l->whole)) {
        *writer = before[0];
        *reader = before[1];
        return;
    }
    s->open = noise_finished(&writer->noise) &&
              !noise_split(&s->handshakes[0].noise, &s->from_initiator,
                           &s->from_responder);
}

static void open_transport(struct dissect *d, struct arena *a,
                           struct dissect_layers *l)
{
    const struct dissect_session *s = find_session(d, l);

    if (!s || !s->open) return;
    const struct noise_cipher *cipher =
        s->sides[0] == l->from ? &s->from_initiator : &s->from_responder;
    if (transport_decrypt(a, cipher, &l->frame, &l->raw))
        l->raw = (struct bytes){0};
}

/* Any of the parties' keys may open it: the message names no key. The one it
 * was sent to is tried first. */
static void open_envelope(const struct dissect *d, struct arena *a,
                          struct dissect_layers *l)
{
    const struct message *m = &l->message;

    for (size_t i = 0; i <= d->scenario->party_count; i++) {
        const uint32_t party = i == 0 ? l->to : (uint32_t)i - 1;
        const struct sealing_ends ends = {
            .sender = d->scenario->parties[l->from].name,
            .sender_public = &d->identities[l->from].pub,
            .recipient = d->scenario->parties[party].name,
            .recipient_secret = &d->identities[party],
            .exchange = m->exchange,
        };
        if (sealing_open(a, m->seal, &ends, m->copy, &l->plain)) continue;
        if (m->seal != MESSAGE_SEAL_NONE) l->opened_by = party;
        return;
    }
}

static struct dissect_statement open_statement(const struct dissect *d,
                                               struct arena *a,
                                               const struct message_signed *s)
{
    struct dissect_statement out = {.bytes = *s};

    if (message_decode_statement(a, s->statement, &out.statement)) return out;
    out.readable = true;
    uint32_t signer = scenario_find_party(d->scenario, out.statement.signer);
    out.holds = signer != SCENARIO_NONE && s->signature.size > 0 &&
                !identity_verify(&d->identities[signer].pub, s->statement,
                                 s->signature.data);
    return out;
}

static void open_copy(const struct dissect *d, struct arena *a,
                      struct dissect_layers *l)
{
    open_envelope(d, a, l);
    if (l->plain.size == 0 || message_decode_copy(a, l->plain, &l->copy))
        return;
    l->transfer = open_statement(d, a, &l->copy.transfer);
    l->earlier = arena_array(a, l->copy.earlier_count, sizeof *l->earlier);
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        l->earlier[i] = open_statement(d, a, &l->copy.earlier[i]);
    l->portions = arena_array(a, l->copy.leaf_count, sizeof *l->portions);
    for (size_t i = 0; i < l->copy.leaf_count; i++)
        if (message_decode_portion(a, l->copy.leaves[i].portion,
                                   &l->portions[i]))
            l->portions[i].name = NULL;
}

static void open_message(struct dissect *d, struct arena *a,
                         struct dissect_layers *l)
{
    if (l->frame.type == FRAME_PLAIN) l->raw = l->frame.payload;
    if (l->frame.type == FRAME_TRANSPORT) open_transport(d, a, l);
    if (l->raw.size == 0) return;
    if (message_decode(a, l->raw, &l->message)) {
        l->raw = (struct bytes){0};
        return;
    }
    if (l->message.copy.size > 0) open_copy(d, a, l);
    if (l->message.signature.statement.size > 0)
        l->transfer = open_statement(d, a, &l->message.signature);
}

/* Sent again, a frame is the same bytes again. */
static void note_repeat(struct dissect *d, struct dissect_layers *l)
{
    for (const struct dissect_seen *seen = d->seen; seen; seen = seen->next)
        if (bytes_equal(seen->whole, l->whole)) l->repeats = seen->seq;
    if (l->repeats) return;
    struct dissect_seen *seen = arena_alloc(&d->arena, sizeof *seen);
    *seen =
        (struct dissect_seen){d->seen, arena_copy(&d->arena, l->whole), l->seq};
    d->seen = seen;
}

/* A frame put on a channel, if that is what the record tells. */
static bool frame_of(const struct dissect *d, const struct journal_frame *f,
                     struct arena *a, struct dissect_layers *l)
{
    struct record r;

    if (f->kind != JOURNAL_EVENT || record_decode(a, f->body, &r)) return false;
    if (r.kind != RECORD_FRAME_SENT || !r.party || !r.peer || !r.channel)
        return false;
    *l = (struct dissect_layers){
        .seq = f->seq,
        .time = f->time,
        .from = scenario_find_party(d->scenario, r.party),
        .to = scenario_find_party(d->scenario, r.peer),
        .channel = r.channel,
        .exchange = r.exchange,
        .whole = r.data,
        .opened_by = SCENARIO_NONE,
        .pattern = pattern_of(d->scenario, r.channel),
    };
    return l->from != SCENARIO_NONE && l->to != SCENARIO_NONE &&
           !frame_decode(r.data, &l->frame);
}

size_t dissect_exchange(struct dissect *d, uint64_t exchange,
                        void (*found)(void *context,
                                      const struct dissect_layers *layers),
                        void *context)
{
    struct journal_frame f;
    struct dissect_layers l;
    struct arena a;
    size_t count = 0;

    arena_init(&a);
    reader_rewind(d->reader);
    while (!reader_next(d->reader, &f)) {
        arena_reset(&a);
        if (!frame_of(d, &f, &a, &l)) continue;
        if (l.frame.type == FRAME_HANDSHAKE && l.pattern)
            follow_handshake(d, &l);
        if (l.exchange != exchange) continue;
        note_repeat(d, &l);
        open_message(d, &a, &l);
        found(context, &l);
        count++;
    }
    arena_fini(&a);
    return count;
}
