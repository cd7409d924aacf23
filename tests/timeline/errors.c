/* Broken scenarios and what is said of them, all at once and word for word.
 * With DEMARCHE_UPDATE=1 the expected texts are written anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario.h"

enum { FILE_SIZE = 1 << 20 };

static const char *const names[] = {
    "entries", "mappings", "names",  "terminal", "choices",
    "values",  "yaml",     "groups", "hiding",
};

enum { NAME_COUNT = sizeof names / sizeof *names };

static char *load(const char *path, size_t *size)
{
    char *text = malloc(FILE_SIZE);
    FILE *f = fopen(path, "rb");

    assert_non_null(text);
    *size = f ? fread(text, 1, FILE_SIZE - 1, f) : 0;
    text[*size] = '\0';
    if (f) fclose(f);
    return text;
}

static void save(const char *path, const char *text, size_t size)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* What scenario_errors_print says of a broken text. */
static char *diagnose(const char *file, struct bytes source, size_t *size)
{
    struct scenario scenario;
    struct scenario_errors errors;
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);

    assert_non_null(memory);
    scenario_errors_init(&errors);
    assert_int_not_equal(scenario_parse(&scenario, file, source, &errors),
                         ERR_OK);
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
    char *source = load(from, &source_size);
    char *expected = load(to, &expected_size);
    assert_true(source_size > 0);
    char *said = diagnose(file, bytes_of(source, source_size), &said_size);
    if (getenv("DEMARCHE_UPDATE"))
        save(to, said, said_size);
    else
        assert_string_equal(said, expected);
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
    char *source =
        load(SOURCE_DIR "/tests/timeline/errors/terminal.yaml", &source_size);
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
