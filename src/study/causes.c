#include "study/causes.h"

#include <string.h>

#include "scenario/scenario_query.h"

/* A chain is traced backwards, a record at a time. The kind of a record tells
 * the way to the record that explains it (way_from), explain_record finds that
 * one, and causes_trace goes on from there until the author's drafting:
 *
 *   CHECKED --STEP-> RECEIVED --INBOX-> ARRIVED --ARRIVED-> FRAME_ARRIVED
 *                                                                 |
 *                                                              CARRIED
 *                                                                 v
 *   DRAFTED <-HAD-- SIGNED <-HAD-- SENT <-DONE-- FRAME_SENT <-----+
 *
 *   way      of                               to
 *   STEP     a check                          the reading of the same text
 *   INBOX    a message that was handled       its entry into the inbox, if it
 *                                             waited there; else ARRIVED
 *   ARRIVED  an entry into the inbox          the frame it came in
 *   CARRIED  a frame's arrival or capture     the frame's sending
 *   DONE     a frame's sending                the act that it carries out
 *   HAD      an act                           the gain of the document, at the
 *                                             level that was asked for
 *   LED      any other record                 its first cause */

/* Kinds of acts that are carried out by sending, as members of a table. */
#define CAUSES_SENDING_KINDS                                                   \
    [RECORD_REVIEW_OPENED] = true, [RECORD_COMMENTED] = true,                  \
    [RECORD_APPROVED] = true, [RECORD_OBJECTED] = true,                        \
    [RECORD_COSIGNED] = true, [RECORD_SENT] = true, [RECORD_FORWARDED] = true, \
    [RECORD_REPLIED] = true, [RECORD_PUBLISHED] = true,                        \
    [RECORD_BRIEFED] = true, [RECORD_ANNOUNCED] = true,                        \
    [RECORD_ACKNOWLEDGED] = true, [RECORD_LEAKED] = true

/* The way to the record that explains one of this kind. */
static enum causes_way way_from(enum record_kind kind)
{
    static const enum causes_way ways[RECORD_KIND_COUNT] = {
        [RECORD_SIGNED] = CAUSES_HAD,
        [RECORD_REVIEW_OPENED] = CAUSES_HAD,
        [RECORD_COMMENTED] = CAUSES_HAD,
        [RECORD_APPROVED] = CAUSES_HAD,
        [RECORD_OBJECTED] = CAUSES_HAD,
        [RECORD_COSIGNED] = CAUSES_HAD,
        [RECORD_SENT] = CAUSES_HAD,
        [RECORD_FORWARDED] = CAUSES_HAD,
        [RECORD_REPLIED] = CAUSES_HAD,
        [RECORD_PUBLISHED] = CAUSES_HAD,
        [RECORD_BRIEFED] = CAUSES_HAD,
        [RECORD_ANNOUNCED] = CAUSES_HAD,
        [RECORD_WITHHELD] = CAUSES_HAD,
        [RECORD_LEAKED] = CAUSES_HAD,
        [RECORD_ACKNOWLEDGED] = CAUSES_HAD,
        [RECORD_ARRIVED] = CAUSES_ARRIVED,
        [RECORD_MENTIONED] = CAUSES_ARRIVED,
        [RECORD_MARKS_ASKED] = CAUSES_HAD,
        [RECORD_MARKS_CHOSEN] = CAUSES_INBOX,
        [RECORD_MARKS_COMMITTED] = CAUSES_INBOX,
        [RECORD_TEXT_REPLACED] = CAUSES_ARRIVED,
        [RECORD_TAKEN_IN] = CAUSES_INBOX,
        [RECORD_RECEIVED] = CAUSES_INBOX,
        [RECORD_TOLD] = CAUSES_INBOX,
        [RECORD_HEARD] = CAUSES_INBOX,
        [RECORD_RECEIPT_HELD] = CAUSES_INBOX,
        [RECORD_COSIGNATURE_HELD] = CAUSES_INBOX,
        [RECORD_ORIGIN_CHECKED] = CAUSES_STEP,
        [RECORD_CHECKED] = CAUSES_STEP,
        [RECORD_AUTHENTICATED] = CAUSES_STEP,
        [RECORD_PROOF_CAPTURED] = CAUSES_STEP,
        [RECORD_CAPTURED] = CAUSES_CARRIED,
        [RECORD_FRAME_ARRIVED] = CAUSES_CARRIED,
        [RECORD_FRAME_SENT] = CAUSES_DONE,
    };

    return ways[kind] == CAUSES_ASKED ? CAUSES_LED : ways[kind];
}

bool causes_is_sending(enum record_kind kind)
{
    static const bool sending[RECORD_KIND_COUNT] = {CAUSES_SENDING_KINDS};

    return sending[kind];
}

bool causes_is_taking(enum record_kind kind)
{
    return way_from(kind) == CAUSES_INBOX;
}

