/* Notes by party, document, portion and kind: each is found again, however
 * many there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "study/notes.h"

enum { SIDE = 12 };

static struct notes_key key_of(size_t i)
{
    return (struct notes_key){(uint32_t)(i % SIDE), (uint32_t)(i / SIDE % SIDE),
                              UINT32_MAX - (uint32_t)(i / SIDE / SIDE % SIDE),
                              (uint32_t)(i / SIDE / SIDE / SIDE)};
}

static void each_is_found_again(void **state)
{
    const size_t count = (size_t)SIDE * SIDE * SIDE * SIDE;
    struct notes notes = {0};
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < count; i++) {
        const struct notes_key key = key_of(i);
        size_t *number = notes_at(&notes, &a, &key);

        assert_int_equal(*number, 0);
        *number = i + 1;
        assert_int_equal(*notes_at(&notes, &a, &key), i + 1);
    }
    assert_int_equal(notes.count, count);
    assert_true(notes.capacity > count && notes.capacity <= 4 * count);
    for (size_t i = 0; i < count; i++) {
        const struct notes_key key = key_of(i);

        assert_int_equal(*notes_at(&notes, &a, &key), i + 1);
    }
    assert_int_equal(notes.count, count);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_found_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
