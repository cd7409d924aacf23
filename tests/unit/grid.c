/* Tables as they are drawn: as wide as their cells, in two parts where that is
 * wider than a terminal, with a first column that wraps. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "view/grid.h"
#include "view/text.h"

/* Draws cells up to a NULL; checks what is drawn, and that it fits. */
static void assert_drawn(size_t columns, size_t second,
                         const char *const *cells, const char *expected)
{
    char *drawn = NULL;
    struct arena a;
    struct grid g;
    size_t size;
    FILE *memory = open_memstream(&drawn, &size);

    assert_non_null(memory);
    arena_init(&a);
    grid_init(&g, &a, columns);
    g.second = second;
    for (; *cells; cells++)
        grid_put(&g, "%s", *cells);
    grid_draw(&g, 2, memory);
    assert_int_equal(fclose(memory), 0);
    assert_string_equal(drawn, expected);
    for (const char *line = drawn; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= TEXT_COLUMNS);
    arena_fini(&a);
    free(drawn);
}

#define CELLS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define TEN    "0123456789"
#define TWENTY TEN TEN

static void columns_are_as_wide_as_their_cells(void **state)
{
    (void)state;
    assert_drawn(3, 2,
                 CELLS("", "runs", "share", "a point", "1,000", "5.0 %", "b",
                       "7", "12.5 %"),
                 "            runs   share\n"
                 "  a point  1,000   5.0 %\n"
                 "  b            7  12.5 %\n");
    /* A row that is not whole is not drawn. */
    assert_drawn(2, 0, CELLS("a", "1", "b"), "  a  1\n");
    assert_drawn(2, 0, CELLS("a"), "");
}

static void a_wide_table_has_two_parts(void **state)
{
    (void)state;
    assert_drawn(4, 2,
                 CELLS("", "one", "two", "three", "label", TWENTY, TWENTY,
                       TWENTY TWENTY),
                 "                          one\n"
                 "  label  " TWENTY "\n"
                 "\n"
                 "                          two                               "
                 "      three\n"
                 "  label  " TWENTY "  " TWENTY TWENTY "\n");
}

static void the_first_column_wraps(void **state)
{
    (void)state;
    assert_drawn(
        3, 0,
        CELLS("", "one", "two", "a rather long label here", TWENTY TEN,
              TWENTY TEN, "b", "1", "2"),
        "                                           one                "
        "             two\n"
        "  a rather    " TWENTY TEN "  " TWENTY TEN "\n"
        "    long\n"
        "    label\n"
        "    here\n"
        "  b                                          1                "
        "               2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_as_wide_as_their_cells),
        cmocka_unit_test(a_wide_table_has_two_parts),
        cmocka_unit_test(the_first_column_wraps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
