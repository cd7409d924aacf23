/* Lessons that do not teach what they say, and what `check` says of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/lesson_text.h"
#include "support/program.h"

enum { TEXT_SIZE = 16 * 1024, PATH_SIZE = 512 };

#define W5  "one two three four five "
#define W20 W5 W5 W5 W5

/* The good lesson with one thing put in place of another. */
static const struct {
    const char *from, *to, *said;
} faults[] = {
    {"plain: {session: none}", "plain: {session: none, seal: age}",
     "the claim holds without the fix, expected it to be broken: never "
     "reached"},
    {"change: protection.plain.seal=age", "change: protection.plain.receipt=no",
     "the claim is broken with the fix, expected it to hold"},
    {"change: protection.plain.sign=ed25519",
     "change: protection.*.seal=hpke-base",
     "a wrong fix that helps: every claim holds under it"},
    {"change: protection.plain.sign=ed25519",
     "change: protection.copy.seal=age",
     "the change cannot be made: in the change protection.copy.seal=age: "
     "unknown name copy, expected plain"},
    {"change: protection.plain.seal=age", "change: protection.plain.seal=wax",
     "the change cannot be made: unknown seal \"wax\""},
    {"  fix:", "  keep: [protection]\n  fix:",
     "the fix touches protection, which the lesson keeps"},
    {"terms: [seal, MAC]", "terms: [seals, MAC]",
     "\"seals\" is not in the glossary; did you mean \"seal\"?"},
    {"terms: [seal, MAC]", "terms: [encyclopedia]",
     "\"encyclopedia\" is not in the glossary, expected a word that ? lists"},
    {"number: 1", "number: 1\n  needs: [77]",
     "it needs lesson 77, and there is no other lesson of that number"},
    {"number: 1", "number: 1\n  needs: [1]",
     "it needs lesson 1, and there is no other lesson of that number"},
    {"number: 1", "number: 1\n  files: [no-text.txt]",
     "no-text.txt is not there, expected a file beside the lesson"},
    {"look: [{do: who", "look: [{do: whom",
     "a lesson cannot show \"whom\", only commands that answer"},
    {"look: [{do: who", "look: [{do: run",
     "a lesson cannot show \"run\", only commands that answer"},
    {"look: [{do: who", "look: [{do: show --exchange 2 --extract x",
     "--extract writes a file"},
    {"look: [{do: who", "look: [{do: why listener holds memos",
     "the command ends with 64: sentence:1:16: error: unknown document"},
    {"look-again: [{do: diff}]", "look-again: [{do: who --all-of-it}]",
     "the command ends with 64: demarche who: "},
    {"story: A letter", "story: " W20 W20 W20 "A letter",
     "lesson.yaml:3:8: error: a story of 69 words, expected at most 60"},
    {"idea: All", "idea: " W20 "All", "an idea of 24 words, expected at most"},
    {"ask: Who", "ask: " W20 W20 W5 "Who", "a question of 47 words"},
    {"ask: Close", "ask: " W20 W20 W5 "Close", "a question of 47 words"},
    {"say: All.", "say: " W20 "All.", "a choice of 21 words"},
    {"because: So it", "because: " W20 W5 W5 W5 "so it",
     "a feedback of 38 words"},
    {"below: More", "below: " W20 W5 W5 W5 "More", "a feedback of 36 words"},
    {"because: It hides", "because: " W20 W5 W5 W5 "it hides",
     "a feedback of 38 words"},
    {"A seal closes.", W20 W5 W5 W5 "closes.", "a hint of 36 words"},
    {"explain: Nothing", "explain: " W20 W20 W20 W20 W20 W5 W5 "Nothing",
     "an explanation of 114 words"},
    {"explain: Nothing", "explain: A. B. C. D. E. Nothing",
     "an explanation of 6 sentences, expected at most 5"},
    {"explain: Nothing", "explain: " W20 "Nothing",
     "a sentence of 24 words, expected at most 20"},
};

