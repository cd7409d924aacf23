#include "group/group_talk.h"

#include <assert.h>
#include <string.h>

#include "group/group_roster.h"
#include "session/session.h"

/* Speaking: `group_talk_speak` gives the keys, encrypts the message and sends
 * its frame to every member. The frame is kept with the list of those who have
 * not confirmed it, and goes to them again when the timer fires.
 *
 * Listening: `group_talk_handle` puts a frame in line. `group_talk_next` reads
 * the line after each frame that came in: a frame whose key or epoch is not
 * there yet stays, one that cannot be read is rejected, any other is handed up
 * and confirmed. A frame that comes again while it waits makes the party ask
 * for what it lacks. */

/* A frame's counter: the epoch that it was said in, then its number among its
 * sender's messages. */
static uint32_t epoch_of(const struct frame *frame)
{
    return (uint32_t)(frame->counter >> 32);
}

static uint32_t number_of(const struct frame *frame)
{
    return (uint32_t)frame->counter;
}

/* ---- Speaking ---- */

static void set_timer(const struct party *p, const struct party_step *step,
                      struct group *g)
{
    const duration wait = session_wait(p, g->channel, g->attempts);

    effect_set_timer(step->out, &g->timer, instant_add(step->event->now, wait));
}

void group_talk_wait(const struct party *p, const struct party_step *step,
                     struct group *g)
{
    if (g->said) return;
    g->attempts = 0;
    set_timer(p, step, g);
}

static void send_to_lacking(const struct party_step *step,
                            const struct group *g, const struct group_said *s)
{
    /* A copy, for this very step may find that nobody lacks it any more. */
    const struct bytes frame = arena_copy(step->out->arena, s->frame);

    for (size_t i = 0; i < s->lacking_count; i++)
        effect_send(step->out, s->lacking[i], g->channel, s->exchange, frame);
}

/* Sends what has waited for room. */
static void flush_said(const struct party_step *step, struct group *g)
{
    for (struct group_said *s = g->said; s; s = s->next) {
        if (s->number - g->said->number >= GROUP_TALK_IN_FLIGHT_MAX) return;
        if (!s->sent) send_to_lacking(step, g, s);
        s->sent = true;
    }
}

/* Takes a message out of the list, and wipes it. */
static void free_said(const struct party *p, struct group_said **at)
{
    struct group_said *s = *at;

    *at = s->next;
    pool_free(p->pool, s->frame.data);
    pool_free(p->pool, s->lacking);
    pool_free(p->pool, s);
}

/* Forgets messages that everybody has. The timer runs while anybody lacks
 * one. */
static void sweep_said(const struct party *p, const struct party_step *step,
                       struct group *g)
{
    struct group_said **at = &g->said;

    while (*at)
        if ((*at)->lacking_count == 0)
            free_said(p, at);
        else
            at = &(*at)->next;
    if (!g->said && !g->untold) effect_cancel_timer(step->out, &g->timer);
    flush_said(step, g);
}

void group_talk_speak(struct party *p, const struct party_step *step,
                      const char *name, uint64_t exchange, struct bytes message)
{
    struct group *g = group_state_named(p, name);

    assert(g);
    struct group_said *s = pool_alloc(p->pool, sizeof *s);
    struct group_said **last = &g->said;
    size_t count = 0;
    g->protocol->give_keys(p, step, g, exchange);
    const uint64_t counter = (uint64_t)g->epoch << 32 | g->number;
    s->number = g->number++;
    s->exchange = exchange;
    s->frame = pool_copy(
        p->pool, g->protocol->encrypt(p, step, g, counter, message, &s->key));
    for (const struct group_member *m = g->members; m; m = m->next)
        count += m->present;
    s->lacking = pool_alloc(p->pool, count * sizeof *s->lacking);
    for (const struct group_member *m = g->members; m; m = m->next)
        if (m->present) s->lacking[s->lacking_count++] = m->peer;
    while (*last)
        last = &(*last)->next;
    *last = s;
    if (s == g->said) {
        g->attempts = 0;
        set_timer(p, step, g);
    }
    flush_said(step, g);
}

