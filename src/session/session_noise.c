#include "session/session_noise.h"

#include <assert.h>
#include <string.h>

#include "session/session_keys.h"

/* The initiator begins with `write_message`; `respond` makes the peer's
 * session of a sound first message. Each side answers with its next message
 * until the pattern is at its end; `split_keys` then opens the session, and
 * messages go through `encrypt_message` and `decrypt_frame`. A handshake
 * message that is lost is sent again, by the timer or because the one before it
 * comes again. */

/* Fills in a session that is not yet among the party's: one that is refused
 * leaves no trace. */
static void start_handshake(const struct party *p, struct session *s)
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

static void split_keys(const struct party *p, const struct party_step *step,
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

/* Sends this side's last handshake message once more. */
static void send_last_message(const struct party_step *step,
                              const struct session *s)
{
    const struct handshake *h = &s->noise.handshake;

    effect_send(step->out, s->peer, s->channel, s->exchange,
                arena_copy(step->out->arena,
                           bytes_of(h->last_message, h->last_message_size)));
}

/* Writes and sends this side's next handshake message. */
static void write_message(struct party *p, const struct party_step *step,
                          struct session *s)
{
    if (handshake_write(&s->noise.handshake)) {
        session_reject(p, step, s, REASON_NOT_AUTHENTIC);
        session_close(step, s);
        return;
    }
    send_last_message(step, s);
    if (noise_finished(&s->noise.handshake.noise))
        split_keys(p, step, s);
    else
        session_set_timer(p, step, s);
}

static void begin_handshake(struct party *p, const struct party_step *step,
                            struct session *s)
{
    start_handshake(p, s);
    write_message(p, step, s);
}

/* Begins another session where the peer's answer did not hold. The peer may
 * have read another first message than this side wrote, and keeps to the one it
 * read; under another number it begins afresh. A changed key of the peer's has
 * the same remedy. */
static void repeat_handshake(struct party *p, const struct party_step *step,
                             struct session *old)
{
    if (!old->noise.peer_message_failed && !session_keys_outdated(p, old)) {
        send_last_message(step, old);
        return;
    }
    if (session_keys_refuse(p, step, old)) {
        session_give_up(p, step, old);
        return;
    }
    struct session *s = session_initiate(p, step, old);

    s->attempts = old->attempts;
    s->out = old->out;
    old->out = (struct outbox){0};
    session_close(step, old);
    begin_handshake(p, step, s);
}

/* Answers the first message of an unknown initiator. */
static struct session *respond(struct party *p, const struct party_step *step,
                               const struct frame *frame)
{
    struct session begun = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .protocol = session_noise_protocol(),
        .pattern = handshake_pattern(
            frame->counter, p->world->channels[step->event->channel].pattern),
        .number = frame->session,
        .serial = p->term.serial,
    };

    if (!begun.pattern || handshake_index(frame->counter) != 0) {
        session_reject(p, step, &begun, REASON_NO_SESSION);
        return NULL;
    }
    if (session_too_many(p, &begun) || !session_has_room(p, step, &begun)) {
        session_reject(p, step, &begun, REASON_TOO_MANY);
        return NULL;
    }
    enum record_reason reason =
        session_keys_lacking(p, begun.peer, begun.pattern, NOISE_RESPONDER);
    if (!reason) {
        start_handshake(p, &begun);
        reason = handshake_read(&begun.noise.handshake, frame);
    }
    if (reason)
        session_reject(p, step, &begun, reason);
    else
        session_make_room(p, step, &begun);
    struct session *s = reason ? NULL : session_keep(p, step, &begun);
    explicit_bzero(&begun, sizeof begun);
    return s;
}

static void read_message(struct party *p, const struct party_step *step,
                         struct session *s, const struct frame *frame)
{
    struct handshake *h = &s->noise.handshake;

    if (s->state != SESSION_HANDSHAKING || handshake_had(h, frame->counter)) {
        session_drop(p, step, s, REASON_DUPLICATE_HANDSHAKE);
        /* The peer has not received the answer, it seems. */
        if (s->state != SESSION_CLOSED &&
            handshake_answer(h, frame->counter).size > 0)
            send_last_message(step, s);
        return;
    }
    enum record_reason reason = handshake_read(h, frame);
    if (reason) {
        session_reject(p, step, s, reason);
        s->noise.peer_message_failed = s->initiator;
        return;
    }
    s->attempts = 0;
    if (noise_finished(&h->noise))
        split_keys(p, step, s);
    else
        write_message(p, step, s);
}

struct session *session_noise_handle(struct party *p,
                                     const struct party_step *step,
                                     struct session *s,
                                     const struct frame *frame)
{
    assert(frame->type == FRAME_HANDSHAKE);
    if (s && s->protocol == session_noise_protocol()) {
        read_message(p, step, s, frame);
    } else if (s) {
        session_reject(p, step, s, REASON_OUT_OF_TURN);
    } else {
        s = respond(p, step, frame);
        if (s) write_message(p, step, s);
    }
    return s;
}

static struct bytes encrypt_message(const struct party *p,
                                    const struct party_step *step,
                                    struct session *s, uint64_t counter,
                                    struct bytes message)
{
    struct bytes frame;

    (void)p;
    enum err rc = transport_encrypt(step->out->arena, &s->noise.send, s->number,
                                    counter, message, &frame);
    assert(rc == ERR_OK);
    return frame;
}

static enum record_reason decrypt_frame(const struct party *p,
                                        const struct party_step *step,
                                        struct session *s,
                                        const struct frame *frame,
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

const struct session_protocol *session_noise_protocol(void)
{
    /* A message that is sent again is encrypted again under the same nonce,
     * into the same bytes: its frame need not be kept. */
    static const struct session_protocol protocol = {
        .carriage = CARRIAGE_NOISE,
        .keep_ciphertext = false,
        .begin = begin_handshake,
        .retransmit = repeat_handshake,
        .encrypt = encrypt_message,
        .decrypt = decrypt_frame,
        .peer_key = peer_key,
        .fini = fini,
    };

    return &protocol;
}
