/* Questions to journals that are cut short anywhere, or spoiled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/excuse.yaml"

enum { PLACES = 24 };

static void ask(const char *path, const char *whole)
{
    static const char *const questions[] = {
        "why %s press holds us-response/arms-control",
        "why-not %s press holds us-response/open-door",
        "why %s us knows that russia holds us-response --all",
        "who %s --since 2022-01-26T14:00Z",
        "diff %s %s",
    };

    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        char command[1024];
        struct program_end end;

        snprintf(command, sizeof command, questions[i], path, whole);
        program_run(&end, NULL, "demarche %s", command);
        if (end.status < 0 || end.status > 3)
            fail_msg("%s: status %d\n%s", command, end.status, end.err);
        program_end_fini(&end);
    }
}

static void test_journals_cut_and_spoiled_anywhere(void **state)
{
    char folder[PROGRAM_PATH_SIZE];
    char path[2 * PROGRAM_PATH_SIZE];
    char part[2 * PROGRAM_PATH_SIZE];
    size_t size;

    (void)state;
    program_folder(folder);
    program_ends(0, "demarche run " STORY " --quiet --out %s/run", folder);
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    snprintf(part, sizeof part, "%s/part", folder);
    char *bytes = program_read(path, &size);
    assert_non_null(bytes);
    for (size_t i = 1; i <= PLACES; i++) {
        const size_t at = size * i / (PLACES + 1);

        program_write(part, bytes, at);
        ask(part, path);
        bytes[at] ^= 0x20;
        program_write(part, bytes, size);
        ask(part, path);
        bytes[at] ^= 0x20;
    }
    free(bytes);
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journals_cut_and_spoiled_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
