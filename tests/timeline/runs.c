/* Runs as people name them, and runs that are there already. */
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

/* The exit status, and what is printed, are those of the first time. */
static void assert_again(const char *folder, const char *words, int status)
{
    char line[512];

    snprintf(line, sizeof line,
             "$D run %s --out again >first 2>&1; test $? = %d && "
             "touch -r again/run.journal was && "
             "{ $D run %s --out again >second 2>said; test $? = %d; } && "
             "cmp first second && ! test again/run.journal -nt was && "
             "cat said && rm -r again",
             words, status, words, status);
    assert_line(folder, line, 0,
                "demarche: note: again holds this run already, and it is "
                "judged again\n",
                "");
}

static void test_a_run_is_judged_again(void **state)
{
    assert_again(*state, "$S/written-responses.yaml", 0);
    assert_again(*state, "$S/the-reply.yaml --seed 3 --run 2 --report", 0);
    assert_again(*state, "$S/hotline.yaml --crypto stand-in", 0);
    assert_again(*state,
                 "$S/written-responses.yaml --change "
                 "'parties.russia.processing_delay=1 h'",
                 2);
}

static void test_another_run_is_refused(void **state)
{
    static const char *const others[] = {
        "$S/hotline.yaml",
        "$S/written-responses.yaml --seed 2",
        "$S/written-responses.yaml --run 1",
        "$S/written-responses.yaml --crypto stand-in",
        "$S/written-responses.yaml --pace 1000000000",
        "$S/written-responses.yaml --change 'title=Another'",
        "$S/written-responses.yaml --sign-key key",
    };
    char line[512];

    assert_line(*state,
                "$D keygen --out key >/dev/null && "
                "$D run $S/written-responses.yaml --quiet --out once",
                0, "", "");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        snprintf(line, sizeof line, "$D run %s --out once", others[i]);
        assert_line(*state, line, 1, "",
                    "demarche run: once holds a run already; name another "
                    "folder with --out, or replace the run with --force\n");
    }
    assert_line(*state,
                "printf x | dd of=once/run.journal bs=1 seek=3000 "
                "conv=notrunc 2>/dev/null;"
                "$D run $S/written-responses.yaml --out once",
                1, "",
                "demarche run: once holds a run already; name another "
                "folder with --out, or replace the run with --force\n");
}

static void test_a_stopped_run_is_refused(void **state)
{
    assert_line(*state,
                "timeout -s INT 0.3 $D run $S/written-responses.yaml --pace "
                "3600 --out cut >/dev/null; $D verify cut | head -n 1",
                0, "OK: closed and sealed; every record holds\n", "");
    assert_line(*state, "$D run $S/written-responses.yaml --out cut", 1, "",
                "demarche run: cut holds a run already; name another "
                "folder with --out, or replace the run with --force\n");
}

static void test_odd_folders_are_refused(void **state)
{
    assert_line(*state,
                "mkdir -p odd runs/odd-9 && mkfifo odd/run.journal "
                "runs/odd-9/run.journal &&"
                "$D run $S/hotline.yaml --out odd",
                1, "",
                "demarche run: odd holds a run already; name another "
                "folder with --out, or replace the run with --force\n");
    assert_line(*state, "$D stats odd-8", 1, "",
                "demarche stats: cannot open odd-8: No such file or "
                "directory\n");
    assert_line(*state,
                "$D run $S/hotline.yaml --quiet --out own && "
                "$D run $S/hotline.yaml --quiet --out own/run.journal",
                1, "", NULL);
}

/* It is no folder, and nobody waits for what stands in standard input. */
static void test_no_folder_is_standard_output(void **state)
{
#define NO_FOLDER                                                          \
    ": a folder cannot be written to standard output; name one (./- is a " \
    "folder of that name)\n"

    assert_line(*state, "$D run $S/hotline.yaml --quiet --out ./-", 0, "", "");
    assert_line(*state, "$D run $S/hotline.yaml --out - <./-/run.journal", 1,
                "", "demarche run" NO_FOLDER);
    assert_line(*state, "$D show ./- --exchange 9 --extract - >seen", 1, "",
                NULL);
}

static void test_another_run_has_its_own_folder(void **state)
{
    assert_line(*state,
                "mkdir n && cd n && $D run $S/hotline.yaml --quiet --run 4 && "
                "ls runs && $D stats hotline | head -n 1",
                0, "hotline-1-run-4\nThe hotline\n",
                "demarche: note: RUN is runs/hotline-1-run-4\n");
}

/* What is no run, scenario or study is named where another kind is asked for,
 * with what takes it. */
static void test_the_wrong_kind(void **state)
{
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"$D check r",
         "demarche: r holds a run, not a scenario; to read it: demarche show "
         "r\n"},
        {"$D attack r/run.journal",
         "demarche: r/run.journal holds a run, not a scenario; to read it: "
         "demarche show r/run.journal\n"},
        {"$D run - < r/run.journal",
         "demarche: - holds a run, not a scenario; to read it: demarche show "
         "-\n"},
        {"$D show t.yaml",
         "demarche show: t.yaml is not a journal that can be read: it is a "
         "text; demarche run FILE makes the journal of a scenario\n"},
        {"$D plot nowhere",
         "demarche plot: cannot open nowhere: No such file or directory; "
         "expected the folder that demarche study has written\n"},
        {"$D plot r",
         "demarche plot: cannot open r/results.sqlite: No such file or "
         "directory; expected the folder that demarche study has written\n"},
        {"mkdir -p d; $D check d", "demarche: cannot read d: Is a directory\n"},
        {"$D study d/t.yaml 2>&1 >&- | head -n 1 >&2; exit 1",
         "d/t.yaml:1:1: error: this is a scenario, not a study; to run it "
         "once: demarche run FILE, or many times: demarche sweep FILE\n"},
    };

    assert_line(*state,
                "$D run ${S}hotline.yaml --out r --quiet; mkdir d; cp "
                "${S}hotline.yaml t.yaml; cp t.yaml d",
                0, NULL, "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_line(*state, cases[i].line, 1, "", cases[i].says);
}

/* In a journal a name is UTF-8, whatever bytes a file's name has. */
static void test_a_file_may_have_any_name(void **state)
{
    assert_line(*state,
                "mkdir b && cd b && n=$(printf 'n\\366\\377') && "
                "cp $S/hotline.yaml \"$n.yaml\" && "
                "$D run \"$n.yaml\" --quiet && ls runs && "
                "$D verify | sed -n '1p;/scenario/p'",
                0,
                "n__-1\nOK: closed and sealed; every record holds\n"
                "  scenario  n__, seed 1, run 0\n",
                NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs_are_found),
        cmocka_unit_test(test_a_path_wins),
        cmocka_unit_test(test_a_run_is_judged_again),
        cmocka_unit_test(test_another_run_is_refused),
        cmocka_unit_test(test_a_stopped_run_is_refused),
        cmocka_unit_test(test_odd_folders_are_refused),
        cmocka_unit_test(test_no_folder_is_standard_output),
        cmocka_unit_test(test_another_run_has_its_own_folder),
        cmocka_unit_test(test_the_wrong_kind),
        cmocka_unit_test(test_a_file_may_have_any_name),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
