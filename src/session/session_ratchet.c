#include "session/session_ratchet.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/writer.h"
#include "party/prekeys.h"
#include "party/renewal.h"
#include "session/session_lost.h"
#include "session/session_request.h"

/* The ordinary way of a session, whose responder may be away at first:
 *
 *   initiator                                     responder
 *     session_request.c  bundle request  ----->   bundles.c, or the directory
 *     session_ratchet_handle_bundle   <-----      bundle
 *       initiate: SK, ratchet; open
 *     encrypt_message    INITIAL frame   ----->   session_ratchet_handle
 *                                                   respond: SK, ratchet; open
 *     decrypt_frame      <-----   RATCHET frame   encrypt_message
 *     encrypt_message    RATCHET frame   ----->   decrypt_frame
 *
 * The initiator's frames bear the initial message until it has read one of the
 * responder's. The key of a frame is gone once it is read: `remember` keeps
 * the frame's hash, by which `is_duplicate` knows a repetition and confirms it
 * again. A frame of a session that this side does not have makes it say so, as
 * does one of a stranger on first use, whose key comes with the answer; and an
 * initiator that stays without an answer tries with another bundle: both in
 * session_lost.c. */

#define PROTOCOL "X3DH/DoubleRatchet"

_Static_assert(MESSAGE_SIZE_MAX + X3DH_INITIAL_SIZE + RATCHET_OVERHEAD <=
                   FRAME_PAYLOAD_MAX,
               "a message fits a frame of the ratchet");

void session_ratchet_stream(struct rng *rng, const struct rng_root *root,
                            const char *party, const char *purpose,
                            const char *channel, const char *peer,
                            uint64_t session)
{
    rng_init_for(rng, root, party, "%s/%s/%s/%016llx", purpose, channel, peer,
                 (unsigned long long)session);
}

/* Without the channel's name, whoever carries a first message to another
 * channel that joins the two begins a session there of which its initiator does
 * not know, and which is then sent again where it belongs: it would be read
 * twice.
 */
