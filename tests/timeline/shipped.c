/* The studies that ship: each is played, briefly, and each of its measures says
 * something. */
#define _GNU_SOURCE 1 /* strsep */

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define STUDIES SOURCE_DIR "/scenarios/studies"

/* Each outcome rests on runs, and has a value. */
static void assert_outcomes(const char *folder, const char *name)
{
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size, lines = 0;

    snprintf(path, sizeof path, "%s/%s/outcomes.csv", folder, name);
    char *rest = program_read(path, &size), *text = rest;
    assert_non_null(text);
    for (char *line; (line = strsep(&rest, "\n")) && *line; lines++) {
        /* A label may have commas, in quotes. */
        const char *cells = strstr(line, ",share,");
        if (!cells) continue;
        if (strncmp(cells, ",share,0,", 9) == 0)
            fail_msg("%s: no run counts: %s", name, line);
    }
    assert_true(lines > 3);
    free(text);
}

static void each_study_is_played(void **state)
{
    DIR *studies = opendir(STUDIES);
    char folder[PROGRAM_PATH_SIZE];
    int count = 0;

    (void)state;
    assert_non_null(studies);
    program_folder(folder);
    const struct program_gift gift = {.folder = folder};
    for (struct dirent *d; (d = readdir(studies));) {
        char path[512], out[64];
        struct program_end end;
        const char *dot = strstr(d->d_name, ".yaml");
        if (!dot) continue;
        snprintf(path, sizeof path, STUDIES "/%s", d->d_name);
        snprintf(out, sizeof out, "%.*s", (int)(dot - d->d_name), d->d_name);
        const char *const words[] = {"demarche", "study",  path, "--out",
                                     out,        "--runs", "64", "--crypto",
                                     "stand-in", NULL};
        program_run(&end, &gift, words);
        /* So few runs may deny what many do not. */
        if ((end.status != 0 && end.status != 2) || end.err_size > 0)
            program_fail(&end, words);
        assert_non_null(strstr(end.out, "Too few runs to tell"));
        program_end_fini(&end);
        assert_outcomes(folder, out);
        count++;
    }
    closedir(studies);
    program_remove(folder);
    assert_true(count >= 7);
}

/* docs/studies.md tells of each. */
static void each_study_is_told_of(void **state)
{
    size_t size;
    char *docs = program_read(SOURCE_DIR "/docs/studies.md", &size);
    DIR *studies = opendir(STUDIES);

    (void)state;
    assert_non_null(docs);
    assert_non_null(studies);
    for (struct dirent *d; (d = readdir(studies));)
        if (strstr(d->d_name, ".yaml") && !strstr(docs, d->d_name))
            fail_msg("docs/studies.md does not tell of %s", d->d_name);
    closedir(studies);
    free(docs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_study_is_played),
        cmocka_unit_test(each_study_is_told_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
