/* The program among hostile users: wrong words, wrong files, bombs, full
 * disks, closed pipes, terminals, signals. */
#define _GNU_SOURCE 1 /* forkpty */

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"

enum {
    BOMB_SIZE = 1024 * 1024, /* what a scenario may have */
    BOMB_MS = 60000, /* it takes 100; were the reader quadratic, hours */
    KILLS = 12,
    KILL_STEP = 32 * 1000, /* bytes of a journal from one to the next */
    BURST = 1000,
    ENTRIES = 10000, /* half of what 1 MiB can hold, about */
    PARTIES = 10000,
    WORDS_MAX = 8,
    TERMINAL_SIZE = 64 * 1024
};

/* A folder to work in, as a test's state. */
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

static const char *in(char path[2 * PROGRAM_PATH_SIZE], const char *folder,
                      const char *name)
{
    snprintf(path, 2 * PROGRAM_PATH_SIZE, "%s/%s", folder, name);
    return path;
}

/* Fails unless the program ended as it should, with its say on stderr alone. */
static void assert_complaint(const struct program_end *end, int status,
                             const char *complaint)
{
    if (end->status != status || end->out_size > 0 ||
        !strstr(end->err, complaint) || strchr(end->err, '\x1b'))
        fail_msg("status %d, expected %d and \"%s\":\n%s%s", end->status,
                 status, complaint, end->out, end->err);
}

/* A bomb is a text that is repeated, after a beginning. */
static void write_bomb(const char *path, const char *head, const char *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(head, f);
    while (ftell(f) + (long)strlen(text) <= BOMB_SIZE)
        fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void test_bombs_go_off_harmlessly(void **state)
{
    static const struct {
        const char *name, *head, *text;
    } bombs[] = {
        {"nested lists", "a: ", "["},
        {"nested mappings", "a: ", "{a: "},
        {"nested blocks", "", "- "},
        {"nested keys", "", "? "},
        {"many values", "a: [", "a,"},
        {"many lines", "", "\n"},
        {"many keys", "parties:\n", "  a: b\n"},
        {"one long text", "a: \"", "x"},
        {"quotes", "a: ", "\"\" "},
        {"open brackets", "a: [b\n", "c: [{}, 'x]']\n"},
        {"tabs", "a:\n", "\t"},
        {"comments", "", "# x\n"},
        {"tags", "a: ", "!a "},
        {"anchors", "a: &a [", "*a,"},
        {"broken UTF-8", "demarche: ", "\xc3\x28"},
        {"control characters", "demarche: ", "\x1b[2J"},
        {"documents", "", "---\n"},
        {"errors", "demarche: 1\nscript:\n", "- {}\n"},
        {"unknown parties",
         "demarche: 1\ndocuments: {d: {author: a}}\nscript:\n",
         "- {at: 1, send: d, to: x}\n"},
    };
    const struct program_gift gift = {.folder = *state};
    char path[2 * PROGRAM_PATH_SIZE];

    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        struct program_end end;

        write_bomb(in(path, *state, "bomb.yaml"), bombs[i].head, bombs[i].text);
        program_run(&end, &gift, WORDS("demarche", "run", "bomb.yaml"));
        printf("  %-18s %5.0f ms, %zu bytes of messages\n", bombs[i].name,
               end.ms, end.err_size);
        assert_complaint(&end, 1, "bomb.yaml");
        assert_true(end.ms < BOMB_MS);
        assert_true(end.err_size < TERMINAL_SIZE);
        assert_false(program_left(*state, "runs"));
        program_end_fini(&end);
    }
}

