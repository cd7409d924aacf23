#include "party/session.h"

#include <assert.h>
#include <string.h>

#include "wire/message.h"

static void move(struct session *s, enum session_state to)
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

static const char *peer_name(const struct party *p, const struct session *s)
{
    return p->world->peers[s->peer].name;
}

static const char *channel_name(const struct party *p, const struct session *s)
{
    return p->world->channels[s->channel].name;
}

static struct record *record(const struct party *p, const struct step *step,
                             const struct session *s, enum record_kind kind,
                             uint64_t exchange)
{
    struct record *r = effect_record(step->out, kind, exchange, NULL);

    r->peer = peer_name(p, s);
    r->channel = channel_name(p, s);
    return r;
}

static void drop(const struct party *p, const struct step *step,
                 const struct session *s, const char *why)
{
    record(p, step, s, RECORD_FRAME_DROPPED, 0)->text = why;
}

static void reject(const struct party *p, const struct step *step,
                   const struct session *s, enum record_reason reason)
{
    record(p, step, s, RECORD_REJECTED, 0)->reason = reason;
}

/* Sessions with the peer on the channel, the closed among them or not. */
static unsigned count(const struct party *p, uint32_t peer, uint32_t channel,
                      bool closed_too)
{
    unsigned n = 0;

    for (const struct session *s = p->sessions; s; s = s->next)
        n += s->peer == peer && s->channel == channel &&
             (closed_too || s->state != SESSION_CLOSED);
    return n;
}

static struct session *find(const struct party *p, uint32_t peer,
                            uint32_t channel, uint64_t number)
{
    for (struct session *s = p->sessions; s; s = s->next)
        if (s->peer == peer && s->channel == channel && s->number == number)
            return s;
    return NULL;
}

/* Whether it can carry what is to be sent: this side began it, or has read a
 * message in it. What a stranger only pretends to open would swallow it. */
static bool usable(const struct session *s)
{
    if (s->handshake.noise.role == NOISE_RESPONDER)
        return s->state == SESSION_OPEN && s->window.end > 0;
    return s->state == SESSION_OPEN || s->state == SESSION_HANDSHAKING;
}

static struct session *find_usable(const struct party *p, uint32_t peer,
                                   uint32_t channel)
{
    for (struct session *s = p->sessions; s; s = s->next)
        if (s->peer == peer && s->channel == channel && usable(s)) return s;
    return NULL;
}

/* Fills in a session that is not yet among the party's: what is refused
 * leaves no trace. */
static void begin(const struct party *p, struct session *s,
                  enum noise_role role)
{
    const struct handshake_config config = {
        .pattern = p->world->channels[s->channel].pattern,
        .role = role,
        .channel = channel_name(p, s),
        .session = s->number,
        .own_name = p->name,
        .own = &p->identity,
        .root = &p->root,
        .peer_name = peer_name(p, s),
        .peer = &p->world->peers[s->peer].pub,
    };

    handshake_init(&s->handshake, &config);
    move(s, SESSION_HANDSHAKING);
}

static struct session *keep(struct party *p, const struct session *begun)
{
    struct session *s = arena_alloc(p->arena, sizeof *s);

    *s = *begun;
    s->in_last = &s->in_first;
    s->timer = (struct timer){.kind = TIMER_SESSION, .owner = s};
    s->next = p->sessions;
    p->sessions = s;
    return s;
}

static void set_timer(const struct step *step, struct session *s)
{
    duration wait = SESSION_RETRY_FIRST;

    for (unsigned i = 0; i < s->attempts && wait < SESSION_RETRY_MAX; i++)
        wait *= 2;
    if (wait > SESSION_RETRY_MAX) wait = SESSION_RETRY_MAX;
    effect_set_timer(step->out, &s->timer, instant_add(step->event->now, wait));
}

static void close_session(const struct step *step, struct session *s)
{
    effect_cancel_timer(step->out, &s->timer);
    handshake_fini(&s->handshake);
    explicit_bzero(&s->send, sizeof s->send);
    explicit_bzero(&s->receive, sizeof s->receive);
    move(s, SESSION_CLOSED);
}

/* Even counters are those of messages, odd ones of acknowledgements: neither
 * ever waits for room among the other. */
static void transmit(const struct step *step, const struct session *s,
                     uint64_t exchange, uint64_t counter, struct bytes message)
{
    struct bytes frame;

    /* What could be encoded as a message fits in a frame. */
    enum err rc = transport_encrypt(step->out->arena, &s->send, s->number,
                                    counter, message, &frame);
    assert(rc == ERR_OK);
    effect_send(step->out, s->peer, s->channel, exchange, frame);
}

/* Sent again, a message is encrypted again under the same nonce, into the same
 * bytes. */
