#include "study/why_not.h"

#include "scenario/scenario_query.h"
#include "study/judge.h"

/* why_not_of collects what there was, in this order: the level that was
 * reached; the portions that did reach the one asked for; the acts of others
 * towards the party, each with its outcome, and the refusals; entries that by
 * chance did not happen; entries whose condition never came true; and holders
 * that had a channel to the party and did nothing. Of a nested sentence, all
 * but the first two is what its knower has from the other party. The catalog is
 * gone through for the acts, each of whose exchanges is then read, and once
 * more for the chances; the rest comes from the ledger and the scenario. */

/* A search, and what it has found. */
struct why_not_search {
    const struct causes *causes;
    const struct scenario *scenario;
    const struct ledger *view; /* decides the sentence; may be NULL */
    struct arena *arena;
    const struct sentence *sentence;
    uint32_t party; /* lacking it; the knower, if nested */
    bool inferred;  /* about another party: only the knower's records count */
    struct why_not_item *items;
    size_t count, room;
    bool *tried; /* a party each: it did something towards that party */
};

static void add_item(struct why_not_search *s, struct why_not_item item)
{
    s->items =
        arena_grow(s->arena, s->items, s->count, &s->room, sizeof *s->items);
    s->items[s->count++] = item;
}

/* The highest level that the party got to, on any of it. */
static void find_reached(struct why_not_search *s)
{
    const struct sentence *q = s->sentence;
    const uint32_t portion = q->portion;
    struct ledger_mark m;

    if (!s->view) return;

    const enum record_level level =
        portion == SCENARIO_NONE
            ? ledger_level_any(s->view, q->party, q->document)
            : ledger_level(s->view, q->party, q->document, portion);

    if (level == LEVEL_UNAWARE) return;
    if (portion != SCENARIO_NONE
            ? ledger_since(s->view, q->party, q->document, portion, level, &m)
            : ledger_since_any(s->view, q->party, q->document, level, &m))
        add_item(s, (struct why_not_item){.kind = WHY_NOT_REACHED,
                                          .seq = m.seq,
                                          .party = q->party,
                                          .level = level,
                                          .since = m.time});
}

/* The portions of a whole document that did reach the level. */
static void find_portions(struct why_not_search *s)
{
    const struct sentence *q = s->sentence;
    const struct scenario_document *d = &s->scenario->documents[q->document];
    const enum record_level level =
        (enum record_level)sentence_level(q->predicate);
    struct why_not_item item = {.kind = WHY_NOT_PARTLY};
    struct ledger_mark m;

    if (!s->view || level == LEVEL_UNAWARE || q->portion != SCENARIO_NONE)
        return;
    item.portions =
        arena_array(s->arena, d->portion_count, sizeof *item.portions);
    for (uint32_t i = 0; i < d->portion_count; i++) {
        if (!ledger_since(s->view, q->party, q->document, i, level, &m))
            continue;
        item.portions[item.count++] = d->portions[i].name;
    }
    if (item.count > 0) add_item(s, item);
}

/* True for a kind of record that may show the outcome of an act. A frame's
 * arrival matters where one was lost before. */
static bool may_tell(enum record_kind kind, bool lost)
{
    static const bool telling[RECORD_KIND_COUNT] = {[RECORD_REJECTED] = true,
                                                    [RECORD_ARRIVED] = true,
                                                    [RECORD_FRAME_LOST] = true,
                                                    [RECORD_INTERFERED] = true,
                                                    [RECORD_UNDELIVERED] =
                                                        true};

    return telling[kind] || causes_is_taking(kind) ||
           (kind == RECORD_FRAME_ARRIVED && lost);
}

