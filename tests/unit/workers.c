/* Jobs on threads: results in their order, a window that holds, the error of
 * the first job that fails, and a life of its own for each thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "live/pause.h"
#include "live/workers.h"

#define NEVER SIZE_MAX /* a job that there is not */

enum { JOBS = 1000 };

/* Jobs that square their numbers. */
struct squares {
    size_t fails[2]; /* these do */
    bool waits;      /* job 0 waits for the window to fill */
    size_t taken;
    atomic_size_t *begun, *held; /* jobs; and results given */
};

static enum err square(const void *context, size_t job, void *result,
                       struct errmsg *e)
{
    const struct squares *s = context;
    uint64_t *out = result;

    assert_int_equal(*out, 0);
    atomic_fetch_add(s->begun, 1);
    while (s->waits && job == 0 && atomic_load(s->begun) < WORKERS_WINDOW)
        pause_ms(1);
    /* Long enough for a job past the window to show itself. */
    if (s->waits && job == 0) pause_ms(50);
    if (s->waits && job == 0)
        assert_int_equal(atomic_load(s->begun), WORKERS_WINDOW);
    if (job == s->fails[0] || job == s->fails[1])
        return err_set(e, ERR_FORMAT, "job %zu", job);
    atomic_fetch_add(s->held, 1);
    *out = (uint64_t)job * job;
    return ERR_OK;
}

/* A job's result that was dropped cannot say of whose jobs it is. */
static atomic_size_t dropped;

static void drop_square(void *result)
{
    (void)result;
    atomic_fetch_add(&dropped, 1);
}

static void take_square(void *context, size_t job, void *result)
{
    struct squares *s = context;

    assert_int_equal(job, s->taken);
    assert_int_equal(*(const uint64_t *)result, (uint64_t)job * job);
    s->taken++;
}

/* Runs so many of them; every result is taken or dropped. */
static enum err run(struct squares *s, const struct jobs_runner *runner,
                    size_t count, struct errmsg *e)
{
    atomic_size_t begun = 0, held = 0;
    const struct jobs jobs = {
        .context = s,
        .count = count,
        .size = sizeof(uint64_t),
        .work = square,
        .take = take_square,
        .drop = drop_square,
    };

    s->taken = 0;
    s->begun = &begun;
    s->held = &held;
    atomic_store(&dropped, 0);
    enum err rc = jobs_run(runner, &jobs, e);
    assert_int_equal(s->taken + atomic_load(&dropped), atomic_load(&held));
    return rc;
}

static struct workers *start(struct jobs_runner *runner, size_t threads,
                             const struct workers_life *life)
{
    struct workers *w;
    struct errmsg e;

    assert_int_equal(workers_start(&w, threads, life, &e), ERR_OK);
    *runner = workers_runner(w);
    return w;
}

/* The same with no runner at all. */
static void takes_in_order(void **state)
{
    struct squares s = {.fails = {NEVER, NEVER}};
    struct jobs_runner runner;
    struct errmsg e;

    (void)state;
    assert_int_equal(run(&s, NULL, JOBS, &e), ERR_OK);
    assert_int_equal(s.taken, JOBS);
    for (size_t threads = 1; threads <= WORKERS_MAX; threads *= 2) {
        struct workers *w = start(&runner, threads, NULL);
        for (size_t count = 0; count <= JOBS; count += JOBS / 4) {
            assert_int_equal(run(&s, &runner, count, &e), ERR_OK);
            assert_int_equal(s.taken, count);
        }
        workers_stop(w);
    }
}

/* No job is begun whose result would have no place. */
static void keeps_to_the_window(void **state)
{
    struct squares s = {.fails = {NEVER, NEVER}, .waits = true};
    struct jobs_runner runner;
    struct errmsg e;

    (void)state;
    for (size_t threads = 2; threads <= 4; threads++) {
        struct workers *w = start(&runner, threads, NULL);
        assert_int_equal(run(&s, &runner, JOBS, &e), ERR_OK);
        workers_stop(w);
    }
}

/* The first in the order of the jobs, whichever fails first; afterwards the
 * threads do other jobs. */
