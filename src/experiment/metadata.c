#include "experiment/metadata.h"

#include <assert.h>

#include "scenario/variant.h"
#include "experiment/sweep.h"
#include "experiment/traffic.h"

/* choose_rows lists the ways to hide traffic. For each of them study_row plays
 * the scenario with that way twice: runs to learn from, under the seed after
 * the given one, and runs of the exam. At the end of each run observe_end turns
 * its messages into items, one pile a question. examine_row then has the
 * classifier guess the exam's items, by each view and blindly. */

enum metadata_feature {
    METADATA_SIZE,
    METADATA_TIME,
    METADATA_GAP,
    METADATA_FEATURES
};

/* The features that each view is made of. */
static const struct {
    const char *text;
    unsigned seen;
} views[METADATA_VIEW_COUNT] = {
    [METADATA_BY_SIZE] = {"by size", 1u << METADATA_SIZE},
    [METADATA_BY_TIME] = {"by time", 1u << METADATA_TIME | 1u << METADATA_GAP},
    [METADATA_BY_BOTH] = {"by both", 1u << METADATA_SIZE | 1u << METADATA_TIME |
                                         1u << METADATA_GAP},
};

_Static_assert((int)METADATA_FEATURES <= (int)CLASSIFY_FEATURES_MAX, "all fit");

/* Examples or exam items of one question. */
struct metadata_pile {
    struct classify_item *items;
    size_t count, room;
};

struct metadata_watch {
    struct arena arena;
    struct traffic traffic;
    struct metadata_row *costs; /* NULL: runs to learn from */
    size_t most;                /* at most so many items a pile */
    struct metadata_pile piles[METADATA_QUESTION_COUNT];
};

static void put_item(struct metadata_watch *w, enum metadata_question question,
                     const struct classify_item *item, uint32_t label)
{
    struct metadata_pile *p = &w->piles[question];

    if (p->count == w->most) return;
    p->items =
        arena_grow(&w->arena, p->items, p->count, &p->room, sizeof *p->items);
    p->items[p->count] = *item;
    p->items[p->count++].label = label;
}

static struct classify_item item_of(const struct traffic *t,
                                    const struct traffic_message *m)
{
    const duration whole = t->scenario->end - t->scenario->start;

    return (struct classify_item){
        .features = {
            [METADATA_SIZE] = (double)m->size,
            [METADATA_TIME] = (double)(m->time - t->scenario->start),
            [METADATA_GAP] = (double)(m->gap < 0 ? whole : m->gap),
        }};
}

/* Takes as many messages without a document as with one, if there are so many,
 * from all over the run, so that a blind guess is right half of the time. */
static void put_empty_items(struct metadata_watch *w, const struct traffic *t)
{
    const uint64_t others = t->count - t->carried;
    const uint64_t wanted = t->carried < others ? t->carried : others;
    uint64_t at = 0, taken = 0;

    for (size_t i = 0; i < t->count && taken < wanted; i++) {
        const struct traffic_message *m = &t->messages[i];
        if (m->document != SCENARIO_NONE) continue;
        if (at++ < taken * others / wanted) continue;
        const struct classify_item item = item_of(t, m);
        put_item(w, METADATA_WHETHER, &item, 0);
        taken++;
    }
}

static void observe_begin(void *watcher, uint64_t run)
{
    (void)run;
    traffic_begin(&((struct metadata_watch *)watcher)->traffic);
}

static void observe_record(void *watcher, instant now, uint64_t seq,
                           const struct record *r)
{
    (void)seq;
    traffic_record(&((struct metadata_watch *)watcher)->traffic, now, r);
}

static void observe_end(void *watcher)
{
    struct metadata_watch *w = watcher;
    struct traffic *t = &w->traffic;

    traffic_end(t);
    for (size_t i = 0; i < t->count; i++) {
        const struct traffic_message *m = &t->messages[i];
        if (m->document == SCENARIO_NONE) continue;
        const struct classify_item item = item_of(t, m);
        put_item(w, METADATA_WHICH, &item, m->document);
        put_item(w, METADATA_FROM, &item, m->from);
        put_item(w, METADATA_TO, &item, m->to);
        put_item(w, METADATA_WHETHER, &item, 1);
    }
    put_empty_items(w, t);
    if (!w->costs) return;
    w->costs->frames += t->frames;
    w->costs->bytes += t->bytes;
    w->costs->carried += t->carried;
    w->costs->waited += t->waited;
}

static enum err watch_runs(struct metadata_watch *w, const struct scenario *s,
                           const struct metadata *m, uint64_t seed,
                           struct errmsg *e)
{
    const struct sweep sweep = {
        .scenario = s,
        .seed = seed,
        .runs = m->runs,
        .until = s->end,
        .begin = observe_begin,
        .record = observe_record,
        .end = observe_end,
        .watcher = w,
    };

    arena_init(&w->arena);
    traffic_init(&w->traffic, s, m->on);
    return sweep_play(&sweep, e);
}

static void watch_fini(struct metadata_watch *w)
{
    traffic_fini(&w->traffic);
    arena_fini(&w->arena);
}

