#include "experiment/measure_all.h"

/* One protection's result: its texts have an arena of their own until it is
 * taken. */
struct measure_all_result {
    struct arena arena;
    struct measure measure;
    uint64_t cpu_ns;
};

/* All of them, as the jobs see it. */
struct measure_all_study {
    const struct measure_all *all;
    struct arena *arena;
};

static uint64_t cpu_now(const struct measure_all *m)
{
    return m->clock ? m->clock() : 0;
}

static enum err measure_one(const void *context, size_t job, void *result,
                            struct errmsg *e)
{
    const struct measure_all *m =
        ((const struct measure_all_study *)context)->all;
    struct measure_all_result *r = result;
    const uint64_t before = cpu_now(m);

    arena_init(&r->arena);
    enum err rc = measure_protection(&r->measure, &r->arena, m->scenario,
                                     m->protections[job], m->seed, m->run, e);
    r->cpu_ns = cpu_now(m) - before;
    if (rc) arena_fini(&r->arena);
    return rc;
}

static void drop_result(void *result)
{
    arena_fini(&((struct measure_all_result *)result)->arena);
}

/* Copies a measure, with its texts into the arena. */
static void copy_measure(struct measure *out, struct arena *a,
                         const struct measure *m)
{
    *out = *m;
    out->primitives = arena_text(a, m->primitives);
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        out->answers[i].because = arena_text(a, m->answers[i].because);
}

static void take_measure(void *context, size_t job, void *result)
{
    const struct measure_all_study *s = context;
    struct measure_all_result *r = result;

    copy_measure(&s->all->items[job], s->arena, &r->measure);
    if (s->all->cpu_ns) s->all->cpu_ns[job] = r->cpu_ns;
    drop_result(r);
}

enum err measure_all_play(const struct measure_all *m, struct arena *a,
                          const struct jobs_runner *runner, struct errmsg *e)
{
    struct measure_all_study study = {m, a};
    const struct jobs jobs = {
        .context = &study,
        .count = m->count,
        .size = sizeof(struct measure_all_result),
        .work = measure_one,
        .take = take_measure,
        .drop = drop_result,
    };

    return jobs_run(runner, &jobs, e);
}
