/* The class of a disclosure follows from the kind of its record alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "study/breach.h"

static void test_classes(void **state)
{
    (void)state;
    assert_string_equal(breach_word(breach_of(RECORD_INTERCEPTED)),
                        "interception");
    assert_string_equal(breach_word(breach_of(RECORD_DECRYPTED)), "intrusion");
    assert_string_equal(breach_word(breach_of(RECORD_SIGHTED)), "inference");
    assert_string_equal(breach_word(breach_of(RECORD_LEAKED)), "exposure");
    assert_int_equal(breach_of(RECORD_RECEIVED), BREACH_NONE);
    assert_int_equal(breach_of(RECORD_CHECKED), BREACH_NONE);
}

/* Whatever is a breach makes something known. */
static void test_breaches_give_a_level(void **state)
{
    (void)state;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        const enum breach b = breach_of((enum record_kind)kind);
        if (b == BREACH_INTERCEPTION || b == BREACH_INTRUSION ||
            b == BREACH_INFERENCE)
            assert_true(record_kind_row((enum record_kind)kind)->level >
                        LEVEL_UNAWARE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_breaches_give_a_level),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
