/* Findings: what a study's results say, of each measure at each point. */
#ifndef RESULTS_FINDINGS_H
#define RESULTS_FINDINGS_H

#include "replication/outcome.h"
#include "results/results.h"
#include "results/sorting.h"

/* Stays where it was made. No run is kept: its size is that of the design. */
struct findings {
    struct arena arena;
    struct results *results;         /* borrowed */
    const struct points *points;     /* borrowed */
    struct outcome *outcomes;        /* by measure, then point */
    struct shares_one *expected;     /* by expectation, then point */
    struct results_rows rows, first; /* being read; the first point's beside */
    struct sorting_store store;
    struct sorting *sorted; /* by point: a list a measure */
};

/* Reads all rows, point by point. The results were readied by results_expect,
 * and are open for as long as the findings are. */
MUST_CHECK enum err findings_of(struct findings *f, struct results *r,
                                const struct points *p, struct errmsg *e);
void findings_fini(struct findings *f);

const struct outcome *findings_at(const struct findings *f, size_t measure,
                                  size_t point);

/* The steps behind the outcomes, of which each watching reads the sorted values
 * again. A failure to read is the results'. */
struct outcome_steps findings_steps(struct findings *f);

#endif
