/* The time until an event, where some runs end before it: Kaplan and Meier's
 * estimate (Nonparametric Estimation from Incomplete Observations, JASA 1958).
 */
#ifndef STATISTICS_SURVIVAL_H
#define STATISTICS_SURVIVAL_H

#include <stddef.h>

#include "base/arena.h"
#include "base/instant.h"
#include "statistics/interval.h"

/* A run: the time of its event since the start, or, censored, the time up to
 * which there was none. */
struct survival_time {
    duration time;
    bool censored;
};

/* A time at which a run had its event or was censored. A run that is censored
 * at the time of an event was at risk of it. */
struct survival_step {
    duration time;
    uint64_t at_risk;          /* just before it */
    uint64_t events, censored; /* at it */
    double survival; /* the probability of no event up to it, it too */
    /* Of the survival, by Greenwood's variance on the scale of ln(-ln S), which
     * stays within 0 and 1 (Kalbfleisch and Prentice): R's survfit with
     * conf.type="log-log". None where the survival is 1 or 0. */
    struct interval band;
};

struct survival {
    struct survival_step *steps; /* by time, each time once */
    size_t count;
    uint64_t runs;
};

/* The estimate, step by step, of runs that come in the order of their times. */
struct survival_stream {
    struct survival_step step; /* the last that is whole */
    uint64_t runs;
    struct survival_step next; /* of the runs that came last */
    uint64_t past;             /* runs before these */
    double survival, sum;      /* before these; the sum is Greenwood's */
};

void survival_begin(struct survival_stream *s, uint64_t runs);

/* Adds a run, none of whose predecessors is later. True if the step of these
 * is whole by that. */
bool survival_add(struct survival_stream *s, struct survival_time t);

/* After all runs: true if there is a last step. */
bool survival_end(struct survival_stream *s);

/* The same at once. The steps lie in the arena. The times may be in any order.
 */
void survival_estimate(struct survival *out, struct arena *a,
                       const struct survival_time *times, size_t count);

/* The last step up to a time, whose survival holds then; NULL before the
 * first, where it is 1. */
const struct survival_step *survival_at(const struct survival *s,
                                        duration time);

/* Not within the time that was observed; and before all of it. */
#define SURVIVAL_NEVER INT64_MAX
#define SURVIVAL_EVER  INT64_MIN

struct survival_quantile {
    duration time; /* or SURVIVAL_NEVER */
    duration low;  /* the last time observed where the band stays above;
                      SURVIVAL_EVER where there is no band */
    duration high; /* or SURVIVAL_NEVER */
};

/* The time by which a share p of the runs, between 0 and 1, has had the event;
 * of a level stretch at 1 - p, its middle. The interval's ends are where the
 * band's reach 1 - p: R's quantile of a survfit, which says nothing of an end
 * beyond what was observed. */
struct survival_quantile survival_quantile(const struct survival *s, double p);

/* The same, step by step. */
struct survival_search {
    struct survival_level {
        double sought;
        enum { SURVIVAL_ABOVE, SURVIVAL_AT, SURVIVAL_BELOW } place;
        duration first, last; /* from at it to below it */
    } curve, low, high;
    duration banded; /* the last time at which there is a band */
};

void survival_search_begin(struct survival_search *s, double p);
void survival_search_add(struct survival_search *s,
                         const struct survival_step *step);
struct survival_quantile survival_search_end(const struct survival_search *s);

#endif
