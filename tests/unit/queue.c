/* The future-event list against a plain sorted list. */
#include "sim/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "crypto/rng.h"

enum { SEEDS = 200, STEPS = 3000 };

static uint64_t push(struct queue *q, instant at, uint64_t number)
{
    const struct queue_event event = {.kind = 7, .b = number};
    uint64_t handle = 0;

    assert_int_equal(queue_push(q, at, &event, &handle), ERR_OK);
    assert_int_not_equal(handle, 0);
    return handle;
}

static void assert_pops(struct queue *q, instant at, uint64_t number)
{
    struct queue_event event;
    instant seen;

    assert_true(queue_peek(q, &seen));
    assert_int_equal(seen, at);
    assert_true(queue_pop(q, &seen, &event));
    assert_int_equal(seen, at);
    assert_int_equal(event.b, number);
    assert_int_equal(event.kind, 7);
}

static void assert_empty(struct queue *q)
{
    struct queue_event event;
    instant at;

    assert_int_equal(q->pending, 0);
    assert_false(queue_peek(q, &at));
    assert_false(queue_pop(q, &at, &event));
}

static void test_orders_all_times(void **state)
{
    const instant times[] = {0,  INSTANT_MAX,     -1, 1, INSTANT_MIN,
                             -2, INSTANT_MAX - 1, 2,  -1};
    const uint64_t order[] = {4, 5, 2, 8, 0, 3, 7, 6, 1};
    struct queue q;

    (void)state;
    queue_init(&q);
    assert_empty(&q);
    for (uint64_t i = 0; i < 9; i++)
        push(&q, times[i], i);
    for (uint64_t i = 0; i < 9; i++)
        assert_pops(&q, times[order[i]], order[i]);
    assert_empty(&q);
    queue_fini(&q);
}

static void test_ties_pop_in_push_order(void **state)
{
    struct queue q;

    (void)state;
    queue_init(&q);
    for (uint64_t i = 0; i < 5000; i++)
        push(&q, (instant)(i % 2), i);
    for (uint64_t i = 0; i < 5000; i += 2)
        assert_pops(&q, 0, i);
    for (uint64_t i = 1; i < 5000; i += 2)
        assert_pops(&q, 1, i);
    assert_empty(&q);
    queue_fini(&q);
}

static void test_cancels_once(void **state)
{
    struct queue q;

    (void)state;
    queue_init(&q);
    assert_false(queue_cancel(&q, 0));
    const uint64_t first = push(&q, 1, 1);
    const uint64_t second = push(&q, 2, 2);
    assert_true(queue_cancel(&q, first));
    assert_false(queue_cancel(&q, first));
    assert_int_equal(q.pending, 1);
    /* The slot is taken anew; the old handle must not name its tenant. */
    const uint64_t third = push(&q, 1, 3);
    assert_false(queue_cancel(&q, first));
    assert_pops(&q, 1, 3);
    assert_false(queue_cancel(&q, third));
    assert_pops(&q, 2, 2);
    assert_false(queue_cancel(&q, second));
    assert_empty(&q);
    for (uint64_t handle = 0; handle < 100; handle++) {
        assert_false(queue_cancel(&q, handle));
        assert_false(queue_cancel(&q, handle << 24));
        assert_false(queue_cancel(&q, UINT64_MAX - handle));
    }
    queue_fini(&q);
}

/* The reference: all events in the order of pushing; the next is the first
 * of the smallest time that is still alive. */
struct model {
    struct {
        instant at;
        uint64_t handle;
        bool alive;
    } events[STEPS];
    size_t count, alive;
};

static size_t model_next(const struct model *m)
{
    size_t next = STEPS;

    for (size_t i = 0; i < m->count; i++)
        if (m->events[i].alive &&
            (next == STEPS || m->events[i].at < m->events[next].at))
            next = i;
    return next;
}

static void model_step(struct model *m, struct queue *q, struct rng *rng,
                       uint64_t push_weight)
{
    const uint64_t choice = rng_below(rng, 100);

    if (choice < push_weight) {
        const instant at = (instant)rng_below(rng, 50) - 25;
        m->events[m->count].at = at;
        m->events[m->count].alive = true;
        m->events[m->count].handle = push(q, at, m->count);
        m->count++;
        m->alive++;
    } else if (choice < 70 && m->count > 0) {
        const size_t i = (size_t)rng_below(rng, m->count);
        assert_true(queue_cancel(q, m->events[i].handle) == m->events[i].alive);
        m->alive -= m->events[i].alive;
        m->events[i].alive = false;
    } else if (m->alive > 0) {
        const size_t next = model_next(m);
        assert_pops(q, m->events[next].at, next);
        m->events[next].alive = false;
        m->alive--;
    } else {
        assert_empty(q);
    }
    assert_int_equal(q->pending, m->alive);
}

