#include "party/session.h"

#include <assert.h>

#include "party/group_talk.h"
#include "party/inquiry.h"
#include "party/session_keys.h"
#include "party/session_noise.h"
#include "party/session_ratchet.h"
#include "wire/message_padding.h"
#include "wire/message.h"

/* Whether it can carry what is to be sent: this side began it, or has read a
 * message in it. What a stranger only pretends to open would swallow it. */
static bool usable(const struct session *s)
{
    if (!s->initiator) return s->state == SESSION_OPEN && s->window.end > 0;
    return s->state == SESSION_OPEN || s->state == SESSION_HANDSHAKING;
}

static struct session *find_usable(const struct party *p,
                                   const struct session *like)
{
    for (struct session *s = p->sessions; s; s = s->next)
        if (s->peer == like->peer && s->channel == like->channel &&
            s->pattern == like->pattern && usable(s) &&
            !session_keys_stale(p, s))
            return s;
    return NULL;
}

/* What is stale is left, but not before its messages have come through. */
static void leave_stale(const struct party *p, const struct party_step *step,
                        const struct session *like)
{
    for (struct session *s = p->sessions; s; s = s->next) {
        if (s->peer != like->peer || s->channel != like->channel ||
            s->state != SESSION_OPEN || s->out.first ||
            !session_keys_stale(p, s))
            continue;
        session_record(p, step, s, RECORD_SESSION_LEFT, like->exchange)
            ->reason = REASON_STALE_KEYS;
        session_close(step, s);
    }
}

void session_send(struct party *p, const struct party_step *step, uint32_t peer,
                  uint32_t channel, const struct noise_pattern *pattern,
                  uint64_t exchange, struct bytes message)
{
    const struct session like = {
        .peer = peer,
        .channel = channel,
        .guard = pattern ? session_noise_guard() : session_ratchet_guard(),
        .pattern = pattern,
        .exchange = exchange,
    };

    leave_stale(p, step, &like);
    struct session *s = find_usable(p, &like);
    const bool fresh = !s;
    if (fresh && session_keys_refuse(p, step, &like)) {
        inquiry_make(p, step, peer, exchange);
        return;
    }
    if (fresh) s = session_initiate(p, step, &like);
    outbox_add(&s->out, p->arena, exchange, message);
    if (fresh)
        s->guard->begin(p, step, s);
    else if (s->state == SESSION_OPEN)
        session_flush(p, step, s);
}

/* A frame is put in line; one that overtook the handshake is copied, for it
 * has to wait. */
static struct session *queue(struct party *p, const struct party_step *step,
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

    if (s && s->guard == session_noise_guard()) return queue(p, step, s, frame);
    session_reject(p, step, &none, REASON_NO_SESSION);
    return NULL;
}

static struct session *handle_ratchet(struct party *p,
                                      const struct party_step *step,
                                      struct session *s,
                                      const struct frame *frame)
{
    if (!s) return session_ratchet_handle(p, step, frame);
    if (s->guard == session_ratchet_guard()) return queue(p, step, s, frame);
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

    s = doors[frame->type](p, step, s, frame);
    return s && s->state == SESSION_OPEN ? s : NULL;
}

void session_confirm(struct party *p, const struct party_step *step,
                     uint32_t peer, uint32_t channel, uint64_t group,
                     uint64_t number)
{
    const struct session like = {.peer = peer, .channel = channel};
    struct session *s = find_usable(p, &like);
    const struct message ack = {
        .kind = MESSAGE_ACK, .group = group, .counter = number};
    struct bytes encoded;

    if (!s || s->state != SESSION_OPEN) return;
    enum err rc = message_encode(step->out->arena, &ack, &encoded);
    assert(rc == ERR_OK);
    effect_send(step->out, peer, channel, 0,
                s->guard->encrypt(p, step, s, 2 * s->acks++ + 1, encoded));
}

/* Confirms a frame. An acknowledgement that is lost is asked for again by the
 * frame's repetition. */
static struct bytes acknowledge(const struct party *p,
                                const struct party_step *step,
                                struct session *s, const struct message *m,
                                uint64_t counter)
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
    /* Or the length of the exchange's number would tell a dummy's. */
    if (p->world->channels[s->channel].unit > 0)
        encoded =
            message_padding_add(step->out->arena, encoded, SESSION_ACK_UNIT);
    const struct bytes frame =
        s->guard->encrypt(p, step, s, 2 * s->acks++ + 1, encoded);
    effect_send(step->out, s->peer, s->channel, m->exchange, frame);
    return frame;
}

