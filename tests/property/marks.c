/* Marks over many seeds: how often a code accuses the innocent and catches
 * colluders, and how often a judge convicts by marks of either kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "document/tardos.h"
#include "support/framing.h"
#include "support/tardos_code.h"

enum { USERS = 12, COLLUDERS_MAX = 3, CODES = 60, TRIALS = 400 };

static void draw(struct rng *rng, uint64_t seed, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, seed, 0);
    rng_init(rng, &root, "property", purpose);
    rng_root_fini(&root);
}

struct tally {
    unsigned framed; /* codes that accuse any innocent */
    unsigned caught; /* codes that accuse any colluder */
    double sum, squares;
    unsigned innocents;
};

static void try_code(struct tally *tally, enum tardos_code_attack attack,
                     uint32_t colluders, uint64_t seed)
{
    const double error = 0.05;
    const uint32_t length = tardos_length(USERS, COLLUDERS_MAX, error);
    uint8_t mixed[2048];
    struct arena a;
    struct rng rng;
    struct tardos_code t;
    bool framed = false, caught = false;

    assert_true(length <= sizeof mixed);
    arena_init(&a);
    draw(&rng, seed, "code");
    tardos_code_init(&t, &a, &rng, USERS, length, error);
    tardos_code_collude(&t, attack, colluders, &rng, mixed);
    for (uint32_t user = 0; user < USERS; user++) {
        const double score = tardos_code_score(&t, user, mixed);
        const bool accused = score > t.threshold;
        if (user < colluders) {
            caught |= accused;
            continue;
        }
        framed |= accused;
        tally->sum += score;
        tally->squares += score * score / length;
        tally->innocents++;
    }
    tally->framed += framed;
    tally->caught += caught;
    rng_fini(&rng);
    arena_fini(&a);
}

/* No more innocents are accused than stated, and an innocent's score is of
 * mean 0 and variance 1 a position, whatever the colluders do; some colluder
 * is caught in nineteen codes of twenty. */
static void test_codes(void **state)
{
    (void)state;
    for (int attack = 0; attack < TARDOS_CODE_ATTACK_COUNT; attack++) {
        struct tally all = {0};
        for (uint32_t c = 1; c <= COLLUDERS_MAX; c++) {
            struct tally tally = {0};
            for (uint64_t seed = 0; seed < CODES; seed++)
                try_code(&tally, (enum tardos_code_attack)attack, c, seed);
            assert_true(tally.framed <= CODES / 20);
            assert_true(tally.caught >= CODES - CODES / 20);
            all.sum += tally.sum;
            all.squares += tally.squares;
            all.innocents += tally.innocents;
        }
        const double variance = all.squares / all.innocents;
        const double mean = all.sum / all.innocents;
        print_message("attack %d: mean %.3f, variance %.3f a position\n",
                      attack, mean, variance);
        assert_true(variance > 0.85 && variance < 1.15);
        assert_true(mean > -4 && mean < 4);
    }
}

static unsigned convictions(bool symmetric, enum framing_deed deed,
                            size_t carriers)
{
    unsigned count = 0;

    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        struct rng rng;
        draw(&rng, seed, "framing");
        const enum framing_verdict v =
            framing_trial(symmetric, deed, carriers, 0.01, &rng);
        assert_int_not_equal(v, FRAMING_VOID);
        count += v == FRAMING_CONVICTS;
        rng_fini(&rng);
    }
    return count;
}

/* An author can frame anybody by marks that it sets alone; by those that the
 * recipient sets in part, only by a lucky guess. */
static void test_framing(void **state)
{
    (void)state;
    assert_int_equal(convictions(true, FRAMING_PLANT, 32), TRIALS);
    assert_int_equal(convictions(true, FRAMING_LEAK, 32), TRIALS);
    assert_int_equal(convictions(false, FRAMING_LEAK, 32), TRIALS);
    /* One in a hundred is stated: three standard errors above it. */
    assert_true(convictions(false, FRAMING_PLANT, 32) <= TRIALS / 100 + 6);
    assert_true(convictions(false, FRAMING_REWRITE, 32) <= TRIALS / 100 + 6);
    /* Too few carriers convict nobody, rather than anybody. */
    assert_int_equal(convictions(false, FRAMING_LEAK, 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_framing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
