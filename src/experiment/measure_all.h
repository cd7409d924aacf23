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
    uint64_t (*cpu_ns)(void); /* the time that this thread has worked; NULL: it
                                 is not asked for */
};

/* Measures them, in the order in which they stand: `items` has room for all,
 * and so has `cpu_ns` for the time that each took, unless it is NULL. The texts
 * live in the arena. The runner may be NULL. */
MUST_CHECK enum err measure_all_play(const struct measure_all *m,
                                     struct measure *items, uint64_t *cpu_ns,
                                     struct arena *a,
                                     const struct jobs_runner *runner,
                                     struct errmsg *e);

#endif
