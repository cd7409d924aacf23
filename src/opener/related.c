#include "opener/related.h"

#include <string.h>

#include "crypto/sender_key.h"

/* related_note keeps a trace of each frame that is the exchange's own or that
 * serves sessions and groups. related_resolve begins with the sessions of the
 * exchange's own frames and goes over the traces: a row for each kind of
 * message tells whether a trace belongs to what was found so far. A trace that
 * does adds its own session, so that a sender key brings the handshake of the
 * session that carried it; this is repeated until nothing more is found. */

/* What matters of a frame. */
struct related_trace {
    struct related_trace *next, *next_found;
    uint64_t seq;
    const char *channel;
    uint32_t from, to;
    enum frame_type type;
    uint64_t session, frame_counter;
    bool opened;
    enum message_kind kind; /* where it was opened */
    uint64_t group, counter;
    uint32_t key; /* the sender key's number */
    bool own;     /* of the exchange's number */
    bool belongs;
};

/* A session or, without a channel, a number that a plain message names. */
struct related_session {
    struct related_session *next;
    const char *channel;
    uint32_t ends[2];
    uint64_t number;
    bool begun; /* its first message is found */
};

void related_init(struct related *r, uint64_t exchange)
{
    *r = (struct related){.exchange = exchange};
    arena_init(&r->arena);
    r->last = &r->first;
}

void related_fini(struct related *r)
{
    arena_fini(&r->arena);
}

/* A group's frame names the key that it was encrypted with; a message that
 * brings one names it within. */
static uint32_t key_number(const struct opener_layers *l)
{
    struct sender_key_distribution d;
    uint32_t number = 0, n;

    if (l->frame.type == FRAME_GROUP) {
        if (sender_key_number(l->frame.payload, &number, &n)) return 0;
    } else if (l->raw.size > 0 && l->message.kind == MESSAGE_SENDER_KEY) {
        if (!sender_key_decode(&d, l->message.sender_key)) number = d.number;
        explicit_bzero(&d, sizeof d);
    }
    return number;
}

void related_note(struct related *r, const struct opener_layers *l)
{
    static const bool serving[MESSAGE_KIND_COUNT] = {
        [MESSAGE_ACK] = true,        [MESSAGE_BUNDLE_REQUEST] = true,
        [MESSAGE_BUNDLE] = true,     [MESSAGE_LOST] = true,
        [MESSAGE_GROUP] = true,      [MESSAGE_SENDER_KEY] = true,
        [MESSAGE_GROUP_LACK] = true,
    };
    const bool own = l->exchange == r->exchange;
    const bool opened = l->raw.size > 0;

    if (!own && l->frame.type != FRAME_HANDSHAKE &&
        l->frame.type != FRAME_INITIAL && !(opened && serving[l->message.kind]))
        return;
    struct related_trace *t = arena_alloc(&r->arena, sizeof *t);
    *t = (struct related_trace){
        .seq = l->seq,
        .channel = arena_text(&r->arena, l->channel),
        .from = l->from,
        .to = l->to,
        .type = l->frame.type,
        .session = l->frame.session,
        .frame_counter = l->frame.counter,
        .opened = opened,
        .kind = l->message.kind,
        .group = l->message.group,
        .counter = l->message.counter,
        .key = key_number(l),
        .own = own,
    };
    if (own && t->type == FRAME_GROUP) r->awaits = true;
    *r->last = t;
    r->last = &t->next;
}

static struct related_session *find_session(const struct related *r,
                                            const struct related_trace *t)
{
    struct related_session *s = r->sessions[t->session % RELATED_BUCKETS];

    while (s &&
           (s->number != t->session || strcmp(s->channel, t->channel) != 0 ||
            (s->ends[0] != t->from && s->ends[1] != t->from) ||
            (s->ends[0] != t->to && s->ends[1] != t->to)))
        s = s->next;
    return s;
}

/* True for a session's number that one of the two ends uses. */
static bool is_session_of(const struct related *r, uint64_t number,
                          const struct related_trace *t)
{
    const struct related_session *s = r->sessions[number % RELATED_BUCKETS];

    while (s && (s->number != number ||
                 (s->ends[0] != t->from && s->ends[0] != t->to &&
                  s->ends[1] != t->from && s->ends[1] != t->to)))
        s = s->next;
    return s;
}

