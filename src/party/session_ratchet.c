#include "party/session_ratchet.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/sha256.h"
#include "party/outgoing.h"
#include "party/prekeys.h"
#include "party/renewal.h"

#define PROTOCOL "X3DH/DoubleRatchet"

_Static_assert(MESSAGE_SIZE_MAX + X3DH_INITIAL_SIZE + RATCHET_OVERHEAD <=
                   FRAME_PAYLOAD_MAX,
               "a message fits a frame of the ratchet");

void session_ratchet_stream(struct rng *rng, const struct rng_root *root,
                            const char *party, const char *purpose,
                            const char *channel, const char *peer,
                            uint64_t session)
{
    struct arena a;

    arena_init(&a);
    rng_init(rng, root, party,
             arena_format(&a, "%s/%s/%s/%016llx", purpose, channel, peer,
                          (unsigned long long)session));
    arena_fini(&a);
}

struct bytes session_ratchet_ad(struct arena *a, const uint8_t ad[X3DH_AD_SIZE],
                                const struct frame *frame)
{
    const size_t initial = frame->type == FRAME_INITIAL ? X3DH_INITIAL_SIZE : 0;
    const size_t size = X3DH_AD_SIZE + FRAME_HEAD_SIZE + initial;
    uint8_t head[FRAME_HEAD_SIZE];
    struct writer w;

    frame_head(frame, head);
    writer_init(&w, arena_alloc(a, size), size);
    writer_put(&w, ad, X3DH_AD_SIZE);
    writer_put(&w, head, sizeof head);
    writer_put(&w, frame->payload.data, initial);
    return writer_bytes(&w);
}

struct bytes session_ratchet_payload(const struct frame *frame)
{
    if (frame->type != FRAME_INITIAL) return frame->payload;
    if (frame->payload.size < X3DH_INITIAL_SIZE) return (struct bytes){0};
    return bytes_from(frame->payload, X3DH_INITIAL_SIZE);
}

/* ---- The agreement ---- */

/* Who hands out the peer's bundles: the directory, or else he himself, who is
 * asked in turn with it: it may keep none of his. */
static struct outgoing_route keeper_of(const struct party *p,
                                       const struct session *s)
{
    const uint32_t directory = p->world->directory;
    const bool apart =
        p->directory_channel != PARTY_NONE && s->attempts % 2 == 0;

    return (struct outgoing_route){
        .peer = apart ? directory : s->peer,
        .channel = apart ? p->directory_channel : s->channel,
        .carriage = {.kind = CARRIAGE_PLAIN},
    };
}

static void ask(struct party *p, const struct party_step *step,
                struct session *s)
{
    const struct outgoing_route way = keeper_of(p, s);
    const struct message m = {
        .kind = MESSAGE_BUNDLE_REQUEST,
        .exchange = s->exchange,
        .owner = session_peer(p, s),
        .counter = s->number,
    };
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    s->asked = way.channel;
    outgoing_at_once(p, step, &way, s->exchange, encoded);
}

static void begin(struct party *p, const struct party_step *step,
                  struct session *s)
{
    session_move(s, SESSION_HANDSHAKING);
    ask(p, step, s);
    session_set_timer(p, step, s);
}

static void announce(const struct party *p, const struct party_step *step,
                     struct session *s, const struct x3dh_initial *initial)
{
    struct record *r = session_open(p, step, s);

    r->protocol = PROTOCOL;
    if (initial->has_one_time) r->serial = initial->one_time_id;
}

static void draw(const struct party *p, const struct session *s,
                 const char *purpose, struct rng *rng)
{
    session_ratchet_stream(rng, &p->root, p->name, purpose,
                           session_channel(p, s), session_peer(p, s),
                           s->number);
}

/* Section 3.3: from the peer's bundle to SK, and to a ratchet that begins at
 * his signed prekey. */
static enum err initiate(const struct party *p, struct session *s,
                         const struct x3dh_bundle *bundle,
                         struct x3dh_initial *initial)
{
    struct x3dh_agreement agreement = {0};
    struct rng ephemeral;

    const struct identity_public *peer = keyring_current(p, s->peer);
    if (!peer) return ERR_MISSING;
    draw(p, s, "x3dh", &ephemeral);
    enum err rc = x3dh_initiate(&p->identity, peer, bundle, &ephemeral, initial,
                                &agreement);
    if (rc) goto out;
    struct session_ratchet *r = arena_alloc(p->arena, sizeof *r);
    draw(p, s, "ratchet", &r->rng);
    rc = ratchet_init_initiator(&r->ratchet, agreement.sk,
                                bundle->signed_prekey, &r->rng);
    if (rc) goto out;
    memcpy(r->ad, agreement.ad, sizeof r->ad);
    x3dh_encode_initial(r->initial, initial);
    s->ratchet = r;
out:
    x3dh_agreement_fini(&agreement);
    rng_fini(&ephemeral);
    return rc;
}

static struct session *waiting_for(const struct party *p,
                                   const struct message *m)
{
    for (struct session *s = p->sessions; s; s = s->next)
        if (s->guard == session_ratchet_guard() && s->initiator &&
            s->state == SESSION_HANDSHAKING && s->number == m->counter &&
            m->owner && strcmp(session_peer(p, s), m->owner) == 0)
            return s;
    return NULL;
}