static void acknowledged(const struct party *p, const struct party_step *step,
                         struct session *s, uint64_t counter)
{
    if (counter % 2 != 0 || !outbox_acknowledge(&s->out, counter / 2)) {
        session_drop(p, step, s, REASON_DUPLICATE_ACK);
        return;
    }
    s->attempts = 0;
    if (!s->out.first) effect_cancel_timer(step->out, &s->timer);
    session_flush(p, step, s);
}

static enum record_reason
decrypt(const struct party *p, const struct party_step *step, struct session *s,
        const struct session_incoming *in, struct inbox_arrival *arrival)
{
    enum record_reason reason = REASON_NONE;

    arrival->raw = in->message;
    if (in->message.size == 0)
        reason = s->guard->decrypt(p, step, s, &in->frame, &arrival->raw);
    if (!reason &&
        message_decode(step->out->arena, arrival->raw, &arrival->message))
        reason = REASON_MALFORMED;
    return reason;
}

/* Whose static key took part in agreeing on the keys is no stranger, as long
 * as that key is relied on. */
static bool is_authentic(const struct party *p, const struct session *s)
{
    const uint8_t *key = s->guard->peer_key(s);

    return key && keyring_knows(p, s->peer, key);
}

/* One frame read: true when it brings a message for the party. */
static bool read_frame(struct party *p, const struct party_step *step,
                       struct session *s, const struct session_incoming *in,
                       struct inbox_arrival *arrival)
{
    const struct frame *frame = &in->frame;
    const struct message *m = &arrival->message;
    struct bytes ack = {0};

    if (s->guard->had && s->guard->had(s, step, frame)) {
        session_drop(p, step, s, REASON_DUPLICATE_FRAME);
        return false;
    }
    enum record_reason reason = decrypt(p, step, s, in, arrival);
    if (reason) {
        session_reject(p, step, s, reason);
        return false;
    }
    const bool again = m->kind != MESSAGE_ACK &&
                       !transport_window_take(&s->window, frame->counter / 2);
    if (again) session_drop(p, step, s, REASON_DUPLICATE_FRAME);
    if (m->kind == MESSAGE_ACK && m->group)
        group_talk_confirmed(p, step, s->peer, m);
    else if (m->kind == MESSAGE_ACK)
        acknowledged(p, step, s, m->counter);
    else
        ack = acknowledge(p, step, s, m, frame->counter);
    if (s->guard->note) s->guard->note(p, s, frame, m->exchange, ack);
    if (m->kind == MESSAGE_ACK || again) return false;
    if (m->kind == MESSAGE_LOST && s->guard->carriage == CARRIAGE_RATCHET) {
        session_ratchet_handle_lost(p, step, s, m->counter);
        return false;
    }
    arrival->authenticated = is_authentic(p, s);
    arrival->carriage = (struct event_carriage){s->guard->carriage, s->pattern};
    return true;
}

bool session_next(struct party *p, const struct party_step *step,
                  struct session *s, struct inbox_arrival *arrival)
{
    while (s->in_first) {
        const struct session_incoming in = *s->in_first;
        s->in_first = s->in_first->next;
        if (!s->in_first) s->in_last = &s->in_first;
        if (read_frame(p, step, s, &in, arrival)) return true;
    }
    return false;
}

void session_give_up(const struct party *p, const struct party_step *step,
                     struct session *s)
{
    for (const struct outbox_item *o = s->out.first; o; o = o->next)
        session_record(p, step, s, RECORD_UNDELIVERED, o->exchange);
    session_close(step, s);
}

void session_timer(struct party *p, const struct party_step *step,
                   struct session *s)
{
    if (++s->attempts > SESSION_ATTEMPTS_MAX) {
        session_give_up(p, step, s);
        return;
    }
    if (s->state == SESSION_HANDSHAKING) s->guard->again(p, step, s);
    if (s->state == SESSION_CLOSED) return;
    session_send_again(p, step, s);
    session_set_timer(p, step, s);
}

void session_fini_all(struct party *p)
{
    for (struct session *s = p->sessions; s; s = s->next)
        s->guard->fini(s);
}