struct bytes session_ratchet_ad(struct arena *a, const struct x3dh_ad *ad,
                                const char *channel, const struct frame *frame)
{
    const size_t initial = frame->type == FRAME_INITIAL ? X3DH_INITIAL_SIZE : 0;
    const size_t name = ad->size == X3DH_AD_BARE_SIZE ? 0 : strlen(channel) + 1;
    const size_t size = ad->size + name + FRAME_HEAD_SIZE + initial;
    uint8_t head[FRAME_HEAD_SIZE];
    struct writer w;

    frame_head(frame, head);
    writer_init(&w, arena_alloc(a, size), size);
    writer_put(&w, ad->bytes, ad->size);
    writer_put(&w, channel, name);
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

static void open_session(const struct party *p, const struct party_step *step,
                         struct session *s, const struct x3dh_initial *initial)
{
    struct record *r = session_open(p, step, s);

    r->protocol = PROTOCOL;
    if (initial->has_one_time) r->serial = initial->one_time_id;
}

static void draw_stream(const struct party *p, const struct session *s,
                        const char *purpose, struct rng *rng)
{
    session_ratchet_stream(rng, &p->root, p->name, purpose,
                           session_channel(p, s), session_peer(p, s),
                           s->number);
}

/* Takes both names and keys to sign into AD, unless the session is bare. */
static void bind_parties(const struct party *p, const struct session *s,
                         const struct identity_public *own,
                         const struct identity_public *peer,
                         struct x3dh_agreement *agreement)
{
    const struct x3dh_party us = {p->name, own->sign};
    const struct x3dh_party them = {session_peer(p, s), peer->sign};

    if (!s->bare)
        x3dh_bind(&agreement->ad, s->initiator ? &us : &them,
                  s->initiator ? &them : &us);
}

/* Section 3.3: from the peer's bundle to SK, and to a ratchet that begins at
 * the peer's signed prekey. */
static enum err initiate(const struct party *p, struct session *s,
                         const struct x3dh_bundle *bundle,
                         struct x3dh_initial *initial)
{
    struct x3dh_agreement agreement = {0};
    struct rng ephemeral;

    const struct identity_public *peer = keyring_current(p, s->peer);
    if (!peer) return ERR_MISSING;
    draw_stream(p, s, "x3dh", &ephemeral);
    enum err rc = x3dh_initiate(&p->identity, peer, bundle, &ephemeral, initial,
                                &agreement);
    if (rc) goto out;
    initial->bare = s->bare;
    bind_parties(p, s, &p->identity.pub, peer, &agreement);
    struct session_ratchet *r = arena_alloc(p->arena, sizeof *r);
    draw_stream(p, s, "ratchet", &r->rng);
    rc = ratchet_init_initiator(&r->ratchet, agreement.sk,
                                bundle->signed_prekey, &r->rng);
    if (rc) goto out;
    r->ad = agreement.ad;
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
    const uint32_t peer =
        m->owner ? party_find(p->world, m->owner) : PARTY_NONE;
    struct session *s = session_numbered(p, peer, m->counter);

    while (s && (s->protocol != session_ratchet_protocol() || !s->initiator ||
                 s->state != SESSION_HANDSHAKING))
        s = s->namesake;
    return s;
}

void session_ratchet_handle_bundle(struct party *p,
                                   const struct party_step *step,
                                   const struct arrival *arrival)
{
    const struct session from = {.peer = arrival->peer,
                                 .channel = arrival->channel};
    struct session *s = waiting_for(p, &arrival->message);
    enum record_reason reason = REASON_NONE;
    struct x3dh_initial initial = {0};
    struct x3dh_bundle bundle;

    if (!s) {
        session_drop(p, step, &from, REASON_UNASKED_BUNDLE);
        return;
    }
    if (x3dh_decode_bundle(&bundle, arrival->message.bundle))
        reason = REASON_MALFORMED;
    else if (initiate(p, s, &bundle, &initial))
        reason = prekeys_wrong(p, s->peer, &bundle);
    if (!reason) {
        open_session(p, step, s, &initial);
        return;
    }
    session_reject(p, step, &from, reason);
    if (reason == REASON_MALFORMED || reason == REASON_BAD_SIGNATURE)
        session_request_repeat(p, step, s);
}

/* Decrypts a frame's message. The ratchet changes only if the frame opens. */
static enum err read_frame(struct arena *a, const char *channel,
                           struct session_ratchet *r, const struct frame *frame,
                           struct bytes *message)
{
    const struct bytes payload = session_ratchet_payload(frame);
    struct writer w;

    writer_init(&w, arena_alloc(a, payload.size), payload.size);
    enum err rc = ratchet_decrypt(&r->ratchet,
                                  session_ratchet_ad(a, &r->ad, channel, frame),
                                  payload, &r->rng, &w);
    if (!rc) *message = writer_bytes(&w);
    return rc;
}

/* Makes the session that was agreed on, if it reads the first message. */
static enum err accept_first(const struct party *p,
                             const struct party_step *step,
                             const struct x3dh_prekey *signed_prekey,
                             const struct x3dh_agreement *agreement,
                             struct session *s, const struct frame *frame,
                             struct bytes *message)
{
    struct session_ratchet *r = arena_alloc(step->out->arena, sizeof *r);

    draw_stream(p, s, "ratchet", &r->rng);
    r->ad = agreement->ad;
    r->answered = true;
    ratchet_init_responder(&r->ratchet, agreement->sk, signed_prekey->secret);
    enum err rc =
        read_frame(step->out->arena, session_channel(p, s), r, frame, message);
    if (!rc) {
        s->ratchet = arena_alloc(p->arena, sizeof *s->ratchet);
        *s->ratchet = *r;
    }
    explicit_bzero(r, sizeof *r);
    return rc;
}

/* Section 3.4. A forged initial message, or one that repeats a used prekey, is
 * refused before anything changes. An initiator that began before this side
 * took a new identity agrees with the earlier one. */
static enum record_reason respond(struct party *p,
                                  const struct party_step *step,
                                  struct session *s, const struct frame *frame,
                                  struct x3dh_initial *initial,
                                  struct bytes *message)
{
    const struct x3dh_prekey *signed_prekey;
    struct x3dh_agreement agreement = {0};
    const struct identity *own;
    struct prekeys_one_time *one_time;
    enum err rc = ERR_AUTH;

    if (frame->payload.size < X3DH_INITIAL_SIZE ||
        x3dh_decode_initial(initial,
                            bytes_of(frame->payload.data, X3DH_INITIAL_SIZE)))
        return REASON_MALFORMED;
    const enum record_reason shown =
        keyring_reason(p, s->peer, initial->identity);
    if (shown) return shown;
    const struct identity_public *peer =
        keyring_find(p, s->peer, initial->identity);
    if (prekeys_find(p, initial, &signed_prekey, &one_time))
        return REASON_NO_PREKEYS;
    s->bare = initial->bare;
    for (size_t n = 0; rc && (own = renewal_identity(p, n)); n++) {
        s->serial = renewal_serial(p, n);
        rc = x3dh_respond(own, signed_prekey, one_time ? &one_time->key : NULL,
                          initial, &agreement);
        if (!rc) {
            bind_parties(p, s, &own->pub, peer, &agreement);
            rc = accept_first(p, step, signed_prekey, &agreement, s, frame,
                              message);
        }
        x3dh_agreement_fini(&agreement);
    }
    if (rc) return REASON_NOT_AUTHENTIC;
    if (one_time) prekeys_spend(one_time);
    return REASON_NONE;
}

struct session *session_ratchet_handle(struct party *p,
                                       const struct party_step *step,
                                       const struct frame *frame)
{
    struct session begun = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .protocol = session_ratchet_protocol(),
        .number = frame->session,
    };
    struct x3dh_initial initial = {0};
    struct bytes message = {0};
    enum record_reason reason = REASON_NO_SESSION;

    assert(!session_find(p, begun.peer, begun.channel, begun.number));
    if (session_too_many(p, &begun))
        reason = REASON_TOO_MANY;
    else if (frame->type == FRAME_INITIAL)
        reason = respond(p, step, &begun, frame, &initial, &message);
    if (reason) {
        session_reject(p, step, &begun, reason);
        if (reason == REASON_NO_SESSION || reason == REASON_NO_PREKEYS ||
            (reason == REASON_NO_KEY && keyring_admits_stranger(p, begun.peer)))
            session_lost_tell(p, step, &begun);
        return NULL;
    }
    struct session *s = session_keep(p, step, &begun);
    session_move(s, SESSION_HANDSHAKING);
    open_session(p, step, s, &initial);
    session_queue(s, step->out->arena, frame, message);
    return s;
}

