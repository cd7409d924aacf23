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

/* A measure at a point, which sees rows of the study's table. */
struct outcome_reader {
    const struct design_measure *measure;
    const struct points_one *point;
    const struct columns_measure *columns; /* of the point's */
};

struct outcome_reader outcome_reader(const struct design *d, size_t measure,
                                     const struct points_one *point);
struct outcome_run outcome_read(const struct outcome_reader *r,
                                const int64_t *row);

/* The parties of whom a sentence holds at a time, on average. */
struct outcome_moment {
    duration time;
    struct summary parties;
};

/* What does not grow with the number of runs. */
struct outcome {
    const struct design_measure *measure;
    uint64_t run_count;                  /* all of the point */
    struct paired_difference difference; /* from the first point */
    uint64_t counted;
    struct shares_one share; /* of those: reached */
    struct interval interval;
    int64_t least, most; /* of their values; 0 where none counts */
    /* Measures of time: the first time, a delay or a spread. */
    bool timed; /* a run counts */
    struct survival_quantile times[OUTCOME_QUARTILES];
    /* Measures of a number. */
    struct summary summary;
    struct quantile quartiles[OUTCOME_QUARTILES];
    struct incidence_cause *causes; /* FIRST, at the end; NULL: no run counts */
    struct outcome_moment *counts;  /* COUNT: OUTCOME_MOMENTS of them */
};

/* An outcome is worked out of all rows of a point, one after the other from run
 * 0 on, and then of those of its runs that count, in the order of their
 * values, where it needs that. Its parts lie in the arena. */
void outcome_begin(struct outcome *o, struct arena *a,
                   const struct outcome_reader *r);
struct outcome_run outcome_add(struct outcome *o,
                               const struct outcome_reader *r,
                               const int64_t *row);
void outcome_end(struct outcome *o);

/* True if a measure at a point needs the order of values. */
bool outcome_is_ordered(const struct outcome_reader *r);

/* Told of each step of an estimate as it is made; of the three, one is called:
 * that of the measure's kind. Steps are borrowed for the call. */
struct outcome_watch {
    void *watcher;
    void (*time)(void *watcher, const struct survival_step *step);
    void (*cause)(void *watcher, const struct incidence_step *step);
    /* Each value once; so many runs have at most so much. */
    void (*value)(void *watcher, double value, uint64_t runs);
};

/* An outcome whose runs come in the order of their values. */
struct outcome_ordering {
    struct outcome *outcome;
    const struct outcome_watch *watch; /* NULL: nobody */
    struct survival_stream survival;
    struct survival_search searches[OUTCOME_QUARTILES];
    struct incidence_stream incidence;
    struct quantile_stream quantiles[OUTCOME_QUARTILES];
    uint64_t added;
    double last; /* the value that was added last */
};

/* After outcome_end. What is there of an earlier ordering is replaced by the
 * same. */
void outcome_ordering_begin(struct outcome_ordering *x, struct outcome *o,
                            struct arena *a, const struct outcome_watch *watch);
void outcome_ordering_add(struct outcome_ordering *x,
                          const struct outcome_run *run);
void outcome_ordering_end(struct outcome_ordering *x);

/* Gives the steps behind an outcome of a study, as often as asked. */
struct outcome_steps {
    void *context;
    void (*watch)(void *context, size_t measure, size_t point,
                  const struct outcome_watch *watch);
};

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

/* Two points, compared in the runs that both have: in the share that is
 * reached, or the mean of the values that are. Zeroed, it has none. */
struct outcome_pairs {
    struct summary differences;
    uint64_t gained, lost, pairs;
};

void outcome_pair(struct outcome_pairs *p, const struct outcome_run *from,
                  const struct outcome_run *to, const struct design_measure *m);
struct paired_difference outcome_differ(const struct outcome_pairs *p,
                                        const struct design_measure *m);

/* The standing of an expectation of a probability. */
enum outcome_verdict { OUTCOME_HOLDS, OUTCOME_DENIED, OUTCOME_OPEN };

enum outcome_verdict outcome_judge(const struct design_expectation *x,
                                   const struct shares_one *s);

#endif
