/* What is to be played next, of studies of any number of runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/studies.h"

static const char study[] = "study: 1\n"
                            "scenario: x.yaml\n"
                            "vary: {channels.bag.delay: [2 h, 3 h]}\n"
                            "measure: {m: press holds note}\n";

enum { POINTS = 2 };

/* Takes up runs of a point as if they had been played. */
static void resume(struct replication *r, size_t point, uint64_t runs)
{
    const int64_t row[] = {HOUR};

    while (r->next[point] < runs)
        replication_resume(r, point, r->next[point], row);
}

/* However many are left, no more are listed than a list has room for, and the
 * next round goes on where it was cut short. */
static void a_round_has_an_end(void **state)
{
    const uint64_t all = 2 * (uint64_t)REPLICATION_ROUND * REPLICATION_CHUNK;
    struct studies s;

    (void)state;
    studies_init(&s, study, NULL);
    struct replication r = {.points = &s.points, .seed = 1, .runs = all};
    replication_init(&r);
    assert_int_equal(replication_left(&r), REPLICATION_ROUND);
    resume(&r, 0, all - 3 * REPLICATION_CHUNK);
    assert_int_equal(replication_left(&r), REPLICATION_ROUND);
    resume(&r, 1, all - 2 * REPLICATION_CHUNK - 1);
    assert_int_equal(replication_left(&r), 3 + 2);
    resume(&r, 0, all);
    resume(&r, 1, all);
    assert_int_equal(replication_left(&r), 0);
    replication_fini(&r);
    studies_fini(&s);
}

/* A shard's round has its own chunks alone. */
static void shards_have_rounds(void **state)
{
    struct studies s;
    size_t left = 0;

    (void)state;
    studies_init(&s, study, NULL);
    for (uint64_t shard = 1; shard <= 3; shard++) {
        struct replication r = {.points = &s.points,
                                .seed = 1,
                                .runs = 10 * REPLICATION_CHUNK - 1,
                                .shard = shard,
                                .shards = 3};
        replication_init(&r);
        left += replication_left(&r);
        replication_fini(&r);
    }
    assert_int_equal(left, 10 * POINTS);
    studies_fini(&s);
}

/* A rule looks after each block, and a round is one block of each point. */
static void a_rule_has_blocks(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s, study, NULL);
    struct replication r = {.points = &s.points,
                            .seed = 1,
                            .runs = 100 * REPLICATION_BLOCK,
                            .half_width = 0.01};
    replication_init(&r);
    const size_t block = REPLICATION_BLOCK / REPLICATION_CHUNK;
    assert_int_equal(replication_left(&r), POINTS * block);
    resume(&r, 0, REPLICATION_CHUNK);
    assert_int_equal(replication_left(&r), POINTS * block - 1);
    /* That it holds in all of so many is known well enough. */
    resume(&r, 0, REPLICATION_BLOCK);
    assert_true(replication_done(&r, 0));
    assert_int_equal(replication_left(&r), block);
    replication_fini(&r);
    studies_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_has_an_end),
        cmocka_unit_test(shards_have_rounds),
        cmocka_unit_test(a_rule_has_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
