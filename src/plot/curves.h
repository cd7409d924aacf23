/* Curves in time: survival, incidence, numbers of holders. Steps with bands,
 * named at their ends, with the numbers at risk below. */
#ifndef PLOT_CURVES_H
#define PLOT_CURVES_H

#include "plot/axes.h"
#include "plot/picture.h"
#include "statistics/incidence.h"
#include "statistics/interval.h"
#include "statistics/survival.h"

/* From `at` on the curve has this value. A band that is bounded on neither side
 * says nothing and is not drawn; one that is on one side ends at the axis. */
struct curves_point {
    double at, value;
    struct interval band;
    uint64_t at_risk;  /* just before it */
    uint64_t leaving;  /* at it: those whose event it is, and the censored */
    uint64_t censored; /* a mark, where there are any */
};

struct curves_series {
    const char *label; /* NULL for a single one */
    const char *note;  /* below the label: "median 3 d 4 h", or NULL */
    bool is_picked;    /* stands out; one at most */
    double before;     /* the value before the first point */
    double dot;        /* a value: a dot where it is reached, with the time
                          beside it; 0: none */
    const struct curves_point *points; /* by time */
    size_t count;                      /* may be 0 */
    /* Instead, where it is set, gives the points one at a time, and the same
     * as often as it is called: so many need not be held at once. */
    void (*each)(const struct curves_series *s, void *watcher,
                 void (*see)(void *watcher, const struct curves_point *p));
    const void *source;
};

/* Calls for each point, by time. */
static inline void curves_each(const struct curves_series *s, void *watcher,
                               void (*see)(void *watcher,
                                           const struct curves_point *p))
{
    if (s->each)
        s->each(s, watcher, see);
    else
        for (size_t i = 0; i < s->count; i++)
            see(watcher, &s->points[i]);
}

/* A curve goes on to the end of its axis, but ends where its last runs at risk
 * were censored: of what came later nothing is known. */
struct curves {
    struct picture_words words;
    struct axes_measure x; /* of time: a span or an instant */
    struct axes_measure y; /* without limits: a share from 0 to 1, a number
                              from 0 on */
    const char *at_risk;   /* "Runs at risk": their caption; NULL: left out */
    const struct curves_series *series;
    size_t count; /* 1 to LOOK_LINES */
};

/* Errors of writing stay with the stream. All numbers are finite, but for the
 * ends of bands. */
void curves_draw(const struct curves *c, FILE *out);

struct curves_point curves_point_of_time(const struct survival_step *step);
struct curves_point curves_point_of_cause(const struct incidence_step *step,
                                          uint32_t causes, uint32_t cause);

/* The points of what was estimated, in the arena, to be labelled by the
 * caller. */
struct curves_series curves_of_survival(struct arena *a,
                                        const struct survival *s);
struct curves_series
curves_of_incidence(struct arena *a, const struct incidence *s, uint32_t cause);

#endif
