/* Fingerprinting codes: their constants, their scores, and what colluders may
 * and may not change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "document/tardos.h"
#include "support/tardos_code.h"

static void draw(struct rng *rng, uint64_t seed)
{
    struct rng_root root;

    rng_root_init(&root, seed, 0);
    rng_init(rng, &root, "test", "tardos");
    rng_root_fini(&root);
}

static void test_constants(void **state)
{
    struct arena a;
    struct rng rng;
    struct tardos_code t;
    double sum = 0;

    (void)state;
    /* 20 x 9 x ln(2000) = 1368.2. */
    assert_int_equal(tardos_length(20, 3, 0.01), 1369);
    arena_init(&a);
    draw(&rng, 1);
    tardos_code_init(&t, &a, &rng, 20, 1369, 0.01);
    assert_true(t.threshold > 204.01 && t.threshold < 204.03);
    /* No term passes 1.79 sqrt(m / L), and a rarer bias would. */
    const double cutoff = 0.001729;
    for (uint32_t i = 0; i < t.length; i++) {
        assert_true(t.bias[i] > cutoff && t.bias[i] < 1 - cutoff);
        sum += t.bias[i];
    }
    /* The mean is 1/2 and the variance 1/8: within five standard errors. */
    assert_true(sum / 1369 > 0.45 && sum / 1369 < 0.55);
    rng_fini(&rng);
    arena_fini(&a);
}

static void test_the_same_stream_gives_the_same_code(void **state)
{
    struct arena a;
    struct tardos_code codes[3];

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < 3; i++) {
        struct rng rng;
        draw(&rng, i == 2 ? 8 : 7);
        tardos_code_init(&codes[i], &a, &rng, 4, 100, 0.1);
        rng_fini(&rng);
    }
    assert_memory_equal(codes[0].bits, codes[1].bits, 400);
    assert_memory_not_equal(codes[0].bits, codes[2].bits, 400);
    arena_fini(&a);
}

/* Three users and four positions, by hand. */
static void make_small(struct tardos_code *t)
{
    static const double bias[] = {0.2, 0.2, 0.5, 0.5};
    static const uint8_t bits[] = {1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1};

    *t = (struct tardos_code){
        .users = 3, .length = 4, .bias = bias, .bits = bits};
}

static void assert_score(const struct tardos_code *t, uint32_t user,
                         const uint8_t *observed, double expected)
{
    const double apart = tardos_code_score(t, user, observed) - expected;

    assert_true(apart > -1e-12 && apart < 1e-12);
}

/* Rare bits have the most weight, and a 0 the same as a 1. */
static void test_scores(void **state)
{
    static const uint8_t one[] = {1, 2, 2, 2}, zero[] = {0, 2, 2, 2},
                         all[] = {1, 1, 0, 2}, none[] = {2, 2, 2, 2};
    struct tardos_code t;

    (void)state;
    make_small(&t);
    assert_score(&t, 0, one, 2);
    assert_score(&t, 1, one, -0.5);
    assert_score(&t, 0, zero, -2);
    assert_score(&t, 1, zero, 0.5);
    assert_score(&t, 0, all, 2 - 0.5 - 1);
    assert_score(&t, 0, none, 0);
}

static void test_what_colluders_make(void **state)
{
    uint8_t out[4];
    struct tardos_code t;
    struct rng rng;
    unsigned seen[2] = {0};

    (void)state;
    make_small(&t);
    draw(&rng, 1);
    tardos_code_collude(&t, TARDOS_CODE_MAJORITY, 3, &rng, out);
    assert_memory_equal(out, ((uint8_t[]){0, 0, 1, 1}), 4);
    tardos_code_collude(&t, TARDOS_CODE_MINORITY, 3, &rng, out);
    assert_memory_equal(out, ((uint8_t[]){1, 0, 1, 0}), 4);
    tardos_code_collude(&t, TARDOS_CODE_MINORITY, 1, &rng, out);
    assert_memory_equal(out, tardos_code_bits(&t, 0), 4);
    for (int i = 0; i < 300; i++) {
        tardos_code_collude(&t,
                            i % 2 ? TARDOS_CODE_RANDOM : TARDOS_CODE_INTERLEAVE,
                            3, &rng, out);
        /* Where all are alike they see nothing to change. */
        assert_int_equal(out[1], 0);
        assert_int_equal(out[2], 1);
        seen[i % 2] += out[0];
    }
    assert_true(seen[0] > 30 && seen[0] < 70);  /* one in three */
    assert_true(seen[1] > 50 && seen[1] < 100); /* one in two */
    rng_fini(&rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constants),
        cmocka_unit_test(test_the_same_stream_gives_the_same_code),
        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_what_colluders_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
