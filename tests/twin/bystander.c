/* Streams of chance are keyed by names: a party that takes no part changes
 * nothing that happens among the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

enum { STORIES = 2, SEEDS = 3 };

/* Puts a line before another one. */
static void insert(const char *from, const char *to, const char *before,
                   const char *line)
{
    size_t size;
    char *text = program_read(from, &size);

    assert_non_null(text);
    const char *at = strstr(text, before);
    assert_non_null(at);
    FILE *out = fopen(to, "wb");
    assert_non_null(out);
    fprintf(out, "%.*s%s%s", (int)(at - text), text, line, at);
    assert_int_equal(fclose(out), 0);
    free(text);
}

/* All that happened, to the thousandth of a second; the caller frees it. */
static char *tell(const char *folder, const char *scenario, unsigned seed)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    char number[16];
    char *text;

    snprintf(number, sizeof number, "%u", seed);
    program_run(&end, &gift,
                WORDS("demarche", "run", scenario, "--quiet", "--force",
                      "--seed", number, "--out", "run"));
    if (end.status != 0 && end.status != 2) fail_msg("%s", end.err);
    program_end_fini(&end);
    program_run(&end, &gift, WORDS("demarche", "show", "run", "--all"));
    assert_int_equal(end.status, 0);
    text = strdup(strstr(end.out, "\n\n"));
    assert_non_null(text);
    program_end_fini(&end);
    return text;
}

static void test_a_bystander_changes_nothing(void **state)
{
    static const char *const stories[STORIES] = {
        SOURCE_DIR "/scenarios/written-responses.yaml",
        SOURCE_DIR "/tests/twin/distributions.yaml"};
    char folder[PROGRAM_PATH_SIZE];
    char copy[2 * PROGRAM_PATH_SIZE];

    (void)state;
    program_folder(folder);
    snprintf(copy, sizeof copy, "%s/crowded.yaml", folder);
    for (size_t i = 0; i < STORIES; i++) {
        insert(stories[i], copy,
               "  us: ", "  a-bystander: {name: A bystander, kind: state}\n");
        for (unsigned seed = 1; seed <= SEEDS; seed++) {
            char *alone = tell(folder, stories[i], seed);
            char *crowded = tell(folder, copy, seed);

            if (strcmp(alone, crowded) != 0)
                fail_msg("a bystander changes %s, seed %u", stories[i], seed);
            free(alone);
            free(crowded);
        }
    }
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bystander_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