static void test_too_large(void **state)
{
    const struct program_gift gift = {.folder = *state};
    char path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;

    write_bomb(in(path, *state, "large"), "", "x");
    assert_int_equal(truncate(path, BOMB_SIZE + 5000), 0);
    program_run(&end, &gift, WORDS("demarche", "check", "large"));
    assert_complaint(&end, 1,
                     "large:1:1: error: the file has more than "
                     "1048576 bytes");
    program_end_fini(&end);
    program_ends(0, *state,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    program_run(&end, &gift,
                WORDS("demarche", "attribute", "run", "us-response",
                      "--surfaced", "large"));
    assert_complaint(&end, 1, "large has more than 1048576 bytes");
    program_end_fini(&end);
}

static void test_wrong_files(void **state)
{
    static const struct {
        const char *words[WORDS_MAX + 1];
        int status;
        const char *complaint;
    } uses[] = {
        {{"demarche", "run", "nowhere.yaml"}, 1, "No such file"},
        {{"demarche", "run", "."}, 1, "Is a directory"},
        {{"demarche", "run", "empty"}, 1, "the file is empty"},
        {{"demarche", "run", "noise"}, 1, "noise:1:"},
        {{"demarche", "run", STORY, "--out", "noise/run"},
         1,
         "Not a directory"},
        {{"demarche", "run", STORY, "--out", "/proc/run"}, 1, "cannot make"},
        {{"demarche", "run", STORY, "--seed", "-1"},
         64,
         "--seed takes a number"},
        {{"demarche", "run", STORY, "--seed", "18446744073709551616"},
         64,
         "number"},
        {{"demarche", "run", STORY, "--pace", "0"}, 64, "--pace takes"},
        {{"demarche", "run", STORY, "--durability", "some"}, 64, "not some"},
        {{"demarche", "run", STORY, "--pace", "nan"}, 64, "--pace takes"},
        {{"demarche", "run", STORY, "--frobnicate"}, 64, "no option is named"},
        {{"demarche", "version"}, 64, "did you mean --version?"},
        {{"demarche", "learn", "check"}, 64, "See: demarche help learn\n"},
        {{"demarche", "learn", "01-open-wir"},
         1,
         "did you mean 01-open-wire, a lesson that comes"},
        {{"demarche", "show", "noise"}, 1, "is not a journal"},
        {{"demarche", "who", "empty"}, 1, "is not a journal"},
        {{"demarche", "who", "."}, 1, "cannot open ./run.journal"},
        {{"demarche", "check", "empty", "noise", "nowhere"}, 1, "nowhere"},
    };
    const struct program_gift gift = {.folder = *state};
    char path[2 * PROGRAM_PATH_SIZE];

    program_write(in(path, *state, "empty"), "", 0);
    program_write(in(path, *state, "noise"), "\xff\x00\x1b[2J\n\x80", 8);
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        struct program_end end;

        program_run(&end, &gift, uses[i].words);
        assert_complaint(&end, uses[i].status, uses[i].complaint);
        assert_false(program_left(*state, "runs"));
        program_end_fini(&end);
    }
}

static void test_a_run_is_left_alone(void **state)
{
    const struct program_gift gift = {.folder = *state};
    char path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;
    size_t size;

    program_write(in(path, *state, "run.journal"), "mine", 4);
    program_run(&end, &gift, WORDS("demarche", "run", STORY, "--out", "."));
    assert_complaint(&end, 1, "holds a run already");
    program_end_fini(&end);
    char *left = program_read(path, &size);
    assert_int_equal(size, 4);
    assert_memory_equal(left, "mine", 4);
    free(left);
    program_run(
        &end, &gift,
        WORDS("demarche", "run", STORY, "--out", ".", "--force", "--quiet"));
    assert_int_equal(end.status, 0);
    assert_int_equal(end.out_size + end.err_size, 0);
    program_end_fini(&end);
    program_ends(0, *state, WORDS("demarche", "verify", "."));
}

/* Quiet, a run prints the expectations that do not hold, and nothing else. */
static void test_quiet(void **state)
{
    static const char story[] =
        "demarche: 1\nclock: {start: 2022-01-01, end: 2022-01-02}\n"
        "parties: {a: , b: }\n"
        "documents: {d: {author: a, portions: {p: P.}}}\n"
        "script: [{at: 2022-01-01, draft: d}]\n"
        "expect: [a drafts d, b holds d, b never holds d, b knows of d]\n";
    const struct program_gift gift = {.folder = *state};
    char path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;

    program_write(in(path, *state, "story.yaml"), story, sizeof story - 1);
    program_run(
        &end, &gift,
        WORDS("demarche", "run", "story.yaml", "--quiet", "--out", "run"));
    assert_int_equal(end.status, 2);
    assert_string_equal(end.out,
                        "  BROKEN  b holds d\n"
                        "          never reached; highest level: unaware\n"
                        "  BROKEN  b knows of d\n"
                        "          never reached; highest level: unaware\n");
    assert_string_equal(end.err, "");
    program_end_fini(&end);
}

