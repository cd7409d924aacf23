#include "replication/outcome.h"

#include <assert.h>

#include "statistics/proportion.h"

/* A measure looks at a run's row in its own way (`readers`) and sees either
 * nothing, or a value, or that there was none up to the clock's end. What can
 * be said in the order of the runs is counted as they come: shares, means,
 * parties in time, and pairs of runs of two points. What takes the order of the
 * values comes after: estimates of times and causes, and quantiles (`orders`).
 * No run is kept. */

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

/* No clock is so long; but a file of results may say anything, and what is
 * within it can be added and subtracted. */
#define SPAN_MAX (INT64_MAX / 2)

static int64_t within_span(int64_t value)
{
    return value > SPAN_MAX ? SPAN_MAX : value < -SPAN_MAX ? -SPAN_MAX : value;
}

static int64_t span(int64_t from, int64_t to)
{
    return within_span(to) - within_span(from);
}

/* A time that came about, or that would have been later than `limit`. */
static struct outcome_run timed(int64_t value, duration limit)
{
    const bool reached = value != COLUMNS_NOTHING;

    return (struct outcome_run){true, reached, 0,
                                within_span(reached ? value : limit)};
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
    return timed(to == COLUMNS_NOTHING ? COLUMNS_NOTHING : span(from, to),
                 span(from, r->clock));
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
    return timed(all ? span(first, last) : COLUMNS_NOTHING,
                 span(first, r->clock));
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
        run = timed(t, r->clock);
        run.cause = (uint32_t)i;
    }
    return run;
}

static struct outcome_run read_quantity(const struct outcome_reading *r)
{
    const int64_t value = cell(r, 0);
    const bool there = value != COLUMNS_NOTHING;

    return (struct outcome_run){there, there, 0,
                                there ? within_span(value) : 0};
}

static struct outcome_run (*const readers[DESIGN_KIND_COUNT])(
    const struct outcome_reading *) = {
    [DESIGN_SENTENCE] = read_sentence, [DESIGN_DELAY] = read_delay,
    [DESIGN_SPREAD] = read_spread,     [DESIGN_COUNT] = read_count,
    [DESIGN_FIRST] = read_first,       [DESIGN_QUANTITY] = read_quantity,
};

struct outcome_reader outcome_reader(const struct design *d, size_t measure,
                                     const struct points_one *point)
{
    return (struct outcome_reader){&d->measures[measure], point,
                                   &point->columns.measures[measure]};
}

static duration clock_of(const struct outcome_reader *r)
{
    return r->point->scenario.end - r->point->scenario.start;
}

struct outcome_run outcome_read(const struct outcome_reader *r,
                                const int64_t *row)
{
    const struct columns *c = &r->point->columns;
    const size_t given = r->columns->given;

    if (given != COLUMNS_NONE && !columns_holds(&c->items[given], row[given]))
        return (struct outcome_run){0};
    return readers[r->measure->kind](
        &(struct outcome_reading){c, r->columns, clock_of(r), row});
}

static bool is_number(const struct design_measure *m)
{
    return m->kind == DESIGN_COUNT || m->kind == DESIGN_QUANTITY;
}

void outcome_begin(struct outcome *o, struct arena *a,
                   const struct outcome_reader *r)
{
    *o = (struct outcome){.measure = r->measure};
    if (r->measure->kind != DESIGN_COUNT) return;
    o->counts = arena_array(a, OUTCOME_MOMENTS, sizeof *o->counts);
    for (int64_t k = 0; k < OUTCOME_MOMENTS; k++)
        o->counts[k].time = clock_of(r) / (OUTCOME_MOMENTS - 1) * k;
}

/* The parties of whom it holds at each moment. */
static void count_parties(struct outcome *o, const struct columns_measure *of,
                          const int64_t *row)
{
    for (int64_t k = 0; k < OUTCOME_MOMENTS; k++) {
        struct outcome_moment *m = &o->counts[k];
        double parties = 0;
        for (size_t i = of->first; i < of->first + of->count; i++)
            parties += row[i] != COLUMNS_NOTHING && row[i] <= m->time;
        summary_add(&m->parties, parties);
    }
}

struct outcome_run outcome_add(struct outcome *o,
                               const struct outcome_reader *r,
                               const int64_t *row)
{
    const struct outcome_run run = outcome_read(r, row);

    o->run_count++;
    if (!run.counts) return run;
    if (o->counted == 0 || run.value < o->least) o->least = run.value;
    if (o->counted == 0 || run.value > o->most) o->most = run.value;
    o->counted++;
    o->share.seen += run.reached;
    if (is_number(o->measure)) summary_add(&o->summary, (double)run.value);
    if (o->counts) count_parties(o, r->columns, row);
    return run;
}

void outcome_end(struct outcome *o)
{
    o->share.asked = o->counted;
    o->interval = proportion_wilson(o->share.seen, o->share.asked);
}

bool outcome_is_ordered(const struct outcome_reader *r)
{
    return r->measure->kind != DESIGN_SENTENCE ||
           r->point->columns.items[r->columns->first].kind == COLUMNS_TIME;
}

static const double quartiles[OUTCOME_QUARTILES] = {0.25, 0.5, 0.75};

static void begin_times(struct outcome_ordering *x, struct arena *a)
{
    (void)a;
    survival_begin(&x->survival, x->outcome->counted);
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        survival_search_begin(&x->searches[i], quartiles[i]);
}

