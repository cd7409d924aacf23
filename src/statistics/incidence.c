#include "statistics/incidence.h"

#include <assert.h>
#include <stdlib.h>

#include "base/search.h"

/* A run leaves the state in which nothing has happened for that of its cause.
 * Let S be the survival, F the incidence of a cause, h and g the shares of the
 * runs at risk that end at a time, by any cause and by this one. Then S becomes
 * S (1 - h), and F becomes F + S g. The variances follow the same recursion:
 * what one run at risk adds to the estimates has the same value for all that
 * are at risk with it, so that with the n at risk
 *
 *     var S    becomes (1 - h)^2 var S + S^2 h (1 - h) / n
 *     cov(S,F) becomes (1 - h) (cov(S,F) + g var S - S^2 g / n)
 *     var F    becomes var F + 2 g cov(S,F) + g^2 var S + S^2 g (1 - g) / n
 *
 * with the values before the time on the right. */

static int by_incidence_time(const void *a, const void *b)
{
    const duration x = ((const struct incidence_time *)a)->time;
    const duration y = ((const struct incidence_time *)b)->time;

    return (x > y) - (x < y);
}

void incidence_begin(struct incidence_stream *s, struct arena *a,
                     uint32_t causes, uint64_t runs)
{
    *s = (struct incidence_stream){
        .step = {.survival = 1,
                 .causes = arena_array(a, causes, sizeof *s->step.causes)},
        .causes = causes,
        .runs = runs,
        .events = arena_array(a, causes, sizeof *s->events),
        .covariances = arena_array(a, causes, sizeof *s->covariances),
        .variances = arena_array(a, causes, sizeof *s->variances),
    };
}

/* The incidences of a step, from those before it. */
static void advance_incidence(struct incidence_stream *s)
{
    const double n = (double)s->step.at_risk;
    const double each = s->step.survival * s->step.survival / n;
    double h = 0;

    for (uint32_t k = 0; k < s->causes; k++) {
        struct incidence_cause *c = &s->step.causes[k];
        const double g = (double)c->events / n;

        c->incidence += s->step.survival * g;
        if (c->incidence > 1) c->incidence = 1; /* by rounding */
        s->variances[k] += 2 * g * s->covariances[k] + g * g * s->variance +
                           each * g * (1 - g);
        c->deviation = sqrt(s->variances[k] > 0 ? s->variances[k] : 0);
        h += (double)c->events;
    }
    h /= n;
    for (uint32_t k = 0; k < s->causes; k++) {
        const double g = (double)s->step.causes[k].events / n;

        s->covariances[k] =
            (1 - h) * (s->covariances[k] + g * s->variance - each * g);
    }
    s->variance = (1 - h) * ((1 - h) * s->variance + each * h);
    s->step.survival *= 1 - h;
}

/* Turns the counts into a step. */
static void finish_incidence(struct incidence_stream *s)
{
    struct incidence_step *step = &s->step;

    step->time = s->time;
    step->at_risk = s->runs;
    step->censored = s->counted;
    for (uint32_t k = 0; k < s->causes; k++) {
        step->causes[k].events = s->events[k];
        step->censored -= s->events[k];
        s->events[k] = 0;
    }
    s->runs -= s->counted;
    s->counted = 0;
    advance_incidence(s);
}

bool incidence_add(struct incidence_stream *s, struct incidence_time t)
{
    const bool later = s->counted > 0 && t.time != s->time;

    assert(s->counted == 0 || t.time >= s->time);
    assert(t.cause < s->causes || t.cause == INCIDENCE_CENSORED);
    if (later) finish_incidence(s);
    s->time = t.time;
    s->counted++;
    if (t.cause != INCIDENCE_CENSORED) s->events[t.cause]++;
    assert(s->counted <= s->runs);
    return later;
}

bool incidence_end(struct incidence_stream *s)
{
    const bool is_last = s->counted > 0;

    if (is_last) finish_incidence(s);
    assert(s->runs == 0);
    return is_last;
}

/* Takes over a step, whose causes are written over by the next. */
static void push_incidence(struct incidence *out, struct arena *a,
                           const struct incidence_step *step)
{
    struct incidence_step *at = &out->steps[out->count++];

    *at = *step;
    at->causes = arena_array(a, out->causes, sizeof *at->causes);
    for (uint32_t k = 0; k < out->causes; k++)
        at->causes[k] = step->causes[k];
}

void incidence_estimate(struct incidence *out, struct arena *a,
                        const struct incidence_time *times, size_t count,
                        uint32_t causes)
{
    struct incidence_time *sorted = arena_array(a, count, sizeof *sorted);
    struct incidence_stream s;

    *out = (struct incidence){
        .steps = arena_array(a, count, sizeof *out->steps),
        .causes = causes,
        .runs = count,
    };
    for (size_t i = 0; i < count; i++)
        sorted[i] = times[i];
    if (count > 0) qsort(sorted, count, sizeof *sorted, by_incidence_time);
    incidence_begin(&s, a, causes, count);
    for (size_t i = 0; i < count; i++)
        if (incidence_add(&s, sorted[i])) push_incidence(out, a, &s.step);
    if (incidence_end(&s)) push_incidence(out, a, &s.step);
}

struct incidence_sought {
    const struct incidence_step *steps;
    duration time;
};

static bool is_step_up_to(void *context, size_t place)
{
    const struct incidence_sought *sought = context;

    return sought->steps[place].time <= sought->time;
}

const struct incidence_step *incidence_at(const struct incidence *s,
                                          duration time)
{
    struct incidence_sought sought = {s->steps, time};
    const size_t place = search_place(s->count, is_step_up_to, &sought);

    return place == 0 ? NULL : &s->steps[place - 1];
}
