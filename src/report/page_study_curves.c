#include "report/page_study_curves.h"

#include <math.h>

/* A curve is made step by step out of what was estimated, then thinned, then
 * written column by column. With 1,000 runs that all have their event at times
 * of their own, with a grain of 1/400, there are 1,000 steps of 0.001, of which
 * each third stands, and the last: the line that joins them is nowhere further
 * than the grain from the one that was estimated. */

struct page_study_curve {
    struct page_study_step {
        int64_t at; /* nanoseconds, or a value: a whole number */
        double value;
        struct interval band;
        uint64_t left; /* of whom it is still to be seen, after the step */
    } * steps;
    size_t count;
};

static struct page_study_curve curve_of(struct arena *a, size_t count)
{
    return (struct page_study_curve){
        arena_array(a, count, sizeof(struct page_study_step)), count};
}

static void thin(struct page_study_curve *c, double grain)
{
    /* With n runs and a grain of 1/n no step is lost to rounding. */
    const double least = grain * (1 - 1e-9);
    double last = 0;
    size_t kept = 0;

    for (size_t i = 0; i < c->count; i++) {
        const struct page_study_step s = c->steps[i];
        if (i + 1 < c->count && fabs(s.value - last) < least) continue;
        last = s.value;
        c->steps[kept++] = s;
    }
    c->count = kept;
}

/* A figure of each step under a key. */
static void
put_column(struct json *j, const char *key, const struct page_study_curve *c,
           void (*put)(struct json *j, const struct page_study_step *s))
{
    json_open_array(j, key);
    for (size_t i = 0; i < c->count; i++)
        put(j, &c->steps[i]);
    json_close(j);
}

static void put_at(struct json *j, const struct page_study_step *s)
{
    json_int(j, NULL, s->at);
}

static void put_value(struct json *j, const struct page_study_step *s)
{
    json_real(j, NULL, s->value);
}

static void put_low(struct json *j, const struct page_study_step *s)
{
    json_real(j, NULL, s->band.low);
}

static void put_high(struct json *j, const struct page_study_step *s)
{
    json_real(j, NULL, s->band.high);
}

static void put_left(struct json *j, const struct page_study_step *s)
{
    json_number(j, NULL, s->left);
}

static void put_curve(struct json *j, const char *key,
                      const struct page_study_curve *c, bool has_band,
                      bool has_left)
{
    json_open_object(j, key);
    put_column(j, "at", c, put_at);
    put_column(j, "value", c, put_value);
    if (has_band) put_column(j, "low", c, put_low);
    if (has_band) put_column(j, "high", c, put_high);
    if (has_left) put_column(j, "left", c, put_left);
    json_close(j);
}

void page_study_curves_times(struct json *j, const char *key,
                             const struct survival *s, double grain)
{
    struct arena a;

    arena_init(&a);
    struct page_study_curve c = curve_of(&a, s->count);
    for (size_t i = 0; i < s->count; i++) {
        const struct survival_step *at = &s->steps[i];
        c.steps[i] =
            (struct page_study_step){at->time,
                                     1 - at->survival,
                                     {1 - at->band.high, 1 - at->band.low},
                                     at->at_risk - at->events - at->censored};
    }
    thin(&c, grain);
    put_curve(j, key, &c, true, true);
    arena_fini(&a);
}

void page_study_curves_cause(struct json *j, const char *key,
                             const struct incidence *i, uint32_t cause,
                             double grain)
{
    struct arena a;

    arena_init(&a);
    struct page_study_curve c = curve_of(&a, i->count);
    for (size_t k = 0; k < i->count; k++) {
        const struct incidence_step *at = &i->steps[k];
        uint64_t left = at->at_risk - at->censored;
        for (uint32_t n = 0; n < i->causes; n++)
            left -= at->causes[n].events;
        c.steps[k] =
            (struct page_study_step){at->time, at->causes[cause].incidence,
                                     at->causes[cause].band, left};
    }
    thin(&c, grain);
    put_curve(j, key, &c, true, true);
    arena_fini(&a);
}

void page_study_curves_values(struct json *j, const char *key,
                              const double *sorted, size_t count, double grain)
{
    struct arena a;

    arena_init(&a);
    struct page_study_curve c = curve_of(&a, count);
    c.count = 0;
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || sorted[i] < sorted[i + 1])
            c.steps[c.count++] = (struct page_study_step){
                .at = (int64_t)sorted[i],
                .value = (double)(i + 1) / (double)count};
    thin(&c, grain);
    put_curve(j, key, &c, false, false);
    arena_fini(&a);
}

void page_study_curves_moments(struct json *j, const char *key,
                               const struct outcome_moment *moments)
{
    struct arena a;

    arena_init(&a);
    struct page_study_curve c = curve_of(&a, OUTCOME_MOMENTS);
    for (size_t i = 0; i < c.count; i++)
        c.steps[i] = (struct page_study_step){
            .at = moments[i].time,
            .value = moments[i].parties.mean,
            .band = summary_interval(&moments[i].parties)};
    put_curve(j, key, &c, true, false);
    arena_fini(&a);
}
