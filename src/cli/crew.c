#include "cli/crew.h"

#include <malloc.h>

#include "cli/notice.h"
#include "cli/subcommand.h"
#include "crypto/curve.h"

/* A thread's own: the caller's goes on afterwards with what it had. */
struct crew_thread {
    struct curve_row before;
    struct curve_memory memory;
};

static void begin_memory(void *own)
{
    struct crew_thread *t = own;

    curve_memory_init(&t->memory);
    t->before = curve_use(curve_remembering(&t->memory));
}

static void begin_recent(void *own)
{
    struct crew_thread *t = own;

    curve_memory_init_recent(&t->memory);
    t->before = curve_use(curve_remembering(&t->memory));
}

static void end_memory(void *own)
{
    struct crew_thread *t = own;

    curve_use(t->before);
    curve_memory_fini(&t->memory);
}

static void begin_stand_in(void *own)
{
    ((struct crew_thread *)own)->before = curve_use(curve_stand_in());
}

static void end_stand_in(void *own)
{
    curve_use(((struct crew_thread *)own)->before);
}

static const struct workers_life lives[] = {
    [CREW_RECENT] = {sizeof(struct crew_thread), begin_recent, end_memory},
    [CREW_REMEMBERS] = {sizeof(struct crew_thread), begin_memory, end_memory},
};
static const struct workers_life stand_ins = {sizeof(struct crew_thread),
                                              begin_stand_in, end_stand_in};

/* Runs take the same memory again and again: what one gives back is kept for
 * the next, where the C library can be told so. */
static void keep_memory(void)
{
#if defined(M_TRIM_THRESHOLD) && defined(M_MMAP_THRESHOLD)
    enum { KEPT = 64 * 1024 * 1024, MAPPED = 32 * 1024 * 1024 };

    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED);
#endif
}

static enum err crew_create(struct crew *c, uint64_t threads,
                            enum crew_memory memory, struct errmsg *e)
{
    keep_memory();
    const struct workers_life *life = curve_is_stand_in()      ? &stand_ins
                                      : memory != CREW_FORGETS ? &lives[memory]
                                                               : NULL;
    enum err rc = workers_start(
        &c->workers, threads > 0 ? (size_t)threads : workers_processors(), life,
        e);

    if (!rc) c->runner = workers_runner(c->workers);
    return rc;
}

enum err crew_gather(struct crew *c, struct progress *p, uint64_t threads,
                     enum crew_memory memory, struct errmsg *e)
{
    progress_hold(p);
    enum err rc = crew_create(c, threads, memory, e);
    if (!rc) {
        rc = workers_watch(c->workers, &p->watch, e);
        if (rc) crew_stop(c);
    }
    if (rc) progress_release(p);
    return rc;
}

int crew_start(struct crew *c, struct progress *p, const char *command,
               uint64_t threads, enum crew_memory memory)
{
    struct errmsg e;

    if (!crew_gather(c, p, threads, memory, &e)) return COMMAND_OK;
    err_wrap(&e, ERR_LIMIT, "try --threads 1");
    return notice_failed(command, &e);
}

/* One thing to be done, as the jobs see it. */
struct crew_task {
    enum err (*work)(void *context, struct errmsg *e);
    void *context;
};

static enum err crew_work(const void *context, size_t job, void *result,
                          struct errmsg *e)
{
    const struct crew_task *t = context;

    (void)job;
    (void)result;
    return t->work(t->context, e);
}

static void crew_take(void *context, size_t job, void *result)
{
    (void)context;
    (void)job;
    (void)result;
}

enum err crew_do(struct crew *c,
                 enum err (*work)(void *context, struct errmsg *e),
                 void *context, struct errmsg *e)
{
    struct crew_task task = {work, context};
    const struct jobs jobs = {
        .context = &task,
        .count = 1,
        .size = 1,
        .work = crew_work,
        .take = crew_take,
    };

    return jobs_run(&c->runner, &jobs, e);
}

void crew_stop(struct crew *c)
{
    workers_stop(c->workers);
}
