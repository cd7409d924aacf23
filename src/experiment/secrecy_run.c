#include "experiment/secrecy_run.h"

#include "base/real.h"
#include "scenario/scenario_query.h"

/* Each record may start a source (its condition came true), give its holder the
 * text, or be a leak, of which the first counts. At the run's end the hazards
 * give what this run's leaks could have been: at each point the chance that the
 * document is out, and over cells of time the share of each holder in being
 * first. */

enum { SECRECY_RUN_CELLS = 256 /* parts of a run's time, to share that out */ };

/* A constant delay's span. The longest that can be written is not a double. */
static duration constant_span(const struct scenario_entry *e)
{
    return e->after.a < 0x1p63 ? (duration)e->after.a : INT64_MAX;
}

static void init_document(struct secrecy_run *run,
                          struct secrecy_run_document *d,
                          const struct secrecy_document *of)
{
    const struct secrecy *s = run->study;

    d->leak.time = s->points[SECRECY_POINTS - 1] - s->scenario->start;
    d->leak.cause = INCIDENCE_CENSORED;
    d->first = arena_array(&run->arena, of->holder_count, sizeof *d->first);
    d->sources = arena_array(&run->arena, of->source_count, sizeof *d->sources);
    for (size_t k = 0; k < of->source_count; k++) {
        struct secrecy_run_source *source = &d->sources[k];

        source->of = &of->sources[k];
        source->started = !source->of->entry->conditional;
        source->start = source->of->entry->at;
        if (source->of->rate == 0 && source->of->entry->delayed)
            source->start =
                instant_add(source->start, constant_span(source->of->entry));
    }
}

void secrecy_run_init(struct secrecy_run *run, const struct secrecy *study)
{
    *run = (struct secrecy_run){.study = study};
    arena_init(&run->arena);
    run->documents =
        arena_array(&run->arena, study->document_count, sizeof *run->documents);
    for (size_t i = 0; i < study->document_count; i++)
        init_document(run, &run->documents[i], &study->documents[i]);
}

void secrecy_run_fini(struct secrecy_run *run)
{
    arena_fini(&run->arena);
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

static void note_leak(const struct secrecy *s,
                      const struct secrecy_document *of,
                      struct secrecy_run_document *d, instant now,
                      const struct record *r)
{
    if (d->leak.cause != INCIDENCE_CENSORED ||
        now > s->points[SECRECY_POINTS - 1])
        return;
    for (size_t i = 0; i < of->holder_count; i++)
        if (record_names(r->party,
                         s->scenario->parties[of->holders[i].party].name))
            d->leak =
                (struct incidence_time){now - s->scenario->start, (uint32_t)i};
}

static void note_source(const struct scenario *sc,
                        struct secrecy_run_source *source, instant now,
                        const struct record *r)
{
    const struct scenario_entry *e = source->of->entry;

    if (!source->started &&
        meaning_matches(&e->when, sc, r, &source->progress)) {
        source->started = true;
        source->start = now;
        if (source->of->rate == 0 && e->delayed)
            source->start = instant_add(now, constant_span(e));
    }
    if (!source->held &&
        record_names(r->document, sc->documents[e->document].name) &&
        is_bringing(sc, e, r)) {
        source->held = true;
        source->since = now;
    }
}

void secrecy_run_record(struct secrecy_run *run, instant now,
                        const struct record *r)
{
    const struct secrecy *s = run->study;

    for (size_t i = 0; i < s->document_count; i++) {
        const struct secrecy_document *of = &s->documents[i];
        const char *name = s->scenario->documents[of->document].name;

        for (size_t k = 0; k < of->source_count; k++)
            note_source(s->scenario, &run->documents[i].sources[k], now, r);
        if (r->kind == RECORD_LEAKED && record_names(r->document, name))
            note_leak(s, of, &run->documents[i], now, r);
    }
}

static double days_between(instant from, instant to)
{
    return (double)(to - from) / (double)DAY;
}

/* The chance that the source has leaked by a time. A leak before its holder has
 * the text has no effect. */
static double chance_out(const struct secrecy_run_source *source, instant t)
{
    const double chance = source->of->entry->chance;

    if (!source->started || !source->held || t < source->start) return 0;
    if (source->of->rate == 0)
        return source->since <= source->start ? chance : 0;
    const instant from =
        source->since > source->start ? source->since : source->start;
    if (t <= from) return 0;
    return chance *
           (real_exp(-source->of->rate * days_between(source->start, from)) -
            real_exp(-source->of->rate * days_between(source->start, t)));
}

/* The chance that none of the sources has leaked by a time. */
static double chance_kept(const struct secrecy_document *of,
                          const struct secrecy_run_document *d, instant t)
{
    double all = 1;

    for (size_t i = 0; i < of->source_count; i++)
        all *= 1 - chance_out(&d->sources[i], t);
    return all;
}

/* A source's hazard, added up between two times. A source that is bound to leak
 * outweighs every other. */
static double source_weight(const struct secrecy_run_source *source, instant a,
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
static void share_loss(const struct secrecy_document *of,
                       struct secrecy_run_document *d, instant a, instant b)
{
    const double lost = chance_kept(of, d, a) - chance_kept(of, d, b);
    double all = 0;

    for (size_t i = 0; i < of->source_count; i++)
        all += source_weight(&d->sources[i], a, b);
    for (size_t i = 0; i < of->source_count && all > 0; i++)
        d->first[d->sources[i].of->holder] +=
            lost * source_weight(&d->sources[i], a, b) / all;
}

void secrecy_run_end(struct secrecy_run *run)
{
    const struct secrecy *s = run->study;
    const instant start = s->scenario->start;
    const instant end = s->points[SECRECY_POINTS - 1];

    for (size_t i = 0; i < s->document_count; i++) {
        const struct secrecy_document *of = &s->documents[i];
        struct secrecy_run_document *d = &run->documents[i];

        if (!of->computable) continue;
        for (size_t k = 0; k < SECRECY_POINTS; k++)
            d->out[k] = 1 - chance_kept(of, d, s->points[k]);
        for (int64_t k = 0; k < SECRECY_RUN_CELLS; k++)
            share_loss(of, d, start + (end - start) / SECRECY_RUN_CELLS * k,
                       k + 1 < SECRECY_RUN_CELLS
                           ? start + (end - start) / SECRECY_RUN_CELLS * (k + 1)
                           : end);
    }
}
