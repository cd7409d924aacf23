#include "session/session_state.h"

#include <assert.h>

/* A session is initiated here, or filled in by its protocol and kept. While it
 * agrees on keys, messages wait in its outbox and frames in its line.
 * `session_open` sends what waits. From then on each message is numbered and
 * sent by `session_flush`, as far as there is room among those in flight, and
 * sent again by the timer. `session_close` wipes the keys. */

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
    return party_peer_name(p, s->peer);
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

/* The sessions with a peer on one channel. */
struct session_pair {
    struct session_place {
        uint32_t peer, channel;
    } place; /* its key in the table */
    struct session *newest;
    unsigned count;
};

static struct session_pair *find_pair(const struct party *p, uint32_t peer,
                                      uint32_t channel)
{
    const struct session_place place = {peer, channel};

    return table_find(&p->session_pairs, bytes_of(&place, sizeof place));
}

static struct session_pair *make_pair(struct party *p, const struct session *s)
{
    struct session_pair *pair = find_pair(p, s->peer, s->channel);

    if (pair) return pair;
    pair = arena_alloc(p->arena, sizeof *pair);
    pair->place = (struct session_place){s->peer, s->channel};
    table_add(&p->session_pairs, p->arena,
              bytes_of(&pair->place, sizeof pair->place), pair);
    return pair;
}

struct session *session_with(const struct party *p, uint32_t peer,
                             uint32_t channel)
{
    const struct session_pair *pair = find_pair(p, peer, channel);

    return pair ? pair->newest : NULL;
}

struct session *session_numbered(const struct party *p, uint32_t peer,
                                 uint64_t number)
{
    const struct session_name name = {number, peer};

    return table_find(&p->session_names, bytes_of(&name, sizeof name));
}

struct session *session_find(const struct party *p, uint32_t peer,
                             uint32_t channel, uint64_t number)
{
    struct session *s = session_numbered(p, peer, number);

    while (s && s->channel != channel)
        s = s->namesake;
    return s;
}

/* The peer's sessions on a channel that are not closed. */
struct session_crowd {
    unsigned used[2]; /* by strangers, with a key of the peer's */
    unsigned unread;
    struct session *oldest; /* of the unread; NULL: none */
};

/* Tells whether the initiator of such a session shows a key of its own. */
static bool is_shown(const struct session *s)
{
    return s->initiator || !s->pattern ||
           noise_pattern_needs(s->pattern, true).s;
}

static struct session_crowd crowd_of(const struct party *p,
                                     const struct session *key)
{
    struct session_crowd c = {0};

    for (struct session *s = session_with(p, key->peer, key->channel); s;
         s = s->older) {
        if (s->state == SESSION_CLOSED) continue;
        if (s->initiator || s->window.end > 0) {
            c.used[is_shown(s)]++;
        } else {
            c.unread++;
            c.oldest = s;
        }
    }
    return c;
}

bool session_too_many(const struct party *p, const struct session *s)
{
    return crowd_of(p, s).used[is_shown(s)] >= SESSION_PER_PEER_MAX;
}

bool session_has_room(const struct party *p, const struct party_step *step,
                      const struct session *s)
{
    const struct session_crowd c = crowd_of(p, s);

    return c.unread < SESSION_UNREAD_MAX ||
           instant_add(c.oldest->since, session_wait(p, s->channel, 0)) <=
               step->event->now;
}

void session_make_room(const struct party *p, const struct party_step *step,
                       const struct session *s)
{
    const struct session_crowd c = crowd_of(p, s);

    if (c.unread < SESSION_UNREAD_MAX) return;
    session_record(p, step, c.oldest, RECORD_SESSION_LEFT, 0)->reason =
        REASON_TOO_MANY;
    session_close(step, c.oldest);
}

struct session *session_initiate(struct party *p, const struct party_step *step,
                                 const struct session *key)
{
    struct session begun = {
        .peer = key->peer,
        .channel = key->channel,
        .protocol = key->protocol,
        .pattern = key->pattern,
        .bare = key->bare,
        .exchange = key->exchange,
        .initiator = true,
        .serial = p->term.serial,
    };
    const struct session_pair *pair = find_pair(p, key->peer, key->channel);
    struct rng rng;

    /* A stream for each session: sessions with others change nothing here. */
    rng_init(&rng, &p->root, p->name,
             arena_format(step->out->arena, "session/%s/%s/%u",
                          session_channel(p, &begun), session_peer(p, &begun),
                          pair ? pair->count : 0));
    begun.number = rng_u64(&rng);
    rng_fini(&rng);
    return session_keep(p, step, &begun);
}

