/* The tables of a page that take runs of their own. */
#ifndef CLI_TABLES_H
#define CLI_TABLES_H

#include "base/jobs.h"
#include "report/page_table.h"
#include "scenario/scenario.h"

struct tables_question {
    const struct scenario *scenario;
    uint64_t seed, run;
    const struct jobs_runner *runner;
};

/* What `attack`, `compare` and `risk` print of the scenario, under its own
 * protections; the texts live in the arena. */
MUST_CHECK enum err tables_attack(struct page_table *t, struct arena *a,
                                  const struct tables_question *q,
                                  struct errmsg *e);
MUST_CHECK enum err tables_compare(struct page_table *t, struct arena *a,
                                   const struct tables_question *q,
                                   struct errmsg *e);
MUST_CHECK enum err tables_risk(struct page_table *t, struct arena *a,
                                const struct tables_question *q,
                                struct errmsg *e);

#endif
