#include "study/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/search.h"
#include "scenario/meaning.h"
#include "scenario/scenario_query.h"
#include "wire/outline.h"

/* ledger_add turns a record's names into numbers, asks gain_level for the
 * level that the record gives, bounded by what others had to give, and enters
 * an act and a gain for each portion that it names: into the ledger and, for
 * what it lets its party infer about others, into that party's nested view, a
 * ledger of the same form. The table of notes tells what is new, and only that
 * is kept. ledger_finish sorts both lists; each question then finds the first
 * row of its actor and document by bisection and reads on from there. */

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_times(const void *a, const void *b)
{
    const instant *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* True for a sentence about the first act after a time. */
static bool asks_after(const struct sentence *s)
{
    return s->never && s->bound == BOUND_AFTER;
}

void ledger_init(struct ledger *l, const struct scenario *sc)
{
    *l = (struct ledger){.scenario = sc, .last = INSTANT_MIN};
    arena_init(&l->arena);
    l->gain = (struct gain){
        .arena = &l->arena, .levels = &l->notes, .whole = SCENARIO_NONE};
    /* Has room for one sentence more, which ledger_ask adds. */
    l->asked = arena_array(&l->arena, sc->expect_count + 1, sizeof *l->asked);
    for (size_t i = 0; i < sc->expect_count; i++)
        if (asks_after(&sc->expects[i]))
            l->asked[l->asked_count++] = sc->expects[i].time;
    if (l->asked_count > 0)
        qsort(l->asked, l->asked_count, sizeof *l->asked, compare_times);
}

void ledger_ask(struct ledger *l, const struct sentence *s)
{
    assert(l->records == 0 && l->asked_count <= l->scenario->expect_count);
    if (!asks_after(s)) return;
    l->asked[l->asked_count++] = s->time;
    qsort(l->asked, l->asked_count, sizeof *l->asked, compare_times);
}

void ledger_fini(struct ledger *l)
{
    arena_fini(&l->arena);
}

static uint32_t find_portion(const struct scenario_document *d,
                             const char *name)
{
    for (size_t i = 0; i < d->portion_count; i++)
        if (strcmp(d->portions[i].name, name) == 0) return (uint32_t)i;
    return SCENARIO_NONE;
}

/* The number of the asked times before t. */
static size_t asked_before(const struct ledger *l, instant t)
{
    return search_lower_bound(&t, l->asked, l->asked_count, sizeof *l->asked,
                              compare_times);
}

/* True if the first act after t was kept. */
static bool is_asked(const struct ledger *l, instant t)
{
    const size_t before = asked_before(l, t);

    return before < l->asked_count && l->asked[before] == t;
}

/* Keeps a gain that raises the level. The items of a nested view live in the
 * arena of its ledger. */
static void add_gain(struct arena *a, struct ledger *l,
                     const struct ledger_gain *gain)
{
    const struct notes_key key = {gain->party, gain->document, gain->portion,
                                  GAIN_LEVEL};

    if (gain->level == LEVEL_UNAWARE) return;

    size_t *level = notes_at(&l->notes, a, &key);

    if (gain->level <= *level) return;
    *level = gain->level;
    l->gains = arena_grow(a, l->gains, l->gain_count, &l->gain_capacity,
                          sizeof *l->gains);
    l->gains[l->gain_count++] = *gain;
}

/* Keeps the first act of its kind, and the first one after each asked time. */
static void add_act(struct arena *a, struct ledger *l,
                    const struct ledger_act *act)
{
    const struct notes_key key = {act->party, act->document, act->portion,
                                  act->mark.kind};
    size_t *last = notes_at(&l->notes, a, &key); /* its number, from 1 */

    if (*last > 0 && asked_before(l, l->acts[*last - 1].mark.time) ==
                         asked_before(l, act->mark.time))
        return;
    l->acts =
        arena_grow(a, l->acts, l->act_count, &l->act_capacity, sizeof *l->acts);
    l->acts[l->act_count++] = *act;
    *last = l->act_count;
}

/* The party's nested view, made when there is something in it. */
static struct ledger *nested_view_of(struct ledger *l, uint32_t party)
{
    if (!l->nested_views)
        l->nested_views = arena_array(&l->arena, l->scenario->actor_count,
                                      sizeof *l->nested_views);
    if (!l->nested_views[party]) {
        l->nested_views[party] =
            arena_alloc(&l->arena, sizeof *l->nested_views[party]);
        l->nested_views[party]->scenario = l->scenario;
        l->nested_views[party]->asked = l->asked;
        l->nested_views[party]->asked_count = l->asked_count;
    }
    return l->nested_views[party];
}

/* A record's effect on one portion, or on the document as a whole. */
struct ledger_bearing {
    uint32_t party, document, portion;
    const struct meaning_inference *told; /* about other actors */
    size_t told_count;
    enum record_level level;
    struct ledger_mark mark;
};

/* Every record of a document is an act; one that gives a level is a gain.
 * Inferences about others go to the nested view of the record's party. */
static void add_portion(struct ledger *l, const struct ledger_bearing *b)
{
    const struct ledger_gain gain = {b->party, b->document, b->portion,
                                     b->level, b->mark};
    const struct ledger_act act = {b->party, b->document, b->portion, b->mark};

    add_act(&l->arena, l, &act);
    add_gain(&l->arena, l, &gain);
    for (size_t i = 0; i < b->told_count; i++) {
        struct ledger_gain known = gain;
        struct ledger_act done = act;

        known.party = done.party = b->told[i].about;
        known.level = b->told[i].level;
        done.mark.kind = b->told[i].act;
        add_gain(&l->arena, nested_view_of(l, b->party), &known);
        if (b->told[i].acted)
            add_act(&l->arena, nested_view_of(l, b->party), &done);
    }
}

/* A record's effect on a portion, or on the whole, within its bound. */
static void add_bounded(struct ledger *l, const struct record *r,
                        const struct gain_where *at, struct ledger_bearing *b,
                        uint32_t portion)
{
    b->portion = portion;
    b->level = gain_level(&l->gain, r, at, portion);
    /* Of no portion that there is, so of the document alone. */
    if (portion == LEDGER_SOME && b->level > LEVEL_AWARE)
        b->level = LEVEL_AWARE;
    if (r->kind == RECORD_TOLD && b->level >= LEVEL_TOLD)
        gain_tell(&l->gain, r, at, portion);
    gain_offer(&l->gain, r, at, portion);
    add_portion(l, b);
}

/* Goes through the portions that a record names: some, all of them one by one,
 * all of them at once, or none by name, as where an adversary has changed the
 * names. */
static void add_portions(struct ledger *l, const struct record *r,
                         const struct gain_where *at, struct ledger_bearing *b)
{
    const struct scenario_document *d = &l->scenario->documents[at->document];
    bool any = false;

    if (r->portion_count == 0 && meaning_unnamed(r)) {
        add_bounded(l, r, at, b, LEDGER_SOME);
    } else if (r->portion_count == 0 && gain_is_uneven(&l->gain, r, at)) {
        for (uint32_t i = 0; i < d->portion_count; i++)
            add_bounded(l, r, at, b, i);
    } else if (r->portion_count == 0) {
        add_bounded(l, r, at, b, SCENARIO_NONE);
    }
    for (size_t i = 0; i < r->portion_count; i++) {
        const uint32_t portion = find_portion(d, r->portions[i]);
        if (portion == SCENARIO_NONE) continue;
        add_bounded(l, r, at, b, portion);
        any = true;
    }
    if (r->portion_count > 0 && !any) add_bounded(l, r, at, b, LEDGER_SOME);
}

void ledger_add(struct ledger *l, instant time, uint64_t seq,
                const struct record *r)
{
    const struct scenario *sc = l->scenario;
    struct meaning_inference told[MEANING_INFERENCES_MAX];
    struct ledger_bearing b = {
        .party = r->party ? scenario_find_actor(sc, r->party) : SCENARIO_NONE,
        .document = r->document ? scenario_find_document(sc, r->document)
                                : SCENARIO_NONE,
        .told = told,
        .mark = {time, seq, r->kind,
                 r->peer ? scenario_find_actor(sc, r->peer) : SCENARIO_NONE},
    };

    assert(!l->finished);
    l->records++;
    l->last = time;
    if (r->kind == RECORD_STOPPED) l->stopped = true;
    gain_follow(&l->gain, seq, r);
    if (b.party == SCENARIO_NONE || b.document == SCENARIO_NONE) return;
    const struct gain_where at = {b.party, b.mark.peer, b.document,
                                  sc->documents[b.document].portion_count};
    b.told_count = meaning_inferences(sc, r, told);
    add_portions(l, r, &at, &b);
    gain_note(&l->gain, r, &at);
}

const struct ledger *ledger_nested_view(const struct ledger *l,
                                        const struct sentence *s)
{
    if (!s->nested || s->knower == s->party) return l;
    return l->nested_views ? l->nested_views[s->knower] : NULL;
}

/* The whole document (NONE) comes after its portions. */
static int compare_gains(const void *a, const void *b)
{
    const struct ledger_gain *x = a;
    const struct ledger_gain *y = b;
    int c = order_numbers(x->party, y->party);

    if (c == 0) c = order_numbers(x->document, y->document);
    if (c == 0) c = order_numbers(x->portion, y->portion);
    return c ? c : order_numbers(x->mark.seq, y->mark.seq);
}

static int compare_acts(const void *a, const void *b)
{
    const struct ledger_act *x = a;
    const struct ledger_act *y = b;
    int c = order_numbers(x->party, y->party);

    if (c == 0) c = order_numbers(x->document, y->document);
    if (c == 0) c = order_numbers(x->mark.seq, y->mark.seq);
    return c ? c : order_numbers(x->portion, y->portion);
}

static void put_in_order(struct ledger *l)
{
    if (l->gain_count > 0)
        qsort(l->gains, l->gain_count, sizeof *l->gains, compare_gains);
    if (l->act_count > 0)
        qsort(l->acts, l->act_count, sizeof *l->acts, compare_acts);
    l->finished = true;
}

void ledger_finish(struct ledger *l)
{
    put_in_order(l);
    for (size_t i = 0; l->nested_views && i < l->scenario->actor_count; i++)
        if (l->nested_views[i]) put_in_order(l->nested_views[i]);
}

void ledger_close(struct ledger *l, instant time)
{
    l->last = time;
    l->closed = true;
    ledger_finish(l);
}

/* Most records concern no document and need no decoding. */
static enum err read_event(struct ledger *l, struct arena *step,
                           const struct reader_frame *f)
{
    struct outline o;
    enum err rc = outline_read(f->body, &o);
    if (rc) return rc;

    struct record record = {.kind = o.kind, .cause_count = o.cause_count};

    memcpy(record.causes, o.causes, sizeof record.causes);
    if (o.has_document || o.kind == RECORD_INTERFERED) {
        rc = record_decode(step, f->body, &record);
        if (rc) return rc;
    }
    ledger_add(l, f->time, f->seq, &record);
    return ERR_OK;
}

enum err ledger_read(struct ledger *l, struct reader *r, instant until)
{
    struct arena step;
    struct reader_frame f;
    enum err rc;

    arena_init(&step);
    reader_rewind(r);
    while ((rc = reader_next(r, &f)) == ERR_OK && f.time <= until) {
        l->last = f.time;
        if (f.kind == JOURNAL_CLOSE) l->closed = true;
        if (f.kind == JOURNAL_FAULT) l->stopped = true;
        if (f.kind != JOURNAL_EVENT) continue;
        rc = read_event(l, &step, &f);
        if (rc) break;
        arena_reset(&step);
    }
    arena_fini(&step);
    ledger_finish(l);
    return rc == ERR_MISSING ? ERR_OK : rc;
}

bool ledger_complete(const struct ledger *l)
{
    return l->closed && !l->stopped;
}

/* The party's first gain on the document at this portion or a later one. */
static size_t first_gain(const struct ledger *l, uint32_t party,
                         uint32_t document, uint32_t portion)
{
    const struct ledger_gain key = {
        .party = party, .document = document, .portion = portion};

    return search_lower_bound(&key, l->gains, l->gain_count, sizeof *l->gains,
                              compare_gains);
}

/* Keeps the earlier mark. */
static void keep_earlier(struct ledger_mark *mark, bool *found,
                         const struct ledger_mark *other)
{
    if (!*found || other->seq < mark->seq) *mark = *other;
    *found = true;
}

/* Finds the rise to a level by records of exactly this portion, or of the
 * whole. */
static void find_rise(const struct ledger *l, uint32_t party, uint32_t document,
                      uint32_t portion, enum record_level level,
                      struct ledger_mark *mark, bool *found)
{
    for (size_t i = first_gain(l, party, document, portion); i < l->gain_count;
         i++) {
        const struct ledger_gain *g = &l->gains[i];

        if (g->party != party || g->document != document ||
            g->portion != portion) {
            return;
        }
        if (g->level < level) continue;
        keep_earlier(mark, found, &g->mark);
        return;
    }
}

bool ledger_since_any(const struct ledger *l, uint32_t party, uint32_t document,
                      enum record_level level, struct ledger_mark *mark)
{
    bool found = false;

    assert(l->finished && level > LEVEL_UNAWARE);
    for (size_t i = first_gain(l, party, document, 0); i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];

        if (g->party != party || g->document != document) break;
        if (g->level >= level) keep_earlier(mark, &found, &g->mark);
    }
    return found;
}

