#include "adversary/leg.h"

/* A message that waits for the leg to open. */
struct leg_waiting {
    struct leg_waiting *next;
    struct bytes message;
};

struct leg *leg_begin(const struct leg_self *self, uint32_t as, uint32_t with,
                      uint32_t channel, const struct noise_pattern *pattern,
                      bool named, enum noise_role role, uint64_t number)
{
    struct leg *leg = arena_alloc(self->arena, sizeof *leg);
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

static void put(const struct leg *leg, struct hands *h, struct bytes frame)
{
    hands_add(h, leg->as, leg->with, 0, frame)->channel = leg->channel;
}

static void put_said(const struct leg *leg, struct hands *h)
{
    put(leg, h,
        arena_copy(h->arena,
                   bytes_of(leg->handshake.said, leg->handshake.said_size)));
}

static void transmit(struct leg *leg, struct hands *h, uint64_t counter,
                     struct bytes message)
{
    struct bytes frame;

    if (!transport_encrypt(h->arena, &leg->send, leg->number, counter, message,
                           &frame))
        put(leg, h, frame);
}

static void open_if_done(struct leg *leg, struct hands *h)
{
    if (!noise_finished(&leg->handshake.noise) ||
        noise_split(&leg->handshake.noise, &leg->send, &leg->receive))
        return;
    leg->open = true;
    for (const struct leg_waiting *w = leg->waiting; w; w = w->next)
        transmit(leg, h, 2 * leg->sent++, w->message);
}

void leg_say(struct leg *leg, struct hands *h)
{
    if (leg->open || leg->failed || !noise_my_turn(&leg->handshake.noise))
        return;
    if (handshake_say(&leg->handshake)) {
        leg->failed = true;
        return;
    }
    put_said(leg, h);
    open_if_done(leg, h);
}

static void hear_handshake(struct leg *leg, struct hands *h,
                           const struct frame *frame)
{
    if (handshake_had(&leg->handshake, frame->counter)) {
        if (handshake_answer(&leg->handshake, frame->counter).size > 0)
            put_said(leg, h);
        return;
    }
    leg->failed = handshake_hear(&leg->handshake, frame) != REASON_NONE;
    if (leg->failed) return;
    open_if_done(leg, h);
    leg_say(leg, h);
}

/* The party hears that its message has come through. */
static void acknowledge(struct leg *leg, struct hands *h,
                        const struct message *m, uint64_t counter)
{
    const struct message ack = {
        .kind = MESSAGE_ACK,
        .exchange = m->exchange,
        .precedence = m->precedence,
        .counter = counter,
    };
    struct bytes encoded;

    if (!message_encode(h->arena, &ack, &encoded))
        transmit(leg, h, 2 * leg->acks++ + 1, encoded);
}

struct bytes leg_hear(struct leg *leg, struct hands *h,
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

void leg_send(const struct leg_self *self, struct leg *leg, struct hands *h,
              struct bytes message)
{
    if (leg->open) {
        transmit(leg, h, 2 * leg->sent++, message);
        return;
    }
    struct leg_waiting *w = arena_alloc(self->arena, sizeof *w);
    w->message = arena_copy(self->arena, message);
    *leg->last = w;
    leg->last = &w->next;
}
