/* All lessons that ship, gone through by their scripts: with the right answers,
 * and with every wrong one. What each lesson claims of itself, `check` tries.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/lesson.h"
#include "support/program.h"
#include "view/text.h"

#define LESSONS SOURCE_DIR "/scenarios/lessons"
#define BLANKS  " \n"

enum { PATH_SIZE = 512, LESSONS_MAX = 99 };

/* The folder that the lessons are gone through in; answers are kept nowhere
 * else. */
struct walk {
    char folder[PROGRAM_PATH_SIZE];
    const char *environment[2];
    char data[2 * PROGRAM_PATH_SIZE];
};

static int set_up(void **state)
{
    struct walk *w = calloc(1, sizeof *w);

    assert_non_null(w);
    program_folder(w->folder);
    snprintf(w->data, sizeof w->data, "XDG_DATA_HOME=%s/data", w->folder);
    w->environment[0] = w->data;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(((struct walk *)*state)->folder);
    free(*state);
    return 0;
}

static void run(const struct walk *w, struct program_end *end,
                const char *const *words)
{
    const struct program_gift gift = {.folder = w->folder,
                                      .environment = w->environment};

    program_run(end, &gift, words);
}

/* Calls `each` with every file of a lesson; gives their number. */
static size_t each_lesson(const struct walk *w,
                          void (*each)(const struct walk *w, const char *path))
{
    DIR *dir = opendir(LESSONS);
    char path[PATH_SIZE];
    size_t count = 0;

    assert_non_null(dir);
    for (struct dirent *d; (d = readdir(dir)) != NULL;) {
        if (strspn(d->d_name, "0123456789") != 2 || !strstr(d->d_name, ".yaml"))
            continue;
        snprintf(path, sizeof path, LESSONS "/%s", d->d_name);
        each(w, path);
        count++;
    }
    closedir(dir);
    return count;
}

static void assert_width(const char *path, const char *out)
{
    char line[1024];

    for (; *out; out += strcspn(out, "\n"), out += *out == '\n') {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(out, "\n"), out);
        if (text_width(line) > TEXT_COLUMNS)
            fail_msg("%s: a line of %zu columns: %s", path, text_width(line),
                     line);
    }
}

/* The words of a text with one space between, in a new text. */
static char *spaced(const char *text)
{
    char *out = malloc(strlen(text) + 2);
    size_t used = 0;

    assert_non_null(out);
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

static void assert_said(const char *path, const char *out, const char *text)
{
    char *words = spaced(text);

    if (!strstr(out, words)) fail_msg("%s: it is not said: %s", path, text);
    free(words);
}

/* Goes through it with a script beside it; the caller ends what comes out. */
static void go_through(const struct walk *w, struct program_end *end,
                       const char *path, const char *kind, int status)
{
    char script[PATH_SIZE];

    snprintf(script, sizeof script, "%.*s.%s.txt",
             (int)(strlen(path) - strlen(".yaml")), path, kind);
    const char *const *words =
        WORDS("demarche", "learn", path, "--script", script);

    run(w, end, words);
    if (end->status != status || end->err_size > 0) program_fail(end, words);
    assert_width(path, end->out);
}

static void go_right(const struct walk *w, const char *path)
{
    struct program_end end;

    go_through(w, &end, path, "right", 0);
    if (!strstr(end.out, "is done.")) fail_msg("%s does not end", path);
    program_end_fini(&end);
}

static void test_right(void **state)
{
    assert_in_range(each_lesson(*state, go_right), 1, LESSONS_MAX);
}

static void read_lesson(struct scenario *s, const char *path)
{
    struct scenario_errors errors;
    size_t size;
    char *text = program_read(path, &size);

    assert_non_null(text);
    scenario_errors_init(&errors);
    assert_int_equal(scenario_parse(s, "lesson", bytes_of(text, size), &errors),
                     ERR_OK);
    scenario_errors_fini(&errors);
    free(text);
    assert_non_null(s->lesson);
}

static void assert_all_said(const char *path, const char *out,
                            const struct lesson_question *q)
{
    for (size_t i = 0; i < q->choice_count; i++)
        assert_said(path, out, q->choices[i].because.text);
    if (q->answer == LESSON_NUMBER) {
        assert_said(path, out, q->below.text);
        assert_said(path, out, q->above.text);
    }
    if (q->answer != LESSON_CHOICE) assert_said(path, out, q->because.text);
}

static void go_wrong(const struct walk *w, const char *path)
{
    struct program_end end;
    struct scenario s;

    go_through(w, &end, path, "wrong", 2);
    read_lesson(&s, path);
    char *out = spaced(end.out);
    assert_all_said(path, out, &s.lesson->predict);
    assert_all_said(path, out, &s.lesson->transfer);
    if (s.lesson->fix.predict)
        assert_all_said(path, out, s.lesson->fix.predict);
    for (size_t i = 0; i < s.lesson->fix.wrong_count; i++)
        assert_said(path, out, s.lesson->fix.wrong[i].because.text);
    free(out);
    scenario_fini(&s);
    program_end_fini(&end);
}

static void test_wrong(void **state)
{
    assert_in_range(each_lesson(*state, go_wrong), 1, LESSONS_MAX);
}

/* Claims broken, then holding; wrong changes that do not help; looks that end
 * well; words and lengths. */
static void review(const struct walk *w, const char *path)
{
    const char *const *words = WORDS("demarche", "check", path);
    struct program_end end;

    run(w, &end, words);
    if (end.status != 0) program_fail(&end, words);
    program_end_fini(&end);
}

static void test_check(void **state)
{
    assert_in_range(each_lesson(*state, review), 1, LESSONS_MAX);
}

static void go_unasked(const struct walk *w, const char *path)
{
    const char *const *words = WORDS("demarche", "learn", path, "--no-input");
    struct program_end end;

    run(w, &end, words);
    if (end.status != 0 || end.err_size > 0) program_fail(&end, words);
    assert_width(path, end.out);
    program_end_fini(&end);
}

static void test_no_input(void **state)
{
    assert_in_range(each_lesson(*state, go_unasked), 1, LESSONS_MAX);
}

/* Neither scripts nor lessons that ask nothing keep any answer. */
static void test_nothing_is_kept(void **state)
{
    const struct walk *w = *state;

    assert_false(program_left(w->folder, "data"));
}

static void only_count(const struct walk *w, const char *path)
{
    (void)w, (void)path;
}

/* The list has each lesson's title, in a line of its own. */
static void test_list(void **state)
{
    const struct walk *w = *state;
    struct program_end end;
    size_t lines = 0;

    run(w, &end, WORDS("demarche", "learn"));
    assert_int_equal(end.status, 0);
    assert_width("the list", end.out);
    for (const char *p = end.out; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    assert_non_null(strstr(end.out, "The open wire"));
    /* A heading, an empty line, and how to go on. */
    assert_int_equal(lines, 3 + each_lesson(w, only_count));
    program_end_fini(&end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check), cmocka_unit_test(test_right),
        cmocka_unit_test(test_wrong), cmocka_unit_test(test_no_input),
        cmocka_unit_test(test_list),  cmocka_unit_test(test_nothing_is_kept),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