/* The outcome of an act towards the party, by a record of its exchange. */
static enum why_not_outcome outcome_of(const struct why_not_search *s,
                                       const struct causes_record *by,
                                       const struct causes_record *r)
{
    const bool here = r->party == s->party && r->peer == by->party;

    if (here && r->document == by->document && causes_is_taking(r->kind))
        return WHY_NOT_TAKEN;
    if (here && r->kind == RECORD_REJECTED) return WHY_NOT_REJECTED;
    if (here && r->kind == RECORD_ARRIVED) return WHY_NOT_WAITING;
    if (r->kind == RECORD_FRAME_LOST && r->peer == s->party)
        return WHY_NOT_LOST;
    if (r->kind == RECORD_INTERFERED && r->peer == by->party)
        return WHY_NOT_INTERFERED;
    if (r->kind == RECORD_UNDELIVERED && r->party == by->party &&
        r->peer == s->party)
        return WHY_NOT_GIVEN_UP;
    return WHY_NOT_UNDER_WAY;
}

/* True for two records of what one frame brought. */
static bool is_same_frame(const struct causes_record *a,
                          const struct causes_record *b)
{
    return a->cause_count > 0 && b->cause_count > 0 &&
           a->causes[0] == b->causes[0];
}

/* Finds the outcome of an act towards the party. A copy that was read may yet
 * be rejected. */
static void find_outcome(const struct why_not_search *s, uint64_t act,
                         const struct causes_record *by,
                         struct why_not_item *item)
{
    const struct causes *c = s->causes;
    enum record_kind kind;
    struct causes_record r, taken = {0};
    struct arena a;
    size_t count;

    arena_init(&a);
    const uint64_t *seqs = causes_exchange(c, &a, by->exchange, act, &count);

    item->what = WHY_NOT_UNDER_WAY;
    for (size_t i = 0; i < count && item->what != WHY_NOT_REJECTED; i++) {
        if (!catalog_kind(&c->catalog, seqs[i], &kind) ||
            !may_tell(kind, item->what == WHY_NOT_LOST) ||
            !causes_record(c, seqs[i], &r))
            continue;

        const enum why_not_outcome what = outcome_of(s, by, &r);

        if (item->what == WHY_NOT_TAKEN &&
            (what != WHY_NOT_REJECTED || !is_same_frame(&r, &taken)))
            continue;
        if (what == WHY_NOT_TAKEN) taken = r;
        if (kind == RECORD_FRAME_ARRIVED && r.party == s->party &&
            r.peer == by->party)
            item->what = WHY_NOT_UNDER_WAY;
        if (what == WHY_NOT_UNDER_WAY) continue;
        item->what = what;
        item->outcome = seqs[i];
    }
    arena_fini(&a);
}

/* True if the party rejected anything of the giver's in the exchange: then a
 * proof may have come and failed. */
static bool has_rejected(const struct why_not_search *s, uint64_t act,
                         const struct causes_record *by)
{
    const struct causes *c = s->causes;
    enum record_kind kind;
    struct causes_record r;
    struct arena a;
    bool found = false;
    size_t count;

    arena_init(&a);
    const uint64_t *seqs = causes_exchange(c, &a, by->exchange, act, &count);

    for (size_t i = 0; i < count && !found; i++)
        found = catalog_kind(&c->catalog, seqs[i], &kind) &&
                kind == RECORD_REJECTED && causes_record(c, seqs[i], &r) &&
                r.party == s->party && r.peer == by->party;
    arena_fini(&a);
    return found;
}

/* The record by which the giver of a text had its proof before the act; 0 where
 * it had none, or none was asked for, or the proof was passed on. */
static uint64_t withheld_proof(const struct why_not_search *s, uint64_t act,
                               const struct causes_record *by,
                               const struct why_not_item *item)
{
    const struct sentence *q = s->sentence;
    struct causes_record taken;
    struct ledger_mark m;

    if (s->inferred || sentence_level(q->predicate) < LEVEL_VERIFIED ||
        item->what != WHY_NOT_TAKEN ||
        !causes_record(s->causes, item->outcome, &taken) ||
        record_kind_row(taken.kind)->level != LEVEL_HOLDS ||
        !ledger_since(s->causes->ledger, by->party, q->document, q->portion,
                      LEVEL_PROVABLE, &m) ||
        m.seq > act || has_rejected(s, act, by))
        return 0;
    return m.seq;
}

