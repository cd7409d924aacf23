/* A lesson as somebody goes through it who types: what is kept when the learner
 * stops, and how it goes on. */
#define _GNU_SOURCE 1 /* forkpty */

#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/lesson_text.h"
#include "support/program.h"
#include "view/text.h"

#define CTRL_C "\x03"

enum { TEXT_SIZE = 256 * 1024, PATH_SIZE = 512 };

static int set_up(void **state)
{
    char path[PATH_SIZE];
    char *folder = calloc(1, PROGRAM_PATH_SIZE);

    program_folder(folder);
    snprintf(path, sizeof path, "%s/lesson.yaml", folder);
    program_write(path, LESSON_TEXT, strlen(LESSON_TEXT));
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

static void child(const char *folder, const char *const *words)
{
    char data[PATH_SIZE];

    snprintf(data, sizeof data, "%s/data", folder);
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("XDG_DATA_HOME", data, 1);
    setenv("EDITOR", "sed -i s/none/noise/", 1);
    unsetenv("VISUAL");
    if (chdir(folder)) _exit(1);
    execv(DEMARCHE_PROGRAM, (char *const *)words);
    _exit(1);
}

/* What is typed, once the program waits for it. */
struct typing {
    const char *await, *type;
};

/* A conversation on a terminal of so many columns; the caller frees the text.
 */
static char *converse(const char *folder, unsigned short columns,
                      const char *const *words, const struct typing *typings,
                      int *status)
{
    const struct winsize window = {.ws_row = 24, .ws_col = columns};
    char *text = calloc(1, TEXT_SIZE);
    size_t used = 0, seen = 0;
    int terminal;
    const pid_t id = forkpty(&terminal, NULL, NULL, &window);

    assert_non_null(text);
    if (id < 0) {
        free(text);
        print_message("SKIPPED: no terminal can be opened here\n");
        skip();
    }
    if (id == 0) child(folder, words);
    for (ssize_t n; used < TEXT_SIZE - 1; used += (size_t)n) {
        n = read(terminal, text + used, TEXT_SIZE - 1 - used);
        if (n <= 0) break; /* EIO when the other side is gone */
        text[used + (size_t)n] = '\0';
        const char *at =
            typings->await ? strstr(text + seen, typings->await) : NULL;
        if (!at) continue;
        seen = (size_t)(at - text) + strlen(typings->await);
        assert_int_equal(write(terminal, typings->type, strlen(typings->type)),
                         (ssize_t)strlen(typings->type));
        typings++;
    }
    if (typings->await) fail_msg("no \"%s\" in: %s", typings->await, text);
    *status = program_wait(id);
    close(terminal);
    return text;
}

static char *kept(const char *folder)
{
    char path[PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/data/demarche/learn.json", folder);
    return program_read(path, &size);
}

#define ANSWER "it is kept): "
#define GO_ON  "Enter goes on"
#define CHANGE "back, q): "

static const char *const *const lesson =
    WORDS("demarche", "learn", "lesson.yaml");

/* The way to the end, with every word that one can type. */
static const struct typing through[] = {
    {ANSWER, "?\n"},
    {ANSWER, "? ratchet\n"},
    {ANSWER, "? wax\n"},
    {ANSWER, "s\n"},
    {ANSWER, "z\n"},
    {ANSWER, "b\n"},
    {GO_ON, "\n"},
    {GO_ON, "b\n"}, /* back to the question, and on again */
    {ANSWER, "A\n"},
    {GO_ON, "what?\n"},
    {GO_ON, "\n"},
    {GO_ON, "\n"},
    {GO_ON, "\n"},
    {GO_ON, "\n"},
    {CHANGE, "\n"},
    {CHANGE, "help\n"},
    {CHANGE, "hint\n"},
    {CHANGE, "adversary=-\n"},
    {CHANGE, "script[1]=-\n"},
    {CHANGE, "protection.plain.sael=age\n"},
    {CHANGE, "protection.copy.seal=age\n"},
    {CHANGE, "protection.plain.sign=ed25519\n"},
    {CHANGE, "protection.plain.seal=age\n"},
    {GO_ON, "\n"},
    {GO_ON, "\n"},
    {ANSWER, "9\n"},
    {ANSWER, "5\n"},
    {NULL, NULL},
};

static const char *const said[] = {
    "a session that takes new keys with every turn",
    "No word of the lessons",
    "  plain: {session: none}",
    "Type a letter from a to b.",
    "You said: a: All.",
    "Nothing is asked here. Press Enter alone.",
    "Type a change, or h for a hint.",
    "A seal closes.",
    "The lesson leaves \"adversary\" as it is",
    "but this is broken now: nato holds memo",
    "This gives no scenario",
    "It cannot be made: in the change protection.copy.seal=age",
    "It hides nothing.",
    "Answer again; or type back, and look once more.",
    "Lesson 1 is done.",
};

static void test_through(void **state)
{
    int status;
    char *text = converse(*state, 80, lesson, through, &status);

    assert_int_equal(status, 0);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!strstr(text, said[i])) fail_msg("not said: %s", said[i]);
    /* The lesson itself is not in the scenario that is shown. */
    assert_null(strstr(text, "right: yes"));
    char *json = kept(*state);
    assert_non_null(json);
    assert_non_null(strstr(json, "\"done\":true"));
    assert_null(strstr(json, "\"date\":\"1970"));
    /* The first answers count. */
    assert_non_null(
        strstr(json, "\"step\":\"predict\",\"given\":\"b\",\"right\":false"));
    assert_non_null(
        strstr(json, "\"step\":\"change\",\"given\":\"adversary=-\""));
    assert_non_null(
        strstr(json, "\"step\":\"transfer\",\"given\":\"9\",\"right\":false"));
    free(json);
    free(text);
}

/* Ctrl-C after an answer loses nothing; the lesson goes on where it was. */
static void test_stopped(void **state)
{
    static const struct typing first[] = {
        {ANSWER, "b\n"}, {GO_ON, "\n"}, {GO_ON, CTRL_C}, {NULL, NULL}};
    static const struct typing second[] = {{GO_ON, "q\n"}, {NULL, NULL}};
    int status;
    char *text = converse(*state, 80, lesson, first, &status);
    char *json = kept(*state);

    assert_int_equal(status, 3);
    assert_non_null(strstr(text, "Kept. The same command goes on"));
    assert_non_null(json);
    assert_non_null(strstr(json, "\"given\":\"b\""));
    assert_non_null(strstr(json, "\"step\":\"run\""));
    free(json);
    free(text);
    text = converse(*state, 80, lesson, second, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "step 2 of 7"));
    assert_null(strstr(text, "step 1 of 7"));
    free(text);
}

