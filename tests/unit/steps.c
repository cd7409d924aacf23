/* Step lines are thinned, and hide nothing that a pixel could show. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "plot/steps.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 1000, WIDTH = 100 };

static double next_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* A line of many points over few pixels, up and down. */
static void make(struct steps_point *points, uint64_t seed)
{
    for (int i = 0; i < MANY; i++) {
        const double y = 100 * next_number(&seed);
        points[i] = (struct steps_point){
            .x = (double)i * WIDTH / MANY,
            .y = y,
            .top = y - 10 * next_number(&seed),
            .bottom = y + 10 * next_number(&seed),
            .has_band = next_number(&seed) < 0.9,
        };
    }
}

/* True if the thinned line comes, within half a pixel, as high and as low as
 * this point does, and so does its band. */
static bool is_covered(const struct steps_point *point,
                       const struct steps_point *thin, size_t count)
{
    double high = INFINITY, low = -INFINITY, top = INFINITY, bottom = -INFINITY;

    for (size_t i = 0; i < count; i++) {
        if (fabs(thin[i].x - point->x) > 0.5) continue;
        high = fmin(high, thin[i].y);
        low = fmax(low, thin[i].y);
        if (!thin[i].has_band) continue;
        top = fmin(top, thin[i].top);
        bottom = fmax(bottom, thin[i].bottom);
    }
    return high <= point->y && point->y <= low &&
           (!point->has_band || (top <= point->top && point->bottom <= bottom));
}

static void test_extremes_stay(void **state)
{
    struct steps_point points[MANY], thin[MANY];

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        make(points, seed);
        memcpy(thin, points, sizeof thin);
        const size_t count = steps_thin(thin, MANY);
        assert_true(count <= 4 * 2 * WIDTH);
        assert_true(count > WIDTH);
        for (size_t i = 0; i < MANY; i++)
            assert_true(is_covered(&points[i], thin, count));
        for (size_t i = 1; i < count; i++)
            assert_true(thin[i].x >= thin[i - 1].x);
        /* It ends where the whole line ends. */
        assert_true(thin[count - 1].y == points[MANY - 1].y);
    }
}

/* What is drawn of points; the caller frees it. */
static char *drawn(void (*put)(FILE *, const struct steps_point *, size_t,
                               double),
                   const struct steps_point *points, size_t count)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    put(out, points, count, 9.5);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_paths(void **state)
{
    struct steps_point points[] = {
        {0, 10, 0, 0, false},   {1, 8, 7, 9, true},      {2, 8, 7, 9, true},
        {3, 6.255, 5, 7, true}, {5, 6.255, 0, 0, false}, {6, 2, 1, 3, true},
    };
    const size_t count = steps_thin(points, 6);

    (void)state;
    assert_int_equal(count, 5);
    char *line = drawn(steps_put_line, points, count);
    char *band = drawn(steps_put_band, points, count);
    assert_string_equal(line, "M0 10H1V8H3V6.25H5H6V2H9.5");
    assert_string_equal(band, "M1 7H3V5H5V7H3V9H1ZM6 1H9.5V3H6Z");
    free(line);
    free(band);
    assert_int_equal(steps_thin(points, 1), 1);
    line = drawn(steps_put_line, points, 1);
    band = drawn(steps_put_band, points, 1);
    assert_string_equal(line, "M0 10H9.5");
    assert_string_equal(band, "");
    free(line);
    free(band);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extremes_stay),
        cmocka_unit_test(test_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
