#include "adversary/mitm_session.h"

/* A session is begun in either role (`mitm_session_begin`). The initiator
 * writes first (`mitm_session_write`); frames of the peer's are then handled
 * one by one (`mitm_session_handle`), and answered until both ends are done.
 * What is to be sent before that waits; what the peer sends is confirmed, so
 * that it comes once, and what rides in its handshake is read on the way. */

/* A message that waits for the session to open. */
struct mitm_session_waiting {
    struct mitm_session_waiting *next;
    struct mitm_session_message message;
};

struct mitm_session *mitm_session_begin(const struct mitm_session_self *self,
                                        uint32_t as, uint32_t with,
                                        uint32_t channel,
                                        const struct noise_pattern *pattern,
                                        enum noise_role role, uint64_t number)
{
    struct mitm_session *s = arena_alloc(self->arena, sizeof *s);
    const struct handshake_config config = {
        .pattern = pattern,
        .named = pattern != self->world->channels[channel].pattern,
        .role = role,
        .channel = self->world->channels[channel].name,
        .session = number,
        .own_name = self->world->peers[as].name,
        .own = self->identity,
        .root = self->root,
        .peer_name = self->world->peers[with].name,
        .peer = &self->world->peers[with].pub,
    };

    s->as = as;
    s->with = with;
    s->channel = channel;
    s->number = number;
    s->last = &s->waiting;
    s->arena = self->arena;
    handshake_init(&s->handshake, &config);
    return s;
}

struct mitm_session *mitm_session_find(struct mitm_session *first,
                                       uint32_t with, uint64_t number)
{
    struct mitm_session *s = first;

    while (s && (s->with != with || s->number != number))
        s = s->next;
    return s;
}

static struct intervention_frame *put_frame(const struct mitm_session *s,
                                            struct intervention *h,
                                            struct bytes frame)
{
    struct intervention_frame *f =
        intervention_add(h, s->as, s->with, 0, frame);
    f->channel = s->channel;
    return f;
}

static void put_last_message(const struct mitm_session *s,
                             struct intervention *h)
{
    put_frame(s, h, arena_copy(h->arena, s->handshake.last_message));
}

static void send_message(struct mitm_session *s, struct intervention *h,
                         uint64_t counter,
                         const struct mitm_session_message *message)
{
    struct bytes frame;

    if (!transport_encrypt(h->arena, &s->send, s->number, counter,
                           message->bytes, &frame))
        put_frame(s, h, frame)->forged = message->forged;
}

static void open_if_done(struct mitm_session *s, struct intervention *h)
{
    if (!noise_finished(&s->handshake.noise) ||
        noise_split(&s->handshake.noise, &s->send, &s->receive))
        return;
    s->open = true;
    for (const struct mitm_session_waiting *w = s->waiting; w; w = w->next)
        send_message(s, h, 2 * s->sent++, &w->message);
}

void mitm_session_write(struct mitm_session *s, struct intervention *h)
{
    if (s->open || s->failed || !noise_my_turn(&s->handshake.noise)) return;
    if (handshake_write(&s->handshake, s->arena, (struct bytes){0})) {
        s->failed = true;
        return;
    }
    put_last_message(s, h);
    open_if_done(s, h);
}

/* Gives back the message that rode; size 0 for none. */
static struct bytes handle_handshake(struct mitm_session *s,
                                     struct intervention *h,
                                     const struct frame *frame)
{
    struct bytes payload = {0};

    if (handshake_had(&s->handshake, frame->counter)) {
        if (handshake_answer(&s->handshake, frame->counter).size > 0)
            put_last_message(s, h);
        return payload;
    }
    s->failed =
        handshake_read(&s->handshake, h->arena, frame, &payload) != REASON_NONE;
    if (s->failed) return payload;
    open_if_done(s, h);
    mitm_session_write(s, h);
    if (payload.size > 0) (void)transport_window_take(&s->window, s->riders++);
    return payload;
}

/* Tells the party that its message has come through, so that it does not send
 * it again. */
static void send_acknowledgement(struct mitm_session *s, struct intervention *h,
                                 const struct message *m, uint64_t counter)
{
    const struct message ack = {
        .kind = MESSAGE_ACK,
        .exchange = m->exchange,
        .precedence = m->precedence,
        .counter = counter,
    };
    struct mitm_session_message encoded = {0};

    if (!message_encode(h->arena, &ack, &encoded.bytes))
        send_message(s, h, 2 * s->acks++ + 1, &encoded);
}

struct bytes mitm_session_handle(struct mitm_session *s, struct intervention *h,
                                 const struct frame *frame)
{
    const struct bytes none = {0};
    struct message m;
    struct bytes raw;

    if (frame->type == FRAME_HANDSHAKE) return handle_handshake(s, h, frame);
    if (frame->type != FRAME_TRANSPORT || !s->open ||
        transport_decrypt(h->arena, &s->receive, frame, &raw) ||
        message_decode(h->arena, raw, &m) || m.kind == MESSAGE_ACK)
        return none;
    send_acknowledgement(s, h, &m, frame->counter);
    return transport_window_take(&s->window, frame->counter / 2) ? raw : none;
}

void mitm_session_send(const struct mitm_session_self *self,
                       struct mitm_session *s, struct intervention *h,
                       const struct mitm_session_message *message)
{
    if (s->open) {
        send_message(s, h, 2 * s->sent++, message);
        return;
    }
    struct mitm_session_waiting *w = arena_alloc(self->arena, sizeof *w);
    w->message.bytes = arena_copy(self->arena, message->bytes);
    w->message.forged = message->forged;
    *s->last = w;
    s->last = &w->next;
}
