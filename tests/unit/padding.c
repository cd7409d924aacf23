/* Classes of sizes: how much they add, and that they hold together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "party/padding.h"

enum { FEW = 100000, STEPS = 200000, LARGE = 1 << 20 };

/* Sizes one by one, then with strides that meet every power of two. */
static size_t size_at(size_t step)
{
    return step < FEW ? step : FEW + (step - FEW) * (LARGE / (STEPS - FEW));
}

/* The paper's own words: at most 12 % for any size. */
static void test_padme_adds_little(void **state)
{
    (void)state;
    for (size_t i = 0; i < STEPS; i++) {
        const size_t size = size_at(i);
        const size_t padded = padding_size(PADDING_PADME, size);
        assert_true(padded >= size);
        assert_true((padded - size) * 100 <= size * 12);
    }
}

/* Worked by hand: the exponent of 1,000 is 9, which takes 4 bits to write, so
 * that the last 5 bits of a size near it are zeros. */
static void test_padme_of_known_sizes(void **state)
{
    static const size_t rows[][2] = {
        {0, 0},       {1, 1},       {2, 2},       {3, 3},       {8, 8},
        {9, 10},      {15, 16},     {100, 104},   {992, 992},   {993, 1024},
        {1000, 1024}, {1025, 1088}, {4096, 4096}, {4097, 4352}, {65537, 67584},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(padding_size(PADDING_PADME, rows[i][0]), rows[i][1]);
}

static void test_blocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < STEPS; i++) {
        const size_t size = size_at(i);
        const size_t padded = padding_size(PADDING_BLOCKS, size);
        assert_int_equal(padded % PADDING_BLOCK, 0);
        assert_true(padded >= size && padded - size < PADDING_BLOCK);
    }
}

/* Longer sizes have no smaller class, and a class is in itself: padding what
 * is padded adds nothing. */
static void test_classes_are_classes(void **state)
{
    (void)state;
    for (enum padding p = 0; p < PADDING_COUNT; p++) {
        size_t before = 0;
        for (size_t i = 0; i < STEPS; i++) {
            const size_t padded = padding_size(p, size_at(i));
            assert_true(padded >= before);
            assert_int_equal(padding_size(p, padded), padded);
            before = padded;
        }
    }
    assert_int_equal(padding_size(PADDING_NONE, 12345), 12345);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_padme_adds_little),
        cmocka_unit_test(test_padme_of_known_sizes),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_classes_are_classes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
