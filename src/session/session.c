#include "session/session.h"

#include <string.h>

#include <assert.h>

#include "session/inquiry.h"
#include "session/session_keys.h"
#include "session/session_lost.h"
#include "session/session_noise.h"
#include "session/session_ratchet.h"
#include "wire/message.h"
#include "wire/message_padding.h"

/* The way out: `session_send` finds a session that can carry the message, or
 * initiates one, and puts the message into its outbox. An open session sends
 * it at once (session_state.c); a new one first agrees on keys.
 *
 * The way in: `session_handle` gives a frame to its session by the frame's
 * type. Frames of messages are put in line. `session_next` reads the line:
 * `read_frame` decrypts a frame, confirms it, and hands up a message that is
 * seen for the first time. An acknowledgement frees its message in the outbox.
 * The timer sends again what nobody has acknowledged, until the session is
 * given up. */

/* Leaves sessions whose keys are stale, once their messages have come
 * through. */
static void leave_stale(const struct party *p, const struct party_step *step,
                        const struct session *key)
{
    struct session *s = session_with(p, key->peer, key->channel);

    for (; s; s = s->older) {
        if (s->state != SESSION_OPEN || s->out.first ||
            !session_keys_stale(p, s))
            continue;
        session_record(p, step, s, RECORD_SESSION_LEFT, key->exchange)->reason =
            REASON_STALE_KEYS;
        session_close(step, s);
    }
}

void session_send(struct party *p, const struct party_step *step, uint32_t peer,
                  uint32_t channel, const struct event_carriage *carriage,
                  uint64_t exchange, struct bytes message)
{
    const struct session key = {
        .peer = peer,
        .channel = channel,
        .protocol = carriage->pattern ? session_noise_protocol()
                                      : session_ratchet_protocol(),
        .pattern = carriage->pattern,
        .bare = carriage->bare,
        .exchange = exchange,
    };

    leave_stale(p, step, &key);
    struct session *s = session_keys_usable(p, &key);
    const bool fresh = !s;
    if (fresh && session_keys_refuse(p, step, &key)) {
        inquiry_make(p, step, peer, exchange);
        return;
    }
    if (fresh) s = session_initiate(p, step, &key);
    outbox_add(&s->out, p->pool, exchange, message)->early = carriage->early;
    if (fresh)
        s->protocol->begin(p, step, s);
    else if (s->state == SESSION_OPEN)
        session_flush(p, step, s);
}

/* Puts a frame in line. One that overtook the handshake is copied, for it has
 * to wait. */
static struct session *queue_frame(struct party *p,
                                   const struct party_step *step,
                                   struct session *s, const struct frame *frame)
{
    const bool early = s->state != SESSION_OPEN;
    struct frame kept = *frame;

    if (s->state == SESSION_CLOSED ||
        (early && s->early == SESSION_EARLY_MAX)) {
        session_drop(p, step, s, REASON_NOT_OPEN);
        return s;
    }
    if (early) kept.payload = arena_copy(p->arena, frame->payload);
    s->early += early;
    session_queue(s, early ? p->arena : step->out->arena, &kept,
                  (struct bytes){0});
    return s;
}

static struct session *handle_transport(struct party *p,
                                        const struct party_step *step,
                                        struct session *s,
                                        const struct frame *frame)
{
    const struct session none = {.peer = step->event->peer,
                                 .channel = step->event->channel};

    if (s && s->protocol == session_noise_protocol())
        return queue_frame(p, step, s, frame);
    session_reject(p, step, &none, REASON_NO_SESSION);
    return NULL;
}

static struct session *handle_ratchet(struct party *p,
                                      const struct party_step *step,
                                      struct session *s,
                                      const struct frame *frame)
{
    if (!s) return session_ratchet_handle(p, step, frame);
    if (s->protocol == session_ratchet_protocol()) {
        session_lost_handle_left(p, step, s, frame);
        return queue_frame(p, step, s, frame);
    }
    session_reject(p, step, s, REASON_NO_SESSION);
    return NULL;
}