static bool confirm_said(struct group_said *s, uint32_t peer)
{
    for (size_t i = 0; i < s->lacking_count; i++) {
        if (s->lacking[i] != peer) continue;
        s->lacking_count--;
        memmove(&s->lacking[i], &s->lacking[i + 1],
                (s->lacking_count - i) * sizeof *s->lacking);
        return true;
    }
    return false;
}

void group_talk_handle_ack(struct party *p, const struct party_step *step,
                           const struct arrival *arrival)
{
    const struct message *m = &arrival->message;
    struct group *g = group_state_find(p, m->group);
    struct group_said *s = g ? g->said : NULL;

    while (s && s->number != m->counter)
        s = s->next;
    if (!s || !s->sent || !confirm_said(s, arrival->peer)) {
        group_state_drop(p, step, REASON_DUPLICATE_ACK);
        return;
    }
    g->attempts = 0;
    sweep_said(p, step, g);
}

static void give_up(const struct party *p, const struct party_step *step,
                    struct group *g)
{
    for (struct group_said *s = g->said; s; s = s->next)
        for (size_t i = 0; i < s->lacking_count; i++)
            group_state_record_of(p, step, g, s->lacking[i], RECORD_UNDELIVERED,
                                  s->exchange);
    while (g->said)
        free_said(p, &g->said);
}

void group_talk_timer(struct party *p, const struct party_step *step,
                      struct group *g)
{
    if (++g->attempts > SESSION_ATTEMPTS_MAX) {
        give_up(p, step, g);
        return;
    }
    if (g->untold) group_roster_tell_all(p, step, g, 0);
    for (const struct group_said *s = g->said; s && s->sent; s = s->next)
        send_to_lacking(step, g, s);
    if (g->said || g->untold) set_timer(p, step, g);
}

/* ---- Listening ---- */

static void take_out(const struct party *p, struct group_waiting **at)
{
    struct group_waiting *w = *at;

    assert(w->from->waiting > 0);
    w->from->waiting--;
    *at = w->next;
    pool_free(p->pool, w->frame.payload.data);
    pool_free(p->pool, w);
}

void group_talk_part(const struct party *p, const struct party_step *step,
                     struct group *g, const struct group_member *m)
{
    struct group_waiting **at = &g->line;

    for (struct group_said *s = g->said; s; s = s->next)
        (void)confirm_said(s, m->peer);
    sweep_said(p, step, g);
    while (*at)
        if ((*at)->from == m)
            take_out(p, at);
        else
            at = &(*at)->next;
}

/* Tells whether a message of that number has been read, or is too old to
 * tell. */
static bool has_read(const struct group_member *m, const struct frame *frame)
{
    struct transport_window window = m->window;

    return !transport_window_take(&window, number_of(frame));
}

/* Asks for the key or the roster that a frame lacks, once it comes again while
 * it waits: it has then waited too long. */
static void ask_for_lacking(struct party *p, const struct party_step *step,
                            struct group *g, const struct group_waiting *w)
{
    const bool behind = epoch_of(&w->frame) > g->epoch;
    const struct message m = {
        .kind = MESSAGE_GROUP_LACK, .group = g->id, .counter = g->epoch};

    group_state_drop(p, step, REASON_STILL_WAITING);
    if (step->event->now < instant_add(w->since, SESSION_RETRY_FIRST)) return;
    group_state_tell(p, step, g, behind ? g->founder : w->from->peer, &m);
}

/* Drops the oldest of a member's frames for a new one. The lost frame comes
 * again. */
static void make_room(const struct party *p, const struct party_step *step,
                      struct group *g, const struct group_member *m)
{
    struct group_waiting **at = &g->line;

    if (m->waiting < GROUP_TALK_LINE_MAX) return;
    while (*at && (*at)->from != m)
        at = &(*at)->next;
    assert(*at);
    take_out(p, at);
    group_state_drop(p, step, REASON_NO_ROOM);
}

