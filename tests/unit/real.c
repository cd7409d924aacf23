/* Logarithm, exponential and power against libm, in units of the last place. */
#include "base/real.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "crypto/rng.h"

enum { POINTS = 300000 };

/* Counts the doubles between a and b, both of one sign. */
static double distance(double a, double b)
{
    int64_t x, y;

    if (a == b) return 0;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return fabs((double)(x - y));
}

static void start(struct rng *rng, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(rng, &root, "test", purpose);
}

/* Any positive finite double, all exponents alike. */
static double any_positive(struct rng *rng)
{
    const uint64_t bits = rng_below(rng, UINT64_C(0x7ff0000000000000) - 1) + 1;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

static void assert_within(double worst, double limit, const char *what)
{
    print_message("%s: at most %g units from libm\n", what, worst);
    assert_true(worst <= limit);
}

static void test_ln(void **state)
{
    struct rng rng;
    double worst = 0, near = 0;

    (void)state;
    start(&rng, "ln");
    for (int i = 0; i < POINTS; i++) {
        const double x = any_positive(&rng);
        worst = fmax(worst, distance(real_ln(x), log(x)));
        const double y = 0.5 + 1.5 * rng_unit(&rng);
        near = fmax(near, distance(real_ln(y), log(y)));
        const double z = 1 + (rng_unit(&rng) - 0.5) * 0x1p-20;
        near = fmax(near, distance(real_ln(z), log(z)));
    }
    assert_within(worst, 1, "ln");
    assert_within(near, 1, "ln near 1");
}

static void test_exp(void **state)
{
    struct rng rng;
    double worst = 0;

    (void)state;
    start(&rng, "exp");
    for (int i = 0; i < POINTS; i++) {
        const double x = -746 + 1457 * rng_unit(&rng);
        worst = fmax(worst, distance(real_exp(x), exp(x)));
        const double y = rng_unit(&rng) - 0.5;
        worst = fmax(worst, distance(real_exp(y), exp(y)));
    }
    assert_within(worst, 1, "exp");
}

static void test_pow(void **state)
{
    struct rng rng;
    double worst = 0;

    (void)state;
    start(&rng, "pow");
    for (int i = 0; i < POINTS; i++) {
        const double x = any_positive(&rng);
        const double y = 4 * rng_unit(&rng) - 2;
        worst = fmax(worst, distance(real_pow(x, y), pow(x, y)));
        const double u = 3 * rng_unit(&rng);
        const double v = 1000 * (rng_unit(&rng) - 0.5);
        worst = fmax(worst, distance(real_pow(u, v), pow(u, v)));
        const double w = 1 + (rng_unit(&rng) - 0.5) * 0x1p-30;
        const double p = (rng_unit(&rng) - 0.5) * 0x1p40;
        worst = fmax(worst, distance(real_pow(w, p), pow(w, p)));
    }
    assert_within(worst, 1, "pow");
}

static void test_ends(void **state)
{
    (void)state;
    assert_true(real_ln(0) == -INFINITY);
    assert_true(real_ln(1) == 0);
    assert_true(distance(real_ln(DBL_MAX), log(DBL_MAX)) <= 1);
    assert_true(distance(real_ln(0x1p-1074), log(0x1p-1074)) <= 1);
    assert_true(real_exp(0) == 1);
    assert_true(real_exp(-0x1p-60) == 1);
    assert_true(real_exp(709.79) == INFINITY);
    assert_true(real_exp(INFINITY) == INFINITY);
    assert_true(real_exp(709.78) == exp(709.78));
    assert_true(real_exp(-745.14) == 0);
    assert_true(real_exp(-INFINITY) == 0);
    assert_true(real_exp(-745.13) == 0x1p-1074);
    assert_true(real_pow(0, 3) == 0);
    assert_true(real_pow(0, 0) == 1);
    assert_true(real_pow(0, -1) == INFINITY);
    assert_true(real_pow(1, DBL_MAX) == 1);
    assert_true(real_pow(5, 0) == 1);
    assert_true(real_pow(2, 10) == 1024);
    assert_true(real_pow(2, -1074) == 0x1p-1074);
    assert_true(real_pow(10, 22) == 1e22);
    assert_true(real_pow(9, 0.5) == 3);
    assert_true(real_pow(DBL_MAX, 2) == INFINITY);
    assert_true(real_pow(DBL_MAX, -2) == 0);
    assert_true(real_pow(2, DBL_MAX) == INFINITY);
    assert_true(real_pow(2, -DBL_MAX) == 0);
    assert_true(real_pow(3, 0x1p-1074) == 1);
}

/* The same bits everywhere: a digest of many results, and a few in full. */
static void test_bits(void **state)
{
    struct rng rng;
    uint64_t digest = 0;

    (void)state;
    start(&rng, "bits");
    for (int i = 0; i < 10000; i++) {
        const double u = 1 - rng_unit(&rng);
        const double results[] = {real_ln(u), real_exp(20 * u - 10),
                                  real_pow(u, 0.7)};
        for (size_t n = 0; n < 3; n++) {
            uint64_t bits;
            memcpy(&bits, &results[n], sizeof bits);
            digest = (digest ^ bits) * UINT64_C(0x100000001b3);
        }
    }
    assert_int_equal(digest, UINT64_C(0x4306bc352e92a741));
    assert_true(real_ln(2) == 0x1.62e42fefa39efp-1);
    assert_true(real_ln(10) == 0x1.26bb1bbb55516p+1);
    assert_true(real_exp(1) == 0x1.5bf0a8b145769p+1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ln),   cmocka_unit_test(test_exp),
        cmocka_unit_test(test_pow),  cmocka_unit_test(test_ends),
        cmocka_unit_test(test_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
