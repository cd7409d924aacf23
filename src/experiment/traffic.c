#include "experiment/traffic.h"

#include "opener/initial_keys.h"
#include "opener/opener.h"
#include "scenario/scenario_query.h"

/* An act that sends a text is kept until its frame passes. Of the frames those
 * are messages that are no bare handshake, no acknowledgement, and not sent
 * again; a message takes up the act that it carries out, which gives its
 * document and the time that it waited. traffic_end fills in the gaps between
 * the messages of a channel. */

/* A document that was sent, and whose frame is yet to pass. */
struct traffic_act {
    struct traffic_act *next;
    instant time;
    uint64_t exchange;
    uint32_t from, to, document;
};

/* One direction of a session: a frame that is sent once more has a counter that
 * passed before. */
struct traffic_past {
    struct traffic_past *next;
    uint64_t session, end; /* one past the highest counter */
    uint32_t from, to, channel;
    bool handshake; /* whose counters are of their own */
};

void traffic_init(struct traffic *t, const struct scenario *s, uint32_t on)
{
    *t = (struct traffic){.scenario = s, .on = on};
    arena_init(&t->arena);
}

void traffic_fini(struct traffic *t)
{
    arena_fini(&t->arena);
}

void traffic_begin(struct traffic *t)
{
    const struct scenario *s = t->scenario;
    const uint32_t on = t->on;

    traffic_fini(t);
    traffic_init(t, s, on);
}

/* Kinds of records that send a text, each of which puts a copy on its way. */
static bool gives_text(enum record_kind kind)
{
    static const bool rows[RECORD_KIND_COUNT] = {
        [RECORD_REVIEW_OPENED] = true, [RECORD_SENT] = true,
        [RECORD_FORWARDED] = true,     [RECORD_REPLIED] = true,
        [RECORD_PUBLISHED] = true,     [RECORD_LEAKED] = true,
    };

    return rows[kind];
}

static bool is_seen(const struct traffic *t, uint32_t channel)
{
    /* The open press shows everybody everything. */
    return channel != SCENARIO_NONE &&
           (t->on == SCENARIO_NONE || t->on == channel);
}

static void take_act(struct traffic *t, instant now, const struct record *r)
{
    if (!r->channel ||
        !is_seen(t, scenario_find_channel(t->scenario, r->channel)))
        return;
    struct traffic_act *act = arena_alloc(&t->arena, sizeof *act);

    *act = (struct traffic_act){
        .next = t->acts,
        .time = now,
        .exchange = r->exchange,
        .from = scenario_find_party(t->scenario, r->party),
        .to = scenario_find_party(t->scenario, r->peer),
        .document = scenario_find_document(t->scenario, r->document),
    };
    t->acts = act;
}

/* Takes out the act of that exchange that this message carries out. */
static uint32_t take_carried(struct traffic *t, const struct traffic_message *m,
                             uint64_t exchange)
{
    for (struct traffic_act **at = &t->acts; exchange > 0 && *at;
         at = &(*at)->next) {
        const struct traffic_act *act = *at;
        if (act->exchange != exchange || act->from != m->from ||
            act->to != m->to)
            continue;
        t->carried++;
        t->waited += (double)(m->time - act->time);
        *at = act->next;
        return act->document;
    }
    return SCENARIO_NONE;
}

/* True for a frame that passed before. A plain one is of no session, and nobody
 * sends it again. */
static bool is_repeated(struct traffic *t, const struct traffic_message *m,
                        const struct frame *f)
{
    struct traffic_past *p = t->past;

    if (f->type == FRAME_PLAIN) return false;
    const bool handshake = f->type == FRAME_HANDSHAKE;
    while (p &&
           (p->session != f->session || p->from != m->from || p->to != m->to ||
            p->channel != m->channel || p->handshake != handshake))
        p = p->next;
    if (!p) {
        p = arena_alloc(&t->arena, sizeof *p);
        *p = (struct traffic_past){t->past, f->session, 0,        m->from,
                                   m->to,   m->channel, handshake};
        t->past = p;
    }
    if (f->counter < p->end) return true;
    p->end = f->counter + 1;
    return false;
}

/* True for a handshake message that is longer than its pattern makes it. */
static bool is_laden(const struct frame *f, const struct noise_pattern *own)
{
    const struct noise_pattern *p = handshake_pattern(f->counter, own);
    const uint64_t index = handshake_index(f->counter);

    return p && index < NOISE_MESSAGES_MAX &&
           f->payload.size > noise_pattern_overhead(p, (unsigned)index);
}

/* True for a frame that carries a message. In a session the odd counters are
 * those of acknowledgements (session/session_state.c), in the clear. */
static bool is_message(const struct frame *f, const struct noise_pattern *own)
{
    static const bool sessions[] = {
        [FRAME_PLAIN] = false,    [FRAME_HANDSHAKE] = false,
        [FRAME_TRANSPORT] = true, [FRAME_INITIAL] = false,
        [FRAME_RATCHET] = true,   [FRAME_GROUP] = false,
    };

    if (f->type == FRAME_HANDSHAKE) return is_laden(f, own);
    return !sessions[f->type] || f->counter % 2 == 0;
}

static void add_message(struct traffic *t, const struct traffic_message *m)
{
    t->messages = arena_grow(&t->arena, t->messages, t->count, &t->room,
                             sizeof *t->messages);
    t->messages[t->count++] = *m;
}

static void take_frame(struct traffic *t, instant now, const struct record *r)
{
    struct traffic_message m = {
        .time = now,
        .from = scenario_find_party(t->scenario, r->party),
        .to = scenario_find_party(t->scenario, r->peer),
        .channel = scenario_find_channel(t->scenario, r->channel),
        .size = r->data.size,
        .gap = -1,
    };
    struct frame f;

    if (!is_seen(t, m.channel)) return;
    t->frames++;
    t->bytes += r->data.size;
    if (frame_decode(r->data, &f) ||
        !is_message(&f, initial_keys_pattern(t->scenario, r->channel)) ||
        is_repeated(t, &m, &f))
        return;
    m.document = take_carried(t, &m, r->exchange);
    add_message(t, &m);
}

void traffic_record(struct traffic *t, instant now, const struct record *r)
{
    if (r->kind == RECORD_FRAME_SENT)
        take_frame(t, now, r);
    else if (gives_text(r->kind) && r->party && r->peer && r->document)
        take_act(t, now, r);
}

void traffic_end(struct traffic *t)
{
    const size_t channels = t->scenario->channel_count;
    struct traffic_message **last =
        arena_array(&t->arena, channels, sizeof *last);

    for (size_t i = 0; i < t->count; i++) {
        struct traffic_message *m = &t->messages[i];
        struct traffic_message *before = last[m->channel];
        if (before) before->gap = m->time - before->time;
        last[m->channel] = m;
    }
}
