#include "replication/outcome.h"

#include <assert.h>
#include <stdlib.h>

#include "statistics/proportion.h"

/* A measure looks at a run's row in its own way (`readers`) and sees either
 * nothing, or a value, or that there was none up to the clock's end. Then the
 * kind of the measure decides which estimates are made of these: of times, of
 * a quantity, of causes, or of parties counted in time. outcome_differ compares
 * two points run by run. */

/* Where a measure reads. */
struct outcome_reading {
    const struct columns *columns;
    const struct columns_measure *of;
    duration clock;
    const int64_t *row;
};

static int64_t cell(const struct outcome_reading *r, size_t i)
{
    return r->row[r->of->first + i];
}

/* A time that came about, or that would have been later than `limit`. */
static struct outcome_run timed(int64_t value, duration limit)
{
    const bool reached = value != COLUMNS_NOTHING;

    return (struct outcome_run){true, reached, 0, reached ? value : limit};
}

static struct outcome_run read_sentence(const struct outcome_reading *r)
{
    const struct columns_one *c = &r->columns->items[r->of->first];

    if (c->kind == COLUMNS_TIME) return timed(cell(r, 0), r->clock);
    return (struct outcome_run){columns_counts(c, cell(r, 0)),
                                columns_holds(c, cell(r, 0)), 0, 0};
}

/* Without a beginning there is no delay; without an end it outlasts the clock.
 */
static struct outcome_run read_delay(const struct outcome_reading *r)
{
    const int64_t from = cell(r, 0), to = cell(r, 1);

    if (from == COLUMNS_NOTHING) return (struct outcome_run){0};
    return timed(to == COLUMNS_NOTHING ? COLUMNS_NOTHING : to - from,
                 r->clock - from);
}

static struct outcome_run read_spread(const struct outcome_reading *r)
{
    int64_t first = INT64_MAX, last = 0;
    bool all = true;

    for (size_t i = 0; i < r->of->count; i++) {
        const int64_t t = cell(r, i);
        if (t == COLUMNS_NOTHING) {
            all = false;
            continue;
        }
        if (t < first) first = t;
        if (t > last) last = t;
    }
    if (first == INT64_MAX) return (struct outcome_run){0};
    return timed(all ? last - first : COLUMNS_NOTHING, r->clock - first);
}

/* The number of parties of whom it holds at the end. */
static struct outcome_run read_count(const struct outcome_reading *r)
{
    int64_t parties = 0;

    for (size_t i = 0; i < r->of->count; i++)
        parties += cell(r, i) != COLUMNS_NOTHING;
    return (struct outcome_run){true, true, 0, parties};
}

/* Several at one time: the first that is named. */
static struct outcome_run read_first(const struct outcome_reading *r)
{
    struct outcome_run run = {true, false, 0, r->clock};

    for (size_t i = 0; i < r->of->count; i++) {
        const int64_t t = cell(r, i);
        if (t == COLUMNS_NOTHING || (run.reached && t >= run.value)) continue;
        run = (struct outcome_run){true, true, (uint32_t)i, t};
    }
    return run;
}

static struct outcome_run read_quantity(const struct outcome_reading *r)
{
    const int64_t value = cell(r, 0);
    const bool there = value != COLUMNS_NOTHING;

    return (struct outcome_run){there, there, 0, there ? value : 0};
}

static struct outcome_run (*const readers[DESIGN_KIND_COUNT])(
    const struct outcome_reading *) = {
    [DESIGN_SENTENCE] = read_sentence, [DESIGN_DELAY] = read_delay,
    [DESIGN_SPREAD] = read_spread,     [DESIGN_COUNT] = read_count,
    [DESIGN_FIRST] = read_first,       [DESIGN_QUANTITY] = read_quantity,
};

static void read_runs(struct outcome *o, struct arena *a,
                      const struct columns_measure *of,
                      const struct outcome_rows *rows)
{
    const struct columns *c = &rows->point->columns;
    const struct scenario *sc = &rows->point->scenario;
    struct outcome_reading r = {c, of, sc->end - sc->start, rows->values};

    o->runs = arena_array(a, rows->count, sizeof *o->runs);
    o->run_count = rows->count;
    for (size_t i = 0; i < rows->count; i++, r.row += c->count) {
        if (of->given != COLUMNS_NONE &&
            !columns_holds(&c->items[of->given], r.row[of->given]))
            continue;
        o->runs[i] = readers[o->measure->kind](&r);
        o->counted += o->runs[i].counts;
        o->share.seen += o->runs[i].counts && o->runs[i].reached;
    }
    o->share.asked = o->counted;
    o->interval = proportion_wilson(o->share.seen, o->share.asked);
}

static const double quartiles[OUTCOME_QUARTILES] = {0.25, 0.5, 0.75};