static void keep_session(struct related *r, const struct related_trace *t)
{
    const bool has = t->type == FRAME_HANDSHAKE || t->type == FRAME_TRANSPORT ||
                     t->type == FRAME_INITIAL || t->type == FRAME_RATCHET;

    if (!has || find_session(r, t)) return;
    struct related_session *s = arena_alloc(&r->arena, sizeof *s);
    struct related_session **bucket =
        &r->sessions[t->session % RELATED_BUCKETS];
    *s = (struct related_session){.next = *bucket,
                                  .channel = t->channel,
                                  .ends = {t->from, t->to},
                                  .number = t->session};
    *bucket = s;
}

/* ---- One row a kind ---- */

static bool is_of_session(const struct related *r,
                          const struct related_trace *t)
{
    return is_session_of(r, t->counter, t);
}

/* A key by which one of the exchange's own frames was said, on its way to a
 * member that the frame went to. */
static bool is_of_key(const struct related *r, const struct related_trace *t)
{
    for (const struct related_trace *o = r->found; o; o = o->next_found)
        if (o->own && o->type == FRAME_GROUP && o->session == t->group &&
            o->from == t->from && o->to == t->to && o->key == t->key)
            return true;
    return false;
}

/* The roster in force when one of them was said, or word that a member lacks
 * it, on its way to the sender or the recipient of that frame. */
static bool is_of_epoch(const struct related *r, const struct related_trace *t)
{
    for (const struct related_trace *o = r->found; o; o = o->next_found)
        if (o->own && o->type == FRAME_GROUP && o->session == t->group &&
            (o->from == t->to || o->to == t->to) &&
            o->frame_counter >> 32 == t->counter)
            return true;
    return false;
}

/* The acknowledgement of a frame that belongs to it. */
static bool is_of_frame(const struct related *r, const struct related_trace *t)
{
    if (t->group == 0 && !find_session(r, t)) return false;
    for (const struct related_trace *o = r->found; o; o = o->next_found) {
        if (o->from != t->to || strcmp(o->channel, t->channel) != 0) continue;
        if (t->group == 0 && o->session == t->session && o->to == t->from &&
            o->frame_counter == t->counter && o->type != FRAME_GROUP &&
            o->type != FRAME_PLAIN && o->type != FRAME_HANDSHAKE)
            return true;
        if (t->group != 0 && o->type == FRAME_GROUP && o->own &&
            o->session == t->group && (uint32_t)o->frame_counter == t->counter)
            return true;
    }
    return false;
}

static bool is_related(const struct related *r, const struct related_trace *t)
{
    static bool (*const rows[MESSAGE_KIND_COUNT])(
        const struct related *, const struct related_trace *) = {
        [MESSAGE_ACK] = is_of_frame,
        [MESSAGE_BUNDLE_REQUEST] = is_of_session,
        [MESSAGE_BUNDLE] = is_of_session,
        [MESSAGE_LOST] = is_of_session,
        [MESSAGE_GROUP] = is_of_epoch,
        [MESSAGE_SENDER_KEY] = is_of_key,
        [MESSAGE_GROUP_LACK] = is_of_epoch,
    };

    if (t->type == FRAME_HANDSHAKE) return find_session(r, t);
    if (t->type == FRAME_INITIAL) {
        struct related_session *s = find_session(r, t);
        if (s && !s->begun) return true;
    }
    return t->opened && rows[t->kind] && rows[t->kind](r, t);
}

static void mark_trace(struct related *r, struct related_trace *t)
{
    t->belongs = true;
    t->next_found = r->found;
    r->found = t;
    keep_session(r, t);
    struct related_session *s = find_session(r, t);
    if (s && t->type == FRAME_INITIAL) s->begun = true;
}

bool related_awaits(const struct related *r)
{
    return r->awaits;
}

void related_resolve(struct related *r)
{
    bool more = true;

    for (struct related_trace *t = r->first; t; t = t->next)
        if (t->own) mark_trace(r, t);
    while (more) {
        more = false;
        for (struct related_trace *t = r->first; t; t = t->next) {
            if (t->belongs || !is_related(r, t)) continue;
            mark_trace(r, t);
            more = true;
        }
    }
}

bool related_take(struct related *r, uint64_t seq)
{
    while (r->first && (!r->first->belongs || r->first->seq < seq))
        r->first = r->first->next;
    return r->first && r->first->seq == seq;
}

uint64_t related_last(const struct related *r)
{
    uint64_t last = 0;

    for (const struct related_trace *t = r->first; t; t = t->next)
        if (t->belongs) last = t->seq;
    return last;
}
