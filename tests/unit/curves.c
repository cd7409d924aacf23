/* What was estimated becomes curves, which end where nothing more is known. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "plot/curves.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plot/curves_risk.h"

static const struct picture_words words = {.title = "t", .basis = "N = 6"};

/* Six runs: events after 1 h and 2 h, two cut off at 3 h, an event at 4 h, one
 * cut off at 5 h. */
static struct survival_step steps[] = {
    {1 * HOUR, 6, 1, 0, 5.0 / 6, {0.27, 0.97}},
    {2 * HOUR, 5, 1, 0, 4.0 / 6, {0.19, 0.90}},
    {3 * HOUR, 4, 0, 2, 4.0 / 6, {0.19, 0.90}},
    {4 * HOUR, 2, 1, 0, 2.0 / 6, {0.02, 0.72}},
    {5 * HOUR, 1, 0, 1, 2.0 / 6, {0.02, 0.72}},
};

static const struct survival survival = {steps, 5, 6};

static struct curves curves_of(const struct curves_series *series, double end)
{
    return (struct curves){.words = words,
                           .x = {.kind = RUNG_SPAN, .high = end},
                           .y = {.kind = RUNG_SHARE},
                           .at_risk = "at risk",
                           .series = series,
                           .count = 1};
}

static void test_survival_becomes_points(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct curves_series s = curves_of_survival(&a, &survival);
    assert_int_equal(s.count, 5);
    assert_true(s.before == 1);
    assert_true(s.points[3].at == 4.0 * HOUR);
    assert_true(s.points[3].value == 2.0 / 6);
    assert_true(s.points[3].band.high == 0.72);
    assert_int_equal(s.points[2].at_risk, 4);
    assert_int_equal(s.points[2].leaving, 2);
    assert_int_equal(s.points[2].censored, 2);
    assert_int_equal(s.points[3].leaving, 1);
    arena_fini(&a);
}

static void test_incidence_becomes_points(void **state)
{
    struct incidence_cause first[] = {{2, 0.5, 0.1}, {1, 0.25, 0.1}};
    struct incidence_step at[] = {{HOUR, 4, 1, 0.25, first}};
    const struct incidence s = {at, 1, 2, 4};
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct curves_series c = curves_of_incidence(&a, &s, 1);
    assert_int_equal(c.count, 1);
    assert_true(c.before == 0 && c.points[0].value == 0.25);
    assert_int_equal(c.points[0].at_risk, 4);
    assert_int_equal(c.points[0].leaving, 4);
    assert_int_equal(c.points[0].censored, 1);
    arena_fini(&a);
}

/* The picture; the caller frees it. */
static char *drawn(const struct curves *c)
{
    char *svg;
    size_t size;
    FILE *out = open_memstream(&svg, &size);

    assert_non_null(out);
    curves_draw(c, out);
    assert_int_equal(fclose(out), 0);
    return svg;
}

static size_t count_of(const char *svg, const char *part)
{
    size_t count = 0;

    for (; (svg = strstr(svg, part)); svg += strlen(part))
        count++;
    return count;
}

static bool are_in_order(const char *svg, const char *const *parts,
                         size_t count)
{
    for (size_t i = 0; i < count && svg; i++) {
        svg = strstr(svg, parts[i]);
        if (svg) svg += strlen(parts[i]);
    }
    return svg != NULL;
}

static void make_plan(struct curves_plan *p, const struct curves *c, FILE *out)
{
    struct curves_plan_extent extent;

    curves_plan_reach(&extent, c);
    curves_plan_make(p, c, &extent, 40, out);
}

