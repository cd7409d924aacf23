#include "adversary/mitm_session.h"

/* A message that waits for the leg to open. */
struct mitm_session_waiting {
    struct mitm_session_waiting *next;
    struct mitm_session_message message;
};

struct mitm_session *mitm_session_begin(const struct mitm_session_self *self,
                                        uint32_t as, uint32_t with,
                                        uint32_t channel,
                                        const struct noise_pattern *pattern,
                                        bool named, enum noise_role role,
                                        uint64_t number)
{
    struct mitm_session *leg = arena_alloc(self->arena, sizeof *leg);
    const struct handshake_config config = {
        .pattern = pattern,
        .named = named,
        .role = role,
        .channel = self->world->channels[channel].name,
        .session = number,
        .own_name = self->world->peers[as].name,
        .own = self->identity,
        .root = self->root,
        .peer_name = self->world->peers[with].name,
        .peer = &self->world->peers[with].pub,
    };

    leg->as = as;
    leg->with = with;
    leg->channel = channel;
    leg->number = number;
    leg->last = &leg->waiting;
    handshake_init(&leg->handshake, &config);
    return leg;
}

static struct intervention_frame *
put(const struct mitm_session *leg, struct intervention *h, struct bytes frame)
{
    struct intervention_frame *f =
        intervention_add(h, leg->as, leg->with, 0, frame);

    f->channel = leg->channel;
    return f;
}

static void put_said(const struct mitm_session *leg, struct intervention *h)
{
    put(leg, h,
        arena_copy(h->arena,
                   bytes_of(leg->handshake.said, leg->handshake.said_size)));
}

static void transmit(struct mitm_session *leg, struct intervention *h,
                     uint64_t counter,
                     const struct mitm_session_message *message)
{
    struct bytes frame;

    if (!transport_encrypt(h->arena, &leg->send, leg->number, counter,
                           message->bytes, &frame))
        put(leg, h, frame)->forged = message->forged;
}

static void open_if_done(struct mitm_session *leg, struct intervention *h)
{
    if (!noise_finished(&leg->handshake.noise) ||
        noise_split(&leg->handshake.noise, &leg->send, &leg->receive))
        return;
    leg->open = true;
    for (const struct mitm_session_waiting *w = leg->waiting; w; w = w->next)
        transmit(leg, h, 2 * leg->sent++, &w->message);
}

void mitm_session_say(struct mitm_session *leg, struct intervention *h)
{
    if (leg->open || leg->failed || !noise_my_turn(&leg->handshake.noise))
        return;
    if (handshake_write(&leg->handshake)) {
        leg->failed = true;
        return;
    }
    put_said(leg, h);
    open_if_done(leg, h);
}

static void hear_handshake(struct mitm_session *leg, struct intervention *h,
                           const struct frame *frame)
{
    if (handshake_had(&leg->handshake, frame->counter)) {
        if (handshake_answer(&leg->handshake, frame->counter).size > 0)
            put_said(leg, h);
        return;
    }
    leg->failed = handshake_read(&leg->handshake, frame) != REASON_NONE;
    if (leg->failed) return;
    open_if_done(leg, h);
    mitm_session_say(leg, h);
}

/* The party hears that its message has come through. */
static void acknowledge(struct mitm_session *leg, struct intervention *h,
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
        transmit(leg, h, 2 * leg->acks++ + 1, &encoded);
}

struct bytes mitm_session_handle(struct mitm_session *leg,
                                 struct intervention *h,
                                 const struct frame *frame)
{
    const struct bytes none = {0};
    struct message m;
    struct bytes raw;

    if (frame->type == FRAME_HANDSHAKE) hear_handshake(leg, h, frame);
    if (frame->type != FRAME_TRANSPORT || !leg->open ||
        transport_decrypt(h->arena, &leg->receive, frame, &raw) ||
        message_decode(h->arena, raw, &m) || m.kind == MESSAGE_ACK)
        return none;
    acknowledge(leg, h, &m, frame->counter);
    return transport_window_take(&leg->window, frame->counter / 2) ? raw : none;
}

void mitm_session_send(const struct mitm_session_self *self,
                       struct mitm_session *leg, struct intervention *h,
                       const struct mitm_session_message *message)
{
    if (leg->open) {
        transmit(leg, h, 2 * leg->sent++, message);
        return;
    }
    struct mitm_session_waiting *w = arena_alloc(self->arena, sizeof *w);
    w->message.bytes = arena_copy(self->arena, message->bytes);
    w->message.forged = message->forged;
    *leg->last = w;
    leg->last = &w->next;
}
