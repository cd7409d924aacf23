#include "experiment/metadata.h"

#include <assert.h>

#include "scenario/variant.h"
#include "experiment/sweep.h"
#include "experiment/traffic.h"

/* choose_rows lists the ways to hide traffic. The scenario is then played with
 * each of them in runs to learn from (learn), under the seed after the given
 * one, and in runs of the exam (examine). A run with all the ways is a job, for
 * they have its keys in common. At its end observe_end turns its messages into
 * items, one pile a question; those to learn from are put together, and those
 * of the exam are guessed on the spot, by each view and blindly. */

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

/* One run with one way to hide traffic. */
struct metadata_watch {
    struct arena arena;
    struct traffic traffic;
    struct metadata_pile piles[METADATA_QUESTION_COUNT];
};

static void put_item(struct arena *a, struct metadata_pile *p,
                     const struct classify_item *item)
{
    p->items = arena_grow(a, p->items, p->count, &p->room, sizeof *p->items);
    p->items[p->count++] = *item;
}

static void put_label(struct metadata_watch *w, enum metadata_question question,
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

static void observe_end(void *watcher, const struct runtime *rt)
{
    struct metadata_watch *w = watcher;
    struct traffic *t = &w->traffic;

    (void)rt;
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
}

/* All rows being studied. */
struct metadata_plan {
    const struct metadata *study;
    struct arena arena;
    struct scenario scenarios[METADATA_ROWS_MAX]; /* a row's */
    struct metadata_pile learned[METADATA_ROWS_MAX][METADATA_QUESTION_COUNT];
    struct metadata_row *rows; /* are added to */
};

static void watch_fini(struct metadata_watch *w)
{
    traffic_fini(&w->traffic);
    arena_fini(&w->arena);
}

static enum err watch_run(struct metadata_watch *w, const struct scenario *s,
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

    *w = (struct metadata_watch){0};
    arena_init(&w->arena);
    traffic_init(&w->traffic, s, on);
    enum err rc = sweep_play(&sweep, e);
    if (rc) watch_fini(w);
    return rc;
}

/* ---- To learn from ---- */

/* A run with all rows. */
struct metadata_lesson {
    struct metadata_watch watches[METADATA_ROWS_MAX];
    size_t count;
};

static void drop_lesson(void *result)
{
    struct metadata_lesson *l = result;

    for (size_t i = 0; i < l->count; i++)
        watch_fini(&l->watches[i]);
}

static enum err learn_run(const void *context, size_t job, void *result,
                          struct errmsg *e)
{
    const struct metadata_plan *p = context;
    const struct metadata *m = p->study;
    struct metadata_lesson *l = result;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < m->row_count && !rc; i++) {
        rc = watch_run(&l->watches[i], &p->scenarios[i], m->on, m->seed + 1,
                       job, e);
        l->count += !rc;
    }
    if (rc) drop_lesson(l);
    return rc;
}

static void take_lesson(void *context, size_t job, void *result)
{
    struct metadata_plan *p = context;
    const struct metadata_lesson *l = result;

    (void)job;
    for (size_t i = 0; i < l->count; i++)
        for (int q = 0; q < METADATA_QUESTION_COUNT; q++) {
            const struct metadata_pile *pile = &l->watches[i].piles[q];
            struct metadata_pile *all = &p->learned[i][q];
            for (size_t k = 0;
                 k < pile->count && all->count < METADATA_EXAMPLES_MAX; k++)
                put_item(&p->arena, all, &pile->items[k]);
        }
    drop_lesson(result);
}

static enum err learn(struct metadata_plan *p, struct errmsg *e)
{
    const struct jobs jobs = {
        .context = p,
        .count = p->study->runs,
        .size = sizeof(struct metadata_lesson),
        .work = learn_run,
        .take = take_lesson,
        .drop = drop_lesson,
    };

    return jobs_run(p->study->runner, &jobs, e);
}

/* ---- The exam ---- */

static void examine_watch(const struct metadata_plan *p, size_t at,
                          const struct metadata_watch *w,
                          struct metadata_row *out)
{
    const struct scenario *s = &p->scenarios[at];
    const double whole = (double)(s->end - s->start);
    const uint32_t classes[METADATA_QUESTION_COUNT] = {
        [METADATA_WHICH] = (uint32_t)s->document_count,
        [METADATA_FROM] = (uint32_t)s->party_count,
        [METADATA_TO] = (uint32_t)s->party_count,
        [METADATA_WHETHER] = 2,
    };

    for (int q = 0; q < METADATA_QUESTION_COUNT; q++) {
        const struct metadata_pile *exam = &w->piles[q];
        const struct classify c = {
            .items = p->learned[at][q].items,
            .count = p->learned[at][q].count,
            .scales = {[METADATA_SIZE] = {.fixed = 4},
                       [METADATA_TIME] = {.fixed = whole / 200},
                       [METADATA_GAP] = {.fixed = 1e9, .relative = 0.1}},
            .classes = classes[q],
        };
        out->blind[q] = classify_blind(&c, exam->items, exam->count);
        for (int v = 0; v < METADATA_VIEW_COUNT; v++)
            out->scores[q][v] =
                classify_examine(&c, views[v].seen, exam->items, exam->count);
    }
    out->frames = w->traffic.frames;
    out->bytes = w->traffic.bytes;
    out->carried = w->traffic.carried;
    out->waited = w->traffic.waited;
}

/* Gives a row for each of the rows, as found in one run. */
static enum err examine_run(const void *context, size_t job, void *result,
                            struct errmsg *e)
{
    const struct metadata_plan *p = context;
    const struct metadata *m = p->study;
    struct metadata_row *rows = result;
    struct metadata_watch w;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < m->row_count && !rc; i++) {
        rc = watch_run(&w, &p->scenarios[i], m->on, m->seed, job, e);
        if (rc) break;
        examine_watch(p, i, &w, &rows[i]);
        watch_fini(&w);
    }
    return rc;
}

static void add_score(struct classify_score *all,
                      const struct classify_score *one)
{
    all->right += one->right;
    all->asked += one->asked;
}

static void take_marks(void *context, size_t job, void *result)
{
    const struct metadata_plan *p = context;
    const struct metadata_row *rows = result;

    (void)job;
    for (size_t i = 0; i < p->study->row_count; i++) {
        struct metadata_row *row = &p->rows[i];
        for (int q = 0; q < METADATA_QUESTION_COUNT; q++) {
            add_score(&row->blind[q], &rows[i].blind[q]);
            for (int v = 0; v < METADATA_VIEW_COUNT; v++)
                add_score(&row->scores[q][v], &rows[i].scores[q][v]);
        }
        row->frames += rows[i].frames;
        row->bytes += rows[i].bytes;
        row->carried += rows[i].carried;
        row->waited += rows[i].waited;
    }
}

static enum err examine(struct metadata_plan *p, struct errmsg *e)
{
    const struct jobs jobs = {
        .context = p,
        .count = p->study->runs,
        .size = p->study->row_count * sizeof(struct metadata_row),
        .work = examine_run,
        .take = take_marks,
    };

    return jobs_run(p->study->runner, &jobs, e);
}

/* ---- The rows ---- */

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
    struct metadata_plan p = {.study = m, .rows = m->rows};

    assert(m->runs > 0);
    choose_rows(m);
    arena_init(&p.arena);
    for (size_t i = 0; i < m->row_count; i++)
        p.scenarios[i] = scenario_of_row(m, &m->rows[i], &p.arena);
    enum err rc = learn(&p, e);
    if (!rc) rc = examine(&p, e);
    arena_fini(&p.arena);
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