static void test_a_curve_ends_with_its_last_run(void **state)
{
    struct curves_plan p;
    struct arena a;
    FILE *out = fopen("/dev/null", "w");

    (void)state;
    assert_non_null(out);
    arena_init(&a);
    struct curves_series s = curves_of_survival(&a, &survival);
    struct curves c = curves_of(&s, 10.0 * HOUR);
    make_plan(&p, &c, out);
    assert_true(fabs(p.lines[0].x_end - scale_place(&p.x.scale, 5.0 * HOUR)) <
                1e-6);
    arena_fini(&p.picture.arena);
    /* Without the last, one is left behind, and the line goes on. */
    s.count = 4;
    make_plan(&p, &c, out);
    assert_true(p.lines[0].x_end == p.x.scale.to);
    arena_fini(&p.picture.arena);
    arena_fini(&a);
    fclose(out);
}

static void test_marks_and_numbers(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct curves_series s = curves_of_survival(&a, &survival);
    const struct curves c = curves_of(&s, 6.0 * HOUR);
    char *svg = drawn(&c);
    /* One mark, at 3 h: at 5 h the line ends. */
    assert_int_equal(count_of(svg, "class=\"mark\""), 1);
    assert_non_null(strstr(svg, "Short upright strokes"));
    /* At 0, 1, 2, ... 6 h; just before it. */
    static const char *const row[] = {">at risk<", ">6<", ">6<", ">5<",
                                      ">4<",       ">2<", ">1<", ">0<"};
    assert_true(are_in_order(svg, row, sizeof row / sizeof *row));
    free(svg);
    arena_fini(&a);
}

/* A band that says nothing is not drawn; one with an end is, to the axis. */
static void test_bands_without_ends(void **state)
{
    const struct curves_point points[] = {
        {.at = HOUR, .value = 0.5, .band = INTERVAL_NONE},
        {.at = 2 * HOUR, .value = 0.25, .band = {0.1, (double)INFINITY}},
    };
    const struct curves_series s = {.before = 1, .points = points, .count = 2};
    const struct curves c = curves_of(&s, 4.0 * HOUR);
    struct curves_plan p;
    FILE *out = fopen("/dev/null", "w");

    (void)state;
    assert_non_null(out);
    make_plan(&p, &c, out);
    assert_int_equal(p.lines[0].count, 3);
    assert_false(p.lines[0].steps[0].has_band);
    assert_false(p.lines[0].steps[1].has_band);
    assert_true(p.lines[0].steps[2].has_band);
    assert_true(p.lines[0].steps[2].top == p.upper);
    arena_fini(&p.picture.arena);
    fclose(out);
}

/* The dot of a level is where the quantile is; a half is passed, 4 / 6 kept
 * from the second event until the third. */
static void test_dots_are_quantiles(void **state)
{
    static const struct {
        double level, hours;
    } rows[] = {{5.0 / 6, 1.5}, {4.0 / 6, 3}, {0.5, 4}, {2.0 / 6, 4.5}};
    FILE *out = fopen("/dev/null", "w");

    (void)state;
    assert_non_null(out);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct curves_plan p;
        struct arena a;

        arena_init(&a);
        struct curves_series s = curves_of_survival(&a, &survival);
        s.dot = rows[i].level;
        const struct curves c = curves_of(&s, 6.0 * HOUR);
        make_plan(&p, &c, out);
        assert_true(p.lines[0].has_dot);
        assert_true(p.lines[0].dot == rows[i].hours * HOUR);
        assert_true(p.lines[0].dot ==
                    (double)survival_quantile(&survival, 1 - s.dot).time);
        arena_fini(&p.picture.arena);
        s.dot = 0.1;
        make_plan(&p, &c, out);
        assert_false(p.lines[0].has_dot);
        arena_fini(&p.picture.arena);
        arena_fini(&a);
    }
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_survival_becomes_points),
        cmocka_unit_test(test_incidence_becomes_points),
        cmocka_unit_test(test_a_curve_ends_with_its_last_run),
        cmocka_unit_test(test_marks_and_numbers),
        cmocka_unit_test(test_bands_without_ends),
        cmocka_unit_test(test_dots_are_quantiles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
