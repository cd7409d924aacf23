#include "results/findings.h"

#include <assert.h>
#include <string.h>

/* The rows of a point are read, told of, and let go before the next point's;
 * those of the first stay to the end, for all others differ from it. */

/* Rows of a point as they come. */
struct findings_rows {
    struct arena *arena;
    size_t width;
    int64_t *values;
    size_t count, room; /* rows */
};

static void gather_row(void *watcher, size_t point, uint64_t run,
                       const int64_t *row)
{
    struct findings_rows *g = watcher;

    (void)point, (void)run;
    g->values = arena_grow(g->arena, g->values, g->count, &g->room,
                           g->width * sizeof *g->values);
    memcpy(g->values + g->count++ * g->width, row,
           g->width * sizeof *g->values);
}

/* One point that is being worked on. */
struct findings_point {
    struct findings *findings;
    size_t point;
    struct outcome_rows rows;
    struct arena arena; /* of its rows and runs */
};

static void tell_measures(struct findings_point *at)
{
    struct findings *f = at->findings;
    const struct design *d = f->points->design;
    const size_t points = f->points->count;

    for (size_t i = 0; i < d->measure_count; i++) {
        struct outcome *o = &f->outcomes[i * points + at->point];
        outcome_of(o, &f->arena, &at->arena, d, i, &at->rows);
        o->difference = outcome_differ(&f->outcomes[i * points], o);
    }
}

static void count_expected(struct findings_point *at)
{
    struct findings *f = at->findings;
    const struct design *d = f->points->design;
    const struct columns *c = &at->rows.point->columns;
    struct shares s;

    shares_init(&s, &at->arena, d);
    for (size_t i = 0; i < at->rows.count; i++)
        shares_add(&s, d, c, at->rows.values + i * c->count);
    for (size_t i = 0; i < d->expectation_count; i++)
        f->expected[i * f->points->count + at->point] =
            s.items[d->measure_count + i];
}

/* Its runs are gone with their arena. */
static void let_go(struct findings_point *at)
{
    struct findings *f = at->findings;

    for (size_t i = 0; i < f->points->design->measure_count; i++)
        f->outcomes[i * f->points->count + at->point].runs = NULL;
    arena_fini(&at->arena);
}

static void find_point(struct findings_point *at, struct results *r)
{
    const struct points_one *point = &at->findings->points->items[at->point];
    struct findings_rows g = {.arena = &at->arena, .width = r->width};

    arena_init(&at->arena);
    results_each(r, at->point, &g, gather_row);
    at->rows = (struct outcome_rows){point, g.values, g.count};
    tell_measures(at);
    count_expected(at);
}

enum err findings_of(struct findings *f, struct results *r,
                     const struct points *p, struct errmsg *e)
{
    const struct design *d = p->design;
    struct findings_point first = {.findings = f};

    *f = (struct findings){.points = p};
    arena_init(&f->arena);
    f->outcomes = arena_array(&f->arena, d->measure_count * p->count,
                              sizeof *f->outcomes);
    f->expected = arena_array(&f->arena, d->expectation_count * p->count,
                              sizeof *f->expected);
    find_point(&first, r);
    for (size_t i = 1; i < p->count; i++) {
        struct findings_point at = {.findings = f, .point = i};
        find_point(&at, r);
        let_go(&at);
    }
    let_go(&first);
    if (!results_failed(r)) return ERR_OK;
    findings_fini(f);
    return database_check(&r->database, e);
}

void findings_fini(struct findings *f)
{
    arena_fini(&f->arena);
}

const struct outcome *findings_at(const struct findings *f, size_t measure,
                                  size_t point)
{
    assert(measure < f->points->design->measure_count);
    return &f->outcomes[measure * f->points->count + point];
}
