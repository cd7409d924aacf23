/* The weight of a mark as proof to a third party. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/framing.h"

enum { BITS = 16 };

struct desk {
    struct rng rng;
    struct identity recipient, other;
    uint8_t bits[BITS];
    struct mark_own opening;
    struct framing_commitment commitment;
};

static int setup(void **state)
{
    struct desk *d = test_calloc(1, sizeof *d);
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&d->rng, &root, "test", "framing");
    rng_root_fini(&root);
    identity_init(&d->recipient, &d->rng);
    identity_init(&d->other, &d->rng);
    for (size_t i = 0; i < BITS; i++)
        d->bits[i] = (uint8_t)rng_below(&d->rng, 2);
    d->opening = (struct mark_own){.bits = d->bits, .count = BITS};
    rng_bytes(&d->rng, d->opening.salt, sizeof d->opening.salt);
    framing_commit(&d->commitment, &d->recipient, "paper", &d->opening);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    struct desk *d = *state;

    identity_fini(&d->recipient);
    identity_fini(&d->other);
    rng_fini(&d->rng);
    test_free(d);
    return 0;
}

static void test_threshold(void **state)
{
    (void)state;
    /* 1 / 1024, and 11 / 1024 from 9 on. */
    assert_int_equal(framing_threshold(10, 0.001), 10);
    assert_int_equal(framing_threshold(10, 0.0107), 10);
    assert_int_equal(framing_threshold(10, 0.0108), 9);
    assert_int_equal(framing_threshold(3, 0.01), 4);
    assert_int_equal(framing_threshold(0, 0.01), 1);
    assert_true(framing_threshold(FRAMING_CARRIERS_MAX, 1e-6) < 512);
}

static enum framing_verdict judge(const struct desk *d,
                                  const struct identity *who,
                                  const char *document, const uint8_t *shown)
{
    return framing_judge(&who->pub, document, &d->commitment, &d->opening,
                         shown, 0.001);
}

static void test_verdicts(void **state)
{
    struct desk *d = *state;
    uint8_t shown[BITS];

    memcpy(shown, d->bits, sizeof shown);
    assert_int_equal(judge(d, &d->recipient, "paper", shown), FRAMING_CONVICTS);
    shown[0] ^= 1;
    assert_int_equal(judge(d, &d->recipient, "paper", shown), FRAMING_CONVICTS);
    /* 15 of 16 come off by guessing in 17 of 65,536; 14 in 137: too many. */
    shown[1] ^= 1;
    assert_int_equal(judge(d, &d->recipient, "paper", shown), FRAMING_ACQUITS);
}

/* Neither another's key, document, bits nor salt opens it. */
static void test_what_is_void(void **state)
{
    struct desk *d = *state;

    assert_int_equal(judge(d, &d->other, "paper", d->bits), FRAMING_VOID);
    assert_int_equal(judge(d, &d->recipient, "papers", d->bits), FRAMING_VOID);
    d->bits[3] ^= 1;
    assert_int_equal(judge(d, &d->recipient, "paper", d->bits), FRAMING_VOID);
    d->bits[3] ^= 1;
    d->opening.count--;
    assert_int_equal(judge(d, &d->recipient, "paper", d->bits), FRAMING_VOID);
    d->opening.count++;
    d->opening.salt[0] ^= 1;
    assert_int_equal(judge(d, &d->recipient, "paper", d->bits), FRAMING_VOID);
    d->opening.salt[0] ^= 1;
    assert_int_equal(judge(d, &d->recipient, "paper", d->bits),
                     FRAMING_CONVICTS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threshold),
        TEST(test_verdicts),
        TEST(test_what_is_void),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
