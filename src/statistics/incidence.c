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

struct incidence_state {
    double survival, variance; /* of the survival */
    double *covariances;       /* a cause each, with the survival */
    double *variances;         /* a cause each */
};

static int by_incidence_time(const void *a, const void *b)
{
    const duration x = ((const struct incidence_time *)a)->time;
    const duration y = ((const struct incidence_time *)b)->time;

    return (x > y) - (x < y);
}

/* Counts the runs of a step's time; returns their number. */
static size_t count_step(struct incidence_step *step, uint32_t causes,
                         const struct incidence_time *first)
{
    size_t count = 0;

    for (; count < step->at_risk && first[count].time == step->time; count++) {
        const uint32_t cause = first[count].cause;

        assert(cause < causes || cause == INCIDENCE_CENSORED);
        if (cause == INCIDENCE_CENSORED)
            step->censored++;
        else
            step->causes[cause].events++;
    }
    return count;
}

/* The step's incidences, from those before it; NULL: it is the first. */
static void advance_incidence(struct incidence_step *step, uint32_t causes,
                              const struct incidence_step *before,
                              struct incidence_state *s)
{
    const double n = (double)step->at_risk;
    const double each = s->survival * s->survival / n;
    double h = 0;

    for (uint32_t k = 0; k < causes; k++) {
        struct incidence_cause *c = &step->causes[k];
        const double g = (double)c->events / n;

        c->incidence =
            (before ? before->causes[k].incidence : 0) + s->survival * g;
        if (c->incidence > 1) c->incidence = 1; /* by rounding */
        s->variances[k] += 2 * g * s->covariances[k] + g * g * s->variance +
                           each * g * (1 - g);
        c->band = interval_log_log(
            c->incidence, sqrt(s->variances[k] > 0 ? s->variances[k] : 0));
        h += (double)c->events;
    }
    h /= n;
    for (uint32_t k = 0; k < causes; k++) {
        const double g = (double)step->causes[k].events / n;

        s->covariances[k] =
            (1 - h) * (s->covariances[k] + g * s->variance - each * g);
    }
    s->variance = (1 - h) * ((1 - h) * s->variance + each * h);
    s->survival *= 1 - h;
    step->survival = s->survival;
}

void incidence_estimate(struct incidence *out, struct arena *a,
                        const struct incidence_time *times, size_t count,
                        uint32_t causes)
{
    struct incidence_time *sorted = arena_array(a, count, sizeof *sorted);
    struct incidence_state state = {
        .survival = 1,
        .covariances = arena_array(a, causes, sizeof *state.covariances),
        .variances = arena_array(a, causes, sizeof *state.variances),
    };

    *out = (struct incidence){
        .steps = arena_array(a, count, sizeof *out->steps),
        .causes = causes,
        .runs = count,
    };
    for (size_t i = 0; i < count; i++)
        sorted[i] = times[i];
    if (count > 0) qsort(sorted, count, sizeof *sorted, by_incidence_time);
    for (size_t done = 0; done < count; out->count++) {
        struct incidence_step *step = &out->steps[out->count];

        step->time = sorted[done].time;
        step->at_risk = count - done;
        step->causes = arena_array(a, causes, sizeof *step->causes);
        done += count_step(step, causes, sorted + done);
        advance_incidence(step, causes, out->count > 0 ? step - 1 : NULL,
                          &state);
    }
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
