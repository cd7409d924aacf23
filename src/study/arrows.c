#include "study/arrows.h"

#include "scenario/scenario_query.h"
#include "study/causes.h"

/* An act begins an arrow. Its frames are found by what their bytes say they
 * are: a message of the act's kind from its party to its peer, in its exchange.
 * The record that takes it up names the frame in which it came. What came in a
 * frame that an adversary made is an arrow of the adversary's own. An act that
 * nothing more is heard of is lost when all of its frames are. */

/* The message of an act. */
static bool message_of(enum record_kind kind, enum message_kind *out)
{
    static const enum message_kind messages[RECORD_KIND_COUNT] = {
        [RECORD_REVIEW_OPENED] = MESSAGE_REVIEW,
        [RECORD_COMMENTED] = MESSAGE_COMMENT,
        [RECORD_APPROVED] = MESSAGE_APPROVAL,
        [RECORD_OBJECTED] = MESSAGE_OBJECTION,
        [RECORD_COSIGNED] = MESSAGE_COSIGNATURE,
        [RECORD_BRIEFED] = MESSAGE_BRIEFING,
        [RECORD_ANNOUNCED] = MESSAGE_ANNOUNCEMENT,
        [RECORD_ACKNOWLEDGED] = MESSAGE_RECEIPT,
    };

    *out = messages[kind]; /* of all others a copy */
    return causes_is_sending(kind);
}

/* The kind of record by which a message is taken up. */
static enum record_kind effect_of(enum message_kind message)
{
    static const enum record_kind effects[MESSAGE_KIND_COUNT] = {
        [MESSAGE_COPY] = RECORD_RECEIVED,
        [MESSAGE_REVIEW] = RECORD_RECEIVED,
        [MESSAGE_COMMENT] = RECORD_TAKEN_IN,
        [MESSAGE_APPROVAL] = RECORD_TAKEN_IN,
        [MESSAGE_OBJECTION] = RECORD_TAKEN_IN,
        [MESSAGE_RECEIPT] = RECORD_RECEIPT_HELD,
        [MESSAGE_COSIGNATURE] = RECORD_COSIGNATURE_HELD,
        [MESSAGE_BRIEFING] = RECORD_TOLD,
        [MESSAGE_ANNOUNCEMENT] = RECORD_HEARD,
    };

    return effects[message];
}

void arrows_init(struct arrows *x, const struct scenario *sc)
{
    *x = (struct arrows){.scenario = sc};
    arena_init(&x->arena);
    passage_init(&x->passage, sc);
}

void arrows_fini(struct arrows *x)
{
    passage_fini(&x->passage);
    arena_fini(&x->arena);
}

/* The last arrow of an exchange, from 1; 0: none. */
static size_t *last_of(struct arrows *x, uint64_t exchange)
{
    const struct notes_key key = {.party = (uint32_t)exchange,
                                  .document = (uint32_t)(exchange >> 32)};

    return notes_at(&x->notes, &x->arena, &key);
}

static struct arrows_item *add_arrow(struct arrows *x,
                                     const struct arrows_item *item)
{
    size_t *last = last_of(x, item->exchange);

    x->items =
        arena_grow(&x->arena, x->items, x->count, &x->room, sizeof *x->items);
    x->items[x->count] = *item;
    x->items[x->count].before = *last > 0 ? (uint32_t)(*last - 1) : ARROWS_NONE;
    *last = ++x->count;
    return &x->items[x->count - 1];
}

/* The names of a record as numbers. */
struct arrows_names {
    uint32_t party, peer, document, channel;
};

static struct arrows_names names_of(const struct arrows *x,
                                    const struct record *r)
{
    const struct scenario *sc = x->scenario;

    return (struct arrows_names){
        .party = r->party ? scenario_find_actor(sc, r->party) : SCENARIO_NONE,
        .peer = r->peer ? scenario_find_actor(sc, r->peer) : SCENARIO_NONE,
        .document = r->document ? scenario_find_document(sc, r->document)
                                : SCENARIO_NONE,
        .channel =
            r->channel ? scenario_find_channel(sc, r->channel) : SCENARIO_NONE,
    };
}

