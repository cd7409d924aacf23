#include "study/stats.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_query.h"
#include "wire/frame.h"

/* stats_read gives each event to stats_add. A frame that was sent waits in the
 * table, under its record's number, until its arrival or loss settles it; an
 * act that gives somebody a document waits, under its exchange, until the peer
 * has the document. Whatever settles adds the span that it took. In the end the
 * spans are sorted, so that percentiles are exact. */

enum { STATS_BUCKETS = 4096, STATS_SPANS_FIRST = 16 };

/* Something sent that has not arrived: a frame, by its record, or a document
 * for a peer, by its exchange. */
struct stats_pending {
    struct stats_pending *next;
    uint64_t key;
    uint32_t to; /* documents: the peer */
    instant since;
    unsigned copies;
    enum scenario_precedence precedence;
};

/* One side of a session, and how far its frames have counted. */
struct stats_side {
    struct stats_side *next;
    uint64_t session;
    uint32_t from, to;
    size_t channel;
    uint64_t counts[3]; /* handshake, messages, acknowledgements: one more
                           than the highest */
};

struct stats_table {
    struct stats_pending *frames[STATS_BUCKETS];
    struct stats_pending *documents[STATS_BUCKETS];
    struct stats_pending *spare;
    struct stats_side *sides[STATS_BUCKETS];
    uint64_t highest_exchange;
    uint32_t *first_entry; /* a document: the first of the script's entries */
    uint32_t *next_entry;  /* an entry: the next of the same document */
};

/* Indexes the script's entries by document, so that those which may have led to
 * a record are found at once. */
static void index_entries(struct stats *s)
{
    const struct scenario *sc = s->scenario;
    struct stats_table *t = s->table;

    t->first_entry =
        arena_array(&s->arena, sc->document_count, sizeof *t->first_entry);
    t->next_entry =
        arena_array(&s->arena, sc->entry_count, sizeof *t->next_entry);
    for (size_t i = 0; i < sc->document_count; i++)
        t->first_entry[i] = SCENARIO_NONE;
    for (uint32_t i = (uint32_t)sc->entry_count; i-- > 0;) {
        const uint32_t d = sc->entries[i].document;

        if (d == SCENARIO_NONE) continue;
        t->next_entry[i] = t->first_entry[d];
        t->first_entry[d] = i;
    }
}

void stats_init(struct stats *s, const struct scenario *sc)
{
    *s = (struct stats){.scenario = sc};
    arena_init(&s->arena);
    s->channels =
        arena_array(&s->arena, sc->channel_count + 1, sizeof *s->channels);
    s->table = arena_alloc(&s->arena, sizeof *s->table);
    index_entries(s);
}

static void spans_fini(struct stats_spans *spans)
{
    free(spans->items);
}

void stats_fini(struct stats *s)
{
    for (size_t i = 0; i <= s->scenario->channel_count; i++)
        spans_fini(&s->channels[i].took);
    for (size_t i = 0; i < STATS_PRECEDENCES; i++)
        spans_fini(&s->precedences[i].took);
    arena_fini(&s->arena);
}

static void spans_add(struct stats_spans *spans, duration d)
{
    if (spans->count == spans->capacity) {
        spans->capacity =
            spans->capacity ? 2 * spans->capacity : (size_t)STATS_SPANS_FIRST;
        const size_t size = spans->capacity * sizeof *spans->items;
        duration *grown = realloc(spans->items, size);
        if (!grown) arena_out_of_memory(size);
        spans->items = grown;
    }
    spans->items[spans->count++] = d;
}

static void add_pending(struct stats *s, struct stats_pending **bucket,
                        const struct stats_pending *what)
{
    struct stats_pending *p = s->table->spare;

    if (p)
        s->table->spare = p->next;
    else
        p = arena_alloc(&s->arena, sizeof *p);
    *p = *what;
    while (*bucket)
        bucket = &(*bucket)->next;
    *bucket = p;
}

/* The oldest one of that key for that peer. */
static struct stats_pending **find_pending(struct stats_pending **at,
                                           uint64_t key, uint32_t to)
{
    while (*at && !((*at)->key == key && (*at)->to == to))
        at = &(*at)->next;
    return at;
}

static void settle_pending(struct stats *s, struct stats_pending **at)
{
    struct stats_pending *p = *at;

    *at = p->next;
    p->next = s->table->spare;
    s->table->spare = p;
}

/* Frames on none of the scenario's channels are counted after all of them. */
static size_t channel_of(const struct stats *s, const struct record *r)
{
    const uint32_t channel =
        r->channel ? scenario_find_channel(s->scenario, r->channel)
                   : SCENARIO_NONE;

    return channel == SCENARIO_NONE ? s->scenario->channel_count : channel;
}