static void first_failure_decides(void **state)
{
    static const size_t fails[][2] = {
        {0, 1}, {3, 2}, {2, 3}, {JOBS - 1, JOBS / 2}, {JOBS - 1, NEVER}};
    struct jobs_runner runner;
    struct errmsg e;
    char expected[32];

    (void)state;
    for (size_t threads = 0; threads <= 4; threads++) {
        struct workers *w = threads > 0 ? start(&runner, threads, NULL) : NULL;
        for (size_t i = 0; i < sizeof fails / sizeof fails[0]; i++) {
            struct squares s = {.fails = {fails[i][0], fails[i][1]}};
            const size_t first =
                s.fails[0] < s.fails[1] ? s.fails[0] : s.fails[1];
            assert_int_equal(run(&s, w ? &runner : NULL, JOBS, &e), ERR_FORMAT);
            assert_int_equal(s.taken, first);
            snprintf(expected, sizeof expected, "job %zu", first);
            assert_string_equal(e.text, expected);
        }
        if (w) workers_stop(w);
    }
}

/* Lives that have begun and not ended, and all that have begun. */
static atomic_size_t alive, born;
static _Thread_local bool mine;

static void begin(void *own)
{
    bool *begun = own;

    assert_false(*begun);
    assert_false(mine);
    *begun = mine = true;
    atomic_fetch_add(&alive, 1);
    atomic_fetch_add(&born, 1);
}

static void end(void *own)
{
    assert_true(*(const bool *)own);
    assert_true(mine);
    mine = false;
    atomic_fetch_sub(&alive, 1);
}

static enum err live(const void *context, size_t job, void *result,
                     struct errmsg *e)
{
    (void)context, (void)job, (void)result, (void)e;
    return mine ? ERR_OK : ERR_STATE;
}

static void take_nothing(void *context, size_t job, void *result)
{
    (void)context, (void)job, (void)result;
    assert_true(mine);
}

/* The caller's thread has one as well. */
static void threads_have_lives(void **state)
{
    static const struct workers_life life = {sizeof(bool), begin, end};
    const struct jobs jobs = {
        .count = JOBS, .size = 1, .work = live, .take = take_nothing};
    struct jobs_runner runner;
    struct errmsg e;

    (void)state;
    for (size_t threads = 1; threads <= 4; threads++) {
        atomic_store(&born, 0);
        struct workers *w = start(&runner, threads, &life);
        assert_true(mine);
        assert_int_equal(jobs_run(&runner, &jobs, &e), ERR_OK);
        workers_stop(w);
        assert_int_equal(atomic_load(&born), threads);
        assert_int_equal(atomic_load(&alive), 0);
    }
}

/* What was seen of jobs of which the first waits until it was. */
struct looks {
    atomic_size_t count;
    size_t most;
};

static void look(void *context, uint64_t done, uint64_t all)
{
    struct looks *l = context;

    assert_int_equal(all, 2);
    assert_in_range(done, l->most, all);
    l->most = (size_t)done;
    atomic_fetch_add(&l->count, 1);
}

static enum err await_looks(const void *context, size_t job, void *result,
                            struct errmsg *e)
{
    const struct looks *const *l = context;

    (void)result, (void)e;
    while (job == 0 && atomic_load(&(*l)->count) < 3)
        pause_ms(1);
    return ERR_OK;
}

static void take_any(void *context, size_t job, void *result)
{
    (void)context, (void)job, (void)result;
}

/* The caller sees what goes on while the only other thread is in a job. */
static void caller_looks_on(void **state)
{
    struct looks looks = {.most = 0};
    const struct looks *context = &looks;
    const struct watch watch = {&looks, look};
    const struct jobs jobs = {.context = &context,
                              .count = 2,
                              .size = 1,
                              .work = await_looks,
                              .take = take_any};
    struct jobs_runner runner;
    struct errmsg e;

    (void)state;
    struct workers *w = start(&runner, 1, NULL);
    assert_int_equal(workers_watch(w, &watch, &e), ERR_OK);
    assert_int_equal(jobs_run(&runner, &jobs, &e), ERR_OK);
    assert_int_equal(looks.most, 2);
    workers_stop(w);
}

static void knows_processors(void **state)
{
    (void)state;
    assert_in_range(workers_processors(), 1, WORKERS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_in_order),
        cmocka_unit_test(keeps_to_the_window),
        cmocka_unit_test(first_failure_decides),
        cmocka_unit_test(threads_have_lives),
        cmocka_unit_test(caller_looks_on),
        cmocka_unit_test(knows_processors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