void causes_init(struct causes *c, struct reader *r, const struct ledger *l)
{
    c->ledger = l;
    catalog_init(&c->catalog, r, l->last);
}

void causes_fini(struct causes *c)
{
    catalog_fini(&c->catalog);
}

/* Reads a record. `f` shows its frame until the reader moves. */
static enum err read_record(const struct causes *c, struct arena *a,
                            uint64_t seq, struct reader_frame *f,
                            struct record *r)
{
    enum err rc = catalog_read(&c->catalog, seq, f);

    return rc ? rc : record_decode(a, f->body, r);
}

enum err causes_read(const struct causes *c, struct arena *a, uint64_t seq,
                     struct record *r)
{
    struct reader_frame f;

    return read_record(c, a, seq, &f, r);
}

bool causes_record(const struct causes *c, uint64_t seq,
                   struct causes_record *out)
{
    const struct scenario *sc = c->ledger->scenario;
    struct reader_frame f;
    struct arena step;
    struct record r;

    arena_init(&step);
    const enum err rc = read_record(c, &step, seq, &f, &r);

    if (!rc) {
        *out = (struct causes_record){
            .time = f.time,
            .kind = r.kind,
            .party = r.party ? scenario_find_actor(sc, r.party) : SCENARIO_NONE,
            .peer = r.peer ? scenario_find_actor(sc, r.peer) : SCENARIO_NONE,
            .document = r.document ? scenario_find_document(sc, r.document)
                                   : SCENARIO_NONE,
            .exchange = r.exchange,
            .cause_count = r.cause_count,
        };
        memcpy(out->causes, r.causes, sizeof out->causes);
    }
    arena_fini(&step);
    return !rc;
}

const uint64_t *causes_exchange(const struct causes *c, struct arena *a,
                                uint64_t exchange, uint64_t from, size_t *count)
{
    const struct catalog *all = &c->catalog;
    const uint64_t last = catalog_last(all, exchange);
    uint64_t *seqs;
    size_t left = 0;

    for (uint64_t seq = last; seq > 0 && seq >= from;
         seq = catalog_before(all, seq))
        left++;
    *count = left;
    seqs = arena_array(a, left, sizeof *seqs);
    for (uint64_t seq = last; left > 0; seq = catalog_before(all, seq))
        seqs[--left] = seq;
    return seqs;
}

/* The record that is being explained. */
struct causes_explained {
    const struct causes *chain;
    struct causes_record record;
    uint64_t seq;
};

/* A search for the record that explains another: its kind, and a condition. */
struct causes_search {
    bool kinds[RECORD_KIND_COUNT];
    bool (*fits)(const struct causes_record *r,
                 const struct causes_explained *of);
};

/* The latest record of the exchange before the explained one that fits; 0:
 * there is none. Only records of the right kinds are read. */
static uint64_t find_before(const struct causes_explained *of,
                            const struct causes_search *s)
{
    const struct catalog *all = &of->chain->catalog;
    struct causes_record r;
    enum record_kind kind;

    for (uint64_t seq = catalog_before(all, of->seq); seq > 0;
         seq = catalog_before(all, seq)) {
        if (!catalog_kind(all, seq, &kind) || !s->kinds[kind]) continue;
        if (causes_record(of->chain, seq, &r) && s->fits(&r, of)) return seq;
    }
    return 0;
}

/* True if the record names that one as a cause. */
static bool names_cause(const struct causes_record *r, uint64_t seq)
{
    for (size_t i = 0; i < r->cause_count; i++)
        if (r->causes[i] == seq) return true;
    return false;
}

/* A check follows the reading, by the recipient or by an adversary. */
static bool is_received(const struct causes_record *r,
                        const struct causes_explained *of)
{
    return r->party == of->record.party && r->document == of->record.document;
}

static bool is_frame(const struct causes_record *r,
                     const struct causes_explained *of)
{
    return r->kind == RECORD_FRAME_ARRIVED && r->party == of->record.party &&
           r->peer == of->record.peer;
}

/* An inbox holds what came in a frame that the explained record names. */
static bool is_in_inbox(const struct causes_record *r,
                        const struct causes_explained *of)
{
    return r->party == of->record.party && r->peer == of->record.peer &&
           r->document == of->record.document && r->cause_count > 0 &&
           names_cause(&of->record, r->causes[0]);
}

/* An act of the frame's sender, towards its receiver or towards all. */
static bool is_act(const struct causes_record *r,
                   const struct causes_explained *of)
{
    return r->party == of->record.party &&
           (r->peer == of->record.peer || r->peer == SCENARIO_NONE);
}

static const struct causes_search received_search = {
    .kinds = {[RECORD_RECEIVED] = true,
              [RECORD_INTERCEPTED] = true,
              [RECORD_DECRYPTED] = true},
    .fits = is_received,
};

