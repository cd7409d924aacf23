/* Leaks over many runs: the times that are drawn against the exponential law,
 * and competing holders against what is computed of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/real.h"
#include "experiment/sweep.h"
#include "experiment/secrecy.h"
#include "support/stories.h"

enum { RUNS = 600 };

static const char world[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01, end: 2023-01-01}\n"
    "parties:\n"
    "  us: {readers: 10}\n"
    "  russia: {readers: 30}\n"
    "  press: {kind: public}\n"
    "channels: {line: {between: [us, russia], medium: hand, delay: 5 d}}\n"
    "documents: {paper: {author: us, portions: {a: A.}}}\n"
    "script:\n"
    "  - {leak: paper, from: us, to: press,\n"
    "     hazard: {per-reader: 0.01 / day}}\n"
    "  - {leak: paper, from: russia, to: press,\n"
    "     hazard: {per-reader: 0.01 / day, motive: 0.5}}\n"
    "  - {at: 2022-01-01, draft: paper}\n"
    "  - {at: 2022-01-01, send: paper, to: russia}\n";

struct leaks {
    struct scenario scenario;
    struct secrecy secrecy;
    double spans[RUNS]; /* days from having the text to russia's leak */
    size_t count;
    instant received;
};

static void begin(void *watcher, uint64_t run)
{
    (void)run;
    ((struct leaks *)watcher)->received = INSTANT_MIN;
}

static void hear(void *watcher, instant now, uint64_t seq,
                 const struct record *r)
{
    struct leaks *w = watcher;

    (void)seq;
    if (!r->party || *r->party != 'r') return;
    if (r->kind == RECORD_RECEIVED) w->received = now;
    if (r->kind != RECORD_LEAKED) return;
    assert_true(w->received != INSTANT_MIN);
    w->spans[w->count++] = (double)(now - w->received) / (double)DAY;
}

static int setup(void **state)
{
    struct leaks *w = test_calloc(1, sizeof *w);
    struct scenario *sc = &w->scenario;
    struct errmsg e;

    stories_parse(sc, "world", bytes_of_text(world));
    secrecy_init(&w->secrecy, sc, sc->start + 16 * DAY);
    const struct sweep sweep = {
        .scenario = sc,
        .seed = 7,
        .runs = RUNS,
        .until = sc->end,
        .begin = begin,
        .record = hear,
        .watcher = w,
    };
    assert_int_equal(sweep_play(&sweep, &e), ERR_OK);
    assert_int_equal(secrecy_study(&w->secrecy, 7, RUNS, NULL, &e), ERR_OK);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct leaks *w = *state;

    secrecy_fini(&w->secrecy);
    scenario_fini(&w->scenario);
    test_free(w);
    return 0;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov: the largest distance between what was drawn and
 * 1 - exp(-0.15 t) stays below 1.95 / sqrt(n), which chance alone passes once
 * in a thousand seeds. The seed is fixed: this holds or it does not. */
static void test_the_law(void **state)
{
    struct leaks *w = *state;
    const double n = (double)w->count;
    double largest = 0;

    assert_true(w->count > RUNS - 3);
    qsort(w->spans, w->count, sizeof *w->spans, by_size);
    for (size_t i = 0; i < w->count; i++) {
        const double law = 1 - real_exp(-0.15 * w->spans[i]);
        const double below = law - (double)i / n;
        const double above = (double)(i + 1) / n - law;

        if (below > largest) largest = below;
        if (above > largest) largest = above;
    }
    print_message("largest distance %.4f of %.4f\n", largest, 1.95 / 24.49);
    assert_true(largest * largest * n < 1.95 * 1.95);
}

/* The computed share lies within four standard errors of the counted one. */
static void assert_close(const struct secrecy_share *share)
{
    const double p = share->computed;
    const double apart = p - share->counted;

    print_message("computed %.4f, counted %.4f, %.4f to %.4f\n", p,
                  share->counted, share->interval.low, share->interval.high);
    assert_true(apart * apart <= 16 * p * (1 - p) / RUNS);
    assert_true(share->interval.low <= share->counted);
    assert_true(share->interval.high >= share->counted);
}

static void test_competing_risks(void **state)
{
    const struct leaks *w = *state;
    const struct secrecy_document *d = &w->secrecy.documents[0];
    const struct secrecy_share *end = &d->out[SECRECY_POINTS - 1];
    double first = 0;

    assert_int_equal(w->secrecy.runs, RUNS);
    for (size_t i = 0; i < SECRECY_POINTS; i++)
        assert_close(&d->out[i]);
    for (size_t i = 0; i < d->holder_count; i++) {
        assert_close(&d->holders[i].first);
        first += d->holders[i].first.counted;
    }
    /* Who leaks first adds up to what has leaked. */
    assert_true(first > end->counted - 1e-12 && first < end->counted + 1e-12);
}

/* By hand: no more than 10 x 0.01 a day while us alone has the text, and a
 * quarter is out in -ln(0.75) / 0.1 = 2.877 days. */
static void test_first_leak(void **state)
{
    const struct leaks *w = *state;
    const struct survival_quantile *q = &w->secrecy.documents[0].quantiles[0];
    const duration truth = (duration)(2.877 * (double)DAY);

    assert_true(q->low <= truth && truth <= q->high);
    assert_true(q->low <= q->time && q->time <= q->high);
    assert_true(q->high - q->low < DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_law),
        cmocka_unit_test(test_competing_risks),
        cmocka_unit_test(test_first_leak),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
