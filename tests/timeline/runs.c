/* Runs as people name them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define SCENARIOS SOURCE_DIR "/scenarios/"

static int set_up(void **state)
{
    char *folder = malloc(PROGRAM_PATH_SIZE);

    program_folder(folder);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

/* Runs a line of the shell in the folder: $D is the program, $S where the
 * scenarios are; it has to end with this status and these texts, of which NULL
 * is any. */
static void assert_line(const char *folder, const char *line, int status,
                        const char *out, const char *err)
{
    static const char *const environment[] = {
        "D=" DEMARCHE_PROGRAM, "S=" SCENARIOS, "NO_COLOR=1", NULL};
    const struct program_gift gift = {.folder = folder,
                                      .environment = environment};
    struct program_end end;

    program_run(&end, &gift, WORDS("sh", "-c", line));
    if (end.status != status || (out && strcmp(out, end.out) != 0) ||
        (err && strcmp(err, end.err) != 0))
        fail_msg("%s: status %d\n%s%s", line, end.status, end.out, end.err);
    program_end_fini(&end);
}

static void test_runs_are_found(void **state)
{
    static const struct {
        const char *line, *found;
    } cases[] = {
        {"show", "hotline-7"},
        {"who written-responses", "written-responses-1"},
        {"stats hotline", "hotline-7"},
        {"stats hotline-1", "hotline-1"},
        {"verify", "hotline-7"},
        {"prove --state", "hotline-7"},
        {"export --to jsonl", "hotline-7"},
        {"why written-responses us drafts us-response", "written-responses-1"},
        {"why-not written-responses 'press holds us-response'",
         "written-responses-1"},
        {"report hotline", "hotline-7"},
        {"recover hotline --out saved", "hotline-7"},
    };
    char line[512], err[256];

    assert_line(*state, "$D show", 64, "",
                "demarche show: expected one RUN\nSee: demarche help show\n");
    assert_line(*state,
                "$D run $S/written-responses.yaml --quiet &&"
                "$D run $S/hotline.yaml --quiet &&"
                "$D run $S/hotline.yaml --quiet --seed 7 &&"
                "touch -d '2001-01-01' runs/hotline-1/run.journal &&"
                "touch -d '2002-01-01' runs/written-responses-1/run.journal",
                0, "", "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(line, sizeof line, "$D %s > there", cases[i].line);
        snprintf(err, sizeof err, "demarche: note: RUN is runs/%s\n",
                 cases[i].found);
        assert_line(*state, line, 0, "", err);
    }
}

static void test_a_path_wins(void **state)
{
    assert_line(*state,
                "mv runs/hotline-1 written-responses &&"
                "$D stats written-responses | head -n 1",
                0, "The hotline\n", "");
    assert_line(*state, "$D stats ./hotline", 1, "",
                "demarche stats: cannot open ./hotline: No such file or "
                "directory\n");
    assert_line(*state, "$D stats hot", 1, "",
                "demarche stats: cannot open hot: No such file or directory\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_are_found),
        cmocka_unit_test(test_a_path_wins),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
