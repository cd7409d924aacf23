/* Findings: what a study's results say, of each measure at each point. */
#ifndef RESULTS_FINDINGS_H
#define RESULTS_FINDINGS_H

#include "replication/outcome.h"
#include "results/results.h"

struct findings {
    struct arena arena;
    const struct points *points; /* borrowed */
    struct outcome *outcomes;    /* by measure, then point */
    struct shares_one *expected; /* by expectation, then point */
};

/* Reads all rows, point by point. The results were readied by results_expect.
 */
MUST_CHECK enum err findings_of(struct findings *f, struct results *r,
                                const struct points *p, struct errmsg *e);
void findings_fini(struct findings *f);

const struct outcome *findings_at(const struct findings *f, size_t measure,
                                  size_t point);

#endif