static void estimate_times(struct outcome *o, struct arena *a)
{
    struct survival_time *times =
        arena_array(a, (size_t)o->counted, sizeof *times);
    size_t count = 0;

    for (size_t i = 0; i < o->run_count; i++)
        if (o->runs[i].counts)
            times[count++] =
                (struct survival_time){o->runs[i].value, !o->runs[i].reached};
    survival_estimate(&o->survival, a, times, count);
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        o->times[i] = survival_quantile(&o->survival, quartiles[i]);
    if (o->measure->kind == DESIGN_DELAY) return;
    /* Nothing is earlier than the clock's start, or a spread of nothing. */
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        if (o->times[i].low == SURVIVAL_EVER) o->times[i].low = 0;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void estimate_quantity(struct outcome *o, struct arena *a)
{
    double *values = arena_array(a, (size_t)o->counted, sizeof *values);
    size_t count = 0;

    for (size_t i = 0; i < o->run_count; i++) {
        if (!o->runs[i].counts) continue;
        values[count] = (double)o->runs[i].value;
        summary_add(&o->summary, values[count++]);
    }
    if (count == 0) return;
    qsort(values, count, sizeof *values, by_value);
    o->sorted = values;
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        o->quartiles[i] = quantile_estimate(values, count, count, quartiles[i]);
}

static void estimate_causes(struct outcome *o, struct arena *a)
{
    struct incidence_time *times =
        arena_array(a, (size_t)o->counted, sizeof *times);
    size_t count = 0;

    for (size_t i = 0; i < o->run_count; i++)
        if (o->runs[i].counts)
            times[count++] = (struct incidence_time){
                o->runs[i].value,
                o->runs[i].reached ? o->runs[i].cause : INCIDENCE_CENSORED};
    incidence_estimate(&o->incidence, a, times, count,
                       (uint32_t)o->measure->sentence_count);
}

static void count_parties(struct outcome *o, struct arena *a,
                          const struct columns_measure *of,
                          const struct outcome_rows *rows)
{
    const struct scenario *sc = &rows->point->scenario;
    const duration clock = sc->end - sc->start;
    const size_t width = rows->point->columns.count;

    o->counts = arena_array(a, OUTCOME_MOMENTS, sizeof *o->counts);
    for (int64_t k = 0; k < OUTCOME_MOMENTS; k++) {
        struct outcome_moment *m = &o->counts[k];
        m->time = clock / (OUTCOME_MOMENTS - 1) * k;
        for (size_t i = 0; i < rows->count; i++) {
            double parties = 0;
            const int64_t *row = rows->values + i * width + of->first;
            if (!o->runs[i].counts) continue;
            for (size_t c = 0; c < of->count; c++)
                parties += row[c] != COLUMNS_NOTHING && row[c] <= m->time;
            summary_add(&m->parties, parties);
        }
    }
}

struct outcome_cause outcome_cause(const struct outcome *o, size_t cause)
{
    const double rounding = 0x1p-26; /* what sums of fractions lose */
    const struct incidence *i = &o->incidence;
    struct outcome_cause c = {0, INTERVAL_NONE};

    assert(o->measure->kind == DESIGN_FIRST);
    if (i->count > 0) {
        const struct incidence_cause *at =
            &i->steps[i->count - 1].causes[cause];
        c = (struct outcome_cause){at->incidence, at->band};
    }
    if (c.share < rounding)
        return (struct outcome_cause){0, proportion_wilson(0, o->counted)};
    if (c.share > 1 - rounding)
        return (struct outcome_cause){
            1, proportion_wilson(o->counted, o->counted)};
    return c;
}

bool outcome_is_open(const struct outcome *o, const struct survival_quantile *q)
{
    return q->low == SURVIVAL_NEVER || q->low == SURVIVAL_EVER ||
           (q->low == 0 && o->measure->kind != DESIGN_DELAY);
}

bool outcome_is_timed(const struct outcome *o)
{
    return o->survival.runs > 0;
}

void outcome_of(struct outcome *out, struct arena *a, struct arena *runs,
                const struct design *d, size_t measure,
                const struct outcome_rows *rows)
{
    const struct columns *c = &rows->point->columns;
    const struct columns_measure *of = &c->measures[measure];

    *out = (struct outcome){.measure = &d->measures[measure]};
    read_runs(out, runs, of, rows);
    switch (out->measure->kind) {
    case DESIGN_SENTENCE:
        if (c->items[of->first].kind == COLUMNS_TIME) estimate_times(out, a);
        break;
    case DESIGN_DELAY:
    case DESIGN_SPREAD:
        estimate_times(out, a);
        break;
    case DESIGN_FIRST:
        estimate_causes(out, a);
        break;
    case DESIGN_COUNT:
        count_parties(out, a, of, rows);
        estimate_quantity(out, a);
        break;
    case DESIGN_QUANTITY:
        estimate_quantity(out, a);
        break;
    case DESIGN_KIND_COUNT:
        break;
    }
}

static bool is_share(const struct outcome *o)
{
    return o->measure->kind == DESIGN_SENTENCE ||
           o->measure->kind == DESIGN_FIRST;
}

struct paired_difference outcome_differ(const struct outcome *from,
                                        const struct outcome *to)
{
    const size_t count =
        from->run_count < to->run_count ? from->run_count : to->run_count;
    uint64_t gained = 0, lost = 0, pairs = 0;
    struct arena a;

    arena_init(&a);
    double *first = arena_array(&a, count, sizeof *first);
    double *second = arena_array(&a, count, sizeof *second);
    for (size_t i = 0; i < count; i++) {
        const struct outcome_run *x = &from->runs[i], *y = &to->runs[i];
        if (!x->counts || !y->counts) continue;
        if (is_share(from)) {
            gained += !x->reached && y->reached;
            lost += x->reached && !y->reached;
        } else if (!x->reached || !y->reached) {
            continue;
        }
        first[pairs] = (double)x->value;
        second[pairs++] = (double)y->value;
    }
    const struct paired_difference d =
        is_share(from) ? paired_proportion(gained, lost, pairs)
                       : paired_mean(first, second, (size_t)pairs);
    arena_fini(&a);
    return d;
}

enum outcome_verdict outcome_judge(const struct design_expectation *x,
                                   const struct shares_one *s)
{
    const struct interval i = proportion_wilson(s->seen, s->asked);

    if (x->at_least ? i.low >= x->share : i.high <= x->share)
        return OUTCOME_HOLDS;
    if (x->at_least ? i.high < x->share : i.low > x->share)
        return OUTCOME_DENIED;
    return OUTCOME_OPEN;
}