void session_ratchet_handle_bundle(struct party *p,
                                   const struct party_step *step,
                                   const struct inbox_arrival *arrival)
{
    const struct session from = {.peer = arrival->peer,
                                 .channel = arrival->channel};
    struct session *s = waiting_for(p, &arrival->message);
    struct x3dh_initial initial;
    struct x3dh_bundle bundle;

    if (!s)
        session_drop(p, step, &from, REASON_UNASKED_BUNDLE);
    else if (x3dh_decode_bundle(&bundle, arrival->message.bundle))
        session_reject(p, step, &from, REASON_MALFORMED);
    else if (initiate(p, s, &bundle, &initial))
        session_reject(p, step, &from, prekeys_wrong(p, s->peer, &bundle));
    else
        announce(p, step, s, &initial);
}

/* Reads a frame's message out of the state, which changes only if it opens. */
static enum err read(struct arena *a, struct session_ratchet *r,
                     const struct frame *frame, struct bytes *message)
{
    const struct bytes payload = session_ratchet_payload(frame);
    struct writer w;

    writer_init(&w, arena_alloc(a, payload.size), payload.size);
    enum err rc = ratchet_decrypt(
        &r->ratchet, session_ratchet_ad(a, r->ad, frame), payload, &r->rng, &w);
    if (!rc) *message = writer_bytes(&w);
    return rc;
}

/* The session that is agreed on, if it reads the first message. */
static enum err answer(const struct party *p, const struct party_step *step,
                       const struct x3dh_prekey *signed_prekey,
                       const struct x3dh_agreement *agreement,
                       struct session *s, const struct frame *frame,
                       struct bytes *message)
{
    struct session_ratchet *r = arena_alloc(step->out->arena, sizeof *r);

    draw(p, s, "ratchet", &r->rng);
    memcpy(r->ad, agreement->ad, sizeof r->ad);
    r->answered = true;
    ratchet_init_responder(&r->ratchet, agreement->sk, signed_prekey->secret);
    enum err rc = read(step->out->arena, r, frame, message);
    if (!rc) {
        s->ratchet = arena_alloc(p->arena, sizeof *s->ratchet);
        *s->ratchet = *r;
    }
    explicit_bzero(r, sizeof *r);
    return rc;
}

/* Section 3.4. Whoever pretends to be the peer, or repeats what used up its
 * prekey, is refused before anything changes. What was under way when this side
 * took a new identity agrees with the one before it. */
static enum record_reason respond(struct party *p,
                                  const struct party_step *step,
                                  struct session *s, const struct frame *frame,
                                  struct x3dh_initial *initial,
                                  struct bytes *message)
{
    const struct x3dh_prekey *signed_prekey;
    struct x3dh_agreement agreement = {0};
    const struct identity *own;
    struct x3dh_prekey *one_time;
    enum err rc = ERR_AUTH;

    if (frame->payload.size < X3DH_INITIAL_SIZE ||
        x3dh_decode_initial(initial,
                            bytes_of(frame->payload.data, X3DH_INITIAL_SIZE)))
        return REASON_MALFORMED;
    const enum record_reason shown =
        keyring_reason(p, s->peer, initial->identity);
    if (shown) return shown;
    if (prekeys_find(p, initial, &signed_prekey, &one_time))
        return REASON_NO_PREKEYS;
    for (size_t n = 0; rc && (own = renewal_identity(p, n)); n++) {
        s->serial = renewal_serial(p, n);
        rc = x3dh_respond(own, signed_prekey, one_time, initial, &agreement);
        if (!rc)
            rc = answer(p, step, signed_prekey, &agreement, s, frame, message);
        x3dh_agreement_fini(&agreement);
    }
    if (rc) return REASON_NOT_AUTHENTIC;
    if (one_time) x3dh_prekey_fini(one_time);
    return REASON_NONE;
}

/* ---- Sessions that are lost ---- */

/* The peer goes on in a session that this side does not have: it begins
 * another, and says in it, where only he can read it and only this side can
 * have written it, which one is lost. */
static void begin_anew(struct party *p, const struct party_step *step,
                       const struct session *lost)
{
    const struct message m = {.kind = MESSAGE_LOST, .counter = lost->number};
    struct bytes encoded;
    unsigned resets = 0;

    for (const struct session *s = p->sessions; s; s = s->next) {
        if (s->peer != lost->peer || s->channel != lost->channel || !s->resets)
            continue;
        if (s->lost == lost->number) return;
        resets++;
    }
    if (resets == SESSION_RATCHET_RESETS_MAX) return;
    struct session *s = session_initiate(p, step, lost);
    s->resets = true;
    s->lost = lost->number;
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    outbox_add(&s->out, p->arena, 0, encoded);
    begin(p, step, s);
}

