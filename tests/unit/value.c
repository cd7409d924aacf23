/* Decimal numbers of a scenario: the forms that are one, what each comes to,
 * and where it ends. */
#include "scenario/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        double number;
        size_t size; /* up to the first character behind it */
    } rows[] = {
        {"0", 0, 1},
        {"7", 7, 1},
        {"9", 9, 1},
        {"90", 90, 2},
        {"0.5", 0.5, 3},
        {"12.75", 12.75, 5},
        {"100.05", 100.05, 6},
        {"1%", 1, 1},
        {"1.5 / day", 1.5, 3},
        {"2-", 2, 1},
        {"3:", 3, 1}, /* the neighbours of '0' and '9' */
        {"3/", 3, 1},
        {"1.5.5", 1.5, 3}, /* a number has one point */
        /* Fifteen digits, on either side of the point. */
        {"999999999999999", 999999999999999, 15},
        {"0.00000000000001", 1e-14, 16},
        {"99999999.9999999", 99999999.9999999, 16},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *end = NULL;
        double number = -1;
        if (!value_number(&number, rows[i].text, &end) ||
            number != rows[i].number || end != rows[i].text + rows[i].size)
            fail_msg("%s: %.17g, %d characters", rows[i].text, number,
                     end ? (int)(end - rows[i].text) : -1);
    }
}

/* What is no number leaves the result and the end alone. */
static void test_no_numbers(void **state)
{
    static const char *const rows[] = {
        "",
        ".",
        ".5",
        "1.",
        "1..5",
        "1.%",
        "-1",
        "+1",
        " 1",
        "x",
        "/",
        ":",
        "a0.5",
        "%50",
        "..",
        "1. / x",
        /* A sixteenth digit would not be exact. */
        "1000000000000000",
        "0.000000000000001",
        "99999999.99999999",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *end = NULL;
        double number = -1;
        if (value_number(&number, rows[i], &end) || number != -1 || end)
            fail_msg("\"%s\" is no number", rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_no_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
