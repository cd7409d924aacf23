#include "live/workers.h"

#include <assert.h>
#include <string.h>
#include <uv.h>

#include "base/arena.h"

/* The jobs of a run are begun in their order, by whichever thread is free: the
 * others in work_on, the caller's in run_jobs between its own duties, which are
 * to take the results in order. The result of a job lies in the slot of its
 * number, modulo the window, until it is taken; a job is not begun while its
 * slot is in use. With a watch the caller does no job, so that it sees what
 * goes on however long a job takes. A job that fails is the last one begun. All
 * members of struct workers below the mutex are read and written under it
 * alone; a slot belongs to the thread that does its job, and once it is done to
 * the caller. */

enum { WORKERS_LOOK_NS = 20 * 1000 * 1000 };

/* The result of one job. */
struct workers_slot {
    bool done;
    enum err rc;
    struct errmsg error;
    void *result;
};

struct workers {
    struct arena arena;
    const struct workers_life *life;
    const struct watch *watch;        /* the caller's; or NULL */
    uv_thread_t threads[WORKERS_MAX]; /* the others */
    size_t thread_count;
    void *own; /* the caller's */
    uv_mutex_t mutex;
    uv_cond_t may_begin; /* a job may be begun, or the threads are to end */
    uv_cond_t done;      /* a job was done */
    bool ending;
    const struct jobs *jobs; /* in progress; NULL: none */
    size_t begun, taken;     /* jobs; those past them are not */
    size_t end;              /* jobs from here on are not to be begun */
    size_t busy;             /* threads with a job */
    struct workers_slot slots[WORKERS_WINDOW];
};

static struct workers_slot *slot_of(struct workers *w, size_t job)
{
    return &w->slots[job % WORKERS_WINDOW];
}

static bool may_begin(const struct workers *w)
{
    return w->jobs && w->begun < w->end && w->begun < w->taken + WORKERS_WINDOW;
}

/* Does the next job. The mutex is held, but for the work itself. */
static void do_job(struct workers *w)
{
    const struct jobs *jobs = w->jobs;
    const size_t job = w->begun++;
    struct workers_slot *s = slot_of(w, job);

    w->busy++;
    uv_mutex_unlock(&w->mutex);
    memset(s->result, 0, jobs->size);
    const enum err rc =
        jobs->work(jobs->context, jobs_number(jobs, job), s->result, &s->error);
    uv_mutex_lock(&w->mutex);
    w->busy--;
    s->rc = rc;
    s->done = true;
    if (rc && job < w->end) w->end = job + 1;
    uv_cond_signal(&w->done);
}

static void *begin_life(struct workers *w, void *own)
{
    if (w->life) w->life->begin(own);
    return own;
}

static void end_life(const struct workers *w, void *own)
{
    if (w->life) w->life->end(own);
}

/* One of the other threads, from its beginning to its end. */
struct workers_thread {
    struct workers *workers;
    void *own;
};

static void work_on(void *argument)
{
    const struct workers_thread *t = argument;
    struct workers *w = t->workers;

    begin_life(w, t->own);
    uv_mutex_lock(&w->mutex);
    while (!w->ending)
        if (may_begin(w))
            do_job(w);
        else
            uv_cond_wait(&w->may_begin, &w->mutex);
    uv_mutex_unlock(&w->mutex);
    end_life(w, t->own);
}

/* Takes the next result, which is done and no failure. */
static enum err take_result(struct workers *w, struct errmsg *e)
{
    const struct jobs *jobs = w->jobs;
    const size_t job = w->taken;
    struct workers_slot *s = slot_of(w, job);

    uv_mutex_unlock(&w->mutex);
    jobs->take(jobs->context, jobs_number(jobs, job), s->result);
    watch_see(w->watch, job + 1, jobs->count);
    const enum err rc = jobs_go_on(jobs, e);
    uv_mutex_lock(&w->mutex);
    s->done = false;
    w->taken++;
    if (rc) w->end = w->taken;
    uv_cond_broadcast(&w->may_begin);
    return rc;
}

/* Waits for the jobs that were begun after one that failed, and drops what they
 * gave. */
static void drop_results(struct workers *w)
{
    while (w->busy > 0)
        uv_cond_wait(&w->done, &w->mutex);
    for (size_t job = w->taken; job < w->begun; job++) {
        const struct workers_slot *s = slot_of(w, job);
        if (!s->rc && w->jobs->drop) w->jobs->drop(s->result);
    }
}

