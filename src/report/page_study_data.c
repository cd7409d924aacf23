#include "report/page_study_data.h"

#include "report/page_study_curves.h"
#include "scenario/design_words.h"
#include "statistics/proportion.h"
#include "view/outcomes.h"

/* The study, what varies in it and its points come first; then each measure
 * with its outcomes, one a point; then the expectations. Times are nanoseconds
 * since the start of a point's clock, shares lie between 0 and 1, and null is
 * what the runs do not tell. */

enum {
    FORMAT = 1,
    STEPS_MAX = 400, /* of a curve */
    STEPS_MIN = 20,
    STEPS_ALL = 400000 /* of all curves, as far as the least allows */
};

/* What a measure is written with. */
struct page_study_measure {
    const struct page_study *study;
    const struct design_measure *measure;
    size_t index;
    const struct outcome *outcomes; /* by point */
    double grain;
};

static void put_interval(struct json *j, struct interval i)
{
    json_real(j, "low", i.low);
    json_real(j, "high", i.high);
}

static void put_study(struct json *j, const struct page_study *s)
{
    json_open_object(j, "study");
    json_text(j, "title", s->design->title);
    json_text(j, "name", s->name);
    json_text(j, "scenario", s->scenario);
    json_digits(j, "seed", s->seed);
    json_number(j, "runs", s->runs);
    json_real(j, "halfWidth", s->half_width);
    json_bool(j, "standIn", s->stand_in);
    json_close(j);
}

static void put_factors(struct json *j, const struct design *d)
{
    json_open_array(j, "factors");
    for (size_t i = 0; i < d->factor_count; i++) {
        json_open_object(j, NULL);
        json_text(j, "name", design_factor_name(d, i));
        json_text(j, "path", d->factors[i].name);
        json_open_array(j, "levels");
        for (size_t k = 0; k < d->factors[i].level_count; k++)
            json_text(j, NULL, d->factors[i].levels[k].label);
        json_close(j);
        json_close(j);
    }
    json_close(j);
}

static void put_points(struct json *j, const struct page_study *s)
{
    const struct design *d = s->design;

    json_open_array(j, "points");
    for (size_t i = 0; i < s->points->count; i++) {
        const struct scenario *sc = &s->points->items[i].scenario;
        json_open_object(j, NULL);
        json_text(j, "label", s->points->items[i].label);
        json_open_array(j, "levels");
        for (size_t k = 0; k < d->factor_count; k++)
            json_number(
                j, NULL,
                (uint64_t)(design_level_at(d, i, k) - d->factors[k].levels));
        json_close(j);
        json_seconds(j, "start", sc->start);
        json_int(j, "clock", sc->end - sc->start);
        json_close(j);
    }
    json_close(j);
}

static void put_time(struct json *j, const char *key, duration t)
{
    if (t == SURVIVAL_NEVER)
        json_null(j, key);
    else
        json_int(j, key, t);
}

static void put_quantile(struct json *j, const struct outcome *o,
                         const struct survival_quantile *q)
{
    const bool unbounded = q->low > q->time || q->low == SURVIVAL_EVER ||
                           (outcome_is_open(o, q) && q->high == SURVIVAL_NEVER);

    json_open_object(j, NULL);
    put_time(j, "at", q->time);
    put_time(j, "low", unbounded ? SURVIVAL_NEVER : q->low);
    put_time(j, "high", q->high);
    json_close(j);
}

static void put_times(struct json *j, const struct outcome *o,
                      const struct page_study_curves_source *source)
{
    if (!o->timed) return;
    json_open_array(j, "times");
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        put_quantile(j, o, &o->times[i]);
    json_close(j);
    page_study_curves_times(j, "curve", source);
}

static void put_causes(struct json *j, const struct outcome *o,
                       const struct page_study_curves_source *source)
{
    const uint32_t causes = (uint32_t)o->measure->sentence_count;

    json_open_array(j, "causes");
    for (uint32_t i = 0; i < causes; i++) {
        const struct outcome_cause c = outcome_cause(o, i);
        json_open_object(j, NULL);
        json_real(j, "share", c.share);
        put_interval(j, c.interval);
        page_study_curves_cause(j, "curve", source, i, causes);
        json_close(j);
    }
    json_close(j);
}

static void put_numbers(struct json *j, const struct outcome *o,
                        const struct page_study_curves_source *source)
{
    json_open_object(j, "numbers");
    json_real(j, "mean", o->summary.mean);
    put_interval(j, summary_interval(&o->summary));
    json_real(j, "least", o->summary.least);
    json_real(j, "most", o->summary.most);
    json_open_array(j, "quartiles");
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++) {
        json_open_object(j, NULL);
        json_real(j, "at", o->quartiles[i].value);
        put_interval(j, o->quartiles[i].interval);
        json_close(j);
    }
    json_close(j);
    page_study_curves_values(j, "curve", source, o->counted);
    json_close(j);
}