/* A limit on files stands for a disk that fills up. */
static void test_full_disks(void **state)
{
    static const uint64_t sizes[] = {4096, 16 * 1024, 20 * 1024, 40 * 1024};
    static const char *const commands[][WORDS_MAX + 1] = {
        {"demarche", "help"},
        {"demarche", "check", STORY},
        {"demarche", "show", "run"},
        {"demarche", "who", "run"},
        {"demarche", "verify", "run"},
        {"demarche", "show", "run", "--all"},
        {"demarche", "show", "run", "--exchange", "17"},
    };
    struct program_end end;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const struct program_gift gift = {.folder = *state,
                                          .file_size = sizes[i]};

        program_run(
            &end, &gift,
            WORDS("demarche", "run", STORY, "--out", "full", "--force"));
        assert_complaint(&end, 1, "cannot write the journal");
        program_end_fini(&end);
        if (!program_left(*state, "full")) continue;
        program_run(&end, &gift, WORDS("demarche", "verify", "full"));
        if (end.status == 0)
            assert_non_null(strstr(end.out, "the run stopped"));
        else
            assert_true(end.status == 1 || end.status == 3);
        program_end_fini(&end);
    }
    program_ends(0, *state,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const struct program_gift gift = {.folder = *state,
                                          .output = "/dev/full"};

        program_run(&end, &gift, commands[i]);
        assert_complaint(&end, 1, "cannot write to standard output");
        program_end_fini(&end);
    }
}

/* Runs a line of the shell, in which $D is the program and $S the story.
 * Nothing splits them at the spaces that their paths may have. */
static void shell(struct program_end *end, const char *folder, const char *line)
{
    static const char *const environment[] = {"D=" DEMARCHE_PROGRAM, "S=" STORY,
                                              NULL};
    char path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder,
                                      .environment = environment};

    FILE *f = fopen(in(path, folder, "line.sh"), "w");
    assert_non_null(f);
    fprintf(f, "IFS=\n%s\n", line);
    assert_int_equal(fclose(f), 0);
    program_run(end, &gift, WORDS("sh", "line.sh"));
}

static void test_pipes_and_standard_streams(void **state)
{
    static const struct {
        const char *line, *out, *err;
    } uses[] = {
        {"$D run $S --quiet --out run; echo $?", "0\n", ""},
        {"($D show run; echo $? >&2) | head -n 1", "The written responses\n",
         "0\n"},
        {"($D show run --all; echo $? >&2) | true", "", "0\n"},
        {"$D run - --quiet --out a < $S && $D verify - < a/run.journal |"
         " head -n 1",
         "OK: closed and sealed; every record holds\n", ""},
        {"for d in none batch each; do"
         " $D run $S --quiet --force --durability $d --out d;"
         " cmp d/run.journal run/run.journal; done; ls d",
         "run.journal\ntimeline.txt\n", ""},
        {"cat run/run.journal | $D who - | head -n 1",
         "The written responses\n", ""},
        {"$D run $S --out b >&-; $D verify b | head -n 1",
         "OK: closed and sealed; every record holds\n",
         "demarche: cannot write to standard output: Bad file descriptor\n"},
        {"$D run $S --pace 1000000 --force --out b >&- 2>&-; echo $?", "1\n",
         ""},
        {"$D verify b > verdict; head -c 4 verdict", "OK: ", ""},
        {"$D who - <&-; echo $?", "1\n",
         "demarche who: standard input is not a journal that can be read: "
         "cannot read the input: Bad file descriptor\n"},
        {"$D check - <&-; echo $?", "1\n",
         "demarche: cannot read standard input: Bad file descriptor\n"},
        {"($D run $S --pace 100000 --force --out c; echo $? >&2) | head -n 1",
         "The written responses\n", "3\n"},
        {"$D show c | grep -c stopped", "1\n", ""},
    };

    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        struct program_end end;

        shell(&end, *state, uses[i].line);
        if (strcmp(end.out, uses[i].out) != 0 ||
            strcmp(end.err, uses[i].err) != 0)
            fail_msg("%s\n%s%s", uses[i].line, end.out, end.err);
        program_end_fini(&end);
    }
}

/* The program's output to a terminal; the caller frees it. A place without
 * /dev/pts has no terminals: the test is then skipped, and says so. */
static char *on_terminal(const char *folder, const char *variable)
{
    size_t used = 0;
    int terminal;
    const pid_t child = forkpty(&terminal, NULL, NULL, NULL);

    if (child < 0) {
        puts("SKIPPED: this place has no pseudo-terminals");
        skip();
    }
    char *text = calloc(1, TERMINAL_SIZE);
    assert_non_null(text);
    if (child == 0) {
        putenv("TERM=xterm");
        unsetenv("NO_COLOR");
        putenv((char *)variable);
        if (chdir(folder)) _exit(1);
        execl(DEMARCHE_PROGRAM, "demarche", "verify", "run", NULL);
        _exit(1);
    }
    for (ssize_t n; used < TERMINAL_SIZE - 1; used += (size_t)n) {
        n = read(terminal, text + used, TERMINAL_SIZE - 1 - used);
        if (n <= 0) break; /* EIO when the other side is gone */
    }
    assert_int_equal(program_wait(child), 0);
    close(terminal);
    return text;
}

