#include "party/session_state.h"

#include <assert.h>

#include "party/session.h"

void session_move(struct session *s, enum session_state to)
{
    static const bool moves[SESSION_STATE_COUNT][SESSION_STATE_COUNT] = {
        [SESSION_NEW] = {[SESSION_HANDSHAKING] = true},
        [SESSION_HANDSHAKING] =
            {[SESSION_OPEN] = true, [SESSION_CLOSED] = true},
        [SESSION_OPEN] = {[SESSION_CLOSED] = true},
    };

    assert(moves[s->state][to]);
    s->state = to;
}

const char *session_peer(const struct party *p, const struct session *s)
{
    return p->world->peers[s->peer].name;
}

const char *session_channel(const struct party *p, const struct session *s)
{
    return p->world->channels[s->channel].name;
}

struct record *session_record(const struct party *p,
                              const struct party_step *step,
                              const struct session *s, enum record_kind kind,
                              uint64_t exchange)
{
    return party_record(p, step, kind, exchange, s->peer, s->channel);
}

void session_drop(const struct party *p, const struct party_step *step,
                  const struct session *s, enum record_reason reason)
{
    session_record(p, step, s, RECORD_FRAME_DROPPED, 0)->reason = reason;
}

void session_reject(const struct party *p, const struct party_step *step,
                    const struct session *s, enum record_reason reason)
{
    session_record(p, step, s, RECORD_REJECTED, 0)->reason = reason;
}

struct session *session_find(const struct party *p, uint32_t peer,
                             uint32_t channel, uint64_t number)
{
    for (struct session *s = p->sessions; s; s = s->next)
        if (s->peer == peer && s->channel == channel && s->number == number)
            return s;
    return NULL;
}

/* Sessions with the peer on the channel, the closed among them or not. */
static unsigned count(const struct party *p, const struct session *like,
                      bool closed_too)
{
    unsigned n = 0;

    for (const struct session *s = p->sessions; s; s = s->next)
        n += s->peer == like->peer && s->channel == like->channel &&
             (closed_too || s->state != SESSION_CLOSED);
    return n;
}

bool session_too_many(const struct party *p, const struct session *s)
{
    return count(p, s, false) >= SESSION_PER_PEER_MAX;
}

struct session *session_initiate(struct party *p, const struct party_step *step,
                                 const struct session *like)
{
    struct session begun = {
        .peer = like->peer,
        .channel = like->channel,
        .guard = like->guard,
        .pattern = like->pattern,
        .exchange = like->exchange,
        .initiator = true,
        .serial = p->term.serial,
    };
    struct rng rng;

    /* A stream for each: sessions with others change nothing here. */
    rng_init(&rng, &p->root, p->name,
             arena_format(step->out->arena, "session/%s/%s/%u",
                          session_channel(p, &begun), session_peer(p, &begun),
                          count(p, like, true)));
    begun.number = rng_u64(&rng);
    rng_fini(&rng);
    return session_keep(p, &begun);
}

struct session *session_keep(struct party *p, const struct session *begun)
{
    struct session *s = arena_alloc(p->arena, sizeof *s);

    *s = *begun;
    s->asked = begun->channel;
    s->in_last = &s->in_first;
    s->timer = (struct event_timer){.kind = TIMER_SESSION, .owner = s};
    s->next = p->sessions;
    p->sessions = s;
    return s;
}

void session_queue(struct session *s, struct arena *a,
                   const struct frame *frame, struct bytes message)
{
    struct session_incoming *in = arena_alloc(a, sizeof *in);

    in->frame = *frame;
    in->message = message;
    *s->in_last = in;
    s->in_last = &in->next;
}

duration session_wait(const struct party *p, uint32_t channel,
                      unsigned attempts)
{
    const bool carried = !p->world->channels[channel].pattern;
    const duration most = carried ? SESSION_CARRIED_MAX : SESSION_RETRY_MAX;
    duration wait = carried ? SESSION_CARRIED_FIRST : SESSION_RETRY_FIRST;

    for (unsigned i = 0; i < attempts && wait < most; i++)
        wait *= 2;
    return wait > most ? most : wait;
}

void session_set_timer(const struct party *p, const struct party_step *step,
                       struct session *s)
{
    const uint32_t over =
        s->state == SESSION_HANDSHAKING ? s->asked : s->channel;

    effect_set_timer(
        step->out, &s->timer,
        instant_add(step->event->now, session_wait(p, over, s->attempts)));
}

struct record *session_open(const struct party *p,
                            const struct party_step *step, struct session *s)
{
    session_move(s, SESSION_OPEN);
    s->attempts = 0;
    effect_cancel_timer(step->out, &s->timer);
    struct record *opened =
        session_record(p, step, s, RECORD_SESSION_OPENED, s->exchange);
    session_flush(p, step, s);
    return opened;
}

void session_close(const struct party_step *step, struct session *s)
{
    effect_cancel_timer(step->out, &s->timer);
    s->guard->fini(s);
    session_move(s, SESSION_CLOSED);
}

/* Even counters are those of messages, odd ones of acknowledgements: neither
 * ever waits for room among the other. */
static void send_message(const struct party *p, const struct party_step *step,
                         struct session *s, struct outbox_item *o)
{
    struct bytes frame = o->frame;

    if (frame.size == 0)
        frame = s->guard->encrypt(p, step, s, 2 * o->number, o->message);
    if (s->guard->once && o->frame.size == 0)
        o->frame = arena_copy(p->arena, frame);
    effect_send(step->out, s->peer, s->channel, o->exchange, frame);
}

void session_flush(const struct party *p, const struct party_step *step,
                   struct session *s)
{
    bool idle = s->out.first == s->out.unsent;
    struct outbox_item *o;

    while ((o = outbox_next(&s->out)))
        send_message(p, step, s, o);
    if (idle && s->out.first) session_set_timer(p, step, s);
}

void session_send_again(const struct party *p, const struct party_step *step,
                        struct session *s)
{
    for (struct outbox_item *o = s->out.first; o != s->out.unsent; o = o->next)
        send_message(p, step, s, o);
}
