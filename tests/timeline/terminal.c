/* The program on a terminal, as wide as that is, and under a closed pipe. */
#define _GNU_SOURCE 1 /* forkpty */

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"
#include "view/text.h"

#define BLANKS " \r\n"
#define STORY  SOURCE_DIR "/scenarios/written-responses.yaml"

#define ATTACKED SOURCE_DIR "/tests/timeline/delivery.yaml"
#define TRAFFIC  SOURCE_DIR "/scenarios/lessons/who-looks-on.yaml"
#define THEFTS   SOURCE_DIR "/scenarios/lessons/stolen-keys.yaml"
#define LEAKS    SOURCE_DIR "/scenarios/insiders.yaml"

enum { TERMINAL_SIZE = 256 * 1024, WORD_SIZE = 128 };

/* Names as long as there are, and times that need thousandths. */
#define NAME "a-name-that-is-as-long-as-a-name-can-be-"
static const char long_names[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26T12:00Z, end: 2022-01-27T12:00Z}\n"
    "parties: {" NAME "1: {}, " NAME "2: {}}\n"
    "channels:\n"
    "  cable: {between: [" NAME "1, " NAME
    "2], medium: network, delay: 40 ms}\n"
    "documents: {" NAME "3: {author: " NAME "1, portions: {x: Hello.}}}\n"
    "script:\n"
    "  - {at: 2022-01-26T16:00Z, draft: " NAME "3}\n"
    "  - {at: 2022-01-26T16:30Z, send: " NAME "3, to: " NAME "2}\n";

/* A folder with three runs in it, as the tests' state. */
static int set_up(void **state)
{
    char *folder = malloc(PROGRAM_PATH_SIZE);

    program_folder(folder);
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "other",
                       "--seed", "2"));
    char path[2 * PROGRAM_PATH_SIZE];
    snprintf(path, sizeof path, "%s/long.yaml", folder);
    program_write(path, long_names, sizeof long_names - 1);
    program_ends(
        0, folder,
        WORDS("demarche", "run", "long.yaml", "--quiet", "--out", "long"));
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

static void child(const char *folder, const char *variable,
                  const char *const *words)
{
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("PAGER", "sed s/^/PAGER:/", 1);
    setenv("DEMARCHE_PAGER", "", 1);
    putenv((char *)variable);
    if (chdir(folder)) _exit(1);
    execv(DEMARCHE_PROGRAM, (char *const *)words);
    _exit(1);
}

/* The text on a terminal of so many columns; the caller frees it. */
static char *on_terminal(const char *folder, unsigned short columns,
                         const char *variable, const char *const *words)
{
    const struct winsize window = {.ws_row = 24, .ws_col = columns};
    char *text = calloc(1, TERMINAL_SIZE);
    size_t used = 0;
    int terminal;
    const pid_t id = forkpty(&terminal, NULL, NULL, &window);

    assert_non_null(text);
    if (id < 0) {
        free(text);
        print_message("SKIPPED: no terminal can be opened here\n");
        skip();
    }
    if (id == 0) {
        /* On a slow machine some tell how far they are. */
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        child(folder, variable, words);
    }
    for (ssize_t n; used < TERMINAL_SIZE - 1; used += (size_t)n) {
        n = read(terminal, text + used, TERMINAL_SIZE - 1 - used);
        if (n <= 0) break; /* EIO when the other side is gone */
    }
    const int status = program_wait(id);
    assert_true(status == 0 || status == 2); /* 2: two runs differ */
    close(terminal);
    return text;
}

/* The columns of the widest line. */
static size_t widest(const char *text)
{
    char line[1024];
    size_t width = 0;

    for (; *text; text += strcspn(text, "\r\n"), text += strspn(text, "\r\n")) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\r\n"), text);
        width = text_wider(width, text_width(line));
    }
    return width;
}

static const char *const *const commands[] = {
    WORDS("demarche", "show", "run"),
    WORDS("demarche", "show", "run", "--all"),
    WORDS("demarche", "show", "run", "--tree"),
    WORDS("demarche", "who", "run"),
    WORDS("demarche", "who", "run", "--keys"),
    WORDS("demarche", "who", "run", "--document", "us-response"),
    WORDS("demarche", "why", "run", "russia can prove us-response"),
    WORDS("demarche", "why-not", "run", "press holds us-response"),
    WORDS("demarche", "help", "show"),
    WORDS("demarche", "help"),
    WORDS("demarche", "help", "attack"),
    WORDS("demarche", "diff", "run", "other"),
    WORDS("demarche", "stats", "run"),
    WORDS("demarche", "compare", "--grades"),
    WORDS("demarche", "attack", ATTACKED, "--crypto", "stand-in"),
    WORDS("demarche", "compare", ATTACKED, "--crypto", "stand-in"),
    WORDS("demarche", "metadata", TRAFFIC, "--crypto", "stand-in", "--runs",
          "2"),
    WORDS("demarche", "risk", LEAKS, "--crypto", "stand-in", "--runs", "8"),
    WORDS("demarche", "risk", LEAKS, "--model", "grimes"),
    /* These have names and digests that are cut or broken where the terminal is
     * narrow, and a chart, which is as wide as that. */
    WORDS("demarche", "show", "long", "--all"),
    WORDS("demarche", "stats", "long"),
    WORDS("demarche", "who", "long"),
    WORDS("demarche", "show", "run", "--exchange", "17"),
    WORDS("demarche", "show", "run", "--exchange", "17", "--hex"),
    WORDS("demarche", "show", "run", "--record", "0"),
    WORDS("demarche", "verify", "run", "--rerun"),
    WORDS("demarche", "exposure", THEFTS, "--crypto", "stand-in"),
};
enum {
    COMMAND_COUNT = sizeof commands / sizeof commands[0],
    WHOLE_COUNT = COMMAND_COUNT - 8 /* those of whole words */
};

