/* Outcomes: what the runs of a point say of a measure, with intervals, and how
 * two points differ. */
#ifndef REPLICATION_OUTCOME_H
#define REPLICATION_OUTCOME_H

#include "replication/points.h"
#include "replication/shares.h"
#include "statistics/incidence.h"
#include "statistics/paired.h"
#include "statistics/quantile.h"
#include "statistics/summary.h"
#include "statistics/survival.h"

enum {
    OUTCOME_QUARTILES = 3,
    OUTCOME_MEDIAN = 1,  /* of these */
    OUTCOME_MOMENTS = 65 /* at which parties are counted, evenly */
};

/* One run, as a measure sees it. */
struct outcome_run {
    bool counts;    /* its condition holds, and there is something to measure */
    bool reached;   /* the value is one; else it would have been greater */
    uint32_t cause; /* FIRST: which, where it was reached */
    int64_t value;
};

/* The parties of whom a sentence holds at a time, on average. */
struct outcome_moment {
    duration time;
    struct summary parties;
};

struct outcome {
    const struct design_measure *measure;
    struct outcome_run *runs; /* all of the point, by number; NULL: let go */
    size_t run_count;
    struct paired_difference difference; /* from the first point */
    uint64_t counted;
    struct shares_one share; /* of those: reached */
    struct interval interval;
    /* Measures of time: the first time, a delay or a spread. */
    struct survival survival;
    struct survival_quantile times[OUTCOME_QUARTILES];
    /* Measures of a number. */
    struct summary summary;
    double *sorted; /* the values of the runs that count */
    struct quantile quartiles[OUTCOME_QUARTILES];
    struct incidence incidence;    /* FIRST */
    struct outcome_moment *counts; /* COUNT: OUTCOME_MOMENTS of them */
};

/* The rows of a point, one after the other from run 0 on. */
struct outcome_rows {
    const struct points_one *point;
    const int64_t *values;
    size_t count;
};

/* Works out what the rows say of one of the design's measures. Its parts lie in
 * the arena, but the runs, as many as the rows, in another. */
void outcome_of(struct outcome *out, struct arena *a, struct arena *runs,
                const struct design *d, size_t measure,
                const struct outcome_rows *rows);

/* The probability that a sentence of FIRST came first by the clock's end. */
struct outcome_cause {
    double share;
    struct interval interval; /* Wilson's where it was so in no run, or in all:
                                 the bands of an incidence then say nothing */
};

struct outcome_cause outcome_cause(const struct outcome *o, size_t cause);

/* True where the low end of an interval of times is none of a measurement. */
bool outcome_is_open(const struct outcome *o,
                     const struct survival_quantile *q);

/* True for measures of time, which have a survival, where a run counts. */
bool outcome_is_timed(const struct outcome *o);

/* Compares two points in the runs that both have: in the share
 * that is reached, or the mean of the values that are. */
struct paired_difference outcome_differ(const struct outcome *from,
                                        const struct outcome *to);

/* The standing of an expectation of a probability. */
enum outcome_verdict { OUTCOME_HOLDS, OUTCOME_DENIED, OUTCOME_OPEN };

enum outcome_verdict outcome_judge(const struct design_expectation *x,
                                   const struct shares_one *s);

#endif