static void send_message(const struct step *step, const struct session *s,
                         const struct outgoing *o)
{
    transmit(step, s, o->exchange, 2 * o->number, o->message);
}

/* Sends what has waited for the session to open, or for room. The timer runs
 * for the oldest message that is not acknowledged. */
static void flush(const struct step *step, struct session *s)
{
    bool idle = s->out.first == s->out.unsent;
    const struct outgoing *o;

    while ((o = outbox_next(&s->out)))
        send_message(step, s, o);
    if (idle && s->out.first) set_timer(step, s);
}

static void open_session(const struct party *p, const struct step *step,
                         struct session *s)
{
    uint8_t hash[NOISE_HASH_MAX];
    char hex[2 * 8 + 1];

    enum err rc = noise_split(&s->handshake.noise, &s->send, &s->receive);
    assert(rc == ERR_OK);
    noise_handshake_hash(&s->handshake.noise, hash);
    bytes_to_hex(hex, bytes_of(hash, 8));
    move(s, SESSION_OPEN);
    s->attempts = 0;
    effect_cancel_timer(step->out, &s->timer);
    record(p, step, s, RECORD_SESSION_OPENED, s->exchange)->text =
        arena_format(step->out->arena, HANDSHAKE_PROTOCOL ", hash %s...",
                     s->handshake.noise.pattern->name, hex);
    flush(step, s);
}

/* Sends the handshake message that was said last. */
static void send_said(const struct step *step, const struct session *s)
{
    effect_send(step->out, s->peer, s->channel, s->exchange,
                arena_copy(step->out->arena, bytes_of(s->handshake.said,
                                                      s->handshake.said_size)));
}

/* Says this side's next handshake message. */
static void say(const struct party *p, const struct step *step,
                struct session *s)
{
    if (handshake_say(&s->handshake)) {
        reject(p, step, s, REASON_NOT_AUTHENTIC);
        close_session(step, s);
        return;
    }
    send_said(step, s);
    if (noise_finished(&s->handshake.noise))
        open_session(p, step, s);
    else
        set_timer(step, s);
}

static struct session *initiate(struct party *p, const struct step *step,
                                uint32_t peer, uint32_t channel,
                                uint64_t exchange)
{
    struct session begun = {
        .peer = peer, .channel = channel, .exchange = exchange};
    struct rng rng;

    /* A stream for each: sessions with others change nothing here. */
    rng_init(&rng, &p->root, p->name,
             arena_format(step->out->arena, "session/%s/%s/%u",
                          channel_name(p, &begun), peer_name(p, &begun),
                          count(p, peer, channel, true)));
    begun.number = rng_u64(&rng);
    rng_fini(&rng);
    begin(p, &begun, NOISE_INITIATOR);
    struct session *s = keep(p, &begun);
    explicit_bzero(&begun, sizeof begun);
    return s;
}

void session_send(struct party *p, const struct step *step, uint32_t peer,
                  uint32_t channel, uint64_t exchange, struct bytes message)
{
    struct session *s = find_usable(p, peer, channel);
    bool fresh = !s;

    if (fresh) s = initiate(p, step, peer, channel, exchange);
    outbox_add(&s->out, p->arena, exchange, message);
    if (fresh)
        say(p, step, s);
    else if (s->state == SESSION_OPEN)
        flush(step, s);
}

/* A stranger knocks: only a sound first message makes a session. */
static struct session *respond(struct party *p, const struct step *step,
                               const struct frame *frame)
{
    struct session begun = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .number = frame->session,
    };

    if (frame->counter != 0) {
        reject(p, step, &begun, REASON_NO_SESSION);
        return NULL;
    }
    if (count(p, begun.peer, begun.channel, false) >= SESSION_PER_PEER_MAX) {
        reject(p, step, &begun, REASON_TOO_MANY);
        return NULL;
    }
    begin(p, &begun, NOISE_RESPONDER);
    enum record_reason reason = handshake_hear(&begun.handshake, frame);
    if (reason) reject(p, step, &begun, reason);
    struct session *s = reason ? NULL : keep(p, &begun);
    explicit_bzero(&begun, sizeof begun);
    return s;
}

static void hear_handshake(struct party *p, const struct step *step,
                           struct session *s, const struct frame *frame)
{
    if (s->state != SESSION_HANDSHAKING ||
        handshake_had(&s->handshake, frame->counter)) {
        drop(p, step, s, "a handshake message it has had");
        /* The peer has not heard the answer, it seems. */
        if (s->state != SESSION_CLOSED &&
            handshake_answer(&s->handshake, frame->counter).size > 0)
            send_said(step, s);
        return;
    }
    enum record_reason reason = handshake_hear(&s->handshake, frame);
    if (reason) {
        reject(p, step, s, reason);
        s->doubtful = s->handshake.noise.role == NOISE_INITIATOR;
        return;
    }
    s->attempts = 0;
    if (noise_finished(&s->handshake.noise))
        open_session(p, step, s);
    else
        say(p, step, s);
}