static void begin_act(struct arrows *x, uint64_t seq, const struct record *r,
                      enum message_kind message)
{
    const struct arrows_names n = names_of(x, r);

    if (n.party == SCENARIO_NONE || n.peer == SCENARIO_NONE) return;
    add_arrow(x, &(struct arrows_item){.act = seq,
                                       .exchange = r->exchange,
                                       .from = n.party,
                                       .to = n.peer,
                                       .document = n.document,
                                       .channel = n.channel,
                                       .message = message,
                                       .frame = PASSAGE_NONE});
}

/* The arrow sought: of the exchange, between the two, not taken up yet; with a
 * document, about that; and one that the function accepts, if there is one. */
struct arrows_search {
    uint64_t exchange;
    uint32_t from, to, document;
    bool (*accepts)(const struct arrows_item *item, int code);
    int code;
};

static bool is_sought(const struct arrows_item *item,
                      const struct arrows_search *s)
{
    return item->from == s->from && item->to == s->to && item->taken == 0 &&
           (s->document == SCENARIO_NONE || item->document == s->document) &&
           (!s->accepts || s->accepts(item, s->code));
}

/* The first that fits; NONE: there is none. */
static uint32_t find_open(struct arrows *x, const struct arrows_search *s)
{
    const size_t last = *last_of(x, s->exchange);
    uint32_t found = ARROWS_NONE;

    for (uint32_t i = (uint32_t)last - 1; i != ARROWS_NONE;
         i = x->items[i].before)
        if (is_sought(&x->items[i], s)) found = i;
    return found;
}

static bool has_effect(const struct arrows_item *item, int code)
{
    return (int)effect_of(item->message) == code;
}

static bool has_message(const struct arrows_item *item, int code)
{
    return (int)item->message == code;
}

/* The message that a record of this kind takes up; of a text it is a copy. */
static enum message_kind taken_message(enum record_kind kind)
{
    for (enum message_kind i = MESSAGE_COPY; i <= MESSAGE_ANNOUNCEMENT; i++)
        if (effect_of(i) == kind) return i;
    return MESSAGE_COPY;
}

/* The arrow that a record of its recipient is about. What an adversary made is
 * one of its own; so is what no act was seen of. */
static struct arrows_item *find_arrow(struct arrows *x, uint64_t seq,
                                      const struct record *r,
                                      const struct passage_hop *hop)
{
    const struct arrows_names n = names_of(x, r);
    const uint32_t maker = hop ? hop->by : SCENARIO_NONE;
    const bool made = maker != SCENARIO_NONE;
    const bool taking = causes_is_taking(r->kind);
    uint32_t found = ARROWS_NONE;

    if (n.party == SCENARIO_NONE || (!made && n.peer == SCENARIO_NONE))
        return NULL;
    const struct arrows_search s = {
        r->exchange, made ? maker : n.peer,      n.party,
        n.document,  taking ? has_effect : NULL, (int)r->kind};

    if (hop && hop->frame != PASSAGE_NONE) found = x->carries[hop->frame];
    if (found == ARROWS_NONE || !is_sought(&x->items[found], &s))
        found = find_open(x, &s);
    if (found != ARROWS_NONE) return &x->items[found];
    /* Duplicates of what was taken up, and answers within a session. */
    if (!made && !taking) return NULL;
    return add_arrow(x, &(struct arrows_item){.act = hop ? hop->seq : seq,
                                              .arrived = hop ? hop->seq : 0,
                                              .exchange = r->exchange,
                                              .from = s.from,
                                              .to = n.party,
                                              .document = n.document,
                                              .channel = n.channel,
                                              .message = taken_message(r->kind),
                                              .frame = PASSAGE_NONE});
}

