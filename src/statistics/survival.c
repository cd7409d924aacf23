#include "statistics/survival.h"

#include <assert.h>
#include <stdlib.h>

#include "base/search.h"

/* Runs of one time are counted until one of a later time comes; then they are a
 * step, whose survival follows from that before it, and whose band from the sum
 * of Greenwood's formula so far. A search looks at each step, and keeps where
 * the curve and the ends of its band are down to a level. The whole at once is
 * the same, of runs that are sorted first. */

static int by_survival_time(const void *a, const void *b)
{
    const duration x = ((const struct survival_time *)a)->time;
    const duration y = ((const struct survival_time *)b)->time;

    return (x > y) - (x < y);
}

void survival_begin(struct survival_stream *s, uint64_t runs)
{
    *s = (struct survival_stream){.runs = runs, .survival = 1};
}

/* The sum is of d / (n (n - d)). */
static void finish_step(struct survival_stream *s)
{
    struct survival_step *step = &s->next;

    step->at_risk = s->runs - s->past;
    const double n = (double)step->at_risk, d = (double)step->events;
    step->survival = s->survival * ((n - d) / n);
    step->band = INTERVAL_NONE;
    if (step->survival > 0) {
        s->sum += d / (n * (n - d));
        step->band =
            interval_log_log(step->survival, step->survival * sqrt(s->sum));
    }
    s->past += step->events + step->censored;
    s->survival = step->survival;
    s->step = *step;
    *step = (struct survival_step){0};
}

static bool is_begun(const struct survival_stream *s)
{
    return s->next.events + s->next.censored > 0;
}

bool survival_add(struct survival_stream *s, struct survival_time t)
{
    const bool later = is_begun(s) && t.time != s->next.time;

    assert(!is_begun(s) || t.time >= s->next.time);
    if (later) finish_step(s);
    s->next.time = t.time;
    s->next.events += !t.censored;
    s->next.censored += t.censored;
    assert(s->past + s->next.events + s->next.censored <= s->runs);
    return later;
}

bool survival_end(struct survival_stream *s)
{
    const bool is_last = is_begun(s);

    if (is_last) finish_step(s);
    assert(s->past == s->runs);
    return is_last;
}

void survival_estimate(struct survival *out, struct arena *a,
                       const struct survival_time *times, size_t count)
{
    struct survival_time *sorted = arena_array(a, count, sizeof *sorted);
    struct survival_stream s;

    *out = (struct survival){.steps = arena_array(a, count, sizeof *out->steps),
                             .runs = count};
    for (size_t i = 0; i < count; i++)
        sorted[i] = times[i];
    if (count > 0) qsort(sorted, count, sizeof *sorted, by_survival_time);
    survival_begin(&s, count);
    for (size_t i = 0; i < count; i++)
        if (survival_add(&s, sorted[i])) out->steps[out->count++] = s.step;
    if (survival_end(&s)) out->steps[out->count++] = s.step;
}

struct survival_sought {
    const struct survival_step *steps;
    duration time;
};

static bool is_step_up_to(void *context, size_t place)
{
    const struct survival_sought *sought = context;

    return sought->steps[place].time <= sought->time;
}

const struct survival_step *survival_at(const struct survival *s, duration time)
{
    struct survival_sought sought = {s->steps, time};
    const size_t place = search_place(s->count, is_step_up_to, &sought);

    return place == 0 ? NULL : &s->steps[place - 1];
}

/* A level is met where a curve is down to it; if the curve stays there for a
 * while, within what products of fractions lose to rounding, at the middle of
 * that. */
static void level_add(struct survival_level *l, duration time, double value)
{
    const double tolerance = 0x1p-26;

    if (l->place == SURVIVAL_ABOVE && value <= l->sought + tolerance) {
        l->place = SURVIVAL_AT;
        l->first = time;
    }
    if (l->place != SURVIVAL_AT) return;
    l->last = time;
    if (value <= l->sought - tolerance) l->place = SURVIVAL_BELOW;
}

static duration level_time(const struct survival_level *l)
{
    return l->place == SURVIVAL_ABOVE ? SURVIVAL_NEVER
                                      : l->first + (l->last - l->first) / 2;
}

void survival_search_begin(struct survival_search *s, double p)
{
    assert(p > 0 && p < 1);
    const struct survival_level level = {.sought = 1 - p};

    *s = (struct survival_search){level, level, level, SURVIVAL_EVER};
}

/* Bounds that are none say nothing, as if the curve were still at 1. */
void survival_search_add(struct survival_search *s,
                         const struct survival_step *step)
{
    const bool has_band = interval_is_bounded(step->band);

    level_add(&s->curve, step->time, step->survival);
    level_add(&s->low, step->time, has_band ? step->band.low : 1);
    level_add(&s->high, step->time, has_band ? step->band.high : 1);
    if (has_band) s->banded = step->time;
}

struct survival_quantile survival_search_end(const struct survival_search *s)
{
    const duration low = level_time(&s->low);

    return (struct survival_quantile){
        .time = level_time(&s->curve),
        .low = low < SURVIVAL_NEVER ? low : s->banded,
        .high = level_time(&s->high),
    };
}

struct survival_quantile survival_quantile(const struct survival *s, double p)
{
    struct survival_search search;

    survival_search_begin(&search, p);
    for (size_t i = 0; i < s->count; i++)
        survival_search_add(&search, &s->steps[i]);
    return survival_search_end(&search);
}
