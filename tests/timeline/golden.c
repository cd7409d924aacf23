/* The program's output, command by command: transcripts of a terminal, to the
 * letter. DEMARCHE_UPDATE=1 writes them anew. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"
#include "view/text.h"

#define EXPECTED SOURCE_DIR "/tests/timeline/expected/"

enum { PROMPT_SIZE = 2 /* "$ " before a command */, WORDS_MAX = 32 };

/* A folder in which commands find the scenarios by short names. */
static void make_folder(char folder[PROGRAM_PATH_SIZE])
{
    char link[2 * PROGRAM_PATH_SIZE];

    program_folder(folder);
    snprintf(link, sizeof link, "%s/scenarios", folder);
    assert_int_equal(symlink(SOURCE_DIR "/scenarios", link), 0);
    snprintf(link, sizeof link, "%s/tests", folder);
    assert_int_equal(symlink(SOURCE_DIR "/tests/timeline", link), 0);
}

/* Every line has to fit a terminal and to leave its state alone. */
static void assert_lines(const char *command, const char *text)
{
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n');
        char *copy;

        assert_non_null(end);
        copy = strndup(line, (size_t)(end - line));
        if (text_width(copy) > TEXT_COLUMNS || strpbrk(copy, "\x1b\r\t") ||
            (end > line && end[-1] == ' '))
            fail_msg("%s: a line of %zu columns: %s", command, text_width(copy),
                     copy);
        free(copy);
        line = end + 1;
    }
}

/* Cuts a command into its words, which stand between single spaces. */
static void split(char *line, const char *words[WORDS_MAX + 1])
{
    size_t count = 0;

    for (char *word; (word = strsep(&line, " "));) {
        assert_true(count < WORDS_MAX);
        words[count++] = word;
    }
    words[count] = NULL;
}

/* Runs a command; its output, its messages, and its status unless that is 0
 * go to the transcript. */
static void run(const char *folder, const char *command, FILE *transcript)
{
    const struct program_gift gift = {.folder = folder};
    const char *words[WORDS_MAX + 1];
    char *line = strdup(command);
    struct program_end end;

    assert_non_null(line);
    split(line, words);
    program_run(&end, &gift, words);
    free(line);
    assert_lines(command, end.out);
    fprintf(transcript, "$ %s\n%s%s", command, end.out, end.err);
    if (end.status != 0) fprintf(transcript, "[%d]\n", end.status);
    program_end_fini(&end);
}

/* Says where two texts part. */
static void assert_same(const char *name, const char *expected,
                        const char *found)
{
    size_t line = 1;
    size_t start = 0;
    size_t i = 0;

    for (; expected[i] && expected[i] == found[i]; i++) {
        if (expected[i] != '\n') continue;
        line++;
        start = i + 1;
    }
    if (expected[i] == found[i]) return;
    fail_msg("%s, line %zu:\nexpected %.*s\nfound    %.*s\n"
             "(DEMARCHE_UPDATE=1 writes it anew)",
             name, line, (int)strcspn(expected + start, "\n"), expected + start,
             (int)strcspn(found + start, "\n"), found + start);
}

/* Runs the commands of a transcript again. */
static void check_transcript(const char *name)
{
    char path[512];
    char folder[PROGRAM_PATH_SIZE];
    size_t size;
    char *found;

    snprintf(path, sizeof path, EXPECTED "%s", name);
    char *expected = program_read(path, &size);
    char *lines = expected ? strdup(expected) : NULL;
    char *rest = lines;
    FILE *transcript = open_memstream(&found, &size);

    assert_non_null(transcript);
    assert_non_null(lines);
    make_folder(folder);
    for (char *line; (line = strsep(&rest, "\n"));) {
        if (strncmp(line, "$ ", PROMPT_SIZE) == 0)
            run(folder, line + PROMPT_SIZE, transcript);
    }
    assert_int_equal(fclose(transcript), 0);
    program_remove(folder);
    if (getenv("DEMARCHE_UPDATE"))
        program_write(path, found, size);
    else
        assert_same(name, expected, found);
    free(lines);
    free(expected);
    free(found);
}

/* Every scenario of a folder has a transcript of its name. */
static void check_told(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;

    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder));) {
        const char *end = strstr(d->d_name, ".yaml");
        char expected[512];
        if (!end) continue;
        snprintf(expected, sizeof expected, EXPECTED "%.*s.txt",
                 (int)(end - d->d_name), d->d_name);
        if (access(expected, R_OK) != 0)
            fail_msg("%s/%s has no transcript %s", path, d->d_name, expected);
        count++;
    }
    closedir(folder);
    assert_true(count > 0);
}

static void test_every_scenario_is_told(void **state)
{
    (void)state;
    check_told(SOURCE_DIR "/scenarios");
    check_told(SOURCE_DIR "/scenarios/lessons");
}

static void test_transcripts(void **state)
{
    DIR *folder = opendir(EXPECTED);
    int count = 0;

    (void)state;
    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder));) {
        if (!strstr(d->d_name, ".txt")) continue;
        check_transcript(d->d_name);
        count++;
    }
    closedir(folder);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scenario_is_told),
        cmocka_unit_test(test_transcripts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