static void test_colour_is_for_terminals(void **state)
{
    static const struct {
        const char *variable;
        bool colour;
    } cases[] = {
        {"X=", true},
        {"NO_COLOR=1", false},
        {"NO_COLOR=", true}, /* no-color.org: only when it is not empty */
        {"TERM=dumb", false},
    };

    program_ends(0, *state,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = on_terminal(*state, cases[i].variable);

        assert_non_null(strstr(text, "OK"));
        if (!strchr(text, '\x1b') == cases[i].colour)
            fail_msg("%s: %s", cases[i].variable, text);
        free(text);
    }
}

/* A scenario with so many parties and entries. */
static void write_large(const char *path, unsigned parties, unsigned entries)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs("demarche: 1\ntitle: Large\nstory: Large.\n"
          "clock: {start: 2022-01-01, end: 2022-02-01}\nparties:\n",
          f);
    for (unsigned i = 0; i < parties; i++)
        fprintf(f, "  p%u: {name: P, kind: state}\n", i);
    fputs("channels:\n"
          "  c: {between: [p0, p1], medium: network, handshake: XX,"
          " delay: 40 ms}\n"
          "documents:\n"
          "  d: {title: D, form: letter, author: p0, portions: {a: x}}\n"
          "script:\n"
          "  - {at: 2022-01-01, draft: d}\n",
          f);
    for (unsigned i = 0; i < entries; i++)
        fputs("  - {at: 2022-01-02, send: d, to: p1}\n", f);
    fputs("expect:\n  - p1 holds d\n  - p1 never can prove d\n", f);
    assert_int_equal(fclose(f), 0);
}

static void test_large_scenarios(void **state)
{
    static const struct {
        unsigned parties, entries;
    } sizes[] = {{PARTIES, 10}, {2, ENTRIES}};
    static const char *const commands[][WORDS_MAX + 1] = {
        {"demarche", "check", "large.yaml"},
        {"demarche", "run", "large.yaml", "--out", "run", "--force", "--quiet"},
        {"demarche", "verify", "run"},
        {"demarche", "show", "run"},
        {"demarche", "show", "run", "--all"},
        {"demarche", "who", "run"},
        {"demarche", "who", "run", "--party", "p1"},
    };
    const struct program_gift gift = {.folder = *state};
    char path[2 * PROGRAM_PATH_SIZE];

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        write_large(in(path, *state, "large.yaml"), sizes[i].parties,
                    sizes[i].entries);
        printf("  %u parties, %u entries\n", sizes[i].parties,
               sizes[i].entries);
        for (size_t k = 0; k < sizeof commands / sizeof commands[0]; k++) {
            struct program_end end;

            program_run(&end, &gift, commands[k]);
            printf("    %-7s %6.0f ms\n", commands[k][1], end.ms);
            if (end.status != 0 || end.err_size > 0)
                program_fail(&end, commands[k]);
            program_end_fini(&end);
        }
    }
}

/* A run with a burst of entries at once, and then nothing for years: in time
 * with the clock it does not end, however slow or fast the machine is. */
static void write_burst(const char *path)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs("demarche: 1\ntitle: Burst\nstory: A burst.\n"
          "clock: {start: 2022-01-01, end: 2032-01-01}\nparties:\n"
          "  p0: {name: P, kind: state}\n  p1: {name: Q, kind: state}\n"
          "channels:\n"
          "  c: {between: [p0, p1], medium: network, handshake: XX,"
          " delay: 40 ms}\n"
          "documents:\n"
          "  d: {title: D, form: letter, author: p0, portions: {a: x}}\n"
          "script:\n"
          "  - {at: 2022-01-01, draft: d}\n",
          f);
    for (unsigned i = 0; i < BURST; i++)
        fputs("  - {at: 2022-01-01, send: d, to: p1}\n", f);
    fputs("  - {at: 2031-12-31, send: d, to: p1}\n", f);
    assert_int_equal(fclose(f), 0);
}

/* Starts a run that goes on until it is stopped, and waits until its journal
 * has so many bytes. */
