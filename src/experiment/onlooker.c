#include "experiment/onlooker.h"

#include "experiment/sweep.h"

/* A run is watched record by record (experiment/traffic). At its end the
 * messages become items, one pile a question: of each message the features that
 * an onlooker sees, and as label what it really was. The piles of the runs to
 * learn from are put together; a guess compares an item with all of them. */

enum onlooker_feature {
    ONLOOKER_SIZE,
    ONLOOKER_TIME,
    ONLOOKER_GAP,
    ONLOOKER_FEATURES
};

/* The features that each view is made of. */
static const struct {
    const char *text;
    unsigned seen;
} views[ONLOOKER_VIEW_COUNT] = {
    [ONLOOKER_BY_SIZE] = {"by size", 1u << ONLOOKER_SIZE},
    [ONLOOKER_BY_TIME] = {"by time", 1u << ONLOOKER_TIME | 1u << ONLOOKER_GAP},
    [ONLOOKER_BY_BOTH] = {"by both", 1u << ONLOOKER_SIZE | 1u << ONLOOKER_TIME |
                                         1u << ONLOOKER_GAP},
};

_Static_assert((int)ONLOOKER_FEATURES <= (int)CLASSIFY_FEATURES_MAX, "all fit");

static void put_item(struct arena *a, struct onlooker_pile *p,
                     const struct classify_item *item)
{
    p->items = arena_grow(a, p->items, p->count, &p->room, sizeof *p->items);
    p->items[p->count++] = *item;
}

static void put_label(struct onlooker_watch *w, enum onlooker_question question,
                      const struct classify_item *features, uint32_t label)
{
    struct classify_item item = *features;

    item.label = label;
    put_item(&w->arena, &w->piles[question], &item);
}

static struct classify_item item_of(const struct traffic *t,
                                    const struct traffic_message *m)
{
    const duration whole = t->scenario->end - t->scenario->start;

    return (struct classify_item){
        .features = {
            [ONLOOKER_SIZE] = (double)m->size,
            [ONLOOKER_TIME] = (double)(m->time - t->scenario->start),
            [ONLOOKER_GAP] = (double)(m->gap < 0 ? whole : m->gap),
        }};
}

/* Takes as many messages without a document as with one, if there are so many,
 * from all over the run, so that a blind guess is right half of the time. */
static void put_empty_items(struct onlooker_watch *w, const struct traffic *t)
{
    const uint64_t others = t->count - t->carried;
    const uint64_t wanted = t->carried < others ? t->carried : others;
    uint64_t at = 0, taken = 0;

    for (size_t i = 0; i < t->count && taken < wanted; i++) {
        const struct traffic_message *m = &t->messages[i];
        if (m->document != SCENARIO_NONE) continue;
        if (at++ < taken * others / wanted) continue;
        const struct classify_item item = item_of(t, m);
        put_label(w, ONLOOKER_WHETHER, &item, 0);
        taken++;
    }
}

void onlooker_watch_init(struct onlooker_watch *w, const struct scenario *s,
                         uint32_t on)
{
    *w = (struct onlooker_watch){0};
    arena_init(&w->arena);
    traffic_init(&w->traffic, s, on);
}

void onlooker_watch_fini(struct onlooker_watch *w)
{
    traffic_fini(&w->traffic);
    arena_fini(&w->arena);
}

void onlooker_watch_begin(struct onlooker_watch *w)
{
    for (int q = 0; q < ONLOOKER_QUESTION_COUNT; q++)
        w->piles[q].count = 0;
    traffic_begin(&w->traffic);
}

void onlooker_watch_record(struct onlooker_watch *w, instant now,
                           const struct record *r)
{
    traffic_record(&w->traffic, now, r);
}

