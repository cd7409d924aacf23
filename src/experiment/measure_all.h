/* Several protections measured beside each other, a job each. */
#ifndef EXPERIMENT_MEASURE_ALL_H
#define EXPERIMENT_MEASURE_ALL_H

#include "base/jobs.h"
#include "experiment/measure.h"

struct measure_all {
    const struct scenario *scenario;
    const uint32_t *protections;
    size_t count;
    uint64_t seed, run;
    uint64_t (*clock)(void); /* the time that this thread has worked; NULL: it
                                is not asked for */
    struct measure *items;   /* the results, as many; their texts live in the
                                arena */
    uint64_t *cpu_ns;        /* the time that each took; NULL without a clock */
};

/* Measures them, in the order in which they stand. The runner may be NULL. */
MUST_CHECK enum err measure_all_play(const struct measure_all *m,
                                     struct arena *a,
                                     const struct jobs_runner *runner,
                                     struct errmsg *e);

#endif