static struct stats_side *find_side(struct stats *s, size_t channel,
                                    uint32_t from, uint32_t to,
                                    uint64_t session)
{
    struct stats_side **at = &s->table->sides[session % STATS_BUCKETS];

    while (*at && !((*at)->session == session && (*at)->from == from &&
                    (*at)->to == to && (*at)->channel == channel))
        at = &(*at)->next;
    if (!*at) {
        *at = arena_alloc(&s->arena, sizeof **at);
        **at = (struct stats_side){
            .session = session, .from = from, .to = to, .channel = channel};
    }
    return *at;
}

/* True for a frame of a session that was sent before. A session counts its
 * handshake messages, its messages under even and its acknowledgements under
 * odd numbers, each upwards. */
static bool is_again(struct stats *s, size_t channel, const struct record *r)
{
    struct frame f;

    if (!r->party || frame_decode(r->data, &f) || f.type == FRAME_PLAIN)
        return false;
    const uint32_t from = scenario_find_actor(s->scenario, r->party);
    const uint32_t to =
        r->peer ? scenario_find_actor(s->scenario, r->peer) : SCENARIO_NONE;
    struct stats_side *side = find_side(s, channel, from, to, f.session);
    uint64_t *count =
        &side->counts[f.type == FRAME_HANDSHAKE ? 0 : 1 + f.counter % 2];

    if (f.counter < *count) return true;
    *count = f.counter < UINT64_MAX ? f.counter + 1 : f.counter;
    return false;
}

static void add_sent(struct stats *s, instant time, uint64_t seq,
                     const struct record *r)
{
    const size_t channel = channel_of(s, r);
    struct stats_channel *c = &s->channels[channel];
    const struct stats_pending frame = {.key = seq, .since = time, .copies = 1};

    c->frames++;
    c->bytes += r->data.size;
    if (is_again(s, channel, r)) c->again++;
    add_pending(s, &s->table->frames[seq % STATS_BUCKETS], &frame);
}

/* Adds the fate of a frame. The record of its sending is the first cause. */
static void add_fate(struct stats *s, instant time, const struct record *r)
{
    struct stats_channel *c = &s->channels[channel_of(s, r)];

    if (r->kind == RECORD_FRAME_LOST) c->lost++;
    if (r->kind == RECORD_FRAME_DOUBLED) c->doubled++;
    if (r->kind == RECORD_FRAME_ARRIVED) c->arrived++;
    if (r->cause_count == 0) return;
    struct stats_pending **at = find_pending(
        &s->table->frames[r->causes[0] % STATS_BUCKETS], r->causes[0], 0);
    if (!*at) return;
    if (r->kind == RECORD_FRAME_DOUBLED) {
        (*at)->copies++;
        return;
    }
    if (r->kind == RECORD_FRAME_ARRIVED)
        spans_add(&c->took, time - (*at)->since);
    if (--(*at)->copies == 0) settle_pending(s, at);
}

/* The verb that a record of an act carries out. */
static bool is_giving(enum record_kind kind, enum record_verb *verb)
{
    static const struct {
        enum record_kind kind;
        enum record_verb verb;
    } rows[] = {
        {RECORD_SENT, RECORD_VERB_SEND},
        {RECORD_FORWARDED, RECORD_VERB_FORWARD},
        {RECORD_REPLIED, RECORD_VERB_REPLY},
        {RECORD_BRIEFED, RECORD_VERB_BRIEF},
        {RECORD_REVIEW_OPENED, RECORD_VERB_REVIEW},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].kind != kind) continue;
        *verb = rows[i].verb;
        return true;
    }
    return false;
}

static bool is_to(const struct scenario_entry *entry, uint32_t party)
{
    for (size_t i = 0; i < entry->to_count; i++)
        if (entry->to[i] == party) return true;
    return false;
}

/* The precedence of the first entry of the script that may have led to the
 * record, which does not state it. A network's document has one of its own. */
static enum scenario_precedence precedence_of(const struct stats *s,
                                              const struct record *r,
                                              enum record_verb verb)
{
    const struct scenario *sc = s->scenario;
    const uint32_t document =
        r->document ? scenario_find_document(sc, r->document) : SCENARIO_NONE;
    const uint32_t from = scenario_find_actor(sc, r->party);
    const uint32_t to = scenario_find_actor(sc, r->peer);
    const struct scenario_network *n = &sc->network;

    if (document == SCENARIO_NONE) return PRECEDENCE_ROUTINE;
    if (n->letter_count > 0 && document >= n->first_document)
        return (enum scenario_precedence)
            n->precedences[document - n->first_document];
    uint32_t i = s->table->first_entry[document];

    for (; i != SCENARIO_NONE; i = s->table->next_entry[i]) {
        const struct scenario_entry *entry = &sc->entries[i];

        if (entry->verb == verb && entry->from == from && is_to(entry, to))
            return entry->precedence;
    }
    return PRECEDENCE_ROUTINE;
}

