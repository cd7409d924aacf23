#include "experiment/secrecy.h"

#include <assert.h>
#include <math.h>

#include "base/real.h"
#include "scenario/meaning.h"
#include "scenario/scenario_query.h"
#include "experiment/leak_order.h"
#include "experiment/sweep.h"

/* Between secrecy_begin and secrecy_end of a run, each record may start a
 * source (its condition came true), give its holder the text, or be a leak,
 * which is counted. secrecy_end then adds what the hazards give for this run:
 * at each point the chance that the document is out, and over cells of time the
 * share of each holder in being first. secrecy_study plays the runs: each is a
 * job that counts by itself and is then added. The second half is Grimes's
 * model, which needs no script: it integrates a chance a year over the years of
 * a circle. */

enum {
    SECRECY_CELLS = 256, /* parts of a run's time, to share out who was first */
    SECRECY_PANELS = 64  /* of Simpson's rule, between two joins */
};

/* True if the entry's time follows from its beginning without a draw, or by a
 * hazard. */
static bool is_computable(const struct scenario_entry *e)
{
    return e->hazard.per_reader > 0 || !e->delayed ||
           e->after.kind == DISTRIBUTION_CONSTANT;
}

/* A constant delay's span. The longest that can be written is not a double. */
static duration constant_span(const struct scenario_entry *e)
{
    return e->after.a < 0x1p63 ? (duration)e->after.a : INT64_MAX;
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

void secrecy_begin(struct secrecy *s)
{
    for (size_t i = 0; i < s->document_count; i++) {
        struct secrecy_document *d = &s->documents[i];

        d->leaked = false;
        for (size_t k = 0; k < d->source_count; k++) {
            struct secrecy_source *source = &d->sources[k];

            source->held = false;
            source->progress = (struct meaning_progress){0};
            source->started = !source->entry->conditional;
            source->start = source->entry->at;
            if (source->rate == 0 && source->entry->delayed)
                source->start =
                    instant_add(source->start, constant_span(source->entry));
        }
    }
}

/* True if the record gives the party anything that the entry would leak. */
static bool is_bringing(const struct scenario *sc,
                        const struct scenario_entry *e, const struct record *r)
{
    const struct scenario_document *d = &sc->documents[e->document];

    if (!record_names(r->party, sc->parties[e->from].name) ||
        record_kind_row(r->kind)->level < LEVEL_HOLDS)
        return false;
    if (r->portion_count == 0 || e->portion_count == 0) return true;
    for (size_t i = 0; i < e->portion_count; i++)
        for (size_t k = 0; k < r->portion_count; k++)
            if (record_names(r->portions[k], d->portions[e->portions[i]].name))
                return true;
    return false;
}

static void note_leak(struct secrecy *s, struct secrecy_document *d,
                      instant now, const struct record *r)
{
    if (d->leaked || now > s->points[SECRECY_POINTS - 1]) return;
    d->leaked = true;
    for (size_t i = 0; i < SECRECY_POINTS; i++)
        d->seen[i] += now <= s->points[i];
    for (size_t i = 0; i < d->holder_count; i++)
        d->holders[i].first_seen += record_names(
            r->party, s->scenario->parties[d->holders[i].party].name);
}

static void note_source(const struct secrecy *s, struct secrecy_source *source,
                        instant now, const struct record *r)
{
    const struct scenario_entry *e = source->entry;

    if (!source->started &&
        meaning_matches(&e->when, s->scenario, r, &source->progress)) {
        source->started = true;
        source->start = now;
        if (source->rate == 0 && e->delayed)
            source->start = instant_add(now, constant_span(e));
    }
    if (!source->held &&
        record_names(r->document, s->scenario->documents[e->document].name) &&
        is_bringing(s->scenario, e, r)) {
        source->held = true;
        source->since = now;
    }
}

void secrecy_record(struct secrecy *s, instant now, const struct record *r)
{
    for (size_t i = 0; i < s->document_count; i++) {
        struct secrecy_document *d = &s->documents[i];
        const char *name = s->scenario->documents[d->document].name;

        for (size_t k = 0; k < d->source_count; k++)
            note_source(s, &d->sources[k], now, r);
        if (r->kind == RECORD_LEAKED && record_names(r->document, name))
            note_leak(s, d, now, r);
    }
}

static double days_between(instant from, instant to)
{
    return (double)(to - from) / (double)DAY;
}

/* The chance that the source has leaked by a time. A leak before its holder has
 * the text has no effect. */
static double chance_out(const struct secrecy_source *source, instant t)
{
    const double chance = source->entry->chance;

    if (!source->started || !source->held || t < source->start) return 0;
    if (source->rate == 0) return source->since <= source->start ? chance : 0;
    const instant from =
        source->since > source->start ? source->since : source->start;
    if (t <= from) return 0;
    return chance *
           (real_exp(-source->rate * days_between(source->start, from)) -
            real_exp(-source->rate * days_between(source->start, t)));
}

/* The chance that none of the sources has leaked by a time. */
static double chance_kept(const struct secrecy_document *d, instant t)
{
    double all = 1;

    for (size_t i = 0; i < d->source_count; i++)
        all *= 1 - chance_out(&d->sources[i], t);
    return all;
}

/* A source's hazard, added up between two times. A source that is bound to leak
 * outweighs every other. */
static double source_weight(const struct secrecy_source *source, instant a,
                            instant b)
{
    const double before = 1 - chance_out(source, a);
    const double after = 1 - chance_out(source, b);
    const double bound = 1e9;

    if (before <= 0) return 0;
    if (after <= 0) return bound;
    return real_ln(before) - real_ln(after);
}

/* Shares the loss between two times among the holders by their hazards: exact
 * where each is constant between the two. */
static void share_loss(struct secrecy_document *d, instant a, instant b)
{
    const double lost = chance_kept(d, a) - chance_kept(d, b);
    double all = 0;

    for (size_t i = 0; i < d->source_count; i++)
        all += source_weight(&d->sources[i], a, b);
    for (size_t i = 0; i < d->source_count && all > 0; i++)
        d->holders[d->sources[i].holder].first +=
            lost * source_weight(&d->sources[i], a, b) / all;
}

void secrecy_end(struct secrecy *s)
{
    const instant start = s->scenario->start;
    const instant end = s->points[SECRECY_POINTS - 1];

    s->runs++;
    for (size_t i = 0; i < s->document_count; i++) {
        struct secrecy_document *d = &s->documents[i];

        if (!d->computable) continue;
        for (size_t k = 0; k < SECRECY_POINTS; k++)
            d->out[k] += 1 - chance_kept(d, s->points[k]);
        for (int64_t k = 0; k < SECRECY_CELLS; k++)
            share_loss(d, start + (end - start) / SECRECY_CELLS * k,
                       k + 1 < SECRECY_CELLS
                           ? start + (end - start) / SECRECY_CELLS * (k + 1)
                           : end);
    }
}

static void study_begin(void *watcher, uint64_t run)
{
    (void)run;
    secrecy_begin(watcher);
}

static void study_record(void *watcher, instant now, uint64_t seq,
                         const struct record *r)
{
    (void)seq;
    secrecy_record(watcher, now, r);
}

static void study_end(void *watcher)
{
    secrecy_end(watcher);
}

/* A study whose runs are jobs. */
struct secrecy_runs {
    struct secrecy *all; /* is added to */
    const struct scenario *scenario;
    uint64_t seed;
    instant by;
};

static enum err study_run(const void *context, size_t job, void *result,
                          struct errmsg *e)
{
    const struct secrecy_runs *r = context;
    struct secrecy *one = result;
    const struct sweep sweep = {
        .scenario = r->scenario,
        .seed = r->seed,
        .first = job,
        .runs = 1,
        .until = r->by,
        .begin = study_begin,
        .record = study_record,
        .end = study_end,
        .watcher = one,
    };

    secrecy_init(one, r->scenario, r->by);
    enum err rc = sweep_play(&sweep, e);
    if (rc) secrecy_fini(one);
    return rc;
}

static void add_document_run(struct secrecy_document *all,
                             const struct secrecy_document *one)
{
    for (size_t i = 0; i < SECRECY_POINTS; i++) {
        all->out[i] += one->out[i];
        all->seen[i] += one->seen[i];
    }
    for (size_t i = 0; i < all->holder_count; i++) {
        all->holders[i].first += one->holders[i].first;
        all->holders[i].first_seen += one->holders[i].first_seen;
    }
}

static void take_study_run(void *context, size_t job, void *result)
{
    struct secrecy *all = ((struct secrecy_runs *)context)->all;
    struct secrecy *one = result;

    (void)job;
    for (size_t i = 0; i < all->document_count; i++)
        add_document_run(&all->documents[i], &one->documents[i]);
    all->runs += one->runs;
    secrecy_fini(one);
}

static void drop_study_run(void *result)
{
    secrecy_fini(result);
}

enum err secrecy_study(struct secrecy *s, uint64_t seed, uint64_t runs,
                       const struct jobs_runner *runner, struct errmsg *e)
{
    struct secrecy_runs r = {s, s->scenario, seed,
                             s->points[SECRECY_POINTS - 1]};
    const struct jobs jobs = {
        .context = &r,
        .count = runs,
        .size = sizeof(struct secrecy),
        .work = study_run,
        .take = take_study_run,
        .drop = drop_study_run,
    };

    return jobs_run(runner, &jobs, e);
}

void secrecy_interval(uint64_t seen, uint64_t runs, double *low, double *high)
{
    assert(runs > 0 && seen <= runs);
    const double z = 1.959963984540054; /* 97.5 % of a normal lie below */
    const double n = (double)runs;
    const double p = (double)seen / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half =
        z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

    *low = seen == 0 ? 0 : middle - half;
    *high = seen == runs ? 1 : middle + half;
}

void secrecy_rate_interval(double after, double *low, double *high)
{
    assert(after > 0);
    *low = -real_ln(0.975) / after;
    *high = -real_ln(0.025) / after;
}

/* The chance a year that one of so many tells: 1 - psi^N. */
static double grimes_rate(double people)
{
    return 1 - real_exp(people * real_ln(1 - SECRECY_GRIMES_RATE));
}

/* The integral of the chance over a span of years, by Simpson's rule. */
double secrecy_grimes_hazard(double people, double years, double half_life)
{
    const double step = years / SECRECY_PANELS;
    double sum = 0;

    if (half_life <= 0) return years * grimes_rate(people);
    for (int i = 0; i <= SECRECY_PANELS; i++) {
        const double left =
            people * real_exp(-real_ln(2) * step * i / half_life);
        const double weight = i == 0 || i == SECRECY_PANELS ? 1 : i % 2 ? 4 : 2;

        sum += weight * grimes_rate(left);
    }
    return sum * step / 3;
}

double secrecy_grimes_years(double people, double chance)
{
    assert(people > 0 && chance >= 0 && chance < 1);
    return -real_ln(1 - chance) / grimes_rate(people);
}

/* The next time after t at which somebody joins the circle; `by` if none. */
static instant next_join(const struct ledger *l, uint32_t document, instant t,
                         instant by)
{
    struct ledger_mark mark;

    for (uint32_t i = 0; i < l->scenario->party_count; i++)
        if (l->scenario->parties[i].kind != PARTY_PUBLIC &&
            ledger_since_any(l, i, document, LEVEL_HOLDS, &mark) &&
            mark.time > t && mark.time < by)
            by = mark.time;
    return by;
}

/* The number of people in the circle at t, each party's reduced by its
 * half-life. */
static double count_circle(const struct ledger *l, uint32_t document, instant t,
                           double half_life)
{
    const double year = 365.25;
    struct ledger_mark mark;
    double people = 0;

    for (uint32_t i = 0; i < l->scenario->party_count; i++) {
        const struct scenario_party *party = &l->scenario->parties[i];

        if (party->kind == PARTY_PUBLIC ||
            !ledger_since_any(l, i, document, LEVEL_HOLDS, &mark) ||
            mark.time > t)
            continue;
        const double years = days_between(mark.time, t) / year;
        people += half_life > 0 ? (double)party->readers *
                                      real_exp(-real_ln(2) * years / half_life)
                                : (double)party->readers;
    }
    return people;
}

double secrecy_circle(const struct ledger *l, uint32_t document, instant by,
                      double half_life, double *people)
{
    const double year = 365.25;
    double sum = 0;

    for (instant t = l->scenario->start; t < by;) {
        const instant next = next_join(l, document, t, by);

        sum += secrecy_grimes_hazard(count_circle(l, document, t, half_life),
                                     days_between(t, next) / year, half_life);
        t = next;
    }
    *people = count_circle(l, document, by, half_life);
    return 1 - real_exp(-sum);
}
