/* Tables of figures fit their lines, however much has travelled. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "view/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/stories.h"
#include "view/text.h"

#define MOST "18,446,744,073,709,551,615"

/* A channel's counts, and its row, or the two that it is broken into. */
static const struct {
    uint64_t frames, bytes, again, lost;
    const char *row, *second;
} rows[] = {
    {299, 123456, 12, 3, "  embassy     299  123,456     12     3 ", ""},
    {99999, 1234567, 9999, 999, "  embassy  99,999  1,234,567  9,999   999 ",
     ""},
    {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
     "\n  embassy  " MOST "  " MOST "\n", "\n  embassy  " MOST "  " MOST "\n"},
};

static void test_columns_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scenario sc;
        struct stats s;
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        struct view v = {.scenario = &sc, .stats = &s};

        assert_non_null(out);
        stories_scenario(&sc);
        stats_init(&s, &sc);
        s.channels[0].frames = rows[i].frames;
        s.channels[0].bytes = rows[i].bytes;
        s.channels[0].again = rows[i].again;
        s.channels[0].lost = rows[i].lost;
        figures_draw(&v, out);
        assert_int_equal(fclose(out), 0);
        const char *row = strstr(text, rows[i].row);
        if (!row || !strstr(row + 1, rows[i].second)) fail_msg("%s", text);
        for (char *line = text; *line; line += strcspn(line, "\n") + 1)
            assert_true(strcspn(line, "\n") <= TEXT_COLUMNS);
        free(text);
        stats_fini(&s);
        scenario_fini(&sc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