static void add_giving(struct stats *s, instant time, const struct record *r,
                       enum record_verb verb)
{
    const enum scenario_precedence precedence = precedence_of(s, r, verb);
    const struct stats_pending document = {
        .key = r->exchange,
        .to = scenario_find_actor(s->scenario, r->peer),
        .since = time,
        .copies = 1,
        .precedence = precedence};

    s->precedences[precedence].sent++;
    add_pending(s, &s->table->documents[r->exchange % STATS_BUCKETS],
                &document);
}

static void add_having(struct stats *s, instant time, const struct record *r)
{
    const uint32_t party = scenario_find_actor(s->scenario, r->party);
    struct stats_pending **at = find_pending(
        &s->table->documents[r->exchange % STATS_BUCKETS], r->exchange, party);

    if (!*at) return;
    struct stats_precedence *p = &s->precedences[(*at)->precedence];
    p->received++;
    spans_add(&p->took, time - (*at)->since);
    settle_pending(s, at);
}

static void count_record(struct stats *s, const struct record *r)
{
    s->records++;
    if (r->exchange > s->table->highest_exchange && r->exchange <= s->records) {
        s->table->highest_exchange = r->exchange;
        s->exchanges = r->exchange;
    }
    if (r->kind == RECORD_REFUSED || r->kind == RECORD_REJECTED)
        s->rejected[r->reason]++;
    if (r->kind == RECORD_FRAME_DROPPED) s->ignored[r->reason]++;
    if (r->kind == RECORD_UNDELIVERED) s->undelivered++;
    if (r->kind == RECORD_ACKNOWLEDGED) s->receipts_given++;
    if (r->kind == RECORD_RECEIPT_HELD) s->receipts_held++;
    if (r->kind == RECORD_SESSION_OPENED)
        s->channels[channel_of(s, r)].sessions++;
}

void stats_add(struct stats *s, instant time, uint64_t seq,
               const struct record *r)
{
    enum record_verb verb;

    count_record(s, r);
    if (r->kind == RECORD_FRAME_SENT)
        add_sent(s, time, seq, r);
    else if (r->kind == RECORD_FRAME_LOST || r->kind == RECORD_FRAME_DOUBLED ||
             r->kind == RECORD_FRAME_ARRIVED)
        add_fate(s, time, r);
    else if (!r->party || !r->peer || r->exchange == 0)
        return;
    else if (is_giving(r->kind, &verb))
        add_giving(s, time, r, verb);
    else if (r->kind == RECORD_RECEIVED || r->kind == RECORD_TOLD)
        add_having(s, time, r);
}

static int compare_spans(const void *a, const void *b)
{
    const duration *x = a;
    const duration *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_spans(struct stats_spans *spans)
{
    if (spans->count > 0)
        qsort(spans->items, spans->count, sizeof *spans->items, compare_spans);
}

static void sort_all_spans(struct stats *s)
{
    for (size_t i = 0; i <= s->scenario->channel_count; i++)
        sort_spans(&s->channels[i].took);
    for (size_t i = 0; i < STATS_PRECEDENCES; i++)
        sort_spans(&s->precedences[i].took);
}

enum err stats_read(struct stats *s, struct reader *r)
{
    struct arena step;
    struct reader_frame f;
    struct record record;
    enum err rc;

    arena_init(&step);
    reader_rewind(r);
    while ((rc = reader_next(r, &f)) == ERR_OK) {
        if (f.kind != JOURNAL_EVENT) continue;
        rc = record_decode(&step, f.body, &record);
        if (rc) break;
        stats_add(s, f.time, f.seq, &record);
        arena_reset(&step);
    }
    arena_fini(&step);
    sort_all_spans(s);
    return rc == ERR_MISSING ? ERR_OK : rc;
}

duration stats_percentile(const struct stats_spans *spans, unsigned percent)
{
    assert(spans->count > 0 && percent <= 100);
    const size_t whole = spans->count / 100 * percent;
    const size_t rest = spans->count % 100 * percent;
    const size_t rank = whole + (rest + 99) / 100;

    return spans->items[rank > 0 ? rank - 1 : 0];
}

duration stats_latency(const struct stats *s)
{
    uint64_t count = 0;
    double sum = 0;

    for (size_t i = 0; i < STATS_PRECEDENCES; i++) {
        const struct stats_spans *took = &s->precedences[i].took;

        for (size_t k = 0; k < took->count; k++)
            sum += (double)took->items[k];
        count += took->count;
    }
    return count > 0 ? (duration)(sum / (double)count) : STATS_NO_LATENCY;
}

uint64_t stats_outstanding(const struct stats *s)
{
    return s->receipts_given > s->receipts_held
               ? s->receipts_given - s->receipts_held
               : 0;
}
