/* The page of a run as a file: where it is written, when it is not, and how the
 * command ends. tests/property/pages.py looks into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/play.h"

static const char scenario[] =
    "demarche: 1\n"
    "title: A </title><script>alert(1)</script> & more\n"
    "clock: {start: 2022-01-01, end: 2022-02-01}\n"
    "parties: {us: , russia: }\n"
    "channels: {moscow: {between: [us, russia]}}\n"
    "documents: {memo: {author: us, portions: {a: text}}}\n"
    "script:\n"
    "  - {at: 2022-01-02, draft: memo, from: us}\n"
    "  - {at: 2022-01-03, send: memo, from: us, to: russia}\n"
    "expect: [russia holds memo]\n";

/* The page's text; the caller frees it. */
static char *page_of(const char *run)
{
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/report.html", run);
    return program_read(path, &size);
}

#if DEMARCHE_PAGE_BUILT

static void write_page(struct play *p)
{
    assert_int_equal(play_run(p, scenario, 1), 0);
    assert_int_equal(play_ask(p, "report", ""), 0);
}

static void test_beside_the_journal(void **state)
{
    struct play p;

    (void)state;
    write_page(&p);
    assert_non_null(strstr(p.end.out, "Report: "));
    char *first = page_of(p.run);
    assert_non_null(first);
    assert_memory_equal(first, "<!doctype html>", 15);
    /* Never replaced unless it is forced; then by the same bytes. */
    assert_int_equal(play_ask(&p, "report", ""), 1);
    assert_non_null(strstr(p.end.err, "exists"));
    assert_int_equal(play_ask(&p, "report", "--force"), 0);
    char *second = page_of(p.run);
    assert_string_equal(first, second);
    free(first);
    free(second);
    play_fini(&p);
}

/* Nothing that the scenario says is markup, and no source is unsafe. */
static void test_safe_markup(void **state)
{
    struct play p;

    (void)state;
    write_page(&p);
    char *page = page_of(p.run);
    assert_non_null(page);
    assert_null(strstr(page, "alert(1)</script>"));
    assert_non_null(strstr(page, "A &lt;/title&gt;&lt;script&gt;"));
    assert_non_null(strstr(page, "default-src 'none'; script-src 'sha256-"));
    assert_null(strstr(page, "unsafe-"));
    free(page);
    play_fini(&p);
}

static void test_standard_output(void **state)
{
    struct play p;

    (void)state;
    write_page(&p);
    char *page = page_of(p.run);
    assert_int_equal(play_ask(&p, "report", "-o -"), 0);
    assert_string_equal(p.end.out, page);
    free(page);
    play_fini(&p);
}

static void test_wrong_usage(void **state)
{
    static const struct {
        const char *rest, *said;
    } rows[] = {
        {"--as congo", "is named congo"},
        {"--with figures", "attack, compare and exposure"},
        {"--as us --with attack", "--as takes no --with"},
        {"--study somewhere", "expected no RUN"},
        {"--study somewhere --as us", "--study takes neither"},
        {"--colour", "colour"},
    };
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, scenario, 1), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(play_ask(&p, "report", rows[i].rest), 64);
        if (!strstr(p.end.err, rows[i].said)) fail_msg("%s", p.end.err);
        assert_null(page_of(p.run));
    }
    play_fini(&p);
}

/* The page of a damaged journal opens; the command says where the damage is. */
static void test_damaged_journal(void **state)
{
    char path[2 * PROGRAM_PATH_SIZE];
    struct play p;
    size_t size;

    (void)state;
    assert_int_equal(play_run(&p, scenario, 1), 0);
    snprintf(path, sizeof path, "%s/run.journal", p.run);
    char *journal = program_read(path, &size);
    journal[size / 2] ^= 1;
    assert_int_equal(unlink(path), 0);
    program_write(path, journal, size);
    assert_int_equal(play_ask(&p, "report", ""), 1);
    assert_non_null(strstr(p.end.err, "does not verify"));
    char *page = page_of(p.run);
    assert_non_null(page);
    free(page);
    free(journal);
    play_fini(&p);
}

/* A run that is replaced leaves no page of the one before. */
static void test_with_the_run(void **state)
{
    struct program_end end;
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, scenario, 1), 0);
    program_run(&end, &(struct program_gift){0},
                WORDS("demarche", "run", p.scenario, "--out", p.run, "--force",
                      "--report"));
    assert_int_equal(end.status, 0);
    assert_non_null(strstr(end.out, "/report.html\n"));
    program_end_fini(&end);
    char *page = page_of(p.run);
    assert_non_null(page);
    free(page);
    program_run(
        &end, &(struct program_gift){0},
        WORDS("demarche", "run", p.scenario, "--out", p.run, "--force"));
    assert_int_equal(end.status, 0);
    program_end_fini(&end);
    assert_null(page_of(p.run));
    play_fini(&p);
}

#else

/* Without esbuild the command says so, and all else works. */
static void test_not_built(void **state)
{
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, scenario, 1), 0);
    assert_int_equal(play_ask(&p, "report", ""), 1);
    assert_non_null(strstr(p.end.err, "esbuild"));
    assert_null(page_of(p.run));
    play_fini(&p);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#if DEMARCHE_PAGE_BUILT
        cmocka_unit_test(test_beside_the_journal),
        cmocka_unit_test(test_safe_markup),
        cmocka_unit_test(test_standard_output),
        cmocka_unit_test(test_wrong_usage),
        cmocka_unit_test(test_damaged_journal),
        cmocka_unit_test(test_with_the_run),
#else
        cmocka_unit_test(test_not_built),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