struct session *session_handle(struct party *p, const struct party_step *step,
                               const struct frame *frame)
{
    static struct session *(*const doors[])(
        struct party *, const struct party_step *, struct session *,
        const struct frame *) = {
        [FRAME_HANDSHAKE] = session_noise_handle,
        [FRAME_TRANSPORT] = handle_transport,
        [FRAME_INITIAL] = handle_ratchet,
        [FRAME_RATCHET] = handle_ratchet,
    };
    struct session *s = session_find(p, step->event->peer, step->event->channel,
                                     frame->session);

    assert(frame->type < sizeof doors / sizeof doors[0] && doors[frame->type]);
    s = doors[frame->type](p, step, s, frame);
    return s && (s->state == SESSION_OPEN || s->noise.answer_due) ? s : NULL;
}

void session_answer(struct party *p, const struct party_step *step,
                    struct session *s)
{
    if (s->noise.answer_due) session_noise_answer(p, step, s);
}

void session_confirm(struct party *p, const struct party_step *step,
                     uint32_t peer, uint32_t channel, uint64_t group,
                     uint64_t number)
{
    const struct session key = {.peer = peer, .channel = channel};
    struct session *s = session_keys_usable(p, &key);
    const struct message ack = {
        .kind = MESSAGE_ACK, .group = group, .counter = number};
    struct bytes encoded;

    if (!s || s->state != SESSION_OPEN) return;
    enum err rc = message_encode(step->out->arena, &ack, &encoded);
    assert(rc == ERR_OK);
    effect_send(step->out, peer, channel, 0,
                s->protocol->encrypt(p, step, s, 2 * s->acks++ + 1, encoded));
}

/* Confirms a frame. The repetition of the frame asks again for an
 * acknowledgement that was lost. */
static struct bytes send_ack(const struct party *p,
                             const struct party_step *step, struct session *s,
                             const struct message *m, uint64_t counter)
{
    const struct message ack = {
        .kind = MESSAGE_ACK,
        .exchange = m->exchange,
        .precedence = m->precedence,
        .counter = counter,
    };
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, &ack, &encoded);
    assert(rc == ERR_OK);
    /* Without padding, the length of the exchange's number would give away a
     * dummy. */
    if (p->world->channels[s->channel].unit > 0)
        encoded =
            message_padding_add(step->out->arena, encoded, SESSION_ACK_UNIT);
    const struct bytes frame =
        s->protocol->encrypt(p, step, s, 2 * s->acks++ + 1, encoded);
    effect_send(step->out, s->peer, s->channel, m->exchange, frame);
    return frame;
}

static void handle_ack(struct party *p, const struct party_step *step,
                       struct session *s, uint64_t counter)
{
    if (counter % 2 == 0) session_noise_settle(p, step, s, counter / 2);
    if (counter % 2 != 0 ||
        !outbox_acknowledge(&s->out, p->pool, counter / 2)) {
        session_drop(p, step, s, REASON_DUPLICATE_ACK);
        return;
    }
    s->attempts = 0;
    if (!s->out.first) effect_cancel_timer(step->out, &s->timer);
    session_flush(p, step, s);
}

static enum record_reason decrypt_frame(const struct party *p,
                                        const struct party_step *step,
                                        struct session *s,
                                        const struct session_incoming *in,
                                        struct arrival *arrival)
{
    enum record_reason reason = REASON_NONE;

    arrival->raw = in->message;
    if (in->message.size == 0)
        reason = s->protocol->decrypt(p, step, s, &in->frame, &arrival->raw);
    if (!reason &&
        message_decode(step->out->arena, arrival->raw, &arrival->message))
        reason = REASON_MALFORMED;
    return reason;
}

/* Tells whether the peer is authentic: its static key took part in agreeing on
 * the keys, and the party relies on that key. */