static void test_lines_fit_the_terminal(void **state)
{
    static const struct {
        unsigned short asked;
        size_t most;
    } widths[] = {{0, 80},  {20, 60},   {60, 60},
                  {80, 80}, {200, 200}, {500, 200}};
    size_t most = 0;

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
            char *text =
                on_terminal(*state, widths[w].asked, "X=", commands[i]);
            const size_t width = widest(text);

            most = text_wider(most, width);
            if (width > widths[w].most || width < 50)
                fail_msg("%s, %u columns: a line of %zu", commands[i][1],
                         widths[w].asked, width);
            free(text);
        }
    assert_in_range(most, 161, 200);
}

/* The same with one space around each word. */
static char *spaced(const char *text)
{
    char *out = malloc(2 * strlen(text) + 2);
    size_t used = 0;

    assert_non_null(out);
    out[used++] = ' ';
    for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
        const size_t size = strcspn(text, BLANKS);

        memcpy(out + used, text, size);
        used += size;
        out[used++] = ' ';
        text += size;
    }
    out[used] = '\0';
    return out;
}

/* Fails on a word of a text that the other one lacks. */
static void assert_whole_words(const char *command, const char *text,
                               const char *wide)
{
    char *in = spaced(wide), *words = spaced(text), word[WORD_SIZE];

    for (const char *p = words; p[1]; p += 1 + strcspn(p + 1, " ")) {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(p + 1, " ") + 2, p);
        if (!strstr(in, word)) fail_msg("%s: broken: %s", command, word);
    }
    free(in);
    free(words);
}

static void test_no_word_is_broken(void **state)
{
    for (size_t i = 0; i < WHOLE_COUNT; i++) {
        char *narrow = on_terminal(*state, 60, "X=", commands[i]);
        char *wide = on_terminal(*state, 200, "X=", commands[i]);

        assert_whole_words(commands[i][1], narrow, wide);
        free(narrow);
        free(wide);
    }
}

static void test_a_width_that_is_said_wins(void **state)
{
    char *text = on_terminal(*state, 200, "DEMARCHE_COLUMNS=60", commands[0]);

    assert_in_range(widest(text), 50, 60);
    free(text);
}

