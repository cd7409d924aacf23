#include "experiment/metadata.h"

#include <assert.h>

#include "scenario/variant.h"

/* choose_rows lists the ways to hide traffic. The scenario is then played with
 * each of them in runs to learn from (learn), under the seed after the given
 * one, and in runs of the exam (examine). A run with all the ways is a job, for
 * they have its keys in common. Each way has an onlooker of its own, which
 * learns from all runs of the first kind; those of the exam are guessed at on
 * the spot, by each view and blindly. */

/* All rows being studied. */
struct metadata_plan {
    struct metadata *study;
    struct arena arena;
    struct scenario scenarios[METADATA_ROWS_MAX]; /* a row's */
    struct onlooker onlookers[METADATA_ROWS_MAX]; /* likewise */
    struct metadata_row *rows;                    /* are added to */
};

/* ---- To learn from ---- */

/* A run with all rows. */
struct metadata_lesson {
    struct onlooker_watch watches[METADATA_ROWS_MAX];
    size_t count;
};

static void drop_lesson(void *result)
{
    struct metadata_lesson *l = result;

    for (size_t i = 0; i < l->count; i++)
        onlooker_watch_fini(&l->watches[i]);
}

static enum err learn_run(const void *context, size_t job, void *result,
                          struct errmsg *e)
{
    const struct metadata_plan *p = context;
    const struct metadata *m = p->study;
    struct metadata_lesson *l = result;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < m->row_count && !rc; i++) {
        rc = onlooker_watch_run(&l->watches[i], &p->scenarios[i], m->on,
                                m->seed + 1, job, e);
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
        onlooker_learn(&p->onlookers[i], &p->arena, &l->watches[i]);
    p->study->learned++;
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
                          const struct onlooker_watch *w,
                          struct metadata_row *out)
{
    const struct onlooker *o = &p->onlookers[at];

    for (int q = 0; q < ONLOOKER_QUESTION_COUNT; q++) {
        const enum onlooker_question question = (enum onlooker_question)q;
        out->blind[q] = onlooker_blind(o, question, w);
        for (int v = 0; v < ONLOOKER_VIEW_COUNT; v++)
            out->scores[q][v] =
                onlooker_guess(o, question, (enum onlooker_view)v, w);
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
    struct onlooker_watch w;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < m->row_count && !rc; i++) {
        rc = onlooker_watch_run(&w, &p->scenarios[i], m->on, m->seed, job, e);
        if (rc) break;
        examine_watch(p, i, &w, &rows[i]);
        onlooker_watch_fini(&w);
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
        for (int q = 0; q < ONLOOKER_QUESTION_COUNT; q++) {
            add_score(&row->blind[q], &rows[i].blind[q]);
            for (int v = 0; v < ONLOOKER_VIEW_COUNT; v++)
                add_score(&row->scores[q][v], &rows[i].scores[q][v]);
        }
        row->frames += rows[i].frames;
        row->bytes += rows[i].bytes;
        row->carried += rows[i].carried;
        row->waited += rows[i].waited;
    }
    p->study->examined++;
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

/* The scenario without its own hiding, and with the row's; or as it is. */
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

    if (m->own) return s;
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
    if (m->own) {
        add_row(m, "own", PADDING_KIND_NONE, false, false);
        return;
    }
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
    m->learned = m->examined = 0;
    arena_init(&p.arena);
    for (size_t i = 0; i < m->row_count; i++) {
        p.scenarios[i] = scenario_of_row(m, &m->rows[i], &p.arena);
        p.onlookers[i] = (struct onlooker){.scenario = &p.scenarios[i]};
    }
    enum err rc = learn(&p, e);
    if (!rc) rc = examine(&p, e);
    arena_fini(&p.arena);
    return rc;
}
