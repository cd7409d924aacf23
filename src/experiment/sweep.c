#include "experiment/sweep.h"

#include "sim/kernel.h"

static enum err play_steps(const struct sweep *s, struct kernel *k)
{
    enum err rc = ERR_OK;
    instant at;

    if (s->stepped) s->stepped(s->watcher, k->now, &k->runtime);
    while (kernel_next(k, &at) && at <= s->until && !rc) {
        rc = kernel_step(k);
        if (!rc && s->stepped) s->stepped(s->watcher, k->now, &k->runtime);
    }
    return rc;
}

static enum err play_run(const struct sweep *s, uint64_t run, struct errmsg *e)
{
    struct kernel k;

    enum err rc = kernel_init(&k, s->scenario, s->seed, run, NULL, e);
    if (rc) return rc;
    k.runtime.watch = s->record;
    k.runtime.watcher = s->watcher;
    if (s->begin) s->begin(s->watcher, run);
    rc = play_steps(s, &k);
    if (!rc && s->end) s->end(s->watcher, &k.runtime);
    kernel_fini(&k);
    return rc;
}

enum err sweep_play(const struct sweep *s, struct errmsg *e)
{
    enum err rc = ERR_OK;

    for (uint64_t i = 0; i < s->runs && !rc; i++)
        rc = play_run(s, s->first + i, e);
    return rc;
}
