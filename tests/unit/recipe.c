/* Protections written out: what they mean, and what is wrong with them. */
#include "scenario/recipe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_what_they_mean(void **state)
{
    struct scenario_errors errors;
    struct scenario_protection p;
    struct arena a;

    (void)state;
    arena_init(&a);
    scenario_errors_init(&errors);
    assert_int_equal(recipe_parse(&p, &a,
                                  "padding=padme+pattern=IK+session=noise+"
                                  "seal=age+sign=ed25519+receipt=yes+"
                                  "order=seal-then-sign",
                                  &errors),
                     ERR_OK);
    assert_int_equal(p.sign, SIGN_ED25519);
    assert_int_equal(p.seal, SEAL_AGE);
    assert_int_equal(p.padding, PADDING_KIND_PADME);
    assert_int_equal(p.session, SESSION_NOISE);
    assert_int_equal(p.order, ORDER_SEAL_THEN_SIGN);
    assert_string_equal(p.pattern, "IK");
    assert_true(p.receipt);
    assert_string_equal(recipe_parse(&p, &a, "sign=ed25519", &errors) ? ""
                                                                      : p.name,
                        "sign=ed25519");
    /* Keys left out have the defaults of a scenario. */
    assert_int_equal(p.seal, SEAL_NONE);
    assert_int_equal(p.session, SESSION_OF_CHANNEL);
    assert_null(p.pattern);
    scenario_errors_fini(&errors);
    arena_fini(&a);
}

static void test_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *error;
        uint32_t column;
    } rows[] = {
        {"", "\"\" lacks its value, expected key=value", 1},
        {"sign", "\"sign\" lacks its value, expected key=value", 1},
        {"seal=age+", "\"\" lacks its value, expected key=value", 10},
        {"seal=age+sign=rsa", "unknown sign \"rsa\", expected none or ed25519",
         15},
        {"sing=ed25519",
         "unknown key of a protection \"sing\"; did you mean \"sign\"?", 1},
        {"sign=none+sign=none", "\"sign\" is given twice", 11},
        {"pattern=XX", "\"pattern\" goes with session: noise only", 1},
        {"seal=age+order=seal-then-sign",
         "seal-then-sign needs both a seal and a sign", 16},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scenario_errors errors;
        struct scenario_protection p;
        struct arena a;
        arena_init(&a);
        scenario_errors_init(&errors);
        assert_int_equal(recipe_parse(&p, &a, rows[i].text, &errors),
                         ERR_FORMAT);
        assert_string_equal(errors.items[0].text, rows[i].error);
        assert_int_equal(errors.items[0].position.column, rows[i].column);
        scenario_errors_fini(&errors);
        arena_fini(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_they_mean),
        cmocka_unit_test(test_what_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