/* Somebody whose lesson has ended in the middle can ask for any step. */
static void test_step(void **state)
{
    static const struct typing first[] = {
        {ANSWER, "b\n"}, {GO_ON, "q\n"}, {NULL, NULL}};
    static const struct typing second[] = {{GO_ON, "q\n"}, {NULL, NULL}};
    int status;

    free(converse(*state, 80, lesson, first, &status));
    char *text = converse(
        *state, 80, WORDS("demarche", "learn", "lesson.yaml", "--step", "see"),
        second, &status);
    assert_non_null(strstr(text, "You said: b: None."));
    free(text);
}

/* The learner's copy is judged as what is typed. */
static void test_edit(void **state)
{
    static const struct typing typings[] = {
        {CHANGE, "edit\n"}, {GO_ON, "\n"}, {GO_ON, "q\n"}, {NULL, NULL}};
    int status;
    char *text =
        converse(*state, 80,
                 WORDS("demarche", "learn", "lesson.yaml", "--step", "change"),
                 typings, &status);

    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "Yours does it, too. The lesson's own"));
    assert_non_null(strstr(text, "demarche run runs/learn-01.yaml"));
    assert_non_null(strstr(text, "holds   listener never holds memo"));
    free(text);
    assert_true(program_left(*state, "runs"));
}

/* A learner whose answers come down a pipe; the caller closes it. */
static FILE *answering(const char *folder, const char *name)
{
    char line[3 * PATH_SIZE];

    snprintf(line, sizeof line,
             "cd '%s' && XDG_DATA_HOME='%s/data' exec '%s' learn %s >said.txt",
             folder, folder, DEMARCHE_PROGRAM, name);
    FILE *pipe = popen(line, "w");
    assert_non_null(pipe);
    return pipe;
}

static bool is_kept(const char *folder, const char *what)
{
    char *json = kept(folder);
    const bool is = json && strstr(json, what);

    free(json);
    return is;
}

/* Two lessons are open at once: neither loses the answers of the other. */
static void test_two(void **state)
{
    char path[PATH_SIZE], text[] = LESSON_TEXT;

    snprintf(path, sizeof path, "%s/second.yaml", (const char *)*state);
    strstr(text, "number: 1")[strlen("number: ")] = '2';
    program_write(path, text, strlen(text));
    FILE *first = answering(*state, "lesson.yaml");
    fputs("b\n", first);
    fflush(first);
    for (int tries = 0; tries < 1000 && !is_kept(*state, "\"given\""); tries++)
        usleep(10000);
    FILE *second = answering(*state, "second.yaml");
    fputs("b\nq\n", second);
    assert_int_equal(pclose(second), 0);
    assert_true(is_kept(*state, "\"number\":2"));
    fputs("\nq\n", first);
    assert_int_equal(pclose(first), 0);
    assert_true(is_kept(*state, "\"number\":2"));
    assert_true(is_kept(*state, "\"step\":\"run\""));
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

/* A lesson has 80 columns, on a wider terminal too, and fewer on a narrow one.
 */
static void test_widths(void **state)
{
    static const struct {
        unsigned short columns;
        size_t most;
    } widths[] = {{200, 80}, {80, 80}, {60, 60}};

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        static const struct typing none[] = {{NULL, NULL}};
        int status;
        char *text =
            converse(*state, widths[i].columns,
                     WORDS("demarche", "learn", "lesson.yaml", "--no-input"),
                     none, &status);
        assert_int_equal(status, 0);
        if (widest(text) > widths[i].most)
            fail_msg("%u columns: a line of %zu", widths[i].columns,
                     widest(text));
        free(text);
    }
}