/* The first of the frames that carried an act which an adversary captured. */
static uint64_t capture_of(const struct why_not_search *s, uint64_t act,
                           const struct causes_record *by)
{
    const struct causes *c = s->causes;
    enum record_kind kind;
    struct causes_record r;
    uint64_t found = 0;
    struct arena a;
    size_t count;

    arena_init(&a);
    const uint64_t *seqs = causes_exchange(c, &a, by->exchange, act, &count);

    for (size_t i = 0; i < count && found == 0; i++)
        if (catalog_kind(&c->catalog, seqs[i], &kind) &&
            kind == RECORD_CAPTURED && causes_record(c, seqs[i], &r) &&
            r.party == s->party && r.peer == by->party)
            found = seqs[i];
    arena_fini(&a);
    return found;
}

/* An act that was not meant for the party. An adversary that has read nothing
 * of the document may still have captured the frame. */
static void find_capture(struct why_not_search *s, uint64_t act,
                         const struct causes_record *by)
{
    const struct sentence *q = s->sentence;

    if (s->party < s->scenario->party_count || q->nested || !s->view ||
        ledger_level_any(s->view, q->party, q->document) >= LEVEL_HOLDS)
        return;

    const uint64_t captured = capture_of(s, act, by);

    if (captured > 0)
        add_item(s, (struct why_not_item){.kind = WHY_NOT_ATTEMPT,
                                          .seq = act,
                                          .party = by->party,
                                          .what = WHY_NOT_CAPTURED,
                                          .outcome = captured});
}

/* Lists the acts of others towards the party with the document, and their
 * outcomes; and the acts that were refused. */
static void find_attempts(struct why_not_search *s)
{
    const struct catalog *all = &s->causes->catalog;
    const struct sentence *q = s->sentence;
    struct causes_record r;
    enum record_kind kind;

    for (uint64_t seq = 0; seq < all->count; seq++) {
        if (!catalog_kind(all, seq, &kind) ||
            (kind != RECORD_REFUSED && !causes_is_sending(kind)) ||
            !causes_record(s->causes, seq, &r) || r.document != q->document)
            continue;
        if (kind == RECORD_REFUSED) {
            add_item(s, (struct why_not_item){.kind = WHY_NOT_REFUSED,
                                              .seq = seq,
                                              .party = r.party});
            continue;
        }
        if (r.peer != s->party) {
            find_capture(s, seq, &r);
            continue;
        }
        if (r.party == SCENARIO_NONE) continue;

        struct why_not_item item = {
            .kind = WHY_NOT_ATTEMPT, .seq = seq, .party = r.party};

        s->tried[r.party] = true;
        find_outcome(s, seq, &r, &item);
        item.proof = withheld_proof(s, seq, &r, &item);
        add_item(s, item);
    }
}

/* Lists what the knower itself has from the party about the document, or
 * rejected from it: none of that shows what the sentence says. The records of
 * others are not its own. */
static void find_shown(struct why_not_search *s)
{
    static const bool telling[RECORD_KIND_COUNT] = {
        [RECORD_REJECTED] = true,
        [RECORD_RECEIPT_HELD] = true,
        [RECORD_COSIGNATURE_HELD] = true,
    };
    const struct catalog *all = &s->causes->catalog;
    const struct sentence *q = s->sentence;
    struct causes_record r;
    enum record_kind kind;

    for (uint64_t seq = 0; seq < all->count; seq++) {
        if (!catalog_kind(all, seq, &kind) ||
            (!telling[kind] && !causes_is_taking(kind)) ||
            !causes_record(s->causes, seq, &r) || r.party != s->party ||
            r.peer != q->party ||
            (kind != RECORD_REJECTED && r.document != q->document))
            continue;
        add_item(s, (struct why_not_item){
                        .kind = WHY_NOT_SHOWN, .seq = seq, .party = s->party});
    }
}

/* True for an entry of the script that might have led to what the sentence
 * says. */
static bool bears_on(const struct why_not_search *s,
                     const struct scenario_entry *e)
{
    if (e->document != s->sentence->document) return false;
    if (e->from == s->party) return true;
    for (size_t i = 0; i < e->to_count; i++)
        if (e->to[i] == s->party) return true;
    return false;
}

