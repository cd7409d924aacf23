#include "results/findings.h"

#include <assert.h>

/* The rows of a point are read once, in the order of their runs: each measure
 * counts what it sees, and what needs the order of values is put into the
 * point's sorting. Beside them go the rows of the first point, from which all
 * others differ, run by run. Then the values come back in order, measure by
 * measure, and the estimates are made of them as they pass; and once more for
 * whoever watches their steps. */

/* One point that is being worked on. */
struct findings_point {
    struct findings *findings;
    size_t point;
    struct outcome_reader *readers, *first_readers; /* a measure each */
    struct outcome_pairs *pairs;                    /* likewise */
    bool has_first; /* a row of the first point is there */
};

static const struct design *design_of(const struct findings *f)
{
    return f->points->design;
}

static struct outcome *outcome_at(const struct findings_point *at,
                                  size_t measure)
{
    const struct findings *f = at->findings;

    return &f->outcomes[measure * f->points->count + at->point];
}

static struct outcome_reader *readers_of(const struct findings *f,
                                         struct arena *a, size_t point)
{
    const struct design *d = design_of(f);
    struct outcome_reader *readers =
        arena_array(a, d->measure_count, sizeof *readers);

    for (size_t i = 0; i < d->measure_count; i++)
        readers[i] = outcome_reader(d, i, &f->points->items[point]);
    return readers;
}

static void sort_run(const struct findings_point *at, size_t measure,
                     const struct outcome_run *run)
{
    if (run->counts && outcome_is_ordered(&at->readers[measure]))
        sorting_add(&at->findings->sorted[at->point], measure,
                    &(struct sorting_item){
                        run->value, run->reached ? (int64_t)run->cause : -1});
}

/* The first point's row of the run that was read: its runs may be fewer. */
static bool find_first(struct findings_point *at)
{
    struct findings *f = at->findings;

    while (at->has_first && f->first.run < f->rows.run)
        at->has_first = results_rows_next(&f->first);
    return at->has_first && f->first.run == f->rows.run;
}

static void add_row(struct findings_point *at)
{
    struct findings *f = at->findings;
    const bool has_first = find_first(at);

    for (size_t i = 0; i < design_of(f)->measure_count; i++) {
        const struct outcome_run run =
            outcome_add(outcome_at(at, i), &at->readers[i], f->rows.values);
        sort_run(at, i, &run);
        if (!has_first) continue;
        const struct outcome_run from =
            outcome_read(&at->first_readers[i], f->first.values);
        outcome_pair(&at->pairs[i], &from, &run, at->readers[i].measure);
    }
}

static void read_rows(struct findings_point *at, struct shares *shares)
{
    struct findings *f = at->findings;
    const struct columns *c = &f->points->items[at->point].columns;

    results_rows_begin(&f->first, 0);
    results_rows_begin(&f->rows, at->point);
    at->has_first = at->point > 0 && results_rows_next(&f->first);
    sorting_begin(&f->sorted[at->point], &f->store, &f->arena,
                  design_of(f)->measure_count);
    while (results_rows_next(&f->rows)) {
        shares_add(shares, design_of(f), c, f->rows.values);
        add_row(at);
    }
    database_rewind(&f->first.query);
    sorting_end(&f->sorted[at->point]);
}

/* Adds the sorted values of a measure at a point. */
static void order_values(struct findings *f, struct outcome *o, size_t measure,
                         size_t point, struct arena *a,
                         const struct outcome_watch *watch)
{
    struct sorting *sorted = &f->sorted[point];
    struct outcome_ordering x;
    struct sorting_item item;

    outcome_ordering_begin(&x, o, a, watch);
    sorting_open(sorted, measure);
    while (sorting_next(sorted, &item))
        outcome_ordering_add(
            &x, &(struct outcome_run){
                    .counts = true,
                    .reached = item.note >= 0,
                    .cause = item.note >= 0 ? (uint32_t)item.note : 0,
                    .value = item.value});
    if (!results_failed(f->results)) outcome_ordering_end(&x);
}

static void find_point(struct findings *f, size_t point)
{
    const struct design *d = design_of(f);
    struct findings_point at = {.findings = f, .point = point};
    struct shares shares;
    struct arena a;

    arena_init(&a);
    at.readers = readers_of(f, &a, point);
    at.first_readers = readers_of(f, &a, 0);
    at.pairs = arena_array(&a, d->measure_count, sizeof *at.pairs);
    shares_init(&shares, &a, d);
    for (size_t i = 0; i < d->measure_count; i++)
        outcome_begin(outcome_at(&at, i), &f->arena, &at.readers[i]);
    read_rows(&at, &shares);
    for (size_t i = 0; i < d->measure_count; i++) {
        struct outcome *o = outcome_at(&at, i);
        outcome_end(o);
        o->difference = outcome_differ(&at.pairs[i], o->measure);
        if (outcome_is_ordered(&at.readers[i]))
            order_values(f, o, i, point, &f->arena, NULL);
    }
    for (size_t i = 0; i < d->expectation_count; i++)
        f->expected[i * f->points->count + point] =
            shares.items[d->measure_count + i];
    arena_fini(&a);
}

enum err findings_of(struct findings *f, struct results *r,
                     const struct points *p, struct errmsg *e)
{
    const struct design *d = p->design;

    *f = (struct findings){.results = r, .points = p};
    arena_init(&f->arena);
    f->outcomes = arena_array(&f->arena, d->measure_count * p->count,
                              sizeof *f->outcomes);
    f->expected = arena_array(&f->arena, d->expectation_count * p->count,
                              sizeof *f->expected);
    results_rows_init(&f->rows, r, &f->arena);
    results_rows_init(&f->first, r, &f->arena);
    f->sorted = arena_array(&f->arena, p->count, sizeof *f->sorted);
    sorting_store_init(&f->store, &f->arena, &r->database, SORTING_CHUNK);
    for (size_t i = 0; i < p->count; i++)
        find_point(f, i);
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

/* The outcome is there already, and is made once more for its steps. */
static void watch_steps(void *context, size_t measure, size_t point,
                        const struct outcome_watch *watch)
{
    struct findings *f = context;
    const struct outcome_reader r =
        outcome_reader(design_of(f), measure, &f->points->items[point]);
    const struct outcome *o = findings_at(f, measure, point);
    struct outcome again = *o;
    struct arena a;

    if (!outcome_is_ordered(&r)) return;
    arena_init(&a);
    order_values(f, &again, measure, point, &a, watch);
    arena_fini(&a);
}

struct outcome_steps findings_steps(struct findings *f)
{
    return (struct outcome_steps){f, watch_steps};
}