static bool is_authentic(const struct party *p, const struct session *s)
{
    const uint8_t *key = s->protocol->peer_key(s);

    return key && keyring_knows(p, s->peer, key);
}

/* Tells whether a message has been handed up before: in this session, or in
 * one that it replaces. */
static bool is_known(const struct party *p, struct session *s,
                     const struct frame *frame, struct bytes message)
{
    if (!transport_window_take(&s->window, frame->counter / 2)) return true;
    return s->protocol->is_repeated &&
           s->protocol->is_repeated(p, s, frame, message);
}

/* Reads one frame; true when it brings a message for the party. */
static bool read_frame(struct party *p, const struct party_step *step,
                       struct session *s, const struct session_incoming *in,
                       struct arrival *arrival)
{
    const struct frame *frame = &in->frame;
    const struct message *m = &arrival->message;
    struct bytes ack = {0};

    if (s->protocol->is_duplicate &&
        s->protocol->is_duplicate(s, step, frame)) {
        session_drop(p, step, s, REASON_DUPLICATE_FRAME);
        return false;
    }
    enum record_reason reason = decrypt_frame(p, step, s, in, arrival);
    if (reason) {
        session_reject(p, step, s, reason);
        return false;
    }
    const bool rode = frame->type == FRAME_HANDSHAKE;
    if (rode && m->kind == MESSAGE_ACK) {
        session_reject(p, step, s, REASON_OUT_OF_TURN);
        return false;
    }
    const bool own_ack = m->kind == MESSAGE_ACK && !m->group;
    const bool again =
        m->kind != MESSAGE_ACK && is_known(p, s, frame, arrival->raw);
    s->heard = s->heard || (m->kind != MESSAGE_ACK && !rode);
    if (again) session_drop(p, step, s, REASON_DUPLICATE_FRAME);
    /* In the midst of a handshake its next message is the acknowledgement. */
    if (own_ack)
        handle_ack(p, step, s, m->counter);
    else if (m->kind != MESSAGE_ACK && s->state == SESSION_OPEN)
        ack = send_ack(p, step, s, m, frame->counter);
    if (s->protocol->remember)
        s->protocol->remember(p, s, frame, arrival->raw, m->exchange, ack);
    if (own_ack || again) return false;
    if (m->kind == MESSAGE_LOST && s->protocol->carriage == CARRIAGE_RATCHET) {
        session_lost_handle(p, step, s, m->counter);
        return false;
    }
    arrival->authenticated = !in->unproven && is_authentic(p, s);
    if (arrival->authenticated)
        memcpy(arrival->peer_key, s->protocol->peer_key(s),
               sizeof arrival->peer_key);
    arrival->carriage = (struct event_carriage){.kind = s->protocol->carriage,
                                                .pattern = s->pattern,
                                                .early = rode,
                                                .bare = s->bare};
    return true;
}

bool session_next(struct party *p, const struct party_step *step,
                  struct session *s, struct arrival *arrival)
{
    while (s->in_first) {
        const struct session_incoming in = *s->in_first;
        if (s->state != SESSION_OPEN && in.message.size == 0) return false;
        s->in_first = s->in_first->next;
        if (!s->in_first) s->in_last = &s->in_first;
        if (read_frame(p, step, s, &in, arrival)) return true;
    }
    return false;
}

void session_timer(struct party *p, const struct party_step *step,
                   struct session *s)
{
    if (++s->attempts > SESSION_ATTEMPTS_MAX) {
        session_give_up(p, step, s);
        return;
    }
    if (s->state == SESSION_HANDSHAKING)
        s->protocol->retransmit(p, step, s);
    else if (s->protocol->replace && s->protocol->replace(p, step, s))
        return;
    if (s->state == SESSION_CLOSED) return;
    if (s->state == SESSION_OPEN) session_send_again(p, step, s);
    session_set_timer(p, step, s);
}

void session_fini_all(struct party *p)
{
    for (struct session *s = p->sessions; s; s = s->next)
        s->protocol->fini(s);
}
