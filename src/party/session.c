#include "party/session.h"

#include <assert.h>

#include "party/acquaintance.h"
#include "party/session_noise.h"
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
            !acquaintance_stale(p, s))
            return s;
    return NULL;
}

/* What is stale is left, but not before its messages have come through. */
static void leave_stale(const struct party *p, const struct step *step,
                        const struct session *like)
{
    for (struct session *s = p->sessions; s; s = s->next) {
        if (s->peer != like->peer || s->channel != like->channel ||
            s->state != SESSION_OPEN || s->out.first ||
            !acquaintance_stale(p, s))
            continue;
        session_record(p, step, s, RECORD_SESSION_LEFT, like->exchange)->text =
            "its keys are no longer in force";
        session_close(step, s);
    }
}

void session_send(struct party *p, const struct step *step, uint32_t peer,
                  uint32_t channel, const struct noise_pattern *pattern,
                  uint64_t exchange, struct bytes message)
{
    const struct session like = {
        .peer = peer,
        .channel = channel,
        .guard = session_noise_guard(),
        .pattern = pattern,
        .exchange = exchange,
    };

    leave_stale(p, step, &like);
    struct session *s = find_usable(p, &like);
    const bool fresh = !s;
    if (fresh && acquaintance_refuses(p, step, &like)) return;
    if (fresh) s = session_initiate(p, step, &like);
    outbox_add(&s->out, p->arena, exchange, message);
    if (fresh)
        s->guard->begin(p, step, s);
    else if (s->state == SESSION_OPEN)
        session_flush(p, step, s);
}

/* A frame is put in line to be read; one that overtook the handshake is
 * copied, for it has to wait. */
static struct session *queue(struct party *p, const struct step *step,
                             struct session *s, const struct frame *frame)
{
    if (!s) {
        const struct session none = {.peer = step->event->peer,
                                     .channel = step->event->channel};
        session_reject(p, step, &none, REASON_NO_SESSION);
        return NULL;
    }
    const bool early = s->state != SESSION_OPEN;
    if (s->state == SESSION_CLOSED ||
        (early && s->early == SESSION_EARLY_MAX)) {
        session_drop(p, step, s, "the session is not open");
        return s;
    }
    struct arena *a = early ? p->arena : step->out->arena;
    struct incoming *in = arena_alloc(a, sizeof *in);
    in->frame = *frame;
    if (early) in->frame.payload = arena_copy(p->arena, frame->payload);
    s->early += early;
    *s->in_last = in;
    s->in_last = &in->next;
    return s;
}

struct session *session_hear(struct party *p, const struct step *step,
                             const struct frame *frame)
{
    static struct session *(*const doors[])(struct party *, const struct step *,
                                            struct session *,
                                            const struct frame *) = {
        [FRAME_HANDSHAKE] = session_noise_hear,
        [FRAME_TRANSPORT] = queue,
    };
    struct session *s = session_find(p, step->event->peer, step->event->channel,
                                     frame->session);

    s = doors[frame->type](p, step, s, frame);
    return s && s->state == SESSION_OPEN ? s : NULL;
}

/* Confirms a frame. An acknowledgement that is lost is asked for again by the
 * frame's repetition. */
static void acknowledge(const struct party *p, const struct step *step,
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
    effect_send(step->out, s->peer, s->channel, m->exchange,
                s->guard->encrypt(p, step, s, 2 * s->acks++ + 1, encoded));
}

static void acknowledged(const struct party *p, const struct step *step,
                         struct session *s, uint64_t counter)
{
    if (counter % 2 != 0 || !outbox_acknowledge(&s->out, counter / 2)) {
        session_drop(p, step, s, "an acknowledgement it has had");
        return;
    }
    s->attempts = 0;
    if (!s->out.first) effect_cancel_timer(step->out, &s->timer);
    session_flush(p, step, s);
}

/* One frame read: true when it brings a message for the party. */
static bool read_frame(const struct party *p, const struct step *step,
                       struct session *s, const struct frame *frame,
                       struct arrival *arrival)
{
    enum record_reason reason =
        s->guard->decrypt(p, step, s, frame, &arrival->raw);

    if (!reason &&
        message_decode(step->out->arena, arrival->raw, &arrival->message))
        reason = REASON_MALFORMED;
    if (reason) {
        session_reject(p, step, s, reason);
        return false;
    }
    if (arrival->message.kind == MESSAGE_ACK) {
        acknowledged(p, step, s, arrival->message.counter);
        return false;
    }
    arrival->authenticated = s->guard->authentic(p, s);
    arrival->carriage = (struct carriage){CARRIAGE_NOISE, s->pattern};
    bool again = !transport_window_take(&s->window, frame->counter / 2);
    if (again) session_drop(p, step, s, "a frame it has had");
    acknowledge(p, step, s, &arrival->message, frame->counter);
    return !again;
}

bool session_next(struct party *p, const struct step *step, struct session *s,
                  struct arrival *arrival)
{
    while (s->in_first) {
        const struct frame frame = s->in_first->frame;
        s->in_first = s->in_first->next;
        if (!s->in_first) s->in_last = &s->in_first;
        if (read_frame(p, step, s, &frame, arrival)) return true;
    }
    return false;
}

void session_give_up(const struct party *p, const struct step *step,
                     struct session *s)
{
    for (const struct outgoing *o = s->out.first; o; o = o->next)
        session_record(p, step, s, RECORD_UNDELIVERED, o->exchange);
    session_close(step, s);
}

void session_timer(struct party *p, const struct step *step, struct session *s)
{
    if (++s->attempts > SESSION_ATTEMPTS_MAX) {
        session_give_up(p, step, s);
        return;
    }
    if (s->state == SESSION_HANDSHAKING) s->guard->again(p, step, s);
    if (s->state == SESSION_CLOSED) return;
    session_send_again(p, step, s);
    session_set_timer(step, s);
}

void session_fini_all(struct party *p)
{
    for (struct session *s = p->sessions; s; s = s->next)
        s->guard->fini(s);
}
