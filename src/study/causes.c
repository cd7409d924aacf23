#include "study/causes.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024, FIRST_LINKS = 16 };

/* Of each kind of record, what explains it. */
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
        [RECORD_TAKEN_IN] = CAUSES_DESK,
        [RECORD_RECEIVED] = CAUSES_DESK,
        [RECORD_TOLD] = CAUSES_DESK,
        [RECORD_HEARD] = CAUSES_DESK,
        [RECORD_RECEIPT_HELD] = CAUSES_DESK,
        [RECORD_COSIGNATURE_HELD] = CAUSES_DESK,
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
    static const bool sending[RECORD_KIND_COUNT] = {
        [RECORD_REVIEW_OPENED] = true, [RECORD_COMMENTED] = true,
        [RECORD_APPROVED] = true,      [RECORD_OBJECTED] = true,
        [RECORD_COSIGNED] = true,      [RECORD_SENT] = true,
        [RECORD_FORWARDED] = true,     [RECORD_REPLIED] = true,
        [RECORD_PUBLISHED] = true,     [RECORD_BRIEFED] = true,
        [RECORD_ANNOUNCED] = true,     [RECORD_ACKNOWLEDGED] = true,
        [RECORD_LEAKED] = true,
    };

    return sending[kind];
}

bool causes_is_taking(enum record_kind kind)
{
    return way_from(kind) == CAUSES_DESK;
}

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* An exchange's number and one of its records', to be sorted. */
struct membership {
    uint64_t exchange, seq;
};

static int compare_memberships(const void *a, const void *b)
{
    const struct membership *x = a;
    const struct membership *y = b;
    const int order = compare(x->exchange, y->exchange);

    return order ? order : compare(x->seq, y->seq);
}

static void index_exchanges(struct causes *c)
{
    struct arena scratch;
    struct membership *all;
    size_t count = 0;

    arena_init(&scratch);
    all = arena_array(&scratch, c->count, sizeof *all);
    for (uint64_t seq = 0; seq < c->count; seq++) {
        if (c->records[seq].exchange == 0) continue;
        all[count++] = (struct membership){c->records[seq].exchange, seq};
    }
    if (count > 0) qsort(all, count, sizeof *all, compare_memberships);
    c->exchange = arena_array(&c->arena, count, sizeof *c->exchange);
    for (size_t i = 0; i < count; i++)
        c->exchange[i] = all[i].seq;
    c->exchange_count = count;
    arena_fini(&scratch);
}

static void take_in(struct causes *c, const struct journal_frame *f,
                    const struct record *r)
{
    const struct scenario *sc = c->ledger->scenario;
    struct causes_record *out = &c->records[f->seq];

    *out = (struct causes_record){
        .offset = f->offset,
        .time = f->time,
        .kind = r->kind,
        .party = r->party ? scenario_find_actor(sc, r->party) : SCENARIO_NONE,
        .peer = r->peer ? scenario_find_actor(sc, r->peer) : SCENARIO_NONE,
        .document = r->document ? scenario_find_document(sc, r->document)
                                : SCENARIO_NONE,
        .exchange = r->exchange,
        .cause_count = r->cause_count,
    };
    memcpy(out->causes, r->causes, sizeof out->causes);
}

/* Room for the record of that number, which is the next one. */
static void make_room(struct causes *c, uint64_t *room)
{
    if (c->count < *room) return;

    const uint64_t wider = *room ? *room * 2 : FIRST_ROOM;
    struct causes_record *moved =
        arena_array(&c->arena, wider, sizeof *c->records);

    if (c->count > 0) memcpy(moved, c->records, c->count * sizeof *c->records);
    c->records = moved;
    *room = wider;
}

