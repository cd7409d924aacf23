/* A run's report, of what it was shown while it wrote its journal, against what
 * the journal says to those who read it afterwards. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"
#include "view/expectations.h"
#include "view/matrix.h"
#include "view/timeline.h"

/* The report as a reader of the journal finds it. */
static char *read_report(const char *path, bool timeline)
{
    struct scenario_errors errors;
    struct set_aside aside;
    struct scenario s;
    struct ledger ledger;
    struct reader r;
    struct judge judge;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_int_equal(reader_open(&r, path, NULL), 0);
    scenario_errors_init(&errors);
    assert_int_equal(
        scenario_parse(&s, r.header.scenario_name, r.header.scenario, &errors),
        0);
    scenario_errors_fini(&errors);
    ledger_init(&ledger, &s);
    assert_int_equal(ledger_read(&ledger, &r, INSTANT_MAX), 0);
    set_aside_read(&aside, &r, &s, INSTANT_MAX);
    judge_init(&judge, &ledger);
    const struct view v = {.reader = &r,
                           .header = &r.header,
                           .scenario = &s,
                           .ledger = &ledger,
                           .judge = &judge,
                           .set_aside = &aside,
                           .select = selection_usual(),
                           .since = INSTANT_MIN,
                           .at = INSTANT_MAX};

    view_opening(&v, out);
    timeline_draw(&v, out);
    if (!timeline) {
        matrix_draw(&v, out);
        expectations_draw(&v, out);
        fputs("\nJournal: run/run.journal\n", out);
    }
    fclose(out);
    judge_fini(&judge);
    set_aside_fini(&aside);
    ledger_fini(&ledger);
    scenario_fini(&s);
    reader_close(&r);
    return text;
}

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    size_t room = 0;

    assert_non_null(f);
    assert_true(getdelim(&text, &room, '\0', f) > 0);
    fclose(f);
    return text;
}

static void compare_report(const char *scenario)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;

    program_folder(folder);
    const struct program_gift gift = {.folder = folder};
    program_run(&end, &gift,
                WORDS("demarche", "run", scenario, "--out", "run"));
    assert_string_equal(end.err, "");
    snprintf(path, sizeof path, "%s/run", folder);
    char *report = read_report(path, false);
    char *drawn = read_report(path, true);
    snprintf(path, sizeof path, "%s/run/timeline.txt", folder);
    char *written = file_text(path);
    char *next = strstr(end.out, "\nNext:\n  demarche show run --");
    assert_non_null(next);
    assert_non_null(strstr(next, "\n  demarche report run "));
    *next = '\0';
    assert_string_equal(end.out, report);
    assert_string_equal(written, drawn);
    free(report);
    free(drawn);
    free(written);
    program_end_fini(&end);
    program_remove(folder);
}

static void test_the_report_is_that_of_the_journal(void **state)
{
    static const char *const scenarios[] = {
        SOURCE_DIR "/scenarios/*.yaml", SOURCE_DIR "/tests/timeline/*.yaml"};
    glob_t found;

    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        assert_int_equal(
            glob(scenarios[i], i > 0 ? GLOB_APPEND : 0, NULL, &found), 0);
    assert_true(found.gl_pathc > 20);
    for (size_t i = 0; i < found.gl_pathc; i++)
        compare_report(found.gl_pathv[i]);
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_report_is_that_of_the_journal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