static void add_waiting(struct party *p, const struct party_step *step,
                        struct group *g, struct group_member *m,
                        const struct frame *frame)
{
    struct group_waiting **at = &g->line;

    for (; *at; at = &(*at)->next) {
        if ((*at)->from != m ||
            !bytes_equal((*at)->frame.payload, frame->payload) ||
            (*at)->frame.counter != frame->counter)
            continue;
        ask_for_lacking(p, step, g, *at);
        return;
    }
    make_room(p, step, g, m);
    struct group_waiting *w = pool_alloc(p->pool, sizeof *w);
    *w = (struct group_waiting){
        .from = m,
        .frame = *frame,
        .cause = step->event->cause,
        .since = step->event->now,
    };
    w->frame.payload = pool_copy(p->pool, frame->payload);
    for (at = &g->line; *at;)
        at = &(*at)->next;
    *at = w;
    m->waiting++;
    g->ready = true;
}

void group_talk_handle(struct party *p, const struct party_step *step,
                       const struct frame *frame)
{
    struct group *g = group_state_find(p, frame->session);
    struct group_member *m =
        g ? group_state_member(g, step->event->peer) : NULL;

    if (!g || g->state != GROUP_JOINED || g->channel != step->event->channel) {
        group_state_reject(p, step, REASON_NO_GROUP);
    } else if (!m || !m->present) {
        group_state_reject(p, step, REASON_NOT_MEMBER);
    } else if ((uint64_t)epoch_of(frame) + GROUP_TALK_EPOCHS_PAST < g->epoch) {
        group_state_reject(p, step, REASON_OLD_EPOCH);
        if (g->founder == p->self) group_roster_tell(p, step, g, m->peer, 0);
    } else if (has_read(m, frame)) {
        group_state_drop(p, step, REASON_DUPLICATE_FRAME);
        session_confirm(p, step, m->peer, g->channel, g->id, number_of(frame));
    } else {
        add_waiting(p, step, g, m, frame);
    }
}

/* Reads a waiting frame; REASON_NO_KEY: it has to wait longer. Messages to all
 * concern documents; members tell each other alone what concerns keys. */
static enum record_reason read_waiting(const struct party *p,
                                       const struct party_step *step,
                                       struct group *g,
                                       const struct group_waiting *w,
                                       struct arrival *arrival)
{
    struct group_member *m = w->from;

    if (epoch_of(&w->frame) > g->epoch) return REASON_NO_KEY;
    if (has_read(m, &w->frame)) return REASON_OUT_OF_TURN;
    const enum record_reason reason =
        g->protocol->decrypt(p, step, g, m, &w->frame, &arrival->raw);
    if (reason) return reason;
    if (message_decode(step->out->arena, arrival->raw, &arrival->message))
        return REASON_MALFORMED;
    if (!message_concerns_document(arrival->message.kind))
        return REASON_OUT_OF_TURN;
    (void)transport_window_take(&m->window, number_of(&w->frame));
    arrival->authenticated = g->protocol->is_authentic(p, m, &w->frame);
    return REASON_NONE;
}

static void reject_waiting(const struct party *p, const struct party_step *step,
                           const struct group *g, const struct group_waiting *w,
                           enum record_reason reason)
{
    struct record *r =
        group_state_record_of(p, step, g, w->from->peer, RECORD_REJECTED, 0);

    r->reason = reason;
    if (w->cause > 0) r->causes[r->cause_count++] = w->cause;
}

static bool next_in(struct party *p, const struct party_step *step,
                    struct group *g, struct arrival *arrival)
{
    struct group_waiting **at = &g->line;

    while (*at) {
        const struct group_waiting w = **at;
        const enum record_reason reason = read_waiting(p, step, g, &w, arrival);
        if (reason == REASON_NO_KEY) {
            at = &(*at)->next;
            continue;
        }
        take_out(p, at);
        if (reason) {
            reject_waiting(p, step, g, &w, reason);
            continue;
        }
        arrival->peer = w.from->peer;
        arrival->channel = g->channel;
        arrival->cause = w.cause;
        arrival->carriage = (struct event_carriage){.kind = CARRIAGE_GROUP};
        session_confirm(p, step, arrival->peer, g->channel, g->id,
                        number_of(&w.frame));
        return true;
    }
    g->ready = false;
    return false;
}

bool group_talk_next(struct party *p, const struct party_step *step,
                     struct arrival *arrival)
{
    for (struct group *g = p->groups; g; g = g->next)
        if (g->ready && next_in(p, step, g, arrival)) return true;
    return false;
}