/* Enters a session by its peer and channel, and by its number. */
static void enter_session(struct party *p, struct session *s)
{
    struct session_pair *pair = make_pair(p, s);
    struct session *first = session_numbered(p, s->peer, s->number);

    pair->count++;
    s->older = pair->newest;
    pair->newest = s;
    s->name = (struct session_name){s->number, s->peer};
    if (first) {
        s->namesake = first->namesake;
        first->namesake = s;
    } else {
        table_add(&p->session_names, p->arena,
                  bytes_of(&s->name, sizeof s->name), s);
    }
}

struct session *session_keep(struct party *p, const struct party_step *step,
                             const struct session *begun)
{
    struct session *s = arena_alloc(p->arena, sizeof *s);

    *s = *begun;
    s->since = step->event->now;
    s->asked = begun->channel;
    s->in_last = &s->in_first;
    s->timer = (struct event_timer){.kind = TIMER_SESSION, .owner = s};
    s->next = p->sessions;
    p->sessions = s;
    enter_session(p, s);
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

void session_queue_rider(struct session *s, struct arena *a,
                         const struct frame *frame, struct bytes message,
                         bool unproven)
{
    struct session_incoming *in = arena_alloc(a, sizeof *in);

    *in = (struct session_incoming){s->in_first, *frame, message, unproven};
    if (!s->in_first) s->in_last = &in->next;
    s->in_first = in;
}

duration session_wait(const struct party *p, uint32_t channel,
                      unsigned attempts)
{
    const struct party_channel *c = &p->world->channels[channel];
    const duration least =
        c->pattern ? SESSION_RETRY_FIRST : SESSION_CARRIED_FIRST;
    duration wait = instant_add(c->nominal, c->nominal);

    if (wait < least) wait = least;
    const duration most = wait > SESSION_RETRY_MAX ? wait : SESSION_RETRY_MAX;
    for (unsigned i = 0; i < attempts && wait < most; i++)
        wait *= 2;
    return wait > most ? most : wait;
}

void session_set_timer(const struct party *p, const struct party_step *step,
                       struct session *s)
{
    const uint32_t over =
        s->state == SESSION_HANDSHAKING ? s->asked : s->channel;

    assert(s->state == SESSION_HANDSHAKING || s->state == SESSION_OPEN);
    effect_set_timer(
        step->out, &s->timer,
        instant_add(step->event->now, session_wait(p, over, s->attempts)));
}

struct record *session_open(const struct party *p,
                            const struct party_step *step, struct session *s)
{
    assert(s->pattern || s->ratchet); /* there are keys */
    session_move(s, SESSION_OPEN);
    s->attempts = s->spent;
    effect_cancel_timer(step->out, &s->timer);
    struct record *opened =
        session_record(p, step, s, RECORD_SESSION_OPENED, s->exchange);
    /* One that rode in the last message of the handshake. */
    const bool rides = s->out.first != s->out.unsent;
    session_flush(p, step, s);
    if (rides) session_set_timer(p, step, s);
    return opened;
}

void session_close(const struct party_step *step, struct session *s)
{
    effect_cancel_timer(step->out, &s->timer);
    s->protocol->fini(s);
    session_move(s, SESSION_CLOSED);
}

void session_give_up(const struct party *p, const struct party_step *step,
                     struct session *s)
{
    for (const struct outbox_item *o = s->out.first; o; o = o->next)
        session_record(p, step, s, RECORD_UNDELIVERED, o->exchange);
    outbox_clear(&s->out, p->pool);
    session_close(step, s);
}

/* Even counters are those of messages, odd ones of acknowledgements: neither
 * ever waits for room among the other. */
static void send_message(const struct party *p, const struct party_step *step,
                         struct session *s, struct outbox_item *o)
{
    struct bytes frame;

    assert(s->state == SESSION_OPEN && o->number < s->out.sent);
    /* A copy, for an acknowledgement in this very step may free it. */
    if (o->frame.size > 0)
        frame = arena_copy(step->out->arena, o->frame);
    else
        frame = s->protocol->encrypt(p, step, s, 2 * o->number, o->message);
    if (s->protocol->keep_ciphertext && o->frame.size == 0)
        o->frame = pool_copy(p->pool, frame);
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
