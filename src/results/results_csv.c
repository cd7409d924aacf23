#include "results/results_csv.h"

#include <inttypes.h>
#include <string.h>

/* Runs are written row by row as they come from the database. Their times are
 * whole nanoseconds and have all their digits, so that nothing is lost between
 * a run and its row. Outcomes are rounded to fifteen digits, a row a figure:
 * which figures there are depends on the kind of the measure. */

static void put_text(const char *value, FILE *out)
{
    if (!strpbrk(value, ",\"\r\n")) {
        fputs(value, out);
        return;
    }
    fputc('"', out);
    for (; *value; value++) {
        if (*value == '"') fputc('"', out);
        fputc(*value, out);
    }
    fputc('"', out);
}

static void put_seconds(int64_t ns, FILE *out)
{
    const uint64_t all = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
    const uint64_t second = (uint64_t)SECOND;

    fprintf(out, "%s%" PRIu64 ".%09" PRIu64, ns < 0 ? "-" : "", all / second,
            all % second);
}

/* The state of writing rows of runs. */
struct results_csv_writing {
    const struct points *points;
    FILE *out;
};

static void put_run(void *watcher, size_t point, uint64_t run,
                    const int64_t *row)
{
    const struct results_csv_writing *w = watcher;
    const struct design *d = w->points->design;
    const struct columns *c = &w->points->items[point].columns;

    fprintf(w->out, "%zu,%" PRIu64, point, run);
    for (size_t i = 0; i < d->factor_count; i++) {
        fputc(',', w->out);
        put_text(design_level_at(d, point, i)->label, w->out);
    }
    for (size_t i = 0; i < c->count; i++) {
        fputc(',', w->out);
        if (row[i] == COLUMNS_NOTHING) continue;
        if (c->items[i].kind == COLUMNS_TIME)
            put_seconds(row[i], w->out);
        else
            fprintf(w->out, "%" PRId64, row[i]);
    }
    fputc('\n', w->out);
}

void results_csv_runs(struct results *r, const struct points *p, FILE *out)
{
    struct results_csv_writing w = {p, out};
    const struct columns *c = &p->items[0].columns;

    fputs("point,run", out);
    for (size_t i = 0; i < p->design->factor_count; i++) {
        fputc(',', out);
        put_text(p->design->factors[i].name, out);
    }
    for (size_t i = 0; i < c->count; i++)
        fprintf(out, ",%s", c->items[i].name);
    fputc('\n', out);
    for (size_t i = 0; i < p->count; i++)
        results_each(r, i, &w, put_run);
}

/* One figure of an outcome. */
struct results_csv_figure {
    const char *name;
    uint64_t runs;
    double value;
    struct interval interval;
};

/* Where figures are written to. */
struct results_csv_place {
    const struct findings *findings;
    size_t measure, point;
    FILE *out;
};

static void put_number(double x, FILE *out)
{
    fputc(',', out);
    if (isfinite(x)) fprintf(out, "%.15g", x);
}

static void put_figure(const struct results_csv_place *p,
                       const struct results_csv_figure *f)
{
    const struct points *points = p->findings->points;

    fprintf(p->out, "%zu,", p->point);
    put_text(points->items[p->point].label, p->out);
    fprintf(p->out, ",%s,%s,%" PRIu64,
            points->design->measures[p->measure].name, f->name, f->runs);
    put_number(f->value, p->out);
    put_number(f->interval.low, p->out);
    put_number(f->interval.high, p->out);
    fputc('\n', p->out);
}

static double seconds(duration d)
{
    return d == SURVIVAL_NEVER  ? (double)INFINITY
           : d == SURVIVAL_EVER ? -(double)INFINITY
                                : (double)d / (double)SECOND;
}

static const char *const quartile_names[OUTCOME_QUARTILES] = {
    "quartile-1", "median", "quartile-3"};

static void put_times(const struct results_csv_place *p,
                      const struct outcome *o)
{
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        put_figure(p, &(struct results_csv_figure){
                          quartile_names[i],
                          o->counted,
                          seconds(o->times[i].time),
                          {seconds(o->times[i].low), seconds(o->times[i].high)},
                      });
}

static void put_quantity(const struct results_csv_place *p,
                         const struct outcome *o)
{
    put_figure(p,
               &(struct results_csv_figure){"mean", o->counted, o->summary.mean,
                                            summary_interval(&o->summary)});
    for (size_t i = 0; i < OUTCOME_QUARTILES; i++)
        put_figure(p, &(struct results_csv_figure){
                          quartile_names[i], o->counted, o->quartiles[i].value,
                          o->quartiles[i].interval});
}

static void put_causes(const struct results_csv_place *p,
                       const struct outcome *o)
{
    char name[32];

    for (size_t k = 0; o->counted > 0 && k < o->measure->sentence_count; k++) {
        const struct outcome_cause c = outcome_cause(o, k);
        snprintf(name, sizeof name, "first-%zu", k + 1);
        put_figure(p, &(struct results_csv_figure){name, o->counted, c.share,
                                                   c.interval});
    }
}

static void put_difference(const struct results_csv_place *p,
                           const struct outcome *o)
{
    const struct paired_difference *d = &o->difference;
    const bool timed = o->timed && o->measure->kind != DESIGN_SENTENCE;
    const double unit = timed ? (double)SECOND : 1;

    put_figure(p, &(struct results_csv_figure){
                      "difference",
                      d->pairs,
                      d->mean / unit,
                      {d->interval.low / unit, d->interval.high / unit}});
}

static void put_outcome(const struct results_csv_place *p)
{
    const struct outcome *o = findings_at(p->findings, p->measure, p->point);
    const enum design_kind kind = o->measure->kind;
    const bool counted = kind == DESIGN_QUANTITY || kind == DESIGN_COUNT;

    if (counted && o->counted > 0) put_quantity(p, o);
    if (!counted)
        put_figure(p, &(struct results_csv_figure){
                          "share", o->counted,
                          o->share.asked > 0
                              ? (double)o->share.seen / (double)o->share.asked
                              : (double)INFINITY,
                          o->interval});
    if (o->timed) put_times(p, o);
    if (kind == DESIGN_FIRST) put_causes(p, o);
    if (p->point > 0 && kind != DESIGN_FIRST) put_difference(p, o);
}

void results_csv_outcomes(const struct findings *f, FILE *out)
{
    struct results_csv_place p = {.findings = f, .out = out};

    fputs("point,label,measure,figure,runs,value,low,high\n", out);
    for (p.measure = 0; p.measure < f->points->design->measure_count;
         p.measure++)
        for (p.point = 0; p.point < f->points->count; p.point++)
            put_outcome(&p);
}