static void begin_run(struct workers *w, struct arena *a,
                      const struct jobs *jobs)
{
    for (size_t i = 0; i < WORKERS_WINDOW; i++)
        w->slots[i] =
            (struct workers_slot){.result = arena_alloc(a, jobs->size)};
    w->jobs = jobs;
    w->begun = w->taken = 0;
    w->end = jobs->count;
    uv_cond_broadcast(&w->may_begin);
}

/* Waits for a result, but no longer than until the next look. */
static void wait_for_result(struct workers *w)
{
    if (!w->watch) {
        uv_cond_wait(&w->done, &w->mutex);
        return;
    }
    (void)uv_cond_timedwait(&w->done, &w->mutex, WORKERS_LOOK_NS);
    const size_t taken = w->taken, count = w->jobs->count;
    uv_mutex_unlock(&w->mutex);
    watch_see(w->watch, taken, count);
    uv_mutex_lock(&w->mutex);
}

static enum err run_jobs(void *context, const struct jobs *jobs,
                         struct errmsg *e)
{
    struct workers *w = context;
    enum err rc = ERR_OK;
    struct arena a;

    arena_init(&a);
    uv_mutex_lock(&w->mutex);
    assert(!w->jobs);
    begin_run(w, &a, jobs);
    while (w->taken < w->end && !rc) {
        const struct workers_slot *s = slot_of(w, w->taken);
        if (s->done && s->rc) {
            rc = s->rc;
            if (e) *e = s->error;
        } else if (s->done)
            rc = take_result(w, e);
        else if (!w->watch && may_begin(w))
            do_job(w);
        else
            wait_for_result(w);
    }
    drop_results(w);
    w->jobs = NULL;
    uv_mutex_unlock(&w->mutex);
    arena_fini(&a);
    return rc;
}

static void *make_own(struct workers *w)
{
    return w->life ? arena_alloc(&w->arena, w->life->size) : NULL;
}

static enum err start_thread(struct workers *w, struct errmsg *e)
{
    struct workers_thread *t = arena_alloc(&w->arena, sizeof *t);

    *t = (struct workers_thread){w, make_own(w)};
    const int status =
        uv_thread_create(&w->threads[w->thread_count], work_on, t);
    if (status < 0)
        return err_set(e, ERR_LIMIT, "no thread can be started: %s",
                       uv_strerror(status));
    w->thread_count++;
    return ERR_OK;
}

enum err workers_start(struct workers **out, size_t threads,
                       const struct workers_life *life, struct errmsg *e)
{
    struct arena a;
    enum err rc = ERR_OK;

    assert(threads >= 1 && threads <= WORKERS_MAX);
    arena_init(&a);
    struct workers *w = arena_alloc(&a, sizeof *w);
    w->arena = a;
    w->life = life;
    if (uv_mutex_init(&w->mutex) || uv_cond_init(&w->may_begin) ||
        uv_cond_init(&w->done))
        arena_out_of_memory(sizeof w->mutex);
    w->own = begin_life(w, make_own(w));
    while (!rc && w->thread_count + 1 < threads)
        rc = start_thread(w, e);
    if (rc)
        workers_stop(w);
    else
        *out = w;
    return rc;
}

enum err workers_watch(struct workers *w, const struct watch *watch,
                       struct errmsg *e)
{
    assert(!w->watch);
    enum err rc = start_thread(w, e);

    if (!rc) w->watch = watch;
    return rc;
}

void workers_stop(struct workers *w)
{
    uv_mutex_lock(&w->mutex);
    w->ending = true;
    uv_cond_broadcast(&w->may_begin);
    uv_mutex_unlock(&w->mutex);
    for (size_t i = 0; i < w->thread_count; i++)
        uv_thread_join(&w->threads[i]);
    end_life(w, w->own);
    uv_cond_destroy(&w->done);
    uv_cond_destroy(&w->may_begin);
    uv_mutex_destroy(&w->mutex);
    struct arena a = w->arena; /* w lies in it */
    arena_fini(&a);
}

struct jobs_runner workers_runner(struct workers *w)
{
    return (struct jobs_runner){w, run_jobs};
}

size_t workers_processors(void)
{
    const unsigned there = uv_available_parallelism();

    return there < WORKERS_MAX ? there : WORKERS_MAX;
}
