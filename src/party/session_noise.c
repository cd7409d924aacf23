#include "party/session_noise.h"

#include <assert.h>
#include <string.h>

#include "party/session.h"
#include "party/session_keys.h"

/* Fills in a session that is not yet among the party's: what is refused
 * leaves no trace. */
static void start(const struct party *p, struct session *s)
{
    const struct handshake_config config = {
        .pattern = s->pattern,
        .named = s->pattern != p->world->channels[s->channel].pattern,
        .role = s->initiator ? NOISE_INITIATOR : NOISE_RESPONDER,
        .channel = session_channel(p, s),
        .session = s->number,
        .own_name = p->name,
        .own = &p->identity,
        .root = &p->root,
        .peer_name = session_peer(p, s),
        .peer = keyring_current(p, s->peer),
        .earlier = keyring_good(p, s->peer, 1),
    };

    handshake_init(&s->noise.handshake, &config);
    session_move(s, SESSION_HANDSHAKING);
}

static void split(const struct party *p, const struct party_step *step,
                  struct session *s)
{
    struct noise *noise = &s->noise.handshake.noise;
    uint8_t *hash = arena_alloc(step->out->arena, NOISE_HASH_MAX);

    enum err rc = noise_split(noise, &s->noise.send, &s->noise.receive);
    assert(rc == ERR_OK);
    const size_t size = noise_handshake_hash(noise, hash);
    struct record *r = session_open(p, step, s);
    r->protocol =
        arena_format(step->out->arena, HANDSHAKE_PROTOCOL, s->pattern->name);
    r->fingerprint = bytes_of(hash, size);
}

/* Sends the handshake message that was said last. */
static void send_said(const struct party_step *step, const struct session *s)
{
    const struct handshake *h = &s->noise.handshake;

    effect_send(step->out, s->peer, s->channel, s->exchange,
                arena_copy(step->out->arena, bytes_of(h->said, h->said_size)));
}

/* Says this side's next handshake message. */
static void say(struct party *p, const struct party_step *step,
                struct session *s)
{
    if (handshake_write(&s->noise.handshake)) {
        session_reject(p, step, s, REASON_NOT_AUTHENTIC);
        session_close(step, s);
        return;
    }
    send_said(step, s);
    if (noise_finished(&s->noise.handshake.noise))
        split(p, step, s);
    else
        session_set_timer(p, step, s);
}

static void begin(struct party *p, const struct party_step *step,
                  struct session *s)
{
    start(p, s);
    say(p, step, s);
}

/* The peer's answer did not hold: it may have heard another first message
 * than was said, and it keeps to the one it heard. Under another number it
 * hears this side afresh; and so it does when its own key has changed. */
static void again(struct party *p, const struct party_step *step,
                  struct session *old)
{
    if (!old->noise.doubtful && !session_keys_outdated(p, old)) {
        send_said(step, old);
        return;
    }
    if (session_keys_refuse(p, step, old)) {
        session_give_up(p, step, old);
        return;
    }
    struct session *s = session_initiate(p, step, old);

    s->attempts = old->attempts;
    s->out = old->out;
    session_close(step, old);
    begin(p, step, s);
}

/* A stranger knocks. */
static struct session *respond(struct party *p, const struct party_step *step,
                               const struct frame *frame)
{
    struct session begun = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .guard = session_noise_guard(),
        .pattern = handshake_pattern(
            frame->counter, p->world->channels[step->event->channel].pattern),
        .number = frame->session,
        .serial = p->term.serial,
    };

    if (!begun.pattern || handshake_index(frame->counter) != 0) {
        session_reject(p, step, &begun, REASON_NO_SESSION);
        return NULL;
    }
    if (session_too_many(p, &begun)) {
        session_reject(p, step, &begun, REASON_TOO_MANY);
        return NULL;
    }
    enum record_reason reason =
        session_keys_lacking(p, begun.peer, begun.pattern, NOISE_RESPONDER);
    if (!reason) {
        start(p, &begun);
        reason = handshake_read(&begun.noise.handshake, frame);
    }
    if (reason) session_reject(p, step, &begun, reason);
    struct session *s = reason ? NULL : session_keep(p, &begun);
    explicit_bzero(&begun, sizeof begun);
    return s;
}

static void hear(struct party *p, const struct party_step *step,
                 struct session *s, const struct frame *frame)
{
    struct handshake *h = &s->noise.handshake;

    if (s->state != SESSION_HANDSHAKING || handshake_had(h, frame->counter)) {
        session_drop(p, step, s, REASON_DUPLICATE_HANDSHAKE);
        /* The peer has not heard the answer, it seems. */
        if (s->state != SESSION_CLOSED &&
            handshake_answer(h, frame->counter).size > 0)
            send_said(step, s);
        return;
    }
    enum record_reason reason = handshake_read(h, frame);
    if (reason) {
        session_reject(p, step, s, reason);
        s->noise.doubtful = s->initiator;
        return;
    }
    s->attempts = 0;
    if (noise_finished(&h->noise))
        split(p, step, s);
    else
        say(p, step, s);
}

struct session *session_noise_handle(struct party *p,
                                     const struct party_step *step,
                                     struct session *s,
                                     const struct frame *frame)
{
    if (s && s->guard == session_noise_guard()) {
        hear(p, step, s, frame);
    } else if (s) {
        session_reject(p, step, s, REASON_OUT_OF_TURN);
    } else {
        s = respond(p, step, frame);
        if (s) say(p, step, s);
    }
    return s;
}

static struct bytes encrypt(const struct party *p,
                            const struct party_step *step, struct session *s,
                            uint64_t counter, struct bytes message)
{
    struct bytes frame;

    (void)p;
    enum err rc = transport_encrypt(step->out->arena, &s->noise.send, s->number,
                                    counter, message, &frame);
    assert(rc == ERR_OK);
    return frame;
}

static enum record_reason decrypt(const struct party *p,
                                  const struct party_step *step,
                                  struct session *s, const struct frame *frame,
                                  struct bytes *message)
{
    (void)p;
    return transport_decrypt(step->out->arena, &s->noise.receive, frame,
                             message)
               ? REASON_NOT_AUTHENTIC
               : REASON_NONE;
}

static const uint8_t *peer_key(const struct session *s)
{
    const struct noise *n = &s->noise.handshake.noise;

    return n->rs.present ? n->rs.bytes : NULL;
}

static void fini(struct session *s)
{
    handshake_fini(&s->noise.handshake);
    explicit_bzero(&s->noise.send, sizeof s->noise.send);
    explicit_bzero(&s->noise.receive, sizeof s->noise.receive);
}

const struct session_guard *session_noise_guard(void)
{
    /* Sent again, a message is encrypted again under the same nonce, into the
     * same bytes: its frame need not be kept. */
    static const struct session_guard guard = {
        .carriage = CARRIAGE_NOISE,
        .once = false,
        .begin = begin,
        .again = again,
        .encrypt = encrypt,
        .decrypt = decrypt,
        .peer_key = peer_key,
        .fini = fini,
    };

    return &guard;
}