static void put_difference(struct json *j, const struct outcome *o)
{
    json_open_object(j, "difference");
    json_number(j, "pairs", o->difference.pairs);
    json_real(j, "value", o->difference.mean);
    put_interval(j, o->difference.interval);
    json_close(j);
}

static void put_outcome(struct json *j, const struct page_study_measure *m,
                        size_t point)
{
    const struct outcome *o = &m->outcomes[point];
    const enum design_kind kind = m->measure->kind;
    const struct page_study_curves_source source = {&m->study->steps, m->index,
                                                    point, m->grain};

    json_open_object(j, NULL);
    json_number(j, "runs", o->run_count);
    json_number(j, "counted", o->counted);
    json_number(j, "reached", o->share.seen);
    put_interval(j, o->interval);
    put_times(j, o, &source);
    if (o->counted > 0 && kind == DESIGN_FIRST) put_causes(j, o, &source);
    if (o->counted > 0 && (kind == DESIGN_QUANTITY || kind == DESIGN_COUNT))
        put_numbers(j, o, &source);
    if (o->counted > 0 && kind == DESIGN_COUNT)
        page_study_curves_moments(j, "moments", o->counts);
    if (point > 0 && kind != DESIGN_FIRST) put_difference(j, o);
    json_close(j);
}

static void put_measure(struct json *j, const struct page_study_measure *m)
{
    const struct design_measure *of = m->measure;
    struct arena a;

    arena_init(&a);
    json_open_object(j, NULL);
    json_text(j, "name", of->name);
    json_text(j, "words", outcomes_measure_text(&a, of));
    json_text(j, "kind", design_words_kind(of->kind));
    json_text(j, "quantity",
              of->kind == DESIGN_QUANTITY ? design_words_quantity(of->quantity)
                                          : NULL);
    json_text(j, "given", of->given.text);
    json_open_array(j, "sentences");
    for (size_t i = 0; i < of->sentence_count; i++)
        json_text(j, NULL, of->sentences[i].text);
    json_close(j);
    json_open_array(j, "outcomes");
    for (size_t i = 0; i < m->study->points->count; i++)
        put_outcome(j, m, i);
    json_close(j);
    json_close(j);
    arena_fini(&a);
}

/* The least move of a curve that has a step. */
static double grain_of(const struct page_study *s)
{
    const struct design *d = s->design;
    size_t curves = 0;

    for (size_t i = 0; i < d->measure_count; i++)
        curves += d->measures[i].kind == DESIGN_FIRST
                      ? d->measures[i].sentence_count
                      : 1;
    curves *= s->points->count;

    size_t steps = curves > 0 ? STEPS_ALL / curves : STEPS_MAX;

    if (steps > STEPS_MAX) steps = STEPS_MAX;
    if (steps < STEPS_MIN) steps = STEPS_MIN;
    return 1 / (double)steps;
}

static void put_expectation(struct json *j, const struct page_study *s,
                            size_t index)
{
    static const char *const words[] = {[OUTCOME_HOLDS] = "holds",
                                        [OUTCOME_DENIED] = "denied",
                                        [OUTCOME_OPEN] = "open"};
    const struct design_expectation *x = &s->design->expectations[index];

    json_open_object(j, NULL);
    json_text(j, "bound", x->text);
    json_text(j, "sentence", x->sentence.text);
    json_real(j, "share", x->share);
    json_bool(j, "atLeast", x->at_least);
    json_open_array(j, "points");
    for (size_t i = 0; i < s->points->count; i++) {
        const struct shares_one *found =
            &s->expected[index * s->points->count + i];
        json_open_object(j, NULL);
        json_number(j, "seen", found->seen);
        json_number(j, "asked", found->asked);
        put_interval(j, proportion_wilson(found->seen, found->asked));
        json_text(j, "verdict", words[outcome_judge(x, found)]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

void page_study_data_put(struct json *j, const struct page_study *s)
{
    const struct design *d = s->design;
    struct page_study_measure m = {.study = s, .grain = grain_of(s)};
    struct arena a;

    arena_init(&a);
    json_open_object(j, NULL);
    json_number(j, "format", FORMAT);
    json_text(j, "program", arena_format(&a, "demarche %s", s->program));
    put_study(j, s);
    put_factors(j, d);
    put_points(j, s);
    json_real(j, "grain", m.grain);
    json_open_array(j, "measures");
    for (size_t i = 0; i < d->measure_count; i++) {
        m.index = i;
        m.measure = &d->measures[i];
        m.outcomes = &s->outcomes[i * s->points->count];
        put_measure(j, &m);
    }
    json_close(j);
    json_open_array(j, "expectations");
    for (size_t i = 0; i < d->expectation_count; i++)
        put_expectation(j, s, i);
    json_close(j);
    json_close(j);
    arena_fini(&a);
}
