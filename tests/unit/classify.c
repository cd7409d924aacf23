/* The classifier: what is plainly apart is told apart, what is alike is not. */
#include "experiment/classify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CLASSES = 4, ITEMS = 40, SIZE = 1, TIME = 2 };

/* Items of each class in turn: sizes so many bytes apart from class to class,
 * times that are the same in all of them. */
static void fill(struct classify_item items[ITEMS], double apart, double shift)
{
    for (uint32_t i = 0; i < ITEMS; i++)
        items[i] = (struct classify_item){
            .features = {1000 + apart * (i % CLASSES), (i / CLASSES) + shift},
            .label = i % CLASSES,
        };
}

static struct classify learn(const struct classify_item items[ITEMS])
{
    return (struct classify){
        .items = items,
        .count = ITEMS,
        .scales = {{.fixed = 4}, {.fixed = 1}},
        .classes = CLASSES,
    };
}

static void test_apart(void **state)
{
    struct classify_item examples[ITEMS], exam[ITEMS];

    (void)state;
    fill(examples, 100, 0);
    fill(exam, 100, 0.25);
    const struct classify c = learn(examples);
    assert_int_equal(classify_examine(&c, SIZE, exam, ITEMS).right, ITEMS);
    assert_int_equal(classify_examine(&c, SIZE | TIME, exam, ITEMS).right,
                     ITEMS);
    /* By what is the same of all, no better than blindly. */
    assert_int_equal(classify_examine(&c, TIME, exam, ITEMS).right,
                     ITEMS / CLASSES);
    assert_int_equal(classify_blind(&c, exam, ITEMS).right, ITEMS / CLASSES);
    assert_int_equal(classify_blind(&c, exam, ITEMS).asked, ITEMS);
}

static void test_alike(void **state)
{
    struct classify_item examples[ITEMS], exam[ITEMS];

    (void)state;
    fill(examples, 0, 0);
    fill(exam, 0, 0);
    const struct classify c = learn(examples);
    assert_int_equal(classify_examine(&c, SIZE, exam, ITEMS).right,
                     ITEMS / CLASSES);
    assert_int_equal(classify_examine(&c, SIZE | TIME, exam, ITEMS).right,
                     ITEMS / CLASSES);
}

/* A class may have two ways to look; the nearest example decides, not the
 * middle of the class. */
static void test_classes_in_two_places(void **state)
{
    const struct classify_item examples[] = {
        {{100}, 0}, {{300}, 0}, {{200}, 1}, {{201}, 1}};
    const struct classify c = {examples, 4, {{.fixed = 4}}, 2};
    double scratch[2];

    (void)state;
    const struct classify_item between = {{199}, 1};
    const struct classify_item above = {{299}, 0};
    assert_int_equal(classify_guess(&c, SIZE, &between, scratch), 1);
    assert_int_equal(classify_guess(&c, SIZE, &above, scratch), 0);
}

/* The more frequent of two classes that look the same is guessed. */
static void test_frequency_counts(void **state)
{
    const struct classify_item examples[] = {{{5}, 0}, {{5}, 1}, {{5}, 1}};
    const struct classify c = {examples, 3, {{.fixed = 4}}, 2};
    double scratch[2];

    (void)state;
    assert_int_equal(classify_guess(&c, SIZE, &examples[0], scratch), 1);
}

/* Without a scale, what is not the same is another. */
static void test_names(void **state)
{
    const struct classify_item examples[] = {{{1}, 0}, {{2}, 1}, {{2}, 1}};
    const struct classify c = {examples, 3, {{0, 0}}, 2};
    double scratch[2];

    (void)state;
    assert_int_equal(classify_guess(&c, SIZE, &examples[0], scratch), 0);
    assert_int_equal(classify_guess(&c, SIZE, &examples[1], scratch), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_classes_in_two_places),
        cmocka_unit_test(test_frequency_counts),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
