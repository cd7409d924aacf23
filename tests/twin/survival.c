/* Statistics against R and its package survival, on the same data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/real.h"
#include "crypto/rng.h"
#include "statistics/incidence.h"
#include "statistics/paired.h"
#include "statistics/proportion.h"
#include "statistics/quantile.h"
#include "statistics/student.h"
#include "statistics/summary.h"
#include "statistics/survival.h"
#include "support/program.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

enum { CAUSES = 3, RUNS_MAX = 400, FIELDS_MAX = 8, CENSORED = 0 };

struct run {
    int day, cause;
};

/* A data set: runs with causes 1 to CAUSES, or censored. */
struct set {
    size_t count;
    struct run runs[RUNS_MAX];
    struct survival survival;
    struct incidence incidence;
};

/* Many times alike, events and censoring at the same ones. */
static struct run run_with_ties(struct rng *rng, size_t i)
{
    (void)i;
    return (struct run){1 + (int)rng_below(rng, 12),
                        (int)rng_below(rng, CAUSES + 1)};
}

/* A clock that ends after 30 days, with two causes at constant hazards. */
static struct run run_to_an_end(struct rng *rng, size_t i)
{
    const double day = -25 * real_ln(1 - rng_unit(rng));

    (void)i;
    if (day >= 30) return (struct run){30, CENSORED};
    return (struct run){1 + (int)day, 1 + (int)(rng_below(rng, 10) < 3)};
}

static struct run run_without_event(struct rng *rng, size_t i)
{
    (void)rng;
    return (struct run){i % 5 ? 30 : 10, CENSORED};
}

static struct run run_all_events(struct rng *rng, size_t i)
{
    return (struct run){1 + (int)i, 1 + (int)rng_below(rng, CAUSES)};
}

/* Censored all along, more and more of them; few are left at the end. */
static struct run run_losing(struct rng *rng, size_t i)
{
    (void)i;
    return (struct run){
        1 + (int)rng_below(rng, 1000),
        rng_below(rng, 4) > 0 ? CENSORED : 1 + (int)rng_below(rng, CAUSES)};
}

static struct run run_one_cause(struct rng *rng, size_t i)
{
    (void)rng;
    return (struct run){2 + (int)i / 2, i == 3 ? CENSORED : 2};
}

static const struct {
    size_t count;
    struct run (*run)(struct rng *rng, size_t i);
} kinds[] = {
    {60, run_with_ties},  {150, run_to_an_end},   {25, run_without_event},
    {40, run_all_events}, {400, run_losing},      {9, run_one_cause},
    {1, run_all_events},  {1, run_without_event},
};

enum { SETS = sizeof kinds / sizeof *kinds };

struct twin {
    struct arena arena;
    char folder[PROGRAM_PATH_SIZE];
    struct set sets[SETS];
    size_t steps; /* of all sets together */
};

static void make_set(struct twin *w, size_t n)
{
    struct survival_time times[RUNS_MAX];
    struct incidence_time causes[RUNS_MAX];
    struct set *set = &w->sets[n];
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, n);
    rng_init(&rng, &root, "test", "runs");
    set->count = kinds[n].count;
    for (size_t i = 0; i < set->count; i++) {
        const struct run run = kinds[n].run(&rng, i);

        set->runs[i] = run;
        times[i] = (struct survival_time){run.day * DAY, run.cause == CENSORED};
        causes[i] = (struct incidence_time){
            run.day * DAY, run.cause == CENSORED ? INCIDENCE_CENSORED
                                                 : (uint32_t)run.cause - 1};
    }
    survival_estimate(&set->survival, &w->arena, times, set->count);
    incidence_estimate(&set->incidence, &w->arena, causes, set->count, CAUSES);
    w->steps += set->survival.count;
}

static int set_up(void **state)
{
    struct twin *w = test_calloc(1, sizeof *w);

    arena_init(&w->arena);
    program_folder(w->folder);
    for (size_t n = 0; n < SETS; n++)
        make_set(w, n);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct twin *w = *state;

    program_remove(w->folder);
    arena_fini(&w->arena);
    test_free(w);
    return 0;
}

static void write_data(const struct twin *w)
{
    char path[2 * PROGRAM_PATH_SIZE];

    snprintf(path, sizeof path, "%s/data", w->folder);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    for (size_t n = 0; n < SETS; n++)
        for (size_t i = 0; i < w->sets[n].count; i++)
            fprintf(out, "%zu %d %d\n", n, w->sets[n].runs[i].day,
                    w->sets[n].runs[i].cause);
    assert_int_equal(fclose(out), 0);
}