static void take_time_step(struct outcome_ordering *x)
{
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        survival_search_add(&x->searches[i], &x->survival.step);
    if (x->watch) x->watch->time(x->watch->watcher, &x->survival.step);
}

static void add_time(struct outcome_ordering *x, const struct outcome_run *run)
{
    if (survival_add(&x->survival,
                     (struct survival_time){run->value, !run->reached}))
        take_time_step(x);
}

static void end_times(struct outcome_ordering *x)
{
    struct outcome *o = x->outcome;

    if (survival_end(&x->survival)) take_time_step(x);
    o->timed = o->counted > 0;
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++) {
        o->times[i] = survival_search_end(&x->searches[i]);
        /* Nothing is earlier than the clock's start, or a spread of nothing. */
        if (o->measure->kind != DESIGN_DELAY &&
            o->times[i].low == SURVIVAL_EVER)
            o->times[i].low = 0;
    }
}

static void begin_quantity(struct outcome_ordering *x, struct arena *a)
{
    const uint64_t counted = x->outcome->counted;

    (void)a;
    for (size_t i = 0; i < OUTCOME_QUARTILES && counted > 0; i++)
        quantile_begin(&x->quantiles[i], counted, counted, quartiles[i]);
}

static void take_value(struct outcome_ordering *x)
{
    if (x->watch) x->watch->value(x->watch->watcher, x->last, x->added);
}

static void add_quantity(struct outcome_ordering *x,
                         const struct outcome_run *run)
{
    const double value = (double)run->value;

    if (x->added > 0 && value > x->last) take_value(x);
    x->added++;
    x->last = value;
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        quantile_add(&x->quantiles[i], value);
}

static void end_quantity(struct outcome_ordering *x)
{
    if (x->added == 0) return;
    take_value(x);
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        x->outcome->quartiles[i] = quantile_end(&x->quantiles[i]);
}

static void begin_causes(struct outcome_ordering *x, struct arena *a)
{
    incidence_begin(&x->incidence, a,
                    (uint32_t)x->outcome->measure->sentence_count,
                    x->outcome->counted);
}

static void take_cause_step(struct outcome_ordering *x)
{
    x->outcome->causes = x->incidence.step.causes;
    if (x->watch) x->watch->cause(x->watch->watcher, &x->incidence.step);
}

static void add_cause(struct outcome_ordering *x, const struct outcome_run *run)
{
    if (incidence_add(
            &x->incidence,
            (struct incidence_time){
                run->value, run->reached ? run->cause : INCIDENCE_CENSORED}))
        take_cause_step(x);
}

static void end_causes(struct outcome_ordering *x)
{
    if (incidence_end(&x->incidence)) take_cause_step(x);
}

/* A bounded sentence alone needs no order, and is given none. */
static const struct {
    void (*begin)(struct outcome_ordering *x, struct arena *a);
    void (*add)(struct outcome_ordering *x, const struct outcome_run *run);
    void (*end)(struct outcome_ordering *x);
} orders[DESIGN_KIND_COUNT] = {
    [DESIGN_SENTENCE] = {begin_times, add_time, end_times},
    [DESIGN_DELAY] = {begin_times, add_time, end_times},
    [DESIGN_SPREAD] = {begin_times, add_time, end_times},
    [DESIGN_COUNT] = {begin_quantity, add_quantity, end_quantity},
    [DESIGN_FIRST] = {begin_causes, add_cause, end_causes},
    [DESIGN_QUANTITY] = {begin_quantity, add_quantity, end_quantity},
};

void outcome_ordering_begin(struct outcome_ordering *x, struct outcome *o,
                            struct arena *a, const struct outcome_watch *watch)
{
    *x = (struct outcome_ordering){.outcome = o, .watch = watch};
    orders[o->measure->kind].begin(x, a);
}

void outcome_ordering_add(struct outcome_ordering *x,
                          const struct outcome_run *run)
{
    orders[x->outcome->measure->kind].add(x, run);
}

void outcome_ordering_end(struct outcome_ordering *x)
{
    orders[x->outcome->measure->kind].end(x);
}

struct outcome_cause outcome_cause(const struct outcome *o, size_t cause)
{
    const double rounding = 0x1p-26; /* what sums of fractions lose */
    struct outcome_cause c = {0, INTERVAL_NONE};

    assert(o->measure->kind == DESIGN_FIRST);
    if (o->causes)
        c = (struct outcome_cause){o->causes[cause].incidence,
                                   incidence_band(&o->causes[cause])};
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

static bool is_share(const struct design_measure *m)
{
    return m->kind == DESIGN_SENTENCE || m->kind == DESIGN_FIRST;
}

void outcome_pair(struct outcome_pairs *p, const struct outcome_run *from,
                  const struct outcome_run *to, const struct design_measure *m)
{
    if (!from->counts || !to->counts) return;
    if (is_share(m)) {
        p->pairs++;
        p->gained += !from->reached && to->reached;
        p->lost += from->reached && !to->reached;
    } else if (from->reached && to->reached) {
        summary_add(&p->differences, (double)to->value - (double)from->value);
    }
}

struct paired_difference outcome_differ(const struct outcome_pairs *p,
                                        const struct design_measure *m)
{
    return is_share(m) ? paired_proportion(p->gained, p->lost, p->pairs)
                       : paired_of(&p->differences);
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
