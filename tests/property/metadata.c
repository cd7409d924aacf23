/* The information in sizes and times, over scenarios of many lengths: documents
 * whose padded sizes are of one class cannot be told apart by size; those of
 * several classes can; and dummies are as good as documents. */
#include "experiment/metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/rng.h"
#include "support/stories.h"

enum { TRIALS = 6, DOCUMENTS = 4, TEXT_MAX = 9000, SOURCE_MAX = 65536 };

/* A scenario in which one letter after the other goes out, each so long. */
static void parse(struct scenario *s, const size_t lengths[DOCUMENTS])
{
    char *text = malloc(SOURCE_MAX);
    char filler[TEXT_MAX + 1];
    size_t at;

    assert_non_null(text);
    memset(filler, 'x', TEXT_MAX);
    filler[TEXT_MAX] = '\0';
    at = (size_t)snprintf(
        text, SOURCE_MAX,
        "demarche: 1\n"
        "clock: {start: 2022-01-26T06:00Z, end: 2022-01-27T06:00Z}\n"
        "parties: {us: , russia: }\n"
        "channels: {cable: {between: [us, russia], handshake: IK}}\n"
        "protection: {sealed: {sign: ed25519, seal: age}}\n"
        "documents:\n");
    for (int i = 0; i < DOCUMENTS; i++)
        at += (size_t)snprintf(
            text + at, SOURCE_MAX - at,
            "  letter-%d: {author: us, portions: {body: %.*s}}\n", i,
            (int)lengths[i], filler);
    at += (size_t)snprintf(text + at, SOURCE_MAX - at, "script:\n");
    for (int i = 0; i < DOCUMENTS; i++)
        at += (size_t)snprintf(text + at, SOURCE_MAX - at,
                               "  - {at: 2022-01-26T%02d:00Z, draft: "
                               "letter-%d}\n"
                               "  - {at: 2022-01-26T%02d:30Z, send: letter-%d, "
                               "to: russia, protect: sealed}\n",
                               7 + i, i, 7 + i, i);
    stories_parse(s, "letters", bytes_of(text, at));
    free(text);
}

static struct metadata study(const struct scenario *s)
{
    struct metadata m = {
        .scenario = s,
        .on = SCENARIO_NONE,
        .seed = 1,
        .runs = 4,
        .hold = 4 * HOUR,
        .cover = HOUR,
    };
    struct errmsg e;

    if (metadata_study(&m, &e)) fail_msg("%s", e.text);
    return m;
}

static const struct metadata_row *row(const struct metadata *m,
                                      const char *name)
{
    for (size_t i = 0; i < m->row_count; i++)
        if (strcmp(m->rows[i].name, name) == 0) return &m->rows[i];
    fail_msg("no row is named %s", name);
    return NULL;
}

static uint64_t right(const struct metadata *m, const char *name,
                      enum onlooker_question question, enum onlooker_view view)
{
    const struct classify_score *score = &row(m, name)->scores[question][view];

    assert_true(score->asked > 0);
    return 100 * score->right / score->asked;
}

/* Lengths at random, all below one block: plain to see bare, the same under
 * blocks, and the same when filled up to a dummy's size. */
static void test_one_class_is_one(void **state)
{
    struct rng_root root;
    struct rng rng;

    (void)state;
    rng_root_init(&root, 5, 0);
    rng_init(&rng, &root, "metadata", "lengths");
    for (int trial = 0; trial < TRIALS; trial++) {
        size_t lengths[DOCUMENTS];
        struct scenario s;
        for (size_t i = 0; i < DOCUMENTS; i++)
            lengths[i] = 100 + 700 * i + rng_below(&rng, 600);
        parse(&s, lengths);
        const struct metadata m = study(&s);
        assert_int_equal(right(&m, "bare", ONLOOKER_WHICH, ONLOOKER_BY_SIZE),
                         100);
        assert_int_equal(right(&m, "blocks", ONLOOKER_WHICH, ONLOOKER_BY_SIZE),
                         100 / DOCUMENTS);
        assert_int_equal(right(&m, "both", ONLOOKER_WHICH, ONLOOKER_BY_SIZE),
                         100 / DOCUMENTS);
        assert_int_equal(right(&m, "both", ONLOOKER_WHETHER, ONLOOKER_BY_SIZE),
                         50);
        assert_int_equal(row(&m, "bare")->blind[ONLOOKER_WHICH].right,
                         row(&m, "bare")->blind[ONLOOKER_WHICH].asked /
                             DOCUMENTS);
        scenario_fini(&s);
    }
    rng_fini(&rng);
    rng_root_fini(&root);
}

/* Two classes are two, padded or not: the test above does not hold because
 * nothing is ever seen. */
static void test_two_classes_are_two(void **state)
{
    const size_t lengths[DOCUMENTS] = {100, 1000, 6000, 7000};
    struct scenario s;

    (void)state;
    parse(&s, lengths);
    const struct metadata m = study(&s);
    assert_int_equal(right(&m, "blocks", ONLOOKER_WHICH, ONLOOKER_BY_SIZE), 50);
    scenario_fini(&s);
}

/* The hour alone tells letters that keep to it, until they have to wait. */
static void test_waiting_hides_the_hour(void **state)
{
    const size_t lengths[DOCUMENTS] = {100, 100, 100, 100};
    struct scenario s;

    (void)state;
    parse(&s, lengths);
    const struct metadata m = study(&s);
    assert_int_equal(right(&m, "bare", ONLOOKER_WHICH, ONLOOKER_BY_TIME), 100);
    assert_true(right(&m, "hold", ONLOOKER_WHICH, ONLOOKER_BY_TIME) < 90);
    assert_true(row(&m, "hold")->waited > 0);
    assert_true(row(&m, "bare")->waited == 0);
    assert_true(row(&m, "cover")->bytes > 2 * row(&m, "bare")->bytes);
    scenario_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_class_is_one),
        cmocka_unit_test(test_two_classes_are_two),
        cmocka_unit_test(test_waiting_hides_the_hour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
