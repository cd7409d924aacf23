#include "report/page_study_curves.h"

#include <math.h>

/* A curve is made step by step out of what is estimated, thinned as it comes,
 * then written column by column. With 1,000 runs that all have their event at
 * times of their own, with a grain of 1/400, there are 1,000 steps of 0.001, of
 * which each third stands, and the last: the line that joins them is nowhere
 * further than the grain from the one that was estimated. */

struct page_study_curve {
    struct page_study_step {
        int64_t at; /* nanoseconds, or a value: a whole number */
        double value;
        struct interval band;
        uint64_t left; /* of whom it is still to be seen, after the step */
    } * steps;
    size_t count, room;
    double least; /* the move of a step that stands */
    bool has_pending;
    struct page_study_step pending; /* the last, which does not stand yet */
    uint32_t cause, causes;         /* of an incidence */
    uint64_t runs;                  /* of a distribution */
    struct arena arena;
};

static void curve_begin(struct page_study_curve *c, double grain)
{
    /* With n runs and a grain of 1/n no step is lost to rounding. */
    *c = (struct page_study_curve){.least = grain * (1 - 1e-9)};
    arena_init(&c->arena);
}

static void push_step(struct page_study_curve *c,
                      const struct page_study_step *s)
{
    c->steps =
        arena_grow(&c->arena, c->steps, c->count, &c->room, sizeof *c->steps);
    c->steps[c->count++] = *s;
}

static void curve_add(struct page_study_curve *c,
                      const struct page_study_step *s)
{
    const double last = c->count > 0 ? c->steps[c->count - 1].value : 0;

    c->has_pending = fabs(s->value - last) < c->least;
    if (c->has_pending)
        c->pending = *s;
    else
        push_step(c, s);
}

static void curve_end(struct page_study_curve *c)
{
    if (c->has_pending) push_step(c, &c->pending);
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

static void watch_curve(struct page_study_curve *c,
                        const struct page_study_curves_source *s,
                        struct outcome_watch watch)
{
    watch.watcher = c;
    s->steps->watch(s->steps->context, s->measure, s->point, &watch);
    curve_end(c);
}

static void add_time(void *watcher, const struct survival_step *at)
{
    curve_add(watcher, &(struct page_study_step){
                           at->time,
                           1 - at->survival,
                           {1 - at->band.high, 1 - at->band.low},
                           at->at_risk - at->events - at->censored,
                       });
}

void page_study_curves_times(struct json *j, const char *key,
                             const struct page_study_curves_source *s)
{
    struct page_study_curve c;

    curve_begin(&c, s->grain);
    watch_curve(&c, s, (struct outcome_watch){.time = add_time});
    put_curve(j, key, &c, true, true);
    arena_fini(&c.arena);
}

static void add_cause(void *watcher, const struct incidence_step *at)
{
    struct page_study_curve *c = watcher;
    uint64_t left = at->at_risk - at->censored;

    for (uint32_t n = 0; n < c->causes; n++)
        left -= at->causes[n].events;
    curve_add(c, &(struct page_study_step){
                     at->time, at->causes[c->cause].incidence,
                     incidence_band(&at->causes[c->cause]), left});
}

void page_study_curves_cause(struct json *j, const char *key,
                             const struct page_study_curves_source *s,
                             uint32_t cause, uint32_t causes)
{
    struct page_study_curve c;

    curve_begin(&c, s->grain);
    c.cause = cause;
    c.causes = causes;
    watch_curve(&c, s, (struct outcome_watch){.cause = add_cause});
    put_curve(j, key, &c, true, true);
    arena_fini(&c.arena);
}

static void add_value(void *watcher, double value, uint64_t runs)
{
    struct page_study_curve *c = watcher;

    curve_add(
        c, &(struct page_study_step){.at = (int64_t)value,
                                     .value = (double)runs / (double)c->runs});
}

void page_study_curves_values(struct json *j, const char *key,
                              const struct page_study_curves_source *s,
                              uint64_t count)
{
    struct page_study_curve c;

    curve_begin(&c, s->grain);
    c.runs = count;
    watch_curve(&c, s, (struct outcome_watch){.value = add_value});
    put_curve(j, key, &c, false, false);
    arena_fini(&c.arena);
}

void page_study_curves_moments(struct json *j, const char *key,
                               const struct outcome_moment *moments)
{
    struct page_study_curve c;

    curve_begin(&c, 0);
    for (size_t i = 0; i < OUTCOME_MOMENTS; i++)
        push_step(&c, &(struct page_study_step){
                          .at = moments[i].time,
                          .value = moments[i].parties.mean,
                          .band = summary_interval(&moments[i].parties)});
    put_curve(j, key, &c, true, false);
    arena_fini(&c.arena);
}