enum { FAULT_COUNT = sizeof faults / sizeof *faults };

static int set_up(void **state)
{
    *state = calloc(1, PROGRAM_PATH_SIZE);
    program_folder(*state);
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

static void write_lesson(const char *folder, const char *text)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof path, "%s/lesson.yaml", folder);
    program_write(path, text, strlen(text));
}

static void check(const char *folder, struct program_end *end)
{
    const struct program_gift gift = {.folder = folder};

    program_run(end, &gift, WORDS("demarche", "check", "lesson.yaml"));
}

static void test_the_good_one(void **state)
{
    struct program_end end;

    write_lesson(*state, LESSON_TEXT);
    check(*state, &end);
    if (end.status != 0)
        program_fail(&end, WORDS("demarche", "check", "lesson.yaml"));
    program_end_fini(&end);
}

/* Each is said with its place, and nothing else is wrong. */
static void test_faults(void **state)
{
    char text[TEXT_SIZE];
    struct program_end end;

    for (size_t i = 0; i < FAULT_COUNT; i++) {
        const char *at = strstr(LESSON_TEXT, faults[i].from);
        assert_non_null(at);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - LESSON_TEXT),
                 LESSON_TEXT, faults[i].to, at + strlen(faults[i].from));
        write_lesson(*state, text);
        check(*state, &end);
        if (end.status != 1 || !strstr(end.err, faults[i].said) ||
            !strstr(end.err, "lesson.yaml:"))
            fail_msg("%s: status %d, says %s", faults[i].to, end.status,
                     end.err);
        program_end_fini(&end);
    }
}

/* With a change it is another scenario, and a learner's own is no lesson. */
static void test_what_is_not_judged(void **state)
{
    static const char own[] =
        LESSON_TEXT_SCENARIO "lesson: {number: 1, roles: {letter: memo}}\n";
    const struct program_gift gift = {.folder = *state};
    struct program_end end;

    write_lesson(*state, LESSON_TEXT);
    program_run(&end, &gift,
                WORDS("demarche", "check", "lesson.yaml", "--change",
                      "protection.plain.seal=age"));
    assert_int_equal(end.status, 0);
    program_end_fini(&end);
    write_lesson(*state, own);
    check(*state, &end);
    assert_int_equal(end.status, 0);
    program_end_fini(&end);
}

/* As data they are errors, too. */
static void test_json(void **state)
{
    const struct program_gift gift = {.folder = *state};
    const char *at = strstr(LESSON_TEXT, "MAC");
    char text[TEXT_SIZE];
    struct program_end end;

    snprintf(text, sizeof text, "%.*swax%s", (int)(at - LESSON_TEXT),
             LESSON_TEXT, at + 3);
    write_lesson(*state, text);
    program_run(&end, &gift,
                WORDS("demarche", "check", "lesson.yaml", "--json"));
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.out, "is not in the glossary"));
    assert_non_null(strstr(end.out, "\"severity\":\"error\""));
    assert_null(strstr(end.out, "\"valid\":true"));
    program_end_fini(&end);
}

/* Where it is to be written out, it is judged all the same. */
static void test_print(void **state)
{
    const struct program_gift gift = {.folder = *state};
    const char *const print[] = {"demarche", "check", "lesson.yaml", "--print",
                                 NULL};
    const char *at = strstr(LESSON_TEXT, "MAC");
    char text[TEXT_SIZE];
    struct program_end end;

    write_lesson(*state, LESSON_TEXT);
    program_run(&end, &gift, print);
    assert_int_equal(end.status, 0);
    assert_string_equal(end.out, LESSON_TEXT);
    program_end_fini(&end);
    snprintf(text, sizeof text, "%.*swax%s", (int)(at - LESSON_TEXT),
             LESSON_TEXT, at + 3);
    write_lesson(*state, text);
    program_run(&end, &gift, print);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "is not in the glossary"));
    assert_int_equal(end.out_size, 0);
    program_end_fini(&end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_good_one),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_what_is_not_judged),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
