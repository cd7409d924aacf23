/* A journal followed while it is being written: the last line is told, and the
 * end is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

static const char scenario[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26T00:00Z, end: 2022-01-26T02:00Z}\n"
    "parties: {us: , russia: }\n"
    "channels: {moscow: {between: [us, russia], medium: hand, delay: 5 min}}\n"
    "documents: {note: {author: us, portions: {a: The text.}}}\n"
    "script:\n"
    "  - {at: 2022-01-26T00:01Z, draft: note}\n"
    "  - {at: 2022-01-26T01:50Z, send: note, to: russia}\n";

/* So that it takes about two seconds. */
#define PACE "3600"

static void it_tells_what_comes(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/note.yaml", folder);
    program_write(path, scenario, strlen(scenario));
    const pid_t writer = program_start(
        "demarche run %s --out %s/run --pace " PACE, path, folder);
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    program_await(writer, path, 1);
    program_run(&end, NULL, "demarche show %s/run --follow", folder);
    assert_int_equal(end.status, 0);
    assert_non_null(strstr(end.out, "drafts note"));
    assert_non_null(strstr(end.out, "receives note from us"));
    assert_int_equal(program_wait(writer), 0);
    program_end_fini(&end);

    /* Of one that is closed, all is told at once. */
    program_run(&end, NULL, "demarche show %s/run --follow", folder);
    assert_int_equal(end.status, 0);
    assert_non_null(strstr(end.out, "receives note from us"));
    program_end_fini(&end);
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_tells_what_comes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
