/* Who knows what, by the rules of docs/scenarios.md. Each file in
 * tests/knowledge is the beginning of a scenario and, after lines of three
 * dashes, the ends of several; what each expects has to hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "support/expected.h"
#include "support/program.h"

static const char *const files[] = {
    "acts",      "briefings",  "checks",     "displaced", "findings",
    "forgeries", "policies",   "proofs",     "readings",  "receipts",
    "replies",   "signatures", "violations",
};

static const char dashes[] = "\n---\n";

/* The stories of a file; their number. */
static size_t tell_stories(struct arena *a, const char *name)
{
    const char *path =
        arena_format(a, "%s/tests/knowledge/%s.txt", SOURCE_DIR, name);
    size_t length;
    char *text = program_read(path, &length);
    assert_non_null(text);
    const char *end = strstr(text, dashes);
    const int head = end ? (int)(end - text) : 0;
    size_t count = 0;

    while (end) {
        const char *story = end + sizeof dashes - 1;
        end = strstr(story, dashes);
        const int size = (int)((end ? end : text + length) - story);
        expected_hold(arena_format(a, "%.*s\n%.*s\n", head, text, size, story),
                      ++count);
    }
    free(text);
    return count;
}

static void test_all(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_true(tell_stories(&a, files[i]) > 0);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
