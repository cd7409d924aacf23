/* A study's folder: the same whatever the threads, whoever stopped it, in one
 * go or in parts; and its results left alone unless they are asked for. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"

#define STUDY    SOURCE_DIR "/tests/timeline/studies/letters-study.yaml"
#define SCENARIO SOURCE_DIR "/tests/timeline/letters.yaml"

enum { BEGUN = 60000 }; /* bytes of results once some runs are written */

static int set_up(void **state)
{
    char *folder = test_calloc(1, PROGRAM_PATH_SIZE);

    program_folder(folder);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    test_free(*state);
    return 0;
}

/* A file of the folder, for the caller to free. */
static char *read_in(const char *folder, const char *name)
{
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *text = program_read(path, &size);
    if (!text) fail_msg("no %s", path);
    return text;
}

/* The same file in two results. */
static void assert_same(const char *folder, const char *a, const char *b)
{
    char *first = read_in(folder, a), *second = read_in(folder, b);

    if (strcmp(first, second) != 0) fail_msg("%s is not %s", b, a);
    free(first);
    free(second);
}

/* What sqlite's .dump says, for the caller to free; NULL without sqlite3. */
static char *dump(const char *folder, const char *results)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    char path[PROGRAM_PATH_SIZE];

    if (!program_is_there("sqlite3")) return NULL;
    snprintf(path, sizeof path, "%s/results.sqlite", results);
    program_run(&end, &gift, WORDS("sqlite3", path, ".dump"));
    assert_int_equal(end.status, 0);
    assert_true(end.out_size > 1000);
    char *text = strdup(end.out);
    program_end_fini(&end);
    return text;
}

static void assert_same_results(const char *folder, const char *a,
                                const char *b)
{
    static const char *const files[] = {"runs.csv", "outcomes.csv",
                                        "study.yaml", "letters.yaml"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char first[64], second[64];
        snprintf(first, sizeof first, "%s/%s", a, files[i]);
        snprintf(second, sizeof second, "%s/%s", b, files[i]);
        assert_same(folder, first, second);
    }
    char *first = dump(folder, a), *second = dump(folder, b);
    if (first) assert_string_equal(first, second);
    free(first);
    free(second);
}

static void threads_change_nothing(void **state)
{
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "one", "--quiet",
                       "--threads", "1", "--runs", "200"));
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "four", "--quiet",
                       "--threads", "4", "--runs", "200"));
    assert_same_results(*state, "one", "four");
}

/* A figure of the curve does not depend on who answers for it. */
static void the_curve_changes_nothing(void **state)
{
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--quiet",
                       "--runs", "8"));
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "b", "--quiet",
                       "--runs", "8", "--crypto", "real"));
    assert_same(*state, "a/runs.csv", "b/runs.csv");
    assert_same(*state, "a/outcomes.csv", "b/outcomes.csv");
}

static void another_seed_is_another_study(void **state)
{
    char *first, *second;

    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--quiet",
                       "--runs", "8"));
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "b", "--quiet",
                       "--runs", "8", "--seed", "2"));
    first = read_in(*state, "a/runs.csv");
    second = read_in(*state, "b/runs.csv");
    assert_string_not_equal(first, second);
    free(first);
    free(second);
}

/* A file that bears a name of a study's own but is another's stays as it is. */
static void assert_left_alone(const char *folder, const char *name)
{
    static const char text[] = "demarche: 1 # somebody else's\n";
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    program_write(path, text, sizeof text - 1);
    program_ends(1, folder,
                 WORDS("demarche", "study", STUDY, "--out", ".", "--quiet",
                       "--runs", "8"));
    char *after = program_read(path, &size);
    assert_string_equal(after, text);
    free(after);
    assert_int_equal(remove(path), 0);
}

static void files_of_others_are_left_alone(void **state)
{
    assert_left_alone(*state, "study.yaml");
    assert_left_alone(*state, "letters.yaml");
    assert_false(program_left(*state, "results.sqlite"));
    assert_left_alone(*state, "runs.csv");
    /* The runs are kept, and told of once there is a place. */
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", ".", "--quiet",
                       "--runs", "8", "--resume"));
    assert_true(program_left(*state, "runs.csv"));
}

/* Stopped by a signal in the middle, it leaves whole chunks, and says how to go
 * on; then nothing shows that it was stopped. One that is killed at work:
 * property/shards. */
static void stopped_it_goes_on(void **state)
{
    const char *folder = *state;
    char path[2 * PROGRAM_PATH_SIZE];

    snprintf(path, sizeof path, "%s/a/results.sqlite", folder);
    const pid_t child =
        program_start(folder, WORDS("demarche", "study", STUDY, "--out", "a",
                                    "--runs", "1000", "--threads", "1"));
    program_await(child, path, BEGUN);
    assert_int_equal(kill(child, SIGTERM), 0);
    assert_int_equal(program_wait(child), 3);
    assert_false(program_left(folder, "a/runs.csv"));
    program_ends(2, folder,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                       "1000", "--resume", "--quiet"));
    program_ends(2, folder,
                 WORDS("demarche", "study", STUDY, "--out", "b", "--runs",
                       "1000", "--quiet"));
    assert_same_results(folder, "a", "b");
}