/* A transport frame is put in line to be read; one that overtook the
 * handshake is copied, for it has to wait. */
static void queue(struct party *p, const struct step *step, struct session *s,
                  const struct frame *frame)
{
    bool early = s->state != SESSION_OPEN;

    if (s->state == SESSION_CLOSED ||
        (early && s->early == SESSION_EARLY_MAX)) {
        drop(p, step, s, "the session is not open");
        return;
    }
    struct arena *a = early ? p->arena : step->out->arena;
    struct incoming *in = arena_alloc(a, sizeof *in);
    in->frame = *frame;
    if (early) in->frame.payload = arena_copy(p->arena, frame->payload);
    s->early += early;
    *s->in_last = in;
    s->in_last = &in->next;
}

struct session *session_hear(struct party *p, const struct step *step,
                             const struct frame *frame)
{
    struct session *s =
        find(p, step->event->peer, step->event->channel, frame->session);

    if (frame->type == FRAME_TRANSPORT && !s) {
        const struct session none = {.peer = step->event->peer,
                                     .channel = step->event->channel};
        reject(p, step, &none, REASON_NO_SESSION);
    } else if (frame->type == FRAME_TRANSPORT) {
        queue(p, step, s, frame);
    } else if (s) {
        hear_handshake(p, step, s, frame);
    } else {
        s = respond(p, step, frame);
        if (s) say(p, step, s);
    }
    return s && s->state == SESSION_OPEN ? s : NULL;
}

/* Confirms a frame. An acknowledgement that is lost is asked for again by the
 * frame's repetition. */
static void acknowledge(const struct step *step, struct session *s,
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
    transmit(step, s, m->exchange, 2 * s->acks++ + 1, encoded);
}

static void acknowledged(const struct party *p, const struct step *step,
                         struct session *s, uint64_t counter)
{
    if (counter % 2 != 0 || !outbox_acknowledge(&s->out, counter / 2)) {
        drop(p, step, s, "an acknowledgement it has had");
        return;
    }
    s->attempts = 0;
    if (!s->out.first) effect_cancel_timer(step->out, &s->timer);
    flush(step, s);
}

/* One frame read: true when it brings a message for the party. */
static bool read_frame(const struct party *p, const struct step *step,
                       struct session *s, const struct frame *frame,
                       struct arrival *arrival)
{
    struct arena *a = step->out->arena;

    if (transport_decrypt(a, &s->receive, frame, &arrival->raw)) {
        reject(p, step, s, REASON_NOT_AUTHENTIC);
        return false;
    }
    if (message_decode(a, arrival->raw, &arrival->message)) {
        reject(p, step, s, REASON_MALFORMED);
        return false;
    }
    if (arrival->message.kind == MESSAGE_ACK) {
        acknowledged(p, step, s, arrival->message.counter);
        return false;
    }
    /* Whose static key took part in the handshake is no stranger. */
    arrival->authenticated = s->handshake.noise.rs.present;
    bool again = !transport_window_take(&s->window, frame->counter / 2);
    if (again) drop(p, step, s, "a frame it has had");
    acknowledge(step, s, &arrival->message, frame->counter);
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

static void give_up(const struct party *p, const struct step *step,
                    struct session *s)
{
    for (const struct outgoing *o = s->out.first; o; o = o->next)
        record(p, step, s, RECORD_UNDELIVERED, o->exchange);
    close_session(step, s);
}

/* The peer's answer did not hold: it may have heard another first message
 * than was said, and it keeps to the one it heard. Under another number it
 * hears this side afresh. */
static void begin_again(struct party *p, const struct step *step,
                        struct session *old)
{
    struct session *s =
        initiate(p, step, old->peer, old->channel, old->exchange);

    s->attempts = old->attempts;
    s->out = old->out;
    close_session(step, old);
    say(p, step, s);
}

void session_timer(struct party *p, const struct step *step, struct session *s)
{
    if (++s->attempts > SESSION_ATTEMPTS_MAX) {
        give_up(p, step, s);
        return;
    }
    if (s->doubtful && s->state == SESSION_HANDSHAKING) {
        begin_again(p, step, s);
        return;
    }
    if (s->state == SESSION_HANDSHAKING) send_said(step, s);
    for (const struct outgoing *o = s->out.first; o != s->out.unsent;
         o = o->next)
        send_message(step, s, o);
    set_timer(step, s);
}

void session_fini_all(struct party *p)
{
    for (struct session *s = p->sessions; s; s = s->next) {
        handshake_fini(&s->handshake);
        explicit_bzero(&s->send, sizeof s->send);
        explicit_bzero(&s->receive, sizeof s->receive);
    }
}