static const struct causes_search frame_search = {
    .kinds = {[RECORD_FRAME_ARRIVED] = true},
    .fits = is_frame,
};

static const struct causes_search inbox_search = {
    .kinds = {[RECORD_ARRIVED] = true},
    .fits = is_in_inbox,
};

static const struct causes_search act_search = {.kinds = {CAUSES_SENDING_KINDS},
                                                .fits = is_act};

/* The named cause of that kind, or the first named cause. */
static uint64_t find_named(const struct causes_explained *of,
                           enum record_kind kind)
{
    const struct causes_record *r = &of->record;
    enum record_kind found;

    for (size_t i = 0; i < r->cause_count; i++)
        if (catalog_kind(&of->chain->catalog, r->causes[i], &found) &&
            found == kind)
            return r->causes[i];
    return r->cause_count > 0 ? r->causes[0] : 0;
}

static uint64_t frame_of(const struct causes_explained *of)
{
    const uint64_t cause = find_named(of, RECORD_FRAME_ARRIVED);
    struct causes_record r;

    if (causes_record(of->chain, cause, &r) && is_frame(&r, of)) return cause;
    return find_before(of, &frame_search);
}

/* The record by which the party gained the document: at the level asked for, or
 * at the highest level below that it had reached by then. */
static uint64_t find_gain(const struct causes_explained *of,
                          const struct causes_answer *answer)
{
    const struct ledger *l = of->chain->ledger;
    const uint32_t party = of->record.party;
    const uint32_t document = of->record.document;
    struct ledger_mark m;

    if (party == SCENARIO_NONE || document == SCENARIO_NONE) return 0;
    const uint32_t portion =
        document == answer->document ? answer->portion : SCENARIO_NONE;
    for (enum record_level i = answer->level; i > LEVEL_UNAWARE; i--) {
        if (ledger_since(l, party, document, portion, i, &m) && m.seq < of->seq)
            return m.seq;
        if (ledger_since_any(l, party, document, i, &m) && m.seq < of->seq)
            return m.seq;
    }
    return 0;
}

/* The record that explains this one, and the way to it; 0: there is none. */
static uint64_t explain_record(const struct causes_explained *of,
                               const struct causes_answer *answer,
                               enum causes_way *way)
{
    uint64_t found;

    *way = way_from(of->record.kind);
    switch (*way) {
    case CAUSES_ASKED:
        return 0;
    case CAUSES_STEP:
        found = find_before(of, &received_search);
        if (found > 0) return found;
        /* The text was known before: only the proof is new. */
        *way = CAUSES_LED;
        return find_named(of, RECORD_CAPTURED);
    case CAUSES_INBOX:
        found = find_before(of, &inbox_search);
        if (found > 0) return found;
        *way = CAUSES_ARRIVED;
        return frame_of(of);
    case CAUSES_ARRIVED:
        return frame_of(of);
    case CAUSES_CARRIED:
        return find_named(of, RECORD_FRAME_SENT);
    case CAUSES_DONE:
        return find_before(of, &act_search);
    case CAUSES_HAD:
        return find_gain(of, answer);
    case CAUSES_LED:
        return of->record.cause_count > 0 ? of->record.causes[0] : 0;
    }
    return 0;
}

/* The chain while it grows. */
struct causes_links {
    struct arena *arena;
    struct causes_link *items;
    size_t count, room;
};

static void push_link(struct causes_links *l, uint64_t seq, enum causes_way way)
{
    l->items =
        arena_grow(l->arena, l->items, l->count, &l->room, sizeof *l->items);
    l->items[l->count++] = (struct causes_link){seq, way};
}

struct causes_answer causes_trace(const struct causes *c, struct arena *a,
                                  uint64_t seq, uint32_t portion,
                                  enum record_level level)
{
    struct causes_explained of = {.chain = c, .seq = seq};
    bool known = causes_record(c, seq, &of.record);
    struct causes_links links = {.arena = a};
    struct causes_answer answer = {
        .document = known ? of.record.document : SCENARIO_NONE,
        .portion = portion,
        .level = level,
        .end = CAUSES_BROKEN,
    };
    enum causes_way way = CAUSES_ASKED;

    while (known) {
        push_link(&links, of.seq, way);
        if (of.record.kind == RECORD_DRAFTED) answer.end = CAUSES_AUTHORED;
        if (answer.end == CAUSES_AUTHORED) break;

        const uint64_t next = explain_record(&of, &answer, &way);

        /* A forged journal may name later records as causes. */
        if (next == 0 && way == CAUSES_LED) answer.end = CAUSES_SCRIPTED;
        if (next == 0 || next >= of.seq) break;
        of.seq = next;
        known = causes_record(c, next, &of.record);
    }
    answer.links = links.items;
    answer.count = links.count;
    return answer;
}
