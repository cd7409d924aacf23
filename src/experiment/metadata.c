#include "experiment/metadata.h"

#include <assert.h>

#include "scenario/variant.h"
#include "experiment/sweep.h"
#include "experiment/traffic.h"

/* choose_rows lists the ways to hide traffic. For each of them study_row plays
 * the scenario with that way twice: runs to learn from, under the seed after
 * the given one, and runs of the exam. Each run is a job. At its end
 * observe_end turns its messages into items, one pile a question, and
 * take_watch adds them to those of the runs before. examine_row then has the
 * classifier guess the exam's items, blindly and by each view; each view of a
 * question is a job. */

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

/* Runs that were watched: one, or all of them together. */
struct metadata_watch {
    struct arena arena;
    struct metadata_pile piles[METADATA_QUESTION_COUNT];
    uint64_t frames, bytes, carried;
    double waited; /* ns */
    struct traffic traffic;
};

/* Adds an item to a pile of at most so many. */
static void put_item(struct metadata_watch *w, enum metadata_question question,
                     const struct classify_item *item, size_t most)
{
    struct metadata_pile *p = &w->piles[question];

    if (p->count == most) return;
    p->items =
        arena_grow(&w->arena, p->items, p->count, &p->room, sizeof *p->items);
    p->items[p->count++] = *item;
}

static void put_label(struct metadata_watch *w, enum metadata_question question,
                      const struct classify_item *features, uint32_t label)
{
    struct classify_item item = *features;

    item.label = label;
    put_item(w, question, &item, SIZE_MAX);
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
        put_label(w, METADATA_WHETHER, &item, 0);
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
        put_label(w, METADATA_WHICH, &item, m->document);
        put_label(w, METADATA_FROM, &item, m->from);
        put_label(w, METADATA_TO, &item, m->to);
        put_label(w, METADATA_WHETHER, &item, 1);
    }
    put_empty_items(w, t);
    w->frames = t->frames;
    w->bytes = t->bytes;
    w->carried = t->carried;
    w->waited = t->waited;
}

/* One row being studied: first the runs to learn from, then as many of the
 * exam. */
struct metadata_runs {
    const struct metadata *study;
    const struct scenario *scenario; /* with the row's hiding */
    struct metadata_watch learned, asked;
};

static void watch_fini(struct metadata_watch *w)
{
    traffic_fini(&w->traffic);
    arena_fini(&w->arena);
}

static void drop_watch(void *result)
{
    watch_fini(result);
}

static enum err watch_run(const void *context, size_t job, void *result,
                          struct errmsg *e)
{
    const struct metadata_runs *r = context;
    const struct metadata *m = r->study;
    const bool exam = job >= m->runs;
    struct metadata_watch *w = result;
    const struct sweep sweep = {
        .scenario = r->scenario,
        .seed = exam ? m->seed : m->seed + 1,
        .first = exam ? job - m->runs : job,
        .runs = 1,
        .until = r->scenario->end,
        .begin = observe_begin,
        .record = observe_record,
        .end = observe_end,
        .watcher = w,
    };

    arena_init(&w->arena);
    traffic_init(&w->traffic, r->scenario, m->on);
    enum err rc = sweep_play(&sweep, e);
    if (rc) watch_fini(w);
    return rc;
}

static void take_watch(void *context, size_t job, void *result)
{
    struct metadata_runs *r = context;
    const bool exam = job >= r->study->runs;
    const size_t most = exam ? SIZE_MAX : METADATA_EXAMPLES_MAX;
    struct metadata_watch *all = exam ? &r->asked : &r->learned;
    struct metadata_watch *w = result;

    for (int q = 0; q < METADATA_QUESTION_COUNT; q++)
        for (size_t i = 0; i < w->piles[q].count; i++)
            put_item(all, (enum metadata_question)q, &w->piles[q].items[i],
                     most);
    all->frames += w->frames;
    all->bytes += w->bytes;
    all->carried += w->carried;
    all->waited += w->waited;
    watch_fini(w);
}

/* An exam of one row, once all runs are watched. */
struct metadata_exam {
    const struct metadata_runs *runs;
    struct classify learned[METADATA_QUESTION_COUNT];
    struct metadata_row *row;
};

/* Jobs of an exam: by question, then view. */
static enum err examine_view(const void *context, size_t job, void *result,
                             struct errmsg *e)
{
    const struct metadata_exam *x = context;
    const size_t question = job / METADATA_VIEW_COUNT;
    const struct metadata_pile *exam = &x->runs->asked.piles[question];
    struct classify_score *score = result;

    (void)e;
    *score = classify_examine(&x->learned[question],
                              views[job % METADATA_VIEW_COUNT].seen,
                              exam->items, exam->count);
    return ERR_OK;
}

static void take_score(void *context, size_t job, void *result)
{
    const struct metadata_exam *x = context;

    x->row->scores[job / METADATA_VIEW_COUNT][job % METADATA_VIEW_COUNT] =
        *(const struct classify_score *)result;
}

static enum err examine_row(struct metadata_row *row,
                            const struct metadata_runs *r, struct errmsg *e)
{
    const struct scenario *s = r->scenario;
    const double whole = (double)(s->end - s->start);
    const uint32_t classes[METADATA_QUESTION_COUNT] = {
        [METADATA_WHICH] = (uint32_t)s->document_count,
        [METADATA_FROM] = (uint32_t)s->party_count,
        [METADATA_TO] = (uint32_t)s->party_count,
        [METADATA_WHETHER] = 2,
    };
    struct metadata_exam x = {.runs = r, .row = row};
    const struct jobs jobs = {
        .context = &x,
        .count = (size_t)METADATA_QUESTION_COUNT * METADATA_VIEW_COUNT,
        .size = sizeof(struct classify_score),
        .work = examine_view,
        .take = take_score,
    };

    for (int q = 0; q < METADATA_QUESTION_COUNT; q++) {
        const struct metadata_pile *exam = &r->asked.piles[q];
        x.learned[q] = (struct classify){
            .items = r->learned.piles[q].items,
            .count = r->learned.piles[q].count,
            .scales = {[METADATA_SIZE] = {.fixed = 4},
                       [METADATA_TIME] = {.fixed = whole / 200},
                       [METADATA_GAP] = {.fixed = 1e9, .relative = 0.1}},
            .classes = classes[q],
        };
        row->blind[q] = classify_blind(&x.learned[q], exam->items, exam->count);
    }
    row->frames = r->asked.frames;
    row->bytes = r->asked.bytes;
    row->carried = r->asked.carried;
    row->waited = r->asked.waited;
    return jobs_run(r->study->runner, &jobs, e);
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
    struct metadata_runs r = {.study = m};
    const struct jobs jobs = {
        .context = &r,
        .count = 2 * m->runs,
        .size = sizeof(struct metadata_watch),
        .work = watch_run,
        .take = take_watch,
        .drop = drop_watch,
    };
    struct arena a;

    arena_init(&a);
    arena_init(&r.learned.arena);
    arena_init(&r.asked.arena);
    const struct scenario s = scenario_of_row(m, row, &a);
    r.scenario = &s;
    enum err rc = jobs_run(m->runner, &jobs, e);
    if (!rc) rc = examine_row(row, &r, e);
    arena_fini(&r.asked.arena);
    arena_fini(&r.learned.arena);
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