/* What is cut out of an output has wrapped lines as a whole: with the line that
 * they go on with, and to their end. */
static void test_wrapped(void **state)
{
    static const char lesson_file[] =
        SOURCE_DIR "/scenarios/lessons/01-open-wire.yaml";
    static const struct typing none[] = {{NULL, NULL}};
    int status;
    char *text = converse(*state, 60,
                          WORDS("demarche", "learn", lesson_file, "--no-input"),
                          none, &status);

    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "  1  2022-01-26 13:00:00  having it because "
                                 "us drafts\r\n"));
    assert_non_null(strstr(text, "    6; cause: interception, for us sends "
                                 "us-response to\r\n"
                                 "    congress (record 2).\r\n"));
    free(text);
}

/* All of it can be removed. */
static void test_forget(void **state)
{
    static const struct typing typings[] = {
        {ANSWER, "b\n"}, {GO_ON, "q\n"}, {NULL, NULL}};
    static const struct typing none[] = {{NULL, NULL}};
    const char *const *forget = WORDS("demarche", "learn", "--forget");
    int status;

    free(converse(*state, 80, lesson, typings, &status));
    char *json = kept(*state);
    assert_non_null(json);
    free(json);
    char *text = converse(*state, 80, forget, none, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "All answers are removed."));
    free(text);
    assert_null(kept(*state));
    text = converse(*state, 80, forget, none, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "No answers were kept."));
    free(text);
}

/* A file that is none of ours is left as it is; the lesson goes on, and says
 * that nothing is kept, on its first screen alone. */
static void test_strange_notebook(void **state)
{
    static const char *const strange[] = {
        "", "[", "{\"lessons\": 3}", "{\"lessons\":[{\"number\":1}]}", "hello"};
    static const struct typing none[] = {{NULL, NULL}};
    static const struct typing typings[] = {
        {"Your answer (", "b\n"}, {GO_ON, "\n"}, {GO_ON, "q\n"}, {NULL, NULL}};
    char path[PATH_SIZE];
    int status;

    snprintf(path, sizeof path, "%s/data/demarche", (const char *)*state);
    program_ends(0, *state, WORDS("mkdir", "-p", "data/demarche"));
    strcat(path, "/learn.json");
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        program_write(path, strange[i], strlen(strange[i]));
        char *text = converse(*state, 80, lesson, typings, &status);
        assert_int_equal(status, 0);
        const char *unkept = strstr(text, "Nothing is kept: ");
        assert_non_null(unkept);
        assert_true(unkept > strstr(text, "step 1 of 7"));
        assert_null(strstr(unkept + 1, "Nothing is kept"));
        assert_non_null(strstr(text, "step 2 of 7"));
        assert_non_null(strstr(text, "Stopped."));
        free(text);
        char *json = kept(*state);
        assert_string_equal(json, strange[i]);
        free(json);
    }
    /* Nobody waits for a pipe. */
    program_ends(0, *state,
                 WORDS("sh", "-c",
                       "rm data/demarche/learn.json; "
                       "mkfifo data/demarche/learn.json"));
    char *piped = converse(*state, 80, lesson, typings, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(piped, "Nothing is kept: "));
    free(piped);
    free(converse(*state, 80,
                  WORDS("demarche", "learn", "lesson.yaml", "--no-input"), none,
                  &status));
    assert_int_equal(status, 0);
    char *list =
        converse(*state, 80, WORDS("demarche", "learn"), none, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(list, "note: nothing is kept: "));
    assert_non_null(strstr(list, "The tampered text"));
    free(list);
}

/* A place that goes away in the middle of a lesson ends only the keeping. */
static void test_no_place(void **state)
{
    static const struct typing typings[] = {
        {"Your answer (", "b\n"}, {GO_ON, CTRL_C}, {NULL, NULL}};
    int status;

    program_ends(0, *state, WORDS("touch", "data"));
    char *text = converse(*state, 80, lesson, typings, &status);
    assert_non_null(strstr(text, "Nothing is kept: cannot make the folder "));
    assert_null(strstr(text, "Kept."));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_through, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_step, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_edit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_widths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrapped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forget, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_strange_notebook, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_no_place, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
