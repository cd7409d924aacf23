/* Jobs: numbered pieces of work of which none needs another, and the runner
 * that does them, one after the other or several at a time. */
#ifndef BASE_JOBS_H
#define BASE_JOBS_H

#include <stddef.h>

#include "base/err.h"

struct jobs {
    void *context;
    size_t count;
    size_t size; /* bytes of one result */
    /* What `work` and `take` know the jobs by; NULL: by their order, from 0. */
    const size_t *numbers;
    /* Does one job, on any thread and beside others: the context is constant
     * meanwhile. The result is zeroed at first; a job that fails leaves nothing
     * in it to be released. */
    enum err (*work)(const void *context, size_t job, void *result,
                     struct errmsg *e);
    /* Takes over a result: in the order of the jobs, on the caller's thread,
     * of nothing that `work` reads. */
    void (*take)(void *context, size_t job, void *result);
    /* Asked after each result is taken, on the caller's thread: an error ends
     * the jobs, as that of a job does; NULL: nothing else ends them. */
    enum err (*go_on)(void *context, struct errmsg *e);
    /* Releases a result that is not taken, for a job before it has failed;
     * NULL: there is nothing to release. */
    void (*drop)(void *result);
};

static inline enum err jobs_go_on(const struct jobs *jobs, struct errmsg *e)
{
    return jobs->go_on ? jobs->go_on(jobs->context, e) : ERR_OK;
}

static inline size_t jobs_number(const struct jobs *jobs, size_t job)
{
    return jobs->numbers ? jobs->numbers[job] : job;
}

/* Does jobs; `run` keeps to the contract of jobs_run. */
struct jobs_runner {
    void *context;
    enum err (*run)(void *context, const struct jobs *jobs, struct errmsg *e);
};

/* Does all the jobs; with NULL one after the other on this thread. The first
 * job in their order that fails decides the error: those before it are taken,
 * later ones are not. What is taken is the same with every runner. */
MUST_CHECK enum err jobs_run(const struct jobs_runner *runner,
                             const struct jobs *jobs, struct errmsg *e);

#endif
