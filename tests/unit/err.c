/* Codes, their texts, and messages that gather context. */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void test_each_code_has_a_text_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(ERR_OK, 0);
    assert_string_equal(err_text(ERR_OK), "all is well");
    assert_string_equal(err_text(ERR_AUTH), "authentication failed");
    for (int i = 0; i < ERR_COUNT; i++) {
        assert_true(strlen(err_text((enum err)i)) > 0);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(err_text((enum err)i),
                                    err_text((enum err)j));
    }
}

static void test_finder_writes_and_callers_add(void **state)
{
    struct errmsg e = {"old"};

    (void)state;
    assert_int_equal(err_set(&e, ERR_IO, "page %d is torn", 7), ERR_IO);
    assert_string_equal(e.text, "page 7 is torn");
    assert_int_equal(err_wrap(&e, ERR_FORMAT, "journal %s", "us"), ERR_FORMAT);
    assert_string_equal(e.text, "journal us: page 7 is torn");
    assert_int_equal(err_wrap(&e, ERR_IO, "run"), ERR_IO);
    assert_string_equal(e.text, "run: journal us: page 7 is torn");
}

static void test_nobody_listens(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, ERR_LIMIT, "%d", 1), ERR_LIMIT);
    assert_int_equal(err_wrap(NULL, ERR_LIMIT, "%d", 1), ERR_LIMIT);
}

/* A text of `size` letters. */
static const char *letters(char *out, size_t size, char letter)
{
    memset(out, letter, size);
    out[size] = '\0';
    return out;
}

/* Every length around the end of the message: it is cut, the context is
 * whole, and the end is where it should be. */
static void test_long_texts_are_cut(void **state)
{
    char text[2 * ERRMSG_SIZE], context[4 * ERRMSG_SIZE];
    struct errmsg e;

    (void)state;
    (void)err_set(&e, ERR_IO, "%s", letters(text, 2 * ERRMSG_SIZE - 1, 'm'));
    assert_int_equal(strlen(e.text), ERRMSG_SIZE - 1);
    for (size_t outer = 0; outer < ERRMSG_SIZE + 4; outer++) {
        for (size_t inner = 0; inner < ERRMSG_SIZE; inner += 73) {
            (void)err_set(&e, ERR_IO, "%s", letters(text, inner, 'i'));
            (void)err_wrap(&e, ERR_IO, "%s", letters(context, outer, 'o'));
            const char *end = memchr(e.text, '\0', sizeof e.text);
            assert_non_null(end);
            strcat(strcat(context, ": "), text);
            context[ERRMSG_SIZE - 1] = '\0';
            /* A colon that does not fit whole is left out. */
            if (outer == ERRMSG_SIZE - 2) context[outer] = '\0';
            assert_string_equal(e.text, context);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_code_has_a_text_of_its_own),
        cmocka_unit_test(test_finder_writes_and_callers_add),
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_long_texts_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
