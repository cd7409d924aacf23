/* Competing causes, of which the first to come about ends the run: the
 * probability of each by each time, after Aalen and Johansen (Scand. J.
 * Statist. 1978). */
#ifndef STATISTICS_INCIDENCE_H
#define STATISTICS_INCIDENCE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/instant.h"
#include "statistics/interval.h"

#define INCIDENCE_CENSORED UINT32_MAX /* no cause up to the time */

/* A run: the time of its end since the start, and its cause, from 0 on. */
struct incidence_time {
    duration time;
    uint32_t cause;
};

/* One cause at one step. */
struct incidence_cause {
    uint64_t events;
    double incidence; /* the probability that it came first and by then */
    /* Of the incidence, by the variance that R's survfit has for states (the
     * infinitesimal jackknife; with one start it is that of Greenwood's kind).
     */
    double deviation;
};

/* The band of a cause at a step, on the scale of ln(-ln P). None where the
 * incidence is 0 or 1. */
static inline struct interval incidence_band(const struct incidence_cause *c)
{
    return interval_log_log(c->incidence, c->deviation);
}

/* A time at which a run ended or was censored. A run that is censored at the
 * time of an event was at risk of it. */
struct incidence_step {
    duration time;
    uint64_t at_risk;               /* just before it */
    uint64_t censored;              /* at it */
    double survival;                /* the probability of no cause up to it */
    struct incidence_cause *causes; /* as many as incidence.causes */
};

/* At each step the incidences and the survival add up to 1. */
struct incidence {
    struct incidence_step *steps; /* by time, each time once */
    size_t count;
    uint32_t causes;
    uint64_t runs;
};

/* The estimate, step by step, of runs that come in the order of their times. */
struct incidence_stream {
    struct incidence_step step; /* the last that is whole */
    uint32_t causes;
    uint64_t runs;             /* still at risk */
    duration time;             /* of the runs that came last */
    uint64_t counted, *events; /* these, and a cause each */
    double variance;           /* of the survival */
    double *covariances;       /* a cause each, with the survival */
    double *variances;         /* a cause each */
};

/* What it needs lies in the arena. */
void incidence_begin(struct incidence_stream *s, struct arena *a,
                     uint32_t causes, uint64_t runs);

/* Adds a run, none of whose predecessors is later, and whose cause is below
 * `causes`, or INCIDENCE_CENSORED. True if the step of these is whole by that;
 * it is so until the next one. */
bool incidence_add(struct incidence_stream *s, struct incidence_time t);

/* After all runs: true if there is a last step. */
bool incidence_end(struct incidence_stream *s);

/* The same at once. The steps lie in the arena. The times may be in any order.
 */
void incidence_estimate(struct incidence *out, struct arena *a,
                        const struct incidence_time *times, size_t count,
                        uint32_t causes);

/* The last step up to a time, whose figures hold then; NULL before the first,
 * where all incidences are 0. */
const struct incidence_step *incidence_at(const struct incidence *s,
                                          duration time);

#endif