static void resuming_what_is_whole_changes_nothing(void **state)
{
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs", "96",
                       "--quiet", "--resume"));
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "b", "--runs", "96",
                       "--quiet"));
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "b", "--runs", "96",
                       "--quiet", "--resume"));
    assert_same_results(*state, "a", "b");
}

/* Rows that somebody took out or moved are none to go on with. */
static void torn_results_are_refused(void **state)
{
    static const char *const damages[] = {
        "DELETE FROM runs WHERE run = 5", "DELETE FROM runs WHERE run > 90",
        "DELETE FROM runs WHERE run = 64",
        "UPDATE runs SET run = run + 1000000"};
    const struct program_gift gift = {.folder = *state};
    struct program_end end;

    if (!program_is_there("sqlite3")) skip();
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        program_ends(2, *state,
                     WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                           "96", "--quiet", "--force"));
        program_ends(0, *state,
                     WORDS("sqlite3", "a/results.sqlite", damages[i]));
        program_run(&end, &gift,
                    WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                          "96", "--quiet", "--resume"));
        assert_int_equal(end.status, 1);
        assert_non_null(strstr(end.err, "are missing or changed"));
        program_end_fini(&end);
    }
}

/* What is there is left alone, to the byte. */
static void results_are_left_alone(void **state)
{
    char *before, *after;

    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs", "8",
                       "--quiet"));
    before = read_in(*state, "a/runs.csv");
    program_ends(
        1, *state,
        WORDS("demarche", "study", STUDY, "--out", "a", "--runs", "9"));
    program_ends(1, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs", "9",
                       "--resume"));
    after = read_in(*state, "a/runs.csv");
    assert_string_equal(before, after);
    free(after);
    program_ends(2, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs", "9",
                       "--quiet", "--force"));
    after = read_in(*state, "a/runs.csv");
    assert_string_not_equal(before, after);
    free(before);
    free(after);
}

/* Each shard has chunks of its own; together they are all. */
static void shards_are_parts(void **state)
{
    const struct program_gift gift = {.folder = *state};
    struct program_end end;
    long rows = 0;

    program_ends(0, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                       "200", "--shard", "1/3"));
    program_ends(0, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                       "200", "--shard", "2/3", "--resume"));
    program_ends(0, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                       "200", "--shard", "3/3"));
    program_ends(1, *state,
                 WORDS("demarche", "study", STUDY, "--out", "a", "--runs",
                       "200", "--shard", "3/3"));
    assert_false(program_left(*state, "a/runs.csv"));
    if (!program_is_there("sqlite3")) return;
    for (int i = 1; i <= 3; i++) {
        char path[64];
        snprintf(path, sizeof path, "a/results-%d-of-3.sqlite", i);
        program_run(&end, &gift,
                    WORDS("sqlite3", path, "SELECT count(*) FROM runs"));
        rows += strtol(end.out, NULL, 10);
        assert_true(strtol(end.out, NULL, 10) > 200);
        program_end_fini(&end);
    }
    assert_int_equal(rows, 4 * 200);
}

static void a_rule_stops_it(void **state)
{
    static const char text[] =
        "study: 1\n"
        "scenario: " SCENARIO "\n"
        "until: {half-width: 6 %, at most: 2000}\n"
        "crypto: stand-in\n"
        "vary: {channels.wire.delay: [5 min, 20 min]}\n"
        "measure: {early: russia receives memo before 2022-01-26T16:00Z,\n"
        "          leak: press holds note}\n";
    char path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;
    const struct program_gift gift = {.folder = *state};

    snprintf(path, sizeof path, "%s/rule.yaml", (const char *)*state);
    program_write(path, text, sizeof text - 1);
    program_ends(0, *state,
                 WORDS("demarche", "study", "rule.yaml", "--out", "a"));
    char *runs = read_in(*state, "a/runs.csv");
    /* A block of each is enough: two points of 256, below the heading. */
    size_t lines = 0;
    for (const char *c = runs; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 1 + 2 * 256);
    free(runs);
    program_run(&end, &gift,
                WORDS("demarche", "study", "rule.yaml", "--shard", "1/2"));
    assert_int_equal(end.status, 64);
    assert_non_null(strstr(end.err, "give --runs N"));
    program_end_fini(&end);
}

/* Kept runs are the runs: their journals verify, and their sentences hold or
 * not as their rows say. */