/* The recipient puts it into its inbox, takes it up or rejects it. */
static void take_up(struct arrows *x, uint64_t seq, const struct record *r)
{
    const struct passage_hop *before = passage_before(&x->passage, r);
    const struct passage_hop hop =
        before ? *before : (struct passage_hop){.by = SCENARIO_NONE};
    struct arrows_item *item = find_arrow(x, seq, r, before ? &hop : NULL);

    if (!item) return;
    if (before && item->arrived == 0) item->arrived = hop.seq;
    if (before && hop.frame != PASSAGE_NONE) item->frame = hop.frame;
    if (r->kind == RECORD_ARRIVED) {
        item->fate = ARROWS_WAITING;
        return;
    }
    item->taken = seq;
    item->fate = r->kind == RECORD_REJECTED ? ARROWS_REFUSED
                 : hop.forged               ? ARROWS_FORGED
                 : hop.by == SCENARIO_NONE  ? ARROWS_TAKEN
                 : hop.replayed             ? ARROWS_REPLAYED
                                            : ARROWS_FORGED;
}

/* The act's own record comes just before the one that says so. */
static void note_violation(struct arrows *x, const struct record *r)
{
    const struct arrows_names n = names_of(x, r);
    const uint32_t found =
        find_open(x, &(struct arrows_search){r->exchange, n.party, n.peer,
                                             n.document, NULL, 0});

    if (found != ARROWS_NONE) x->items[found].violation = true;
}

/* All that is under way between the two in the exchange. */
static void give_up(struct arrows *x, const struct record *r)
{
    const struct arrows_names n = names_of(x, r);
    const struct arrows_search s = {r->exchange,   n.party, n.peer,
                                    SCENARIO_NONE, NULL,    0};

    for (uint32_t i = (uint32_t)*last_of(x, r->exchange) - 1; i != ARROWS_NONE;
         i = x->items[i].before)
        if (is_sought(&x->items[i], &s)) x->items[i].fate = ARROWS_GIVEN_UP;
}

/* The arrow that the frame carries arrives, or loses one of its frames. */
static void pass_on(struct arrows *x, uint64_t seq, uint32_t frame,
                    enum record_kind kind)
{
    const uint32_t carries = x->carries[frame];

    if (carries == ARROWS_NONE) return;

    struct arrows_item *item = &x->items[carries];

    if (kind == RECORD_FRAME_ARRIVED && item->arrived == 0) item->arrived = seq;
    if (kind == RECORD_FRAME_LOST && x->passage.frames[frame].lost == seq)
        item->lost++;
}

void arrows_record(struct arrows *x, uint64_t seq, const struct record *r)
{
    const uint32_t frame = passage_record(&x->passage, seq, r);
    enum message_kind message;

    if (r->kind == RECORD_FRAME_SENT) {
        x->carries = arena_grow(&x->arena, x->carries, frame, &x->carry_room,
                                sizeof *x->carries);
        x->carries[frame] = ARROWS_NONE;
    } else if (frame != PASSAGE_NONE) {
        pass_on(x, seq, frame, r->kind);
    } else if (message_of(r->kind, &message)) {
        begin_act(x, seq, r, message);
    } else if (r->kind == RECORD_VIOLATED) {
        note_violation(x, r);
    } else if (r->kind == RECORD_UNDELIVERED) {
        give_up(x, r);
    } else if (causes_is_taking(r->kind) || r->kind == RECORD_ARRIVED ||
               r->kind == RECORD_REJECTED) {
        take_up(x, seq, r);
    }
}

void arrows_opened(struct arrows *x, const struct opener_layers *l)
{
    const struct arrows_search s = {l->exchange, l->from,
                                    l->to,       SCENARIO_NONE,
                                    has_message, (int)l->message.kind};
    const uint32_t frame = (uint32_t)(x->passage.count - 1);
    const uint32_t found = l->raw.size > 0 ? find_open(x, &s) : ARROWS_NONE;

    passage_opened(&x->passage, l);
    x->carries[frame] = found;
    if (found == ARROWS_NONE) return;

    struct arrows_item *item = &x->items[found];

    item->carried++;
    if (item->frame == PASSAGE_NONE) item->frame = frame;
    if (item->channel == SCENARIO_NONE)
        item->channel = scenario_find_channel(x->scenario, l->channel);
}

void arrows_finish(struct arrows *x)
{
    for (size_t i = 0; i < x->count; i++) {
        struct arrows_item *item = &x->items[i];

        if (item->fate == ARROWS_UNDER_WAY && item->arrived == 0 &&
            item->carried > 0 && item->lost == item->carried)
            item->fate = ARROWS_LOST;
    }
}
