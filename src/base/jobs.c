#include "base/jobs.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"

static enum err run_serially(const struct jobs *jobs, struct errmsg *e)
{
    enum err rc = ERR_OK;
    struct arena a;

    arena_init(&a);
    void *result = arena_alloc(&a, jobs->size);
    for (size_t i = 0; i < jobs->count && !rc; i++) {
        const size_t job = jobs_number(jobs, i);

        memset(result, 0, jobs->size);
        rc = jobs->work(jobs->context, job, result, e);
        if (rc) break;
        jobs->take(jobs->context, job, result);
        rc = jobs_go_on(jobs, e);
    }
    arena_fini(&a);
    return rc;
}

enum err jobs_run(const struct jobs_runner *runner, const struct jobs *jobs,
                  struct errmsg *e)
{
    assert(jobs->size > 0 && jobs->work && jobs->take);
    return runner ? runner->run(runner->context, jobs, e)
                  : run_serially(jobs, e);
}
