/* Playing at a pace: steps in their order, a rest soon after, and errors of
 * either that end the play. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/pace.h"

/* Two steps at once and one after a while. */
enum { STEPS = 3, PAUSE_MS = 300 };

struct world {
    int steps, rests;
    int rested_before_last;   /* how many rests the last step found */
    int fail_step, fail_rest; /* which fails; 0: none */
};

static bool next(void *context, instant *at)
{
    const struct world *w = context;

    *at = w->steps + 1 < STEPS ? 0 : PAUSE_MS * MILLISECOND;
    return w->steps < STEPS;
}

static enum err step(void *context)
{
    struct world *w = context;

    w->steps++;
    w->rested_before_last = w->rests;
    return w->steps == w->fail_step ? ERR_LIMIT : ERR_OK;
}

static enum err rest(void *context)
{
    struct world *w = context;

    w->rests++;
    return w->rests == w->fail_rest ? ERR_IO : ERR_OK;
}

static enum err play(struct world *w, bool rests)
{
    const struct pace_play p = {w, next, step, rests ? rest : NULL};
    bool stopped = true;
    instant now = -1;
    struct errmsg e;

    enum err rc = pace_run(&p, 0, 1, &stopped, &now, &e);
    assert_false(stopped);
    assert_int_equal(now, -1);
    return rc;
}

/* One rest for the two steps at once, before the third is due. */
static void rests_after_steps(void **state)
{
    struct world w = {0};

    (void)state;
    assert_int_equal(play(&w, true), ERR_OK);
    assert_int_equal(w.steps, STEPS);
    assert_int_equal(w.rested_before_last, 1);
}

static void needs_no_rest(void **state)
{
    struct world w = {0};

    (void)state;
    assert_int_equal(play(&w, false), ERR_OK);
    assert_int_equal(w.steps, STEPS);
    assert_int_equal(w.rests, 0);
}

static void ends_with_an_error(void **state)
{
    struct world in_step = {.fail_step = 2}, in_rest = {.fail_rest = 1};

    (void)state;
    assert_int_equal(play(&in_step, true), ERR_LIMIT);
    assert_int_equal(in_step.steps, 2);
    assert_int_equal(play(&in_rest, true), ERR_IO);
    assert_int_equal(in_rest.steps, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rests_after_steps),
        cmocka_unit_test(needs_no_rest),
        cmocka_unit_test(ends_with_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