/* A figure of R's; not there: NA. */
struct figure {
    bool there;
    double value;
};

static void assert_figure(const char *line, struct figure r, double ours)
{
    const double size = r.value < 0 ? -r.value : r.value;
    const double within = 1e-9 * (size > 1 ? size : 1);

    if (!r.there || !(ours >= r.value - within && ours <= r.value + within))
        fail_msg("%.17g, but R gives: %s", ours, line);
}

static void assert_interval(const char *line, const struct figure *r,
                            struct interval ours)
{
    if (!r[0].there && !r[1].there) {
        if (interval_is_bounded(ours)) fail_msg("R has no interval: %s", line);
        return;
    }
    assert_figure(line, r[0], ours.low);
    assert_figure(line, r[1], ours.high);
}

static void assert_time(const char *line, struct figure r, duration ours)
{
    if (!r.there && ours == SURVIVAL_NEVER) return;
    assert_figure(line, r, (double)ours / (double)DAY);
}

static const struct set *set_of(const struct twin *w, struct figure f)
{
    assert_true(f.value >= 0 && f.value < SETS);
    return &w->sets[(size_t)f.value];
}

static void check_survival(const struct twin *w, const char *line,
                           const struct figure *r)
{
    const duration time = (duration)r[1].value * DAY;
    const struct survival_step *step =
        survival_at(&set_of(w, r[0])->survival, time);

    assert_non_null(step);
    assert_int_equal(step->time, time);
    assert_figure(line, r[2], (double)step->at_risk);
    assert_figure(line, r[3], (double)step->events);
    assert_figure(line, r[4], (double)step->censored);
    assert_figure(line, r[5], step->survival);
    assert_interval(line, r + 6, step->band);
}

static void check_level(const struct twin *w, const char *line,
                        const struct figure *r)
{
    const struct survival *s = &set_of(w, r[0])->survival;
    const struct survival_quantile q = survival_quantile(s, r[1].value);
    const struct survival_step *low = survival_at(s, q.low);

    assert_time(line, r[2], q.time);
    if (r[3].there)
        assert_time(line, r[3], q.low);
    else if (low && low->band.low <= 1 - r[1].value)
        fail_msg("the interval begins too late: %s", line);
    assert_time(line, r[4], q.high);
}

static void check_incidence(const struct twin *w, const char *line,
                            const struct figure *r)
{
    const duration time = (duration)r[1].value * DAY;
    const struct incidence_step *step =
        incidence_at(&set_of(w, r[0])->incidence, time);

    assert_non_null(step);
    assert_int_equal(step->time, time);
    const struct incidence_cause *c = &step->causes[(size_t)r[2].value - 1];
    assert_figure(line, r[3], (double)c->events);
    assert_figure(line, r[4], c->incidence);
    assert_interval(line, r + 5, incidence_band(c));
}

static void check_wilson(const struct twin *w, const char *line,
                         const struct figure *r)
{
    (void)w;
    assert_interval(
        line, r + 2,
        proportion_wilson((uint64_t)r[0].value, (uint64_t)r[1].value));
}

static void check_student(const struct twin *w, const char *line,
                          const struct figure *r)
{
    (void)w;
    assert_figure(line, r[1], student_quantile((uint64_t)r[0].value));
}

static void check_ranks(const struct twin *w, const char *line,
                        const struct figure *r)
{
    const struct quantile_ranks q =
        quantile_rank((uint64_t)r[0].value, r[1].value);

    (void)w;
    assert_figure(line, r[2], (double)q.low);
    assert_figure(line, r[3], (double)q.high);
    assert_figure(line, r[4], ((double)q.rank + (double)q.above) / 2);
}

static void check_paired(const struct twin *w, const char *line,
                         const struct figure *r)
{
    static const double x[] = {3.5, 1.25, 8, -2, 4, 4, 19, 0.5};
    static const double y[] = {4.5, 1, 9.75, 0, 4, 5, 17, 2.5};
    const struct paired_difference d = paired_mean(x, y, LENGTH(x));
    struct summary s = {0};

    (void)w;
    for (size_t i = 0; i < LENGTH(x); i++)
        summary_add(&s, y[i] - x[i]);
    assert_figure(line, r[0], d.mean);
    assert_interval(line, r + 1, d.interval);
    assert_figure(line, r[3], summary_deviation(&s));
}

