#include "experiment/secrecy.h"

#include <assert.h>

#include "base/real.h"
#include "experiment/leak_order.h"
#include "experiment/secrecy_run.h"
#include "experiment/sweep.h"
#include "scenario/scenario_query.h"
#include "statistics/proportion.h"

/* secrecy_init finds in the script which documents leak, by which entries, and
 * what can be computed of them. secrecy_study plays the runs: each is a job
 * with a secrecy_run, whose first leaks are kept and whose computed chances are
 * added, in the order of the runs. Then the estimates follow from the leaks. */

/* True if the entry's time follows from its beginning without a draw, or by a
 * hazard. */
static bool is_computable(const struct scenario_entry *e)
{
    return e->hazard.per_reader > 0 || !e->delayed ||
           e->after.kind == DISTRIBUTION_CONSTANT;
}

static size_t holder_of(struct secrecy_document *d, uint32_t party)
{
    size_t i = 0;

    while (i < d->holder_count && d->holders[i].party != party)
        i++;
    if (i == d->holder_count)
        d->holders[d->holder_count++] = (struct secrecy_holder){.party = party};
    return i;
}

static void add_source(struct secrecy *s, struct secrecy_document *d,
                       const struct scenario_entry *e)
{
    const uint32_t readers = s->scenario->parties[e->from].readers;
    struct secrecy_source *source = &d->sources[d->source_count++];

    *source = (struct secrecy_source){
        .entry = e,
        .holder = holder_of(d, e->from),
        .rate = scenario_hazard_rate(&e->hazard, readers),
    };
    d->holders[source->holder].rate += source->rate;
    if (!is_computable(e)) d->computable = false;
}

static void add_document(struct secrecy *s, uint32_t document)
{
    const struct scenario *sc = s->scenario;
    struct secrecy_document *d = &s->documents[s->document_count];
    size_t count = 0;

    for (size_t i = 0; i < sc->entry_count; i++)
        count += sc->entries[i].verb == RECORD_VERB_LEAK &&
                 sc->entries[i].document == document;
    if (count == 0) return;
    const bool free = leak_order_is_free(sc, document);
    *d = (struct secrecy_document){
        .document = document, .computable = free, .dependent = !free};
    d->sources = arena_array(&s->arena, count, sizeof *d->sources);
    d->holders = arena_array(&s->arena, count, sizeof *d->holders);
    for (size_t i = 0; i < sc->entry_count; i++)
        if (sc->entries[i].verb == RECORD_VERB_LEAK &&
            sc->entries[i].document == document)
            add_source(s, d, &sc->entries[i]);
    s->document_count++;
}

void secrecy_init(struct secrecy *s, const struct scenario *sc, instant by)
{
    assert(by > sc->start);
    *s = (struct secrecy){.scenario = sc};
    arena_init(&s->arena);
    for (int i = 0; i < SECRECY_POINTS; i++)
        s->points[i] =
            by - (by - sc->start) / SECRECY_POINTS * (SECRECY_POINTS - 1 - i);
    s->documents =
        arena_array(&s->arena, sc->document_count, sizeof *s->documents);
    for (uint32_t i = 0; i < sc->document_count; i++)
        add_document(s, i);
}

void secrecy_fini(struct secrecy *s)
{
    arena_fini(&s->arena);
}

/* A study whose runs are jobs. */
struct secrecy_jobs {
    struct secrecy *study; /* is added to */
    uint64_t seed;
};

static void study_record(void *watcher, instant now, uint64_t seq,
                         const struct record *r)
{
    (void)seq;
    secrecy_run_record(watcher, now, r);
}

static void study_end(void *watcher, const struct runtime *rt)
{
    (void)rt;
    secrecy_run_end(watcher);
}

static enum err study_run(const void *context, size_t job, void *result,
                          struct errmsg *e)
{
    const struct secrecy_jobs *jobs = context;
    struct secrecy_run *run = result;
    const struct sweep sweep = {
        .scenario = jobs->study->scenario,
        .seed = jobs->seed,
        .first = job,
        .runs = 1,
        .until = jobs->study->points[SECRECY_POINTS - 1],
        .record = study_record,
        .end = study_end,
        .watcher = run,
    };

    secrecy_run_init(run, jobs->study);
    enum err rc = sweep_play(&sweep, e);
    if (rc) secrecy_run_fini(run);
    return rc;
}