static void find_chances(struct why_not_search *s)
{
    const struct catalog *all = &s->causes->catalog;
    enum record_kind kind;
    struct record r;

    for (uint64_t seq = 0; seq < all->count; seq++) {
        if (!catalog_kind(all, seq, &kind) || kind != RECORD_BY_CHANCE_NOT ||
            causes_read(s->causes, s->arena, seq, &r))
            continue;

        const uint32_t entry = r.entry - 1;

        if (entry >= s->scenario->entry_count ||
            !bears_on(s, &s->scenario->entries[entry]))
            continue;
        add_item(s, (struct why_not_item){
                        .kind = WHY_NOT_CHANCE,
                        .seq = seq,
                        .entry = entry,
                        .party = s->scenario->entries[entry].from});
    }
}

/* Entries that wait for something that never came true. */
static void find_conditions(struct why_not_search *s)
{
    for (size_t i = 0; i < s->scenario->entry_count; i++) {
        const struct scenario_entry *e = &s->scenario->entries[i];

        /* The entry waits for what its party sees, who may take another text
         * for this one. */
        if (!e->conditional || !bears_on(s, e) ||
            gain_mistaken(&s->causes->ledger->gain, e->when.party,
                          e->when.document) ||
            judge_sentence(s->arena, s->causes->ledger, &e->when).reached)
            continue;
        add_item(s, (struct why_not_item){.kind = WHY_NOT_CONDITION,
                                          .entry = (uint32_t)i,
                                          .party = e->from});
    }
}

/* A way from one party to another; false: there is none. */
static bool find_channel(const struct scenario *sc, uint32_t from, uint32_t to,
                         uint32_t *channel)
{
    *channel = scenario_joining(sc, from, to);
    return *channel != SCENARIO_NONE || sc->parties[to].kind == PARTY_PUBLIC;
}

/* The level that a giver must have. */
static enum record_level needed_to_give(const struct sentence *q)
{
    const int level = sentence_level(q->predicate);

    if (q->predicate == SENTENCE_RECEIVES) return LEVEL_HOLDS;
    return level > LEVEL_HOLDS ? LEVEL_HOLDS : (enum record_level)level;
}

/* True if having it from that time on is in time for the sentence. */
static bool is_in_time(const struct sentence *q, instant since)
{
    return q->bound == BOUND_NONE || q->bound == BOUND_AFTER ||
           since <= q->time;
}

static void find_holders(struct why_not_search *s, size_t *more)
{
    const struct sentence *q = s->sentence;
    const enum record_level level = needed_to_give(q);
    size_t listed = 0;
    struct ledger_mark m;

    if (level == LEVEL_UNAWARE) return;
    for (uint32_t i = 0; i < s->scenario->actor_count; i++) {
        struct why_not_item item = {
            .kind = WHY_NOT_HOLDER, .party = i, .level = level};

        if (i == s->party || s->tried[i] ||
            !ledger_since(s->causes->ledger, i, q->document, q->portion, level,
                          &m) ||
            !is_in_time(q, m.time) ||
            !find_channel(s->scenario, i, s->party, &item.channel))
            continue;
        item.seq = m.seq;
        item.since = m.time;
        if (listed++ < WHY_NOT_HOLDERS_MAX) add_item(s, item);
    }
    *more = listed > WHY_NOT_HOLDERS_MAX ? listed - WHY_NOT_HOLDERS_MAX : 0;
}

struct why_not why_not_of(const struct causes *c, struct arena *a,
                          const struct sentence *s)
{
    const struct scenario *sc = c->ledger->scenario;
    struct why_not_search search = {
        .causes = c,
        .scenario = sc,
        .view = ledger_nested_view(c->ledger, s),
        .arena = a,
        .sentence = s,
        .party = s->nested ? s->knower : s->party,
        .inferred = s->nested && s->knower != s->party,
        .tried = arena_array(a, sc->actor_count, sizeof *search.tried),
    };
    struct why_not found = {0};

    find_reached(&search);
    find_portions(&search);
    if (search.inferred) {
        find_shown(&search);
    } else {
        find_attempts(&search);
        find_chances(&search);
        find_conditions(&search);
        find_holders(&search, &found.more);
    }
    found.items = search.items;
    found.count = search.count;
    return found;
}
