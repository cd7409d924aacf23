#include "base/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ITEMS_MAX = 40 };

static int compare(const void *item, const void *key)
{
    const int *a = item, *b = key;

    return (*a > *b) - (*a < *b);
}

static size_t linear(int key, const int *items, size_t count)
{
    size_t i = 0;

    while (i < count && items[i] < key)
        i++;
    return i;
}

/* Every length, with items that occur once, twice and three times over, and
 * every key from before the first to after the last. */
static void test_like_a_linear_search(void **state)
{
    (void)state;
    for (int repeats = 1; repeats <= 3; repeats++)
        for (size_t count = 0; count <= ITEMS_MAX; count++) {
            int items[ITEMS_MAX + 1];
            for (size_t i = 0; i < count; i++)
                items[i] = 2 * ((int)i / repeats);
            for (int key = -1; key <= 2 * ITEMS_MAX + 1; key++)
                assert_int_equal(search_lower_bound(&key, items, count,
                                                    sizeof *items, compare),
                                 linear(key, items, count));
        }
}

struct wall {
    size_t place;
    size_t asked;
};

static bool before_wall(void *context, size_t place)
{
    struct wall *wall = context;

    wall->asked++;
    return place < wall->place;
}

/* A search over places that no memory holds; it asks 64 of them at most. */
static void test_places(void **state)
{
    const size_t places[] = {0, 1, SIZE_MAX / 2, SIZE_MAX - 1, SIZE_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct wall wall = {places[i], 0};
        assert_true(search_place(SIZE_MAX, before_wall, &wall) == places[i]);
        assert_in_range(wall.asked, 1, 64);
    }
    struct wall none = {0, 0};
    assert_int_equal(search_place(0, before_wall, &none), 0);
    assert_int_equal(none.asked, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like_a_linear_search),
        cmocka_unit_test(test_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