void causes_init(struct causes *c, struct reader *r, const struct ledger *l)
{
    struct journal_frame f;
    struct record record;
    struct arena step;
    uint64_t room = 0;

    *c = (struct causes){.reader = r, .ledger = l};
    arena_init(&c->arena);
    arena_init(&step);
    reader_rewind(r);
    /* A number out of its place is none that a cause could mean. */
    while (!reader_next(r, &f) && f.time <= l->last && f.seq == c->count) {
        make_room(c, &room);
        c->count++;
        if (f.kind != JOURNAL_EVENT) continue;
        if (record_decode(&step, f.body, &record)) break;
        take_in(c, &f, &record);
        arena_reset(&step);
    }
    arena_fini(&step);
    index_exchanges(c);
}

void causes_fini(struct causes *c)
{
    arena_fini(&c->arena);
}

const struct causes_record *causes_record(const struct causes *c, uint64_t seq)
{
    if (seq >= c->count || c->records[seq].offset == 0) return NULL;
    return &c->records[seq];
}

enum err causes_read(const struct causes *c, struct arena *a, uint64_t seq,
                     struct record *r)
{
    const struct causes_record *known = causes_record(c, seq);
    struct journal_frame f;

    if (!known) return ERR_MISSING;
    c->reader->offset = known->offset;
    enum err rc = reader_next(c->reader, &f);
    return rc ? rc : record_decode(a, f.body, r);
}