/* A kind of line, its number of figures, the least number of such lines. */
static const struct check {
    const char *name;
    size_t figures;
    void (*check)(const struct twin *w, const char *line,
                  const struct figure *r);
} checks[] = {
    {"survival", 8, check_survival},   {"level", 5, check_level},
    {"incidence", 7, check_incidence}, {"wilson", 4, check_wilson},
    {"student", 2, check_student},     {"ranks", 5, check_ranks},
    {"paired", 4, check_paired},
};

static size_t read_figures(const char *line, struct figure out[FIELDS_MAX])
{
    const char *at = strchr(line, ' ');
    size_t count = 0;

    while (at && at[strspn(at, " ")] != '\0') {
        char *end;

        assert_true(count < FIELDS_MAX);
        at += strspn(at, " ");
        out[count].there = strncmp(at, "NA", 2) != 0;
        out[count].value = out[count].there ? strtod(at, &end) : 0;
        count++;
        at = strchr(at, ' ');
    }
    return count;
}

static void check_line(const struct twin *w, const char *line,
                       size_t counts[LENGTH(checks)])
{
    const size_t name = strcspn(line, " ");

    for (size_t i = 0; i < LENGTH(checks); i++) {
        struct figure r[FIELDS_MAX] = {{0}};

        if (strlen(checks[i].name) != name ||
            strncmp(line, checks[i].name, name) != 0)
            continue;
        assert_int_equal(read_figures(line, r), checks[i].figures);
        checks[i].check(w, line, r);
        counts[i]++;
        return;
    }
    fail_msg("R says: %s", line);
}

static bool survival_is_there(void)
{
    struct program_end end;

    if (!program_is_there("Rscript")) return false;
    program_run(&end, NULL, WORDS("Rscript", "-e", "library(survival)"));
    const bool there = end.status == 0;
    program_end_fini(&end);
    if (!there)
        fprintf(stderr, "SKIPPED: R has no package survival (Debian: "
                        "r-cran-survival); nothing was tried\n");
    return there;
}

static void test_r_agrees(void **state)
{
    static const char program[] = SOURCE_DIR "/tests/twin/survival.R";
    const struct twin *w = *state;
    const struct program_gift gift = {.folder = w->folder};
    const char *const *words = WORDS("Rscript", program);
    size_t counts[LENGTH(checks)] = {0};
    struct program_end end;

    if (!survival_is_there()) skip();
    write_data(w);
    program_run(&end, &gift, words);
    if (end.status != 0) program_fail(&end, words);
    for (char *line = strtok(end.out, "\n"); line; line = strtok(NULL, "\n"))
        check_line(w, line, counts);
    program_end_fini(&end);
    for (size_t i = 0; i < LENGTH(checks); i++)
        print_message("%s: %zu lines agree\n", checks[i].name, counts[i]);
    assert_int_equal(counts[0], w->steps);
    assert_int_equal(counts[1], 5 * SETS);
    assert_int_equal(counts[2], CAUSES * w->steps);
    for (size_t i = 3; i < LENGTH(checks); i++)
        assert_true(counts[i] > 0);
}

/* Steps account for every run, and every probability for the rest. */
static void test_steps_add_up(void **state)
{
    const struct twin *w = *state;

    for (size_t n = 0; n < SETS; n++) {
        const struct incidence *in = &w->sets[n].incidence;
        const struct survival *s = &w->sets[n].survival;
        uint64_t runs = 0;

        assert_int_equal(in->count, s->count);
        for (size_t i = 0; i < s->count; i++) {
            double all = in->steps[i].survival;

            assert_int_equal(s->steps[i].at_risk, s->runs - runs);
            runs += s->steps[i].events + s->steps[i].censored;
            for (uint32_t k = 0; k < CAUSES; k++)
                all += in->steps[i].causes[k].incidence;
            assert_true(all > 1 - 1e-12 && all < 1 + 1e-12);
            const double apart = in->steps[i].survival - s->steps[i].survival;
            assert_true(apart > -1e-12 && apart < 1e-12);
        }
        assert_int_equal(runs, s->runs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r_agrees),
        cmocka_unit_test(test_steps_add_up),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