void onlooker_watch_end(struct onlooker_watch *w)
{
    struct traffic *t = &w->traffic;

    traffic_end(t);
    for (size_t i = 0; i < t->count; i++) {
        const struct traffic_message *m = &t->messages[i];
        if (m->document == SCENARIO_NONE) continue;
        const struct classify_item item = item_of(t, m);
        put_label(w, ONLOOKER_WHICH, &item, m->document);
        put_label(w, ONLOOKER_FROM, &item, m->from);
        put_label(w, ONLOOKER_TO, &item, m->to);
        put_label(w, ONLOOKER_WHETHER, &item, 1);
    }
    put_empty_items(w, t);
}

static void observe_begin(void *watcher, uint64_t run)
{
    (void)run;
    onlooker_watch_begin(watcher);
}

static void observe_record(void *watcher, instant now, uint64_t seq,
                           const struct record *r)
{
    (void)seq;
    onlooker_watch_record(watcher, now, r);
}

static void observe_end(void *watcher, const struct runtime *rt)
{
    (void)rt;
    onlooker_watch_end(watcher);
}

enum err onlooker_watch_run(struct onlooker_watch *w, const struct scenario *s,
                            uint32_t on, uint64_t seed, uint64_t run,
                            struct errmsg *e)
{
    const struct sweep sweep = {
        .scenario = s,
        .seed = seed,
        .first = run,
        .runs = 1,
        .until = s->end,
        .begin = observe_begin,
        .record = observe_record,
        .end = observe_end,
        .watcher = w,
    };

    onlooker_watch_init(w, s, on);
    enum err rc = sweep_play(&sweep, e);
    if (rc) onlooker_watch_fini(w);
    return rc;
}

void onlooker_learn(struct onlooker *o, struct arena *a,
                    const struct onlooker_watch *w)
{
    for (int q = 0; q < ONLOOKER_QUESTION_COUNT; q++) {
        const struct onlooker_pile *pile = &w->piles[q];
        struct onlooker_pile *all = &o->learned[q];
        for (size_t k = 0;
             k < pile->count && all->count < ONLOOKER_EXAMPLES_MAX; k++)
            put_item(a, all, &pile->items[k]);
    }
}

static struct classify classify_of(const struct onlooker *o,
                                   enum onlooker_question question)
{
    const struct scenario *s = o->scenario;
    const double whole = (double)(s->end - s->start);
    const uint32_t classes[ONLOOKER_QUESTION_COUNT] = {
        [ONLOOKER_WHICH] = (uint32_t)s->document_count,
        [ONLOOKER_FROM] = (uint32_t)s->party_count,
        [ONLOOKER_TO] = (uint32_t)s->party_count,
        [ONLOOKER_WHETHER] = 2,
    };

    return (struct classify){
        .items = o->learned[question].items,
        .count = o->learned[question].count,
        .scales = {[ONLOOKER_SIZE] = {.fixed = 4},
                   [ONLOOKER_TIME] = {.fixed = whole / 200},
                   [ONLOOKER_GAP] = {.fixed = 1e9, .relative = 0.1}},
        .classes = classes[question],
    };
}

struct classify_score onlooker_guess(const struct onlooker *o,
                                     enum onlooker_question question,
                                     enum onlooker_view view,
                                     const struct onlooker_watch *w)
{
    const struct classify c = classify_of(o, question);

    return classify_examine(&c, views[view].seen, w->piles[question].items,
                            w->piles[question].count);
}

struct classify_score onlooker_blind(const struct onlooker *o,
                                     enum onlooker_question question,
                                     const struct onlooker_watch *w)
{
    const struct classify c = classify_of(o, question);

    return classify_blind(&c, w->piles[question].items,
                          w->piles[question].count);
}

const char *onlooker_question_text(enum onlooker_question question)
{
    static const char *const texts[ONLOOKER_QUESTION_COUNT] = {
#define ONLOOKER_QUESTION_TEXT(name, text) text,
        ONLOOKER_QUESTION_MAP(ONLOOKER_QUESTION_TEXT)
#undef ONLOOKER_QUESTION_TEXT
    };

    return texts[question];
}

const char *onlooker_view_text(enum onlooker_view view)
{
    return views[view].text;
}
