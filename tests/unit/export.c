/* Each format against what is expected of it, and texts that would break out
 * of the strings they are put into. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "export/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/quote.h"
#include "json/json.h"
#include "support/program.h"
#include "support/tale.h"

#define EXPECTED SOURCE_DIR "/tests/timeline/exports/tale."

/* The tale in a format; the caller frees it. */
static char *told(const char *name, size_t *size)
{
    const char *near;
    const struct format *f = format_find(name, &near);
    struct scenario sc;
    struct reader r;
    struct job j;
    struct errmsg e;
    char *text;

    assert_non_null(f);
    stories_scenario(&sc);
    stories_journal(&r, tale_lines(), TALE_LINES, true);
    job_init(&j, &r, &sc);
    j.out = open_memstream(&text, size);
    assert_non_null(j.out);
    assert_int_equal(f->write(&j, &e), ERR_OK);
    assert_int_equal(fclose(j.out), 0);
    assert_false(j.cut);
    job_fini(&j);
    reader_close(&r);
    scenario_fini(&sc);
    return text;
}

/* Byte for byte; DEMARCHE_UPDATE=1 writes anew, to be read in the diff. */
static void assert_expected(const char *name)
{
    char path[512];
    size_t size, expected_size;
    char *text = told(name, &size);

    snprintf(path, sizeof path, EXPECTED "%s", name);
    if (getenv("DEMARCHE_UPDATE")) program_write(path, text, size);
    char *expected = program_read(path, &expected_size);
    if (!expected) fail_msg("%s is not there", path);
    if (size != expected_size || memcmp(text, expected, size) != 0)
        fail_msg("%s differs from %s:\n%s", name, path, text);
    free(expected);
    free(text);
}

static void test_formats_are_as_expected(void **state)
{
    static const char *const names[] = {"jsonl",   "csv",       "pcapng",
                                        "mermaid", "dot",       "perfetto",
                                        "shiviz",  "timesketch"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_expected(names[i]);
}

/* A stream into memory, and what a quoting makes of a text. */
static void assert_quoted(void (*quote)(const char *, FILE *), const char *text,
                          const char *expected)
{
    char *quoted;
    size_t size;
    FILE *out = open_memstream(&quoted, &size);

    assert_non_null(out);
    quote(text, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(quoted, expected);
    free(quoted);
}

static void test_json_strings(void **state)
{
    (void)state;
    assert_quoted(json_put_text, "", "\"\"");
    assert_quoted(json_put_text, "a\"b\\c/", "\"a\\\"b\\\\c/\"");
    assert_quoted(json_put_text, "\n\t\x1b\x7f\xc2\x9b",
                  "\"\\n\\u0009\\u001b\\u007f\\u009b\"");
    assert_quoted(json_put_text, "\xe2\x80\xae\xe2\x80\xa8",
                  "\"\\u202e\\u2028\"");
    assert_quoted(json_put_text, "\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"");
    assert_quoted(json_put_text, "\xf0\x9f\x98\x80 \xd0\xb4\xd0\xb0",
                  "\"\xf0\x9f\x98\x80 \xd0\xb4\xd0\xb0\"");
    assert_quoted(json_put_text, "</script>", "\"\\u003c/script>\"");
    assert_quoted(json_put_text, "\xff", "\"\xef\xbf\xbd\"");
}

static void test_csv_fields(void **state)
{
    static const char *const formulas[] = {"=1", "+1",   "-1",
                                           "@a", "\t=1", "\xef\xbc\x9d(1)"};
    char expected[32];

    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        snprintf(expected, sizeof expected, "\"'%s\"", formulas[i]);
        assert_quoted(quote_csv, formulas[i], expected);
    }
    assert_quoted(quote_csv, "a \"b\", =c\nd", "\"a \"\"b\"\", =c\nd\"");
    assert_quoted(quote_csv, "\r=1\x1b[2J\xc2\x9b",
                  "\"\xef\xbf\xbd=1\xef\xbf\xbd[2J\xef\xbf\xbd\"");
}

static void test_a_format_is_found_or_guessed(void **state)
{
    const char *near;
    struct arena a;

    (void)state;
    assert_null(format_find("josnl", &near));
    assert_string_equal(near, "jsonl");
    assert_null(format_find("parquet", &near));
    assert_null(near);
    arena_init(&a);
    assert_non_null(strstr(format_list(&a), "jsonl"));
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats_are_as_expected),
        cmocka_unit_test(test_json_strings),
        cmocka_unit_test(test_csv_fields),
        cmocka_unit_test(test_a_format_is_found_or_guessed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