static void test_agrees_with_a_sorted_list(void **state)
{
    struct model *m = malloc(sizeof *m);
    struct rng_root root;
    struct rng rng;
    struct queue q;

    (void)state;
    assert_non_null(m);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        rng_root_init(&root, seed, 0);
        rng_init(&rng, &root, "test", "queue");
        queue_init(&q);
        m->count = m->alive = 0;
        const uint64_t push_weight = 10 + seed % 60;
        for (int i = 0; i < STEPS / 4; i++)
            model_step(m, &q, &rng, push_weight);
        while (m->alive > 0) {
            const size_t next = model_next(m);
            assert_pops(&q, m->events[next].at, next);
            m->events[next].alive = false;
            m->alive--;
        }
        assert_empty(&q);
        queue_fini(&q);
    }
    free(m);
}

/* Cancelled keys are thrown out when they are the most, so that a timer set
 * and cancelled for ever costs no memory. */
static void test_stays_small_under_cancellation(void **state)
{
    struct queue q;

    (void)state;
    queue_init(&q);
    for (uint64_t i = 0; i < 100; i++)
        push(&q, 0, i);
    for (uint64_t i = 0; i < 200000; i++)
        assert_true(queue_cancel(&q, push(&q, (instant)i + 1, 0)));
    assert_true(q.heap_capacity <= 1024);
    assert_true(q.slot_capacity <= 1024);
    for (uint64_t i = 0; i < 100; i++)
        assert_pops(&q, 0, i);
    assert_empty(&q);
    queue_fini(&q);
}

static void test_ties_pop_by_kind(void **state)
{
    struct queue q;

    (void)state;
    queue_init(&q);
    for (uint64_t i = 0; i < 800; i++) {
        const struct queue_event event = {.kind = (uint32_t)(7 - i % 8),
                                          .b = i};
        assert_int_equal(queue_push(&q, 9, &event, NULL), ERR_OK);
    }
    push(&q, 8, 1000);
    assert_pops(&q, 8, 1000);
    for (uint64_t i = 0; i < 800; i++) {
        struct queue_event event;
        instant at;

        assert_true(queue_pop(&q, &at, &event));
        assert_int_equal(event.kind, i / 100);
        assert_int_equal(event.b, 7 - i / 100 + 8 * (i % 100));
    }
    assert_empty(&q);
    queue_fini(&q);
}

static void test_limit_of_pushes(void **state)
{
    const struct queue_event event = {0};
    struct queue q;

    (void)state;
    queue_init(&q);
    q.pushes = QUEUE_PUSHES_MAX - 1;
    const uint64_t last = push(&q, 5, 1);
    assert_int_equal(queue_push(&q, 5, &event, NULL), ERR_LIMIT);
    assert_int_equal(q.pending, 1);
    assert_true(queue_cancel(&q, last));
    assert_empty(&q);
    queue_fini(&q);
}

static void test_limit_of_pending(void **state)
{
    const struct queue_event event = {0};
    struct queue q;

    (void)state;
    queue_init(&q);
    /* Pushed in order, each stays where it is put: quick for so many. */
    for (instant i = 0; i < QUEUE_PENDING_MAX; i++)
        if (queue_push(&q, i, &event, NULL)) fail();
    assert_int_equal(queue_push(&q, 0, &event, NULL), ERR_LIMIT);
    assert_int_equal(q.pending, QUEUE_PENDING_MAX);
    instant at;
    struct queue_event out;
    assert_true(queue_pop(&q, &at, &out));
    assert_int_equal(queue_push(&q, 0, &event, NULL), ERR_OK);
    assert_int_equal(queue_push(&q, 0, &event, NULL), ERR_LIMIT);
    queue_fini(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders_all_times),
        cmocka_unit_test(test_ties_pop_in_push_order),
        cmocka_unit_test(test_ties_pop_by_kind),
        cmocka_unit_test(test_cancels_once),
        cmocka_unit_test(test_agrees_with_a_sorted_list),
        cmocka_unit_test(test_stays_small_under_cancellation),
        cmocka_unit_test(test_limit_of_pushes),
        cmocka_unit_test(test_limit_of_pending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