static void kept_runs_are_journals(void **state)
{
    const struct program_gift gift = {.folder = *state};
    struct program_end end;

    program_run(&end, &gift,
                WORDS("demarche", "sweep", SCENARIO, "--runs", "6", "--crypto",
                      "stand-in", "--out", "a b", "--keep", "2", "--vary",
                      "parties.us.name=\"it's\"", "--measure",
                      "press holds note"));
    assert_int_equal(end.status, 0);
    assert_non_null(strstr(end.out, "'a b/letters.yaml'"));
    assert_non_null(strstr(end.out, "'parties.us.name=\"it'\\''s\"'"));
    program_end_fini(&end);
    for (int run = 0; run < 2; run++) {
        char path[64], cell[8];
        snprintf(path, sizeof path, "a b/kept/0-%d/run.journal", run);
        program_ends(0, *state, WORDS("demarche", "verify", path, "--rerun"));
        program_run(&end, &gift,
                    WORDS("demarche", "why", path, "press holds note"));
        char *runs = read_in(*state, "a b/runs.csv");
        snprintf(cell, sizeof cell, "\n0,%d,", run);
        const char *row = strstr(runs, cell);
        assert_non_null(row);
        const char *next = strchr(row + 1, '\n');
        assert_int_equal(end.status, next[-1] == ',' ? 2 : 0);
        program_end_fini(&end);
        free(runs);
    }
    assert_false(program_left(*state, "a b/kept/0-2"));
}

/* What lies where a run is to be kept stays, unless it is that very run. */
static void what_is_kept_by_others_stays(void **state)
{
    static const char journal[] = "somebody's";
    const char *const sweep[] = {
        "demarche",         "sweep",    SCENARIO, "--runs", "6", "--crypto",
        "stand-in",         "--out",    "a",      "--keep", "1", "--measure",
        "press holds note", "--resume", NULL};
    const struct program_gift gift = {.folder = *state};
    struct program_end end;
    struct stat kept, again;
    char path[2 * PROGRAM_PATH_SIZE];

    program_ends(0, *state, sweep);
    snprintf(path, sizeof path, "%s/a/kept/0-0/run.journal",
             (const char *)*state);
    assert_int_equal(stat(path, &kept), 0);
    program_ends(0, *state, sweep);
    assert_int_equal(stat(path, &again), 0);
    assert_true(again.st_ino == kept.st_ino); /* judged, and not played */
    program_write(path, journal, sizeof journal);
    program_run(&end, &gift, sweep);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "demarche sweep: a/kept/0-0 holds"));
    program_end_fini(&end);
    char *there = read_in(*state, "a/kept/0-0/run.journal");
    assert_string_equal(there, journal);
    free(there);
    /* As all else of an earlier study, it is replaced where that is asked. */
    const char *forced[sizeof sweep / sizeof sweep[0]];
    memcpy(forced, sweep, sizeof sweep);
    forced[sizeof sweep / sizeof sweep[0] - 2] = "--force";
    program_ends(0, *state, forced);
    program_ends(0, *state, WORDS("demarche", "verify", path, "--rerun"));
}

/* Nothing is kept through a link, whatever is forced; nor is a file replaced
 * that has the folder's name. `kept` itself is looked at before a study is
 * played. */
static void nothing_is_kept_through_a_link(void **state)
{
    static const char *const sweep[] = {
        "demarche",         "sweep",   SCENARIO, "--runs", "6", "--crypto",
        "stand-in",         "--out",   "a",      "--keep", "1", "--measure",
        "press holds note", "--force", NULL};
    static const struct {
        const char *name, *says;
        bool played;
    } places[] = {{"kept", "a/kept is a link, and no run is kept", false},
                  {"kept/0-0", "a/kept/0-0 is a link, and no run", true}};
    const struct program_gift gift = {.folder = *state};
    struct program_end end;
    char other[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];

    program_folder(other);
    snprintf(path, sizeof path, "%s/a", (const char *)*state);
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/a/kept", (const char *)*state);
        if (i == 1) {
            assert_int_equal(unlink(path), 0);
            assert_int_equal(mkdir(path, 0700), 0);
        }
        snprintf(path, sizeof path, "%s/a/%s", (const char *)*state,
                 places[i].name);
        assert_int_equal(symlink(other, path), 0);
        program_run(&end, &gift, sweep);
        assert_int_equal(end.status, 1);
        assert_non_null(strstr(end.err, "demarche sweep: "));
        assert_non_null(strstr(end.err, places[i].says));
        assert_int_equal(strstr(end.out, "Results: a") != NULL,
                         places[i].played);
        program_end_fini(&end);
    }
    assert_int_equal(rmdir(other), 0); /* it is empty still */
    snprintf(path, sizeof path, "%s/a/kept", (const char *)*state);
    program_remove(path);
    program_write(path, "mine", 4);
    program_run(&end, &gift, sweep);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "a/kept is no folder, and no run is kept"));
    program_end_fini(&end);
    char *mine = read_in(*state, "a/kept");
    assert_string_equal(mine, "mine");
    free(mine);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(threads_change_nothing),
        TEST(the_curve_changes_nothing),
        TEST(another_seed_is_another_study),
        TEST(stopped_it_goes_on),
        TEST(resuming_what_is_whole_changes_nothing),
        TEST(torn_results_are_refused),
        TEST(results_are_left_alone),
        TEST(files_of_others_are_left_alone),
        TEST(shards_are_parts),
        TEST(a_rule_stops_it),
        TEST(kept_runs_are_journals),
        TEST(what_is_kept_by_others_stays),
        TEST(nothing_is_kept_through_a_link),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