static void examine_row(struct metadata_row *row, const struct scenario *s,
                        const struct metadata_watch *learned,
                        const struct metadata_watch *asked)
{
    const double whole = (double)(s->end - s->start);
    const uint32_t classes[METADATA_QUESTION_COUNT] = {
        [METADATA_WHICH] = (uint32_t)s->document_count,
        [METADATA_FROM] = (uint32_t)s->party_count,
        [METADATA_TO] = (uint32_t)s->party_count,
        [METADATA_WHETHER] = 2,
    };

    for (int q = 0; q < METADATA_QUESTION_COUNT; q++) {
        const struct metadata_pile *exam = &asked->piles[q];
        const struct classify c = {
            .items = learned->piles[q].items,
            .count = learned->piles[q].count,
            .scales = {[METADATA_SIZE] = {.fixed = 4},
                       [METADATA_TIME] = {.fixed = whole / 200},
                       [METADATA_GAP] = {.fixed = 1e9, .relative = 0.1}},
            .classes = classes[q],
        };
        row->blind[q] = classify_blind(&c, exam->items, exam->count);
        for (int v = 0; v < METADATA_VIEW_COUNT; v++)
            row->scores[q][v] =
                classify_examine(&c, views[v].seen, exam->items, exam->count);
    }
}

/* The scenario without its own hiding, and with the row's. */
static struct scenario scenario_of_row(const struct metadata *m,
                                       const struct metadata_row *row,
                                       struct arena *a)
{
    struct scenario s = variant_of(m->scenario);
    const struct variant_hiding hiding = {
        .on = m->on,
        .hold = row->hold,
        .cover = row->cover,
        .span = m->hold,
        .every = m->cover,
    };

    variant_pad(&s, a, row->padding);
    variant_hide(&s, a, &hiding);
    return s;
}

static enum err study_row(const struct metadata *m, struct metadata_row *row,
                          struct errmsg *e)
{
    struct metadata_watch learned = {.most = METADATA_EXAMPLES_MAX};
    struct metadata_watch asked = {.most = SIZE_MAX, .costs = row};
    struct arena a;

    arena_init(&a);
    const struct scenario s = scenario_of_row(m, row, &a);
    enum err rc = watch_runs(&learned, &s, m, m->seed + 1, e);
    if (!rc) {
        rc = watch_runs(&asked, &s, m, m->seed, e);
        if (!rc) examine_row(row, &s, &learned, &asked);
        watch_fini(&asked);
    }
    watch_fini(&learned);
    arena_fini(&a);
    return rc;
}

static void add_row(struct metadata *m, const char *name,
                    enum scenario_padding padding, bool hold, bool cover)
{
    m->rows[m->row_count++] = (struct metadata_row){
        .name = name, .padding = padding, .hold = hold, .cover = cover};
}

/* True if the scenario itself holds messages, or sends dummies, on the channels
 * watched. */
static bool is_hiding(const struct metadata *m, bool hold)
{
    const struct scenario *s = m->scenario;

    for (uint32_t i = 0; i < s->channel_count; i++)
        if ((m->on == SCENARIO_NONE || m->on == i) &&
            (hold ? s->channels[i].held : s->channels[i].cover > 0))
            return true;
    return false;
}

static void choose_rows(struct metadata *m)
{
    static const char *const names[] = {
        [PADDING_KIND_PADME] = "padme", [PADDING_KIND_BLOCKS] = "blocks"};
    const bool hold = m->hold >= 0 || is_hiding(m, true);
    const bool cover = m->cover >= 0 || is_hiding(m, false);

    m->row_count = 0;
    add_row(m, "bare", PADDING_KIND_NONE, false, false);
    for (int p = PADDING_KIND_PADME; p <= PADDING_KIND_BLOCKS; p++)
        if (!m->padding_given || (int)m->padding == p)
            add_row(m, names[p], (enum scenario_padding)p, false, false);
    if (hold) add_row(m, "hold", PADDING_KIND_NONE, true, false);
    if (cover) add_row(m, "cover", PADDING_KIND_NONE, false, true);
    /* Padding is left out unless asked for, since a padded copy may just not
     * fit into the size that messages are filled up to. */
    if (hold && cover) add_row(m, "both", PADDING_KIND_NONE, true, true);
    if ((hold || cover) && m->padding != PADDING_KIND_NONE)
        add_row(m, "all", m->padding, hold, cover);
}

enum err metadata_study(struct metadata *m, struct errmsg *e)
{
    enum err rc = ERR_OK;

    assert(m->runs > 0);
    choose_rows(m);
    for (size_t i = 0; i < m->row_count && !rc; i++)
        rc = study_row(m, &m->rows[i], e);
    return rc;
}

const char *metadata_question_text(enum metadata_question question)
{
    static const char *const texts[METADATA_QUESTION_COUNT] = {
#define METADATA_QUESTION_TEXT(name, text) text,
        METADATA_QUESTION_MAP(METADATA_QUESTION_TEXT)
#undef METADATA_QUESTION_TEXT
    };

    return texts[question];
}

const char *metadata_view_text(enum metadata_view view)
{
    return views[view].text;
}
