#include "base/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { ITEMS = 20000 };

struct item {
    uint32_t pair[2];
};

static struct bytes key_of(const struct item *item)
{
    return bytes_of(item->pair, sizeof item->pair);
}

/* Pairs whose two halves come in either order, as those of parties do. */
static void test_finds_what_was_added(void **state)
{
    struct item *items;
    struct arena a;
    struct table t = {0};

    (void)state;
    arena_init(&a);
    items = arena_array(&a, ITEMS, sizeof *items);
    for (uint32_t i = 0; i < ITEMS; i++) {
        items[i] = (struct item){{i % 200, i / 200}};
        assert_null(table_find(&t, key_of(&items[i])));
        table_add(&t, &a, key_of(&items[i]), &items[i]);
    }
    assert_int_equal(t.count, ITEMS);
    for (uint32_t i = 0; i < ITEMS; i++) {
        const struct item copy = items[i];
        assert_ptr_equal(table_find(&t, key_of(&copy)), &items[i]);
    }
    const struct item other = {{200, 0}};
    assert_null(table_find(&t, key_of(&other)));
    arena_fini(&a);
}

/* A key is all of its bytes: no prefix of one, and none with a zero more. */
static void test_keys_of_any_length(void **state)
{
    static const uint8_t zeros[64];
    int items[sizeof zeros];
    struct arena a;
    struct table t = {0};

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof zeros; i++)
        table_add(&t, &a, bytes_of(zeros, i), &items[i]);
    for (size_t i = 0; i < sizeof zeros; i++)
        assert_ptr_equal(table_find(&t, bytes_of(zeros, i)), &items[i]);
    assert_null(table_find(&t, bytes_of_text("p1")));
    arena_fini(&a);
}

/* Names that differ in their last letters only. */
static void test_names(void **state)
{
    char names[1000][16];
    struct arena a;
    struct table t = {0};

    (void)state;
    arena_init(&a);
    for (int i = 0; i < 1000; i++) {
        snprintf(names[i], sizeof names[i], "a-party-%03d", i);
        table_add(&t, &a, bytes_of_text(names[i]), names[i]);
    }
    for (int i = 0; i < 1000; i++)
        assert_ptr_equal(table_find(&t, bytes_of_text(names[i])), names[i]);
    assert_null(table_find(&t, bytes_of_text("a-party-")));
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_was_added),
        cmocka_unit_test(test_keys_of_any_length),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