static void test_colour_is_as_it_is_asked_for(void **state)
{
    /* NO_COLOR is set, unless the variable is it. */
    static const struct {
        const char *variable, *option;
        bool terminal, pipe;
    } cases[] = {
        {"X=", "auto", false, false},  {"NO_COLOR=", "auto", true, false},
        {"X=", "always", true, true},  {"TERM=dumb", "always", true, true},
        {"X=", "never", false, false}, {"NO_COLOR=", "never", false, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const *words =
            WORDS("demarche", "who", "run", "--color", cases[i].option);
        const char *const environment[] = {cases[i].variable, NULL};
        const struct program_gift gift = {.folder = *state,
                                          .environment = environment};
        char *text = on_terminal(*state, 80, cases[i].variable, words);
        struct program_end end;

        program_run(&end, &gift, words);
        if (!strchr(text, '\x1b') == cases[i].terminal ||
            !strchr(end.out, '\x1b') == cases[i].pipe)
            fail_msg("%s, --color %s:\n%s", cases[i].variable, cases[i].option,
                     text);
        program_end_fini(&end);
        free(text);
    }
}

static void test_files_have_no_colour(void **state)
{
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;

    program_ends(0, *state,
                 WORDS("demarche", "run", STORY, "--color", "always", "--out",
                       "colourful"));
    snprintf(path, sizeof path, "%s/colourful/timeline.txt",
             (const char *)*state);
    char *text = program_read(path, &size);
    assert_non_null(text);
    assert_null(strchr(text, '\x1b'));
    free(text);
}

#define OWN "DEMARCHE_PAGER="

static void test_pagers(void **state)
{
    static const struct {
        const char *variable;
        const char *const words[6];
        const char *begins; /* the output */
        size_t least;       /* columns of its widest line */
    } cases[] = {
        {OWN "sed s/^/own:/", {"demarche", "show", "run"}, "own:The", 120},
        /* Without a value the variable is taken away. */
        {"DEMARCHE_PAGER", {"demarche", "who", "run"}, "PAGER:The", 90},
        {OWN "sed s/^/own:/", {"demarche", "who", "run"}, "own:The", 90},
        {OWN "sed s/^/own:/", {"demarche", "stats", "run"}, "own:The", 80},
        {OWN "sed s/^/own:/",
         {"demarche", "diff", "run", "run", "--no-pager"},
         "A  run",
         20},
        {OWN "sed s/^/own:/", {"demarche", "verify", "run"}, "OK: ", 20},
        {OWN "head -n 1", {"demarche", "show", "run", "--all"}, "The", 20},
        {OWN "true", {"demarche", "show", "run", "--all"}, "", 0},
        {OWN, {"demarche", "show", "run"}, "The", 120},
        {OWN "cat", {"demarche", "show", "run"}, "The", 120},
        {OWN "sed s/^/own:/",
         {"demarche", "show", "run", "--follow"},
         "The",
         90},
        {OWN "sed s/^/own:/", {"demarche", "who", "run", "--json"}, "{", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text =
            on_terminal(*state, 200, cases[i].variable, cases[i].words);

        if (strncmp(text, cases[i].begins, strlen(cases[i].begins)) != 0 ||
            widest(text) < cases[i].least)
            fail_msg("%s, %s: %zu columns:\n%.200s", cases[i].variable,
                     cases[i].words[1], widest(text), text);
        free(text);
    }
}

/* The command's end, and what it says on standard error, where nobody reads
 * its output. */
static int under_closed_pipe(const char *folder, const char *const *words,
                             char *said, size_t size)
{
    int out[2], err[2];
    size_t used = 0;

    assert_int_equal(pipe(out), 0);
    assert_int_equal(pipe(err), 0);
    close(out[0]);
    const pid_t id = fork();
    assert_true(id >= 0);
    if (id == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        close(err[0]);
        child(folder, "X=", words);
    }
    close(out[1]);
    close(err[1]);
    for (ssize_t n; (n = read(err[0], said + used, size - 1 - used)) > 0;)
        used += (size_t)n;
    said[used] = '\0';
    close(err[0]);
    return program_wait(id);
}

static void test_a_closed_pipe_ends_all_alike(void **state)
{
    const char *const *const writers[] = {
        WORDS("demarche", "show", "run"),
        WORDS("demarche", "show", "run", "--all"),
        WORDS("demarche", "show", "run", "--exchange", "17"),
        WORDS("demarche", "show", "run", "--exchange", "17", "--json"),
        WORDS("demarche", "show", "run", "--record", "117"),
        WORDS("demarche", "who", "run"),
        WORDS("demarche", "who", "run", "--json"),
        WORDS("demarche", "who", "run", "--keys"),
        WORDS("demarche", "why", "run", "russia can prove us-response"),
        WORDS("demarche", "why-not", "run", "press holds us-response"),
        WORDS("demarche", "stats", "run"),
        WORDS("demarche", "verify", "run", "--rerun"),
        WORDS("demarche", "diff", "run", "run"),
        WORDS("demarche", "check", STORY),
        WORDS("demarche", "run", STORY, "--force", "--out", "again"),
        WORDS("demarche", "attack", ATTACKED, "--crypto", "stand-in"),
        WORDS("demarche", "compare", ATTACKED, "--crypto", "stand-in"),
        WORDS("demarche", "exposure", ATTACKED, "--crypto", "stand-in"),
        WORDS("demarche", "export", "run", "--to", "jsonl"),
        WORDS("demarche", "export", "run", "--to", "csv"),
        WORDS("demarche", "export", "run", "--to", "mermaid"),
        WORDS("demarche", "report", "run", "-o", "-"),
        WORDS("demarche", "prove", "run", "--record", "117"),
        WORDS("demarche", "help"),
        WORDS("demarche", "help", "show"),
        WORDS("demarche", "--version"),
    };
    const struct program_gift gift = {.folder = *state};
    char said[1024];

    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        struct program_end end;

        program_run(&end, &gift, writers[i]);
        const int status =
            under_closed_pipe(*state, writers[i], said, sizeof said);
        if (status != end.status || strcmp(said, end.err) != 0)
            fail_msg("%s %s: %d, not %d: %s", writers[i][1],
                     writers[i][2] ? writers[i][2] : "", status, end.status,
                     said);
        program_end_fini(&end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_fit_the_terminal),
        cmocka_unit_test(test_no_word_is_broken),
        cmocka_unit_test(test_a_width_that_is_said_wins),
        cmocka_unit_test(test_colour_is_as_it_is_asked_for),
        cmocka_unit_test(test_files_have_no_colour),
        cmocka_unit_test(test_pagers),
        cmocka_unit_test(test_a_closed_pipe_ends_all_alike),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