/* The place of the first record of an exchange at `seq` or later. */
static size_t first_of(const struct causes *c, uint64_t exchange, uint64_t seq)
{
    size_t low = 0;
    size_t high = c->exchange_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const uint64_t other = c->exchange[middle];
        const int order = compare(c->records[other].exchange, exchange);

        if (order < 0 || (order == 0 && other < seq)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const uint64_t *causes_exchange(const struct causes *c, uint64_t exchange,
                                size_t *count)
{
    const size_t first = first_of(c, exchange, 0);

    *count = exchange > 0 ? first_of(c, exchange, UINT64_MAX) - first : 0;
    return c->exchange + first;
}

uint64_t causes_before(const struct causes *c, uint64_t exchange, uint64_t seq,
                       bool (*fits)(const struct causes_record *r,
                                    const void *want),
                       const void *want)
{
    if (exchange == 0) return 0;
    for (size_t i = first_of(c, exchange, seq); i-- > 0;) {
        const struct causes_record *r = &c->records[c->exchange[i]];

        if (r->exchange != exchange) return 0;
        if (fits(r, want)) return c->exchange[i];
    }
    return 0;
}

/* The one that is being explained, and its number. */
struct explained {
    const struct causes *chain;
    const struct causes_record *record;
    uint64_t seq;
};

/* Whether the explained record names that one as a cause. */
static bool names_cause(const struct causes_record *r, uint64_t seq)
{
    for (size_t i = 0; i < r->cause_count; i++)
        if (r->causes[i] == seq) return true;
    return false;
}

/* What has been read is checked: by its recipient, or by who lay in wait. */
static bool is_received(const struct causes_record *r, const void *want)
{
    const struct causes_record *of = ((const struct explained *)want)->record;

    return (r->kind == RECORD_RECEIVED || r->kind == RECORD_INTERCEPTED ||
            r->kind == RECORD_DECRYPTED) &&
           r->party == of->party && r->document == of->document;
}

static bool is_frame(const struct causes_record *r, const void *want)
{
    const struct causes_record *of = ((const struct explained *)want)->record;

    return r->kind == RECORD_FRAME_ARRIVED && r->party == of->party &&
           r->peer == of->peer;
}

/* On the desk lay what came in a frame that the explained record names. */
static bool is_on_desk(const struct causes_record *r, const void *want)
{
    const struct causes_record *of = ((const struct explained *)want)->record;

    return r->kind == RECORD_ARRIVED && r->party == of->party &&
           r->peer == of->peer && r->document == of->document &&
           r->cause_count > 0 && names_cause(of, r->causes[0]);
}

/* An act of whoever sent the frame, towards its receiver or towards all. */
static bool is_act(const struct causes_record *r, const void *want)
{
    const struct causes_record *of = ((const struct explained *)want)->record;

    return causes_is_sending(r->kind) && r->party == of->party &&
           (r->peer == of->peer || r->peer == SCENARIO_NONE);
}

/* The cause of that kind that the record names, or the first one at all. */
static uint64_t named(const struct explained *of, enum record_kind kind)
{
    const struct causes_record *r = of->record;

    for (size_t i = 0; i < r->cause_count; i++) {
        const struct causes_record *cause =
            causes_record(of->chain, r->causes[i]);

        if (cause && cause->kind == kind) return r->causes[i];
    }
    return r->cause_count > 0 ? r->causes[0] : 0;
}

static uint64_t frame_of(const struct explained *of)
{
    const uint64_t cause = named(of, RECORD_FRAME_ARRIVED);
    const struct causes_record *r = causes_record(of->chain, cause);

    if (r && is_frame(r, of)) return cause;
    return causes_before(of->chain, of->record->exchange, of->seq, is_frame,
                         of);
}

/* How the record's party came to have what it needed: at the level asked, or
 * at the next below that it had reached by then. */
static uint64_t had(const struct explained *of,
                    const struct causes_answer *answer)
{
    const struct ledger *l = of->chain->ledger;
    const uint32_t party = of->record->party;
    const uint32_t document = of->record->document;
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

/* The explanation of a record, and the way to it; 0: there is none. */
static uint64_t explain(const struct explained *of,
                        const struct causes_answer *answer,
                        enum causes_way *way)
{
    const struct causes *c = of->chain;
    const uint64_t exchange = of->record->exchange;
    uint64_t desk;

    *way = way_from(of->record->kind);
    switch (*way) {
    case CAUSES_ASKED:
        return 0;
    case CAUSES_STEP:
        return causes_before(c, exchange, of->seq, is_received, of);
    case CAUSES_DESK:
        desk = causes_before(c, exchange, of->seq, is_on_desk, of);
        if (desk > 0) return desk;
        *way = CAUSES_ARRIVED;
        return frame_of(of);
    case CAUSES_ARRIVED:
        return frame_of(of);
    case CAUSES_CARRIED:
        return named(of, RECORD_FRAME_SENT);
    case CAUSES_DONE:
        return causes_before(c, exchange, of->seq, is_act, of);
    case CAUSES_HAD:
        return had(of, answer);
    case CAUSES_LED:
        return of->record->cause_count > 0 ? of->record->causes[0] : 0;
    }
    return 0;
}

/* The links while there are more and more of them. */
struct links {
    struct arena *arena;
    struct causes_link *items;
    size_t count, room;
};

static void push(struct links *l, uint64_t seq, enum causes_way way)
{
    if (l->count == l->room) {
        const size_t wider = l->room ? l->room * 2 : FIRST_LINKS;
        struct causes_link *moved = arena_array(l->arena, wider, sizeof *moved);

        if (l->count > 0) memcpy(moved, l->items, l->count * sizeof *moved);
        l->items = moved;
        l->room = wider;
    }
    l->items[l->count++] = (struct causes_link){seq, way};
}

struct causes_answer causes_trace(const struct causes *c, struct arena *a,
                                  uint64_t seq, uint32_t portion,
                                  enum record_level level)
{
    struct explained of = {c, causes_record(c, seq), seq};
    struct links links = {.arena = a};
    struct causes_answer answer = {
        .document = of.record ? of.record->document : SCENARIO_NONE,
        .portion = portion,
        .level = level,
        .end = CAUSES_BROKEN,
    };
    enum causes_way way = CAUSES_ASKED;

    while (of.record) {
        push(&links, of.seq, way);
        if (of.record->kind == RECORD_DRAFTED) answer.end = CAUSES_AUTHORED;
        if (answer.end == CAUSES_AUTHORED) break;

        const uint64_t next = explain(&of, &answer, &way);

        /* Who forges a journal may name causes that are no causes. */
        if (next == 0 && way == CAUSES_LED) answer.end = CAUSES_SCRIPTED;
        if (next == 0 || next >= of.seq) break;
        of = (struct explained){c, causes_record(c, next), next};
    }
    answer.links = links.items;
    answer.count = links.count;
    return answer;
}