static pid_t start_burst(const char *folder, const char *name, off_t size)
{
    char path[2 * PROGRAM_PATH_SIZE];
    const pid_t child =
        program_start(folder, WORDS("demarche", "run", "burst.yaml", "--pace",
                                    "1", "--quiet", "--out", name));

    snprintf(path, sizeof path, "%s/%s/run.journal", folder, name);
    program_await(child, path, size);
    return child;
}

/* Ctrl-C: the journal is closed and says so; what could still have happened
 * is undetermined. It may come as soon as the journal has its first byte, when
 * the scenario is still being written into it, and it may come twice: the
 * second then ends the program, but not before the journal is closed. */
static void test_an_interrupted_run_is_closed(void **state)
{
    static const struct {
        int number;
        off_t size;
    } signals[] = {{SIGINT, 1},
                   {SIGINT, 128 * 1024},
                   {SIGTERM, 128 * 1024},
                   {SIGHUP, 1},
                   {SIGHUP, 128 * 1024}};
    const char *folder = *state;
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    char path[2 * PROGRAM_PATH_SIZE];

    write_burst(in(path, folder, "burst.yaml"));
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        const pid_t child = start_burst(folder, "paced", signals[i].size);

        assert_int_equal(kill(child, signals[i].number), 0);
        assert_int_equal(kill(child, signals[i].number), 0);
        const int status = program_wait(child);

        assert_true(status == 3 || status == -signals[i].number);
        program_ends(0, folder, WORDS("demarche", "verify", "paced"));
        program_run(&end, &gift, WORDS("demarche", "show", "paced"));
        assert_non_null(strstr(end.out, "the run is stopped before its end"));
        program_end_fini(&end);
        program_remove(in(path, folder, "paced"));
    }
}

/* A signal may come before the program can listen: held back, it counts as
 * soon as a journal is open. */
static void test_an_early_signal_counts(void **state)
{
    static const char *const paces[] = {NULL, "3600"};
    const char *folder = *state;
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    sigset_t held;

    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    for (size_t i = 0; i < sizeof paces / sizeof paces[0]; i++) {
        sigprocmask(SIG_BLOCK, &held, NULL);
        const pid_t child = program_start(
            folder, WORDS("demarche", "run", STORY, "--force", "--out", "run",
                          paces[i] ? "--pace" : NULL, paces[i]));
        assert_int_equal(kill(child, SIGTERM), 0);
        sigprocmask(SIG_UNBLOCK, &held, NULL);
        assert_int_equal(program_wait(child), 3);
        program_ends(0, folder, WORDS("demarche", "verify", "run"));
        program_run(&end, &gift, WORDS("demarche", "who", "run"));
        assert_non_null(strstr(end.out, "so far"));
        program_end_fini(&end);
    }
}

/* kill -9, at any moment: what is there holds, and can be read once there is
 * a header. */
static void test_a_killed_run_can_be_read(void **state)
{
    const char *folder = *state;
    const struct program_gift gift = {.folder = folder};
    char path[2 * PROGRAM_PATH_SIZE];

    write_burst(in(path, folder, "burst.yaml"));
    for (unsigned i = 0; i < KILLS; i++) {
        struct program_end end;
        const pid_t child = start_burst(folder, "run", (i + 1) * KILL_STEP);

        kill(child, SIGKILL);
        assert_int_equal(program_wait(child), -SIGKILL);
        program_run(&end, &gift, WORDS("demarche", "verify", "run"));
        /* Without a header, between two frames, or within one. */
        const int status = end.status;
        if (status != 1 && status != 3 && status != 4)
            fail_msg("status %d\n%s", status, end.out);

        program_end_fini(&end);
        program_run(&end, &gift, WORDS("demarche", "who", "run"));
        assert_int_equal(end.status, status == 3 ? 0 : 1);
        if (end.err_size == 0 &&
            !strstr(end.out, "of a journal that does not verify"))
            fail_msg("nothing is said of status %d\n%s", status, end.out);
        program_end_fini(&end);
        program_remove(in(path, folder, "run"));
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_wrong_files),
        TEST(test_too_large),
        TEST(test_bombs_go_off_harmlessly),
        TEST(test_a_run_is_left_alone),
        TEST(test_quiet),
        TEST(test_full_disks),
        TEST(test_pipes_and_standard_streams),
        TEST(test_colour_is_for_terminals),
        TEST(test_large_scenarios),
        TEST(test_an_interrupted_run_is_closed),
        TEST(test_an_early_signal_counts),
        TEST(test_a_killed_run_can_be_read),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
