#include "statistics/survival.h"

#include <assert.h>
#include <stdlib.h>

#include "base/search.h"

static int by_survival_time(const void *a, const void *b)
{
    const duration x = ((const struct survival_time *)a)->time;
    const duration y = ((const struct survival_time *)b)->time;

    return (x > y) - (x < y);
}

/* The runs of one time, from the first of them; *sum is Greenwood's, of
 * d / (n (n - d)). */
static struct survival_step survival_step(const struct survival_time *first,
                                          uint64_t at_risk, double before,
                                          double *sum)
{
    struct survival_step step = {.time = first->time, .at_risk = at_risk};

    for (size_t i = 0; i < at_risk && first[i].time == step.time; i++)
        if (first[i].censored)
            step.censored++;
        else
            step.events++;
    const double n = (double)at_risk, d = (double)step.events;
    step.survival = before * ((n - d) / n);
    step.band = INTERVAL_NONE;
    if (step.survival > 0) {
        *sum += d / (n * (n - d));
        step.band = interval_log_log(step.survival, step.survival * sqrt(*sum));
    }
    return step;
}

void survival_estimate(struct survival *out, struct arena *a,
                       const struct survival_time *times, size_t count)
{
    struct survival_time *sorted = arena_array(a, count, sizeof *sorted);
    double survival = 1, sum = 0;

    *out = (struct survival){.steps = arena_array(a, count, sizeof *out->steps),
                             .runs = count};
    for (size_t i = 0; i < count; i++)
        sorted[i] = times[i];
    if (count > 0) qsort(sorted, count, sizeof *sorted, by_survival_time);
    for (size_t done = 0; done < count;) {
        const struct survival_step step =
            survival_step(sorted + done, count - done, survival, &sum);

        out->steps[out->count++] = step;
        survival = step.survival;
        done += step.events + step.censored;
    }
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

/* A curve of which a quantile is sought: it and the ends of its band. */
static double level_survival(const struct survival_step *step)
{
    return step->survival;
}

/* Bounds that are none say nothing, as if the curve were still at 1. */
static double level_low(const struct survival_step *step)
{
    return interval_is_bounded(step->band) ? step->band.low : 1;
}

static double level_high(const struct survival_step *step)
{
    return interval_is_bounded(step->band) ? step->band.high : 1;
}

/* The time at which a curve is down to a level; if it stays there for a while,
 * within what products of fractions lose to rounding, the middle of that. */
static duration time_of_level(const struct survival *s,
                              double (*level)(const struct survival_step *),
                              double sought)
{
    const double tolerance = 0x1p-26;
    size_t first = 0, below;

    while (first < s->count && level(&s->steps[first]) > sought + tolerance)
        first++;
    if (first == s->count) return SURVIVAL_NEVER;
    below = first;
    while (below + 1 < s->count && level(&s->steps[below]) > sought - tolerance)
        below++;
    return s->steps[first].time +
           (s->steps[below].time - s->steps[first].time) / 2;
}

/* The last time at which there is a band; EVER if there is none. */
static duration last_of_band(const struct survival *s)
{
    for (size_t i = s->count; i > 0; i--)
        if (interval_is_bounded(s->steps[i - 1].band))
            return s->steps[i - 1].time;
    return SURVIVAL_EVER;
}

struct survival_quantile survival_quantile(const struct survival *s, double p)
{
    assert(p > 0 && p < 1);
    const duration low = time_of_level(s, level_low, 1 - p);

    return (struct survival_quantile){
        .time = time_of_level(s, level_survival, 1 - p),
        .low = low < SURVIVAL_NEVER ? low : last_of_band(s),
        .high = time_of_level(s, level_high, 1 - p),
    };
}
