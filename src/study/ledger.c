#include "study/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/meaning.h"
#include "wire/outline.h"

/* Of two numbers: -1, 0 or 1 as the first is smaller, equal or greater. */
static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_times(const void *a, const void *b)
{
    const instant *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Whether it asks for the first act after a time. */
static bool asks_after(const struct sentence *s)
{
    return s->never && s->bound == BOUND_AFTER;
}

void ledger_init(struct ledger *l, const struct scenario *sc)
{
    *l = (struct ledger){.scenario = sc, .last = INSTANT_MIN};
    l->altered.actors = sc->actor_count;
    l->altered.documents = sc->document_count;
    arena_init(&l->arena);
    /* With room for a sentence that is asked beside these. */
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
    for (size_t i = 0; i < d->portion_count; i++) {
        if (strcmp(d->portions[i].name, name) == 0) return (uint32_t)i;
    }
    return SCENARIO_NONE;
}

/* How many of the times asked for lie before this one. */
static size_t asked_before(const struct ledger *l, instant t)
{
    size_t low = 0, high = l->asked_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (l->asked[middle] < t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Keeps what raises the level. A mind's items live in the arena of its
 * ledger. */
static void add_gain(struct arena *a, struct ledger *l,
                     const struct ledger_gain *gain)
{
    const struct notes_key key = {gain->party, gain->document, gain->portion,
                                  RECORD_KIND_COUNT};

    if (gain->level == LEVEL_UNAWARE) return;

    size_t *level = notes_at(&l->notes, a, &key);

    if (gain->level <= *level) return;
    *level = gain->level;
    l->gains = arena_grow(a, l->gains, l->gain_count, &l->gain_capacity,
                          sizeof *l->gains);
    l->gains[l->gain_count++] = *gain;
}

/* Keeps the first act of its kind, and the first one after each time that is
 * asked for. */
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

/* What a party can tell of others; made when there is something. */
static struct ledger *mind_of(struct ledger *l, uint32_t party)
{
    if (!l->minds)
        l->minds =
            arena_array(&l->arena, l->scenario->actor_count, sizeof *l->minds);
    if (!l->minds[party]) {
        l->minds[party] = arena_alloc(&l->arena, sizeof *l->minds[party]);
        l->minds[party]->scenario = l->scenario;
        l->minds[party]->asked = l->asked;
        l->minds[party]->asked_count = l->asked_count;
    }
    return l->minds[party];
}

/* A record as it bears on one portion, or on the document as a whole. */
struct bearing {
    uint32_t party, document, portion;
    const struct meaning_inference *told; /* of others */
    size_t told_count;
    enum record_level level;
    struct ledger_mark mark;
};

/* Every record of a document is an act; one that gives a level is a gain. What
 * it tells of others is the same in the mind of its party. */
static void add_portion(struct ledger *l, const struct bearing *b)
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
        add_gain(&l->arena, mind_of(l, b->party), &known);
        if (b->told[i].acted) add_act(&l->arena, mind_of(l, b->party), &done);
    }
}

void ledger_add(struct ledger *l, instant time, uint64_t seq,
                const struct record *r)
{
    const struct scenario *sc = l->scenario;
    struct meaning_inference told[MEANING_INFERENCES_MAX];
    struct bearing b = {
        .party = r->party ? scenario_find_actor(sc, r->party) : SCENARIO_NONE,
        .document = r->document ? scenario_find_document(sc, r->document)
                                : SCENARIO_NONE,
        .portion = SCENARIO_NONE,
        .told = told,
        .mark = {time, seq, r->kind,
                 r->peer ? scenario_find_actor(sc, r->peer) : SCENARIO_NONE},
    };

    l->records++;
    l->last = time;
    if (r->kind == RECORD_STOPPED) l->stopped = true;
    altered_follow(&l->altered, &l->arena, seq, r);
    if (b.party == SCENARIO_NONE || b.document == SCENARIO_NONE) return;
    b.level = altered_level(
        &l->altered, &l->arena, r,
        &(struct altered_where){b.party, b.mark.peer, b.document});
    b.told_count = meaning_inferences(sc, r, told);
    if (r->portion_count == 0) add_portion(l, &b);
    for (size_t i = 0; i < r->portion_count; i++) {
        b.portion = find_portion(&sc->documents[b.document], r->portions[i]);
        if (b.portion != SCENARIO_NONE) add_portion(l, &b);
    }
}

const struct ledger *ledger_mind(const struct ledger *l,
                                 const struct sentence *s)
{
    if (!s->nested || s->knower == s->party) return l;
    return l->minds ? l->minds[s->knower] : NULL;
}

/* The whole document, being NONE, comes after its portions. */
static int compare_gains(const void *a, const void *b)
{
    const struct ledger_gain *x = a;
    const struct ledger_gain *y = b;
    int c = order(x->party, y->party);

    if (c == 0) c = order(x->document, y->document);
    if (c == 0) c = order(x->portion, y->portion);
    return c ? c : order(x->mark.seq, y->mark.seq);
}

static int compare_acts(const void *a, const void *b)
{
    const struct ledger_act *x = a;
    const struct ledger_act *y = b;
    int c = order(x->party, y->party);

    if (c == 0) c = order(x->document, y->document);
    if (c == 0) c = order(x->mark.seq, y->mark.seq);
    return c ? c : order(x->portion, y->portion);
}

static void put_in_order(struct ledger *l)
{
    if (l->gain_count > 0) {
        qsort(l->gains, l->gain_count, sizeof *l->gains, compare_gains);
    }
    if (l->act_count > 0) {
        qsort(l->acts, l->act_count, sizeof *l->acts, compare_acts);
    }
}

void ledger_finish(struct ledger *l)
{
    put_in_order(l);
    for (size_t i = 0; l->minds && i < l->scenario->actor_count; i++)
        if (l->minds[i]) put_in_order(l->minds[i]);
}

/* Most records are of no document, and need no unpacking. */
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

/* The first gain of a party on a document at a portion or after it. */
static size_t first_gain(const struct ledger *l, uint32_t party,
                         uint32_t document, uint32_t portion)
{
    const struct ledger_gain key = {
        .party = party, .document = document, .portion = portion};
    size_t low = 0;
    size_t high = l->gain_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare_gains(&l->gains[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Keeps in *mark the earlier one, when there is one already. */
static void earlier(struct ledger_mark *mark, bool *found,
                    const struct ledger_mark *other)
{
    if (!*found || other->seq < mark->seq) *mark = *other;
    *found = true;
}

/* The rise to a level by records of exactly this portion, or of the whole. */
static void rise(const struct ledger *l, uint32_t party, uint32_t document,
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
        earlier(mark, found, &g->mark);
        return;
    }
}

bool ledger_since_any(const struct ledger *l, uint32_t party, uint32_t document,
                      enum record_level level, struct ledger_mark *mark)
{
    bool found = false;

    for (size_t i = first_gain(l, party, document, 0); i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];

        if (g->party != party || g->document != document) break;
        if (g->level >= level) earlier(mark, &found, &g->mark);
    }
    return found;
}

bool ledger_since(const struct ledger *l, uint32_t party, uint32_t document,
                  uint32_t portion, enum record_level level,
                  struct ledger_mark *mark)
{
    const size_t count = l->scenario->documents[document].portion_count;
    struct ledger_mark last = {0};
    struct ledger_mark one = {0};
    bool found = false;

    assert(level > LEVEL_UNAWARE);
    if (level == LEVEL_AWARE) {
        return ledger_since_any(l, party, document, level, mark);
    }
    if (portion != SCENARIO_NONE || count == 0) {
        rise(l, party, document, portion, level, mark, &found);
        rise(l, party, document, SCENARIO_NONE, level, mark, &found);
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
           !ledger_since(l, party, document, portion, level, &mark)) {
        level--;
    }
    return level;
}

enum record_level ledger_level_any(const struct ledger *l, uint32_t party,
                                   uint32_t document)
{
    enum record_level level = LEVEL_PROVABLE;
    struct ledger_mark mark;

    while (level > LEVEL_UNAWARE &&
           !ledger_since_any(l, party, document, level, &mark)) {
        level--;
    }
    return level;
}

/* The first act of a party on a document. */
static size_t first_act(const struct ledger *l, uint32_t party,
                        uint32_t document)
{
    const struct ledger_act key = {.party = party, .document = document};
    size_t low = 0;
    size_t high = l->act_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare_acts(&l->acts[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool ledger_act(const struct ledger *l, uint32_t party, uint32_t document,
                uint32_t portion, enum sentence_predicate predicate,
                instant after, struct ledger_mark *mark)
{
    const bool any_time = after == INSTANT_MIN;

    for (size_t i = first_act(l, party, document); i < l->act_count; i++) {
        const struct ledger_act *a = &l->acts[i];

        if (a->party != party || a->document != document) return false;
        if (portion != SCENARIO_NONE && a->portion != SCENARIO_NONE &&
            a->portion != portion) {
            continue;
        }
        if (!any_time && a->mark.time <= after) continue;
        if (!meaning_is(predicate, a->mark.kind)) continue;
        *mark = a->mark;
        return true;
    }
    return false;
}
