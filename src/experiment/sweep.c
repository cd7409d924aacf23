#include "experiment/sweep.h"

#include "journal/scratch.h"
#include "runtime/runtime_header.h"
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

static enum err open_journal(const struct sweep *s, uint64_t run,
                             struct journal **out, struct errmsg *e)
{
    struct record_header header;

    runtime_header(&header, s->scenario, s->seed, run, "");
    return scratch_create(out, &header, s->scenario->start, e);
}

static enum err play_run(const struct sweep *s, uint64_t run, struct errmsg *e)
{
    struct kernel k;
    struct journal *journal;
    struct errmsg closing;

    enum err rc = open_journal(s, run, &journal, e);
    if (rc) return rc;
    rc = kernel_init(&k, s->scenario, s->seed, run, journal, e);
    if (!rc) {
        k.runtime.watch = s->record;
        k.runtime.watcher = s->watcher;
        if (s->begin) s->begin(s->watcher, run);
        rc = play_steps(s, &k);
        if (!rc && s->end) s->end(s->watcher);
        kernel_fini(&k);
    }
    enum err closed = journal_close(journal, s->scenario->end, &closing);
    if (!rc && closed) *e = closing;
    return rc ? rc : closed;
}

enum err sweep_play(const struct sweep *s, struct errmsg *e)
{
    enum err rc = ERR_OK;

    for (uint64_t i = 0; i < s->runs && !rc; i++)
        rc = play_run(s, s->first + i, e);
    return rc;
}