struct session *session_ratchet_handle(struct party *p,
                                       const struct party_step *step,
                                       const struct frame *frame)
{
    struct session begun = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .guard = session_ratchet_guard(),
        .number = frame->session,
    };
    struct x3dh_initial initial;
    struct bytes message;
    enum record_reason reason = REASON_NO_SESSION;

    if (session_too_many(p, &begun))
        reason = REASON_TOO_MANY;
    else if (frame->type == FRAME_INITIAL)
        reason = respond(p, step, &begun, frame, &initial, &message);
    if (reason) {
        session_reject(p, step, &begun, reason);
        if (reason == REASON_NO_SESSION || reason == REASON_NO_PREKEYS)
            begin_anew(p, step, &begun);
        return NULL;
    }
    struct session *s = session_keep(p, &begun);
    session_move(s, SESSION_HANDSHAKING);
    announce(p, step, s, &initial);
    session_queue(s, step->out->arena, frame, message);
    return s;
}

void session_ratchet_handle_lost(struct party *p, const struct party_step *step,
                                 struct session *s, uint64_t number)
{
    struct session *lost = session_find(p, s->peer, s->channel, number);

    if (!lost || lost == s || lost->guard != s->guard ||
        lost->state == SESSION_CLOSED) {
        session_drop(p, step, s, REASON_UNKNOWN_SESSION);
        return;
    }
    session_record(p, step, s, RECORD_SESSION_LOST, 0);
    for (const struct outbox_item *o = lost->out.first; o; o = o->next)
        outbox_add(&s->out, p->arena, o->exchange, o->message);
    session_close(step, lost);
    session_flush(p, step, s);
}

/* ---- Messages ---- */

static struct bytes encrypt(const struct party *p,
                            const struct party_step *step, struct session *s,
                            uint64_t counter, struct bytes message)
{
    struct session_ratchet *r = s->ratchet;
    struct arena *a = step->out->arena;
    const size_t initial = r->answered ? 0 : X3DH_INITIAL_SIZE;
    const size_t size = initial + message.size + RATCHET_OVERHEAD;
    uint8_t *memory = arena_alloc(a, FRAME_HEAD_SIZE + size);
    const struct frame frame = {
        .type = r->answered ? FRAME_RATCHET : FRAME_INITIAL,
        .session = s->number,
        .counter = counter,
        .payload = bytes_of(memory + FRAME_HEAD_SIZE, size),
    };
    struct writer w;

    (void)p;
    frame_head(&frame, memory);
    writer_init(&w, memory + FRAME_HEAD_SIZE, size);
    writer_put(&w, r->initial, initial);
    /* It has a chain to send on: an initiator from the first, a responder
     * since he read the message that made the session. */
    enum err rc = ratchet_encrypt(
        &r->ratchet, session_ratchet_ad(a, r->ad, &frame), message, &w);
    assert(rc == ERR_OK);
    return bytes_of(memory, FRAME_HEAD_SIZE + size);
}

static enum record_reason decrypt(const struct party *p,
                                  const struct party_step *step,
                                  struct session *s, const struct frame *frame,
                                  struct bytes *message)
{
    (void)p;
    enum err rc = read(step->out->arena, s->ratchet, frame, message);
    if (rc == ERR_LIMIT) return REASON_TOO_MANY;
    if (rc) return REASON_NOT_AUTHENTIC;
    s->ratchet->answered = true;
    return REASON_NONE;
}

static struct session_had **place(const struct session *s, uint64_t counter)
{
    return &s->ratchet->had[counter % SESSION_RATCHET_HAD_MAX];
}

static bool had(const struct session *s, const struct party_step *step,
                const struct frame *frame)
{
    const struct session_had *h = *place(s, frame->counter);
    uint8_t hash[sizeof h->hash];

    if (!h || h->counter != frame->counter) return false;
    sha256(hash, frame->payload);
    if (memcmp(hash, h->hash, sizeof hash) != 0) return false;
    if (h->ack.size > 0)
        effect_send(step->out, s->peer, s->channel, h->exchange,
                    arena_copy(step->out->arena, h->ack));
    return true;
}

static void note(const struct party *p, struct session *s,
                 const struct frame *frame, uint64_t exchange, struct bytes ack)
{
    struct session_had *h = arena_alloc(p->arena, sizeof *h);

    h->counter = frame->counter;
    h->exchange = exchange;
    h->ack = arena_copy(p->arena, ack);
    sha256(h->hash, frame->payload);
    *place(s, frame->counter) = h;
}

/* AD = Encode(IK_A) || Encode(IK_B): an encoded key is a byte and the key. */
static const uint8_t *peer_key(const struct session *s)
{
    if (!s->ratchet) return NULL;
    return s->ratchet->ad + 1 + (s->initiator ? X3DH_ENCODED_KEY_SIZE : 0);
}

static void fini(struct session *s)
{
    if (s->ratchet) explicit_bzero(s->ratchet, sizeof *s->ratchet);
}

const struct session_guard *session_ratchet_guard(void)
{
    static const struct session_guard guard = {
        .carriage = CARRIAGE_RATCHET,
        .once = true,
        .begin = begin,
        .again = ask,
        .encrypt = encrypt,
        .decrypt = decrypt,
        .had = had,
        .note = note,
        .peer_key = peer_key,
        .fini = fini,
    };

    return &guard;
}