/* ---- Messages ---- */

static struct bytes encrypt_message(const struct party *p,
                                    const struct party_step *step,
                                    struct session *s, uint64_t counter,
                                    struct bytes message)
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

    frame_head(&frame, memory);
    writer_init(&w, memory + FRAME_HEAD_SIZE, size);
    writer_put(&w, r->initial, initial);
    /* The ratchet has a sending chain: the initiator's from the start, the
     * responder's since the message that made the session. */
    enum err rc = ratchet_encrypt(
        &r->ratchet,
        session_ratchet_ad(a, &r->ad, session_channel(p, s), &frame), message,
        &w);
    assert(rc == ERR_OK);
    return bytes_of(memory, FRAME_HEAD_SIZE + size);
}

static enum record_reason decrypt_frame(const struct party *p,
                                        const struct party_step *step,
                                        struct session *s,
                                        const struct frame *frame,
                                        struct bytes *message)
{
    enum err rc = read_frame(step->out->arena, session_channel(p, s),
                             s->ratchet, frame, message);
    if (rc == ERR_LIMIT) return REASON_TOO_MANY;
    if (rc) return REASON_NOT_AUTHENTIC;
    s->ratchet->answered = true;
    return REASON_NONE;
}

static bool is_duplicate(const struct session *s, const struct party_step *step,
                         const struct frame *frame)
{
    const struct session_memory_item *i =
        session_memory_find(&s->ratchet->memory, frame);

    if (i && i->ack.size > 0)
        effect_send(step->out, s->peer, s->channel, i->exchange,
                    arena_copy(step->out->arena, i->ack));
    return i;
}

/* Tells whether another session with the peer brought the message. An initiator
 * that was not answered sends it in two; and where it names no one-time prekey,
 * whoever recorded it can begin another session by it: on any channel that
 * joins the two, where AD is bare. */
static bool is_repeated(const struct party *p, const struct session *s,
                        const struct frame *frame, struct bytes message)
{
    if (frame->type != FRAME_INITIAL) return false;
    for (uint32_t i = 0; i < p->world->channel_count; i++)
        for (const struct session *o = session_with(p, s->peer, i); o;
             o = o->older)
            if (o != s && o->protocol == s->protocol && o->ratchet &&
                session_memory_has_initial(&o->ratchet->memory, message))
                return true;
    return false;
}

static void remember(const struct party *p, struct session *s,
                     const struct frame *frame, struct bytes message,
                     uint64_t exchange, struct bytes ack)
{
    session_memory_add(&s->ratchet->memory, p->pool, frame, message, exchange,
                       ack);
}

/* AD = Encode(IK_A) || Encode(IK_B): an encoded key is a byte and the key. */
static const uint8_t *peer_key(const struct session *s)
{
    if (!s->ratchet) return NULL;
    return s->ratchet->ad.bytes + 1 +
           (s->initiator ? X3DH_ENCODED_KEY_SIZE : 0);
}

/* The hashes of what was read stay: a first message may come again. */
static void fini(struct session *s)
{
    if (s->ratchet)
        explicit_bzero(s->ratchet, offsetof(struct session_ratchet, memory));
}

const struct session_protocol *session_ratchet_protocol(void)
{
    static const struct session_protocol protocol = {
        .carriage = CARRIAGE_RATCHET,
        .keep_ciphertext = true,
        .begin = session_request_begin,
        .retransmit = session_request_send,
        .replace = session_lost_replace,
        .encrypt = encrypt_message,
        .decrypt = decrypt_frame,
        .is_duplicate = is_duplicate,
        .is_repeated = is_repeated,
        .remember = remember,
        .peer_key = peer_key,
        .fini = fini,
    };

    return &protocol;
}
