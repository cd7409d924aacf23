/* Broken scenarios and studies, and what is said of them, all at once and word
 * for word. With DEMARCHE_UPDATE=1 the expected texts are written anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/design.h"
#include "scenario/scenario.h"
#include "support/program.h"

static const char *const names[] = {
    "entries",    "mappings",       "names",         "terminal",
    "choices",    "values",         "yaml",          "groups",
    "accepts",    "hiding",         "limits",        "moments",
    "study-keys", "study-measures", "study-nothing", "study-points",
    "study-vary", "quotes",         "apostrophe",    "colon",
    "stray",      "indent",         "nearly",        "shapes",
    "roles",      "widths",         "lesson",        "lesson-answers",
    "lesson-own", "other",          "study-other",
};

enum { NAME_COUNT = sizeof names / sizeof *names };

/* A text whose name begins with "study-" is that of a study. */
static enum err parse(const char *file, struct bytes source,
                      struct scenario_errors *errors)
{
    struct scenario scenario;
    struct design design;

    return strncmp(file, "study-", 6) == 0
               ? design_parse(&design, file, source, errors)
               : scenario_parse(&scenario, file, source, errors);
}

/* The output of scenario_errors_print for a broken text. */
static char *diagnose(const char *file, struct bytes source, size_t *size)
{
    struct scenario_errors errors;
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);

    assert_non_null(memory);
    scenario_errors_init(&errors);
    assert_int_not_equal(parse(file, source, &errors), ERR_OK);
    scenario_errors_print(memory, file, source, &errors);
    scenario_errors_fini(&errors);
    fclose(memory);
    return text;
}

static void check(const char *name)
{
    char file[64], from[512], to[512];
    size_t source_size, expected_size, said_size;

    snprintf(file, sizeof file, "%s.yaml", name);
    snprintf(from, sizeof from, SOURCE_DIR "/tests/timeline/errors/%s", file);
    snprintf(to, sizeof to, SOURCE_DIR "/tests/timeline/errors/%s.txt", name);
    char *source = program_read(from, &source_size);
    char *expected = program_read(to, &expected_size);
    assert_non_null(source);
    char *said = diagnose(file, bytes_of(source, source_size), &said_size);
    if (getenv("DEMARCHE_UPDATE"))
        program_write(to, said, said_size);
    else
        assert_string_equal(said, expected ? expected : "");
    free(source);
    free(expected);
    free(said);
}

static void test_diagnostics(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAME_COUNT; i++)
        check(names[i]);
}

/* Whatever the file holds, a terminal sees text and lines only, none of them
 * of a source wider than it. */
static void test_terminal(void **state)
{
    size_t source_size, size;
    char *source = program_read(
        SOURCE_DIR "/tests/timeline/errors/terminal.yaml", &source_size);
    assert_non_null(source);
    char *said =
        diagnose("terminal.yaml", bytes_of(source, source_size), &size);

    (void)state;
    for (size_t i = 0; i < size; i++)
        assert_true((unsigned char)said[i] >= ' ' || said[i] == '\n');
    for (const char *line = said; *line; line += strcspn(line, "\n") + 1)
        if (line[0] == ' ') assert_true(strcspn(line, "\n") <= 80);
    free(source);
    free(said);
}

/* The print function itself meets bytes that the reader refuses. */
static void test_raw_bytes(void **state)
{
    static const char source[] = "a: \x1b[31m\x07\xc2\x9b\xff\x80 b\r\n";
    size_t size;
    char *said = diagnose("raw", bytes_of(source, sizeof source - 1), &size);

    (void)state;
    assert_string_equal(said, "raw:1:4: error: control character U+001B, "
                              "expected text\n"
                              "     1 | a: ?[31m???? b\n"
                              "       |    ^\n");
    free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diagnostics),
        cmocka_unit_test(test_terminal),
        cmocka_unit_test(test_raw_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