static void take_study_run(void *context, size_t job, void *result)
{
    struct secrecy *s = ((struct secrecy_jobs *)context)->study;
    struct secrecy_run *run = result;

    for (size_t i = 0; i < s->document_count; i++) {
        struct secrecy_document *d = &s->documents[i];
        const struct secrecy_run_document *one = &run->documents[i];

        d->leaks[job] = one->leak;
        for (size_t k = 0; k < SECRECY_POINTS; k++)
            d->out[k].computed += one->out[k];
        for (size_t k = 0; k < d->holder_count; k++)
            d->holders[k].first.computed += one->first[k];
    }
    secrecy_run_fini(run);
}

static void drop_study_run(void *result)
{
    secrecy_run_fini(result);
}

static void estimate_points(const struct secrecy *s, struct secrecy_document *d)
{
    for (size_t i = 0; i < SECRECY_POINTS; i++) {
        const duration by = s->points[i] - s->scenario->start;
        uint64_t seen = 0;

        for (uint64_t k = 0; k < s->runs; k++)
            seen += d->leaks[k].cause != INCIDENCE_CENSORED &&
                    d->leaks[k].time <= by;
        d->out[i].computed /= (double)s->runs;
        d->out[i].counted = (double)seen / (double)s->runs;
        d->out[i].interval = proportion_wilson(seen, s->runs);
    }
}

static void estimate_quantiles(const struct secrecy *s,
                               struct secrecy_document *d, struct arena *a)
{
    struct survival_time *times = arena_array(a, s->runs, sizeof *times);
    struct survival survival;

    for (uint64_t k = 0; k < s->runs; k++)
        times[k] = (struct survival_time){
            d->leaks[k].time, d->leaks[k].cause == INCIDENCE_CENSORED};
    survival_estimate(&survival, a, times, s->runs);
    for (int i = 0; i < SECRECY_QUANTILES; i++) {
        d->quantiles[i] = survival_quantile(&survival, SECRECY_QUANTILE(i));
        if (d->quantiles[i].low == SURVIVAL_EVER) d->quantiles[i].low = 0;
    }
}

/* A holder that never leaks first, or always does, has no band; but as runs are
 * censored at the end alone, its share is a proportion. */
static void estimate_holders(const struct secrecy *s,
                             struct secrecy_document *d, struct arena *a)
{
    struct incidence incidence;

    incidence_estimate(&incidence, a, d->leaks, s->runs,
                       (uint32_t)d->holder_count);
    const struct incidence_cause *causes =
        incidence.steps[incidence.count - 1].causes;
    for (size_t k = 0; k < d->holder_count; k++) {
        struct secrecy_share *first = &d->holders[k].first;
        const struct interval band = incidence_band(&causes[k]);

        first->computed /= (double)s->runs;
        first->counted = causes[k].incidence;
        first->interval =
            interval_is_bounded(band)
                ? band
                : proportion_wilson(first->counted > 0 ? s->runs : 0, s->runs);
    }
}

enum err secrecy_study(struct secrecy *s, uint64_t seed, uint64_t runs,
                       const struct jobs_runner *runner, struct errmsg *e)
{
    struct secrecy_jobs context = {s, seed};
    const struct jobs jobs = {
        .context = &context,
        .count = runs,
        .size = sizeof(struct secrecy_run),
        .work = study_run,
        .take = take_study_run,
        .drop = drop_study_run,
    };

    assert(s->runs == 0 && runs > 0);
    for (size_t i = 0; i < s->document_count; i++)
        s->documents[i].leaks =
            arena_array(&s->arena, runs, sizeof *s->documents[i].leaks);
    const enum err rc = jobs_run(runner, &jobs, e);
    if (!rc) secrecy_conclude(s, runs);
    return rc;
}

void secrecy_conclude(struct secrecy *s, uint64_t runs)
{
    assert(s->runs == 0 && runs > 0);
    s->runs = runs;
    for (size_t i = 0; i < s->document_count; i++) {
        struct arena a;

        arena_init(&a);
        estimate_points(s, &s->documents[i]);
        estimate_quantiles(s, &s->documents[i], &a);
        arena_reset(&a);
        estimate_holders(s, &s->documents[i], &a);
        arena_fini(&a);
    }
}

double secrecy_chance(const struct secrecy *s, uint32_t document)
{
    for (size_t i = 0; i < s->document_count; i++) {
        const struct secrecy_document *d = &s->documents[i];
        const struct secrecy_share *last = &d->out[SECRECY_POINTS - 1];

        if (d->document == document)
            return d->computable ? last->computed : last->counted;
    }
    return 0;
}

struct interval secrecy_rate_interval(double after)
{
    assert(after > 0);
    return (struct interval){
        -real_ln(1 - INTERVAL_TAIL) / after,
        -real_ln(INTERVAL_TAIL) / after,
    };
}