bool ledger_since(const struct ledger *l, uint32_t party, uint32_t document,
                  uint32_t portion, enum record_level level,
                  struct ledger_mark *mark)
{
    assert(document < l->scenario->document_count);
    const size_t count = l->scenario->documents[document].portion_count;
    struct ledger_mark last = {0};
    struct ledger_mark one = {0};
    bool found = false;

    assert(l->finished && level > LEVEL_UNAWARE);
    if (level == LEVEL_AWARE)
        return ledger_since_any(l, party, document, level, mark);
    if (portion != SCENARIO_NONE || count == 0) {
        find_rise(l, party, document, portion, level, mark, &found);
        find_rise(l, party, document, SCENARIO_NONE, level, mark, &found);
        return found;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!ledger_since(l, party, document, i, level, &one)) return false;
        if (i == 0 || one.seq > last.seq) last = one;
    }
    *mark = last;
    return true;
}

enum record_level ledger_level(const struct ledger *l, uint32_t party,
                               uint32_t document, uint32_t portion)
{
    enum record_level level = LEVEL_PROVABLE;
    struct ledger_mark mark;

    while (level > LEVEL_UNAWARE &&
           !ledger_since(l, party, document, portion, level, &mark))
        level--;
    return level;
}

enum record_level ledger_level_any(const struct ledger *l, uint32_t party,
                                   uint32_t document)
{
    enum record_level level = LEVEL_PROVABLE;
    struct ledger_mark mark;

    while (level > LEVEL_UNAWARE &&
           !ledger_since_any(l, party, document, level, &mark))
        level--;
    return level;
}

/* The first act of a party on a document. */
static size_t first_act(const struct ledger *l, uint32_t party,
                        uint32_t document)
{
    const struct ledger_act key = {.party = party, .document = document};

    return search_lower_bound(&key, l->acts, l->act_count, sizeof *l->acts,
                              compare_acts);
}

bool ledger_act(const struct ledger *l, uint32_t party, uint32_t document,
                uint32_t portion, enum sentence_predicate predicate,
                instant after, struct ledger_mark *mark)
{
    const bool any_time = after == INSTANT_MIN;

    assert(l->finished && (any_time || is_asked(l, after)));
    for (size_t i = first_act(l, party, document); i < l->act_count; i++) {
        const struct ledger_act *a = &l->acts[i];

        if (a->party != party || a->document != document) return false;
        if (portion != SCENARIO_NONE && a->portion != SCENARIO_NONE &&
            a->portion != portion)
            continue;
        if (!any_time && a->mark.time <= after) continue;
        if (!meaning_is(predicate, a->mark.kind)) continue;
        *mark = a->mark;
        return true;
    }
    return false;
}
