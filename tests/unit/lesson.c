/* The section `lesson` as it is read: what it gives, what it may leave out, and
 * that of a learner's own scenario. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/lesson.h"

#define HEAD                                                     \
    "demarche: 1\n"                                              \
    "clock: {start: 2022-01-01, end: 2022-03-01}\n"              \
    "parties: {us: , nato: }\n"                                  \
    "channels: {line: {between: [us, nato], medium: network}}\n" \
    "documents: {memo: {author: us, portions: {one: A.}}}\n"     \
    "protection: {plain: {session: none}}\n"                     \
    "script:\n"                                                  \
    "  - {at: 2022-01-02, draft: memo}\n"                        \
    "  - {at: 2022-01-03, send: memo, to: nato, protect: plain}\n"

#define LEAST                                                         \
    HEAD "lesson:\n"                                                  \
         "  number: 3\n"                                              \
         "  idea: All can be read.\n"                                 \
         "  minutes: 5\n"                                             \
         "  claim: nato never holds memo\n"                           \
         "  predict:\n"                                               \
         "    ask: Who reads?\n"                                      \
         "    choices:\n"                                             \
         "      a: {say: All., because: So it is., right: yes}\n"     \
         "      b: {say: None., because: It is not so.}\n"            \
         "  look: [{do: who}]\n"                                      \
         "  explain: So it is.\n"                                     \
         "  fix: {ask: Do it., change: protection.plain.seal=age}\n"  \
         "  transfer: {ask: Which?, sentence: {true-in: 2, because: " \
         "So.}}\n"

#define MOST                                                            \
    LEAST                                                               \
    "  needs: [1, 2]\n"                                                 \
    "  terms: [frame, man in the middle]\n"                             \
    "  seed: 7\n"                                                       \
    "  read: [{where: RFC 4949}]\n"                                     \
    "  keep: [clock]\n"                                                 \
    "  files: [03-memo.txt]\n"                                          \
    "  look-again:\n"                                                   \
    "    - {do: who, view: knows, at: 6, mark: nato/memo, ask: Why?}\n" \
    "    - {do: diff, at: 2022-01-04}\n"                                \
    "  check:\n"                                                        \
    "    task: Write one.\n"                                            \
    "    roles: [reader, letter]\n"                                     \
    "    holds: ['{reader} holds {letter}', {attack: mitm}]\n"          \
    "    without: protection.*.seal=none\n"                             \
    "    under: [channels.*.delay=3 h, channels.*.delay=4 h]\n"

static void load(struct scenario *s, const char *text)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    if (scenario_parse(s, "test", bytes_of_text(text), &errors)) {
        scenario_errors_print(stderr, "test", bytes_of_text(text), &errors);
        fail_msg("does not load");
    }
    scenario_errors_fini(&errors);
}

static void assert_texts(const struct lesson_texts *texts, size_t count,
                         const char *last)
{
    assert_int_equal(texts->count, count);
    assert_string_equal(texts->items[count - 1].text, last);
}

static void test_none(void **state)
{
    struct scenario s;

    (void)state;
    load(&s, HEAD);
    assert_null(s.lesson);
    scenario_fini(&s);
}

static void test_least(void **state)
{
    struct scenario s;

    (void)state;
    load(&s, LEAST);
    const struct lesson *l = s.lesson;
    assert_int_equal(l->number, 3);
    assert_string_equal(l->idea.text, "All can be read.");
    assert_int_equal(l->idea.position.line, 12);
    assert_int_equal(l->minutes, 5);
    assert_int_equal(l->seed, 1);
    assert_int_equal(l->claim_count, 1);
    assert_int_equal(l->claims[0].kind, LESSON_CLAIM_SENTENCE);
    assert_int_equal(l->predict.answer, LESSON_CHOICE);
    assert_int_equal(l->predict.choice_count, 2);
    assert_string_equal(l->predict.choices[1].letter, "b");
    assert_true(l->predict.choices[0].right);
    assert_false(l->predict.choices[1].right);
    assert_int_equal(l->look.count, 1);
    assert_null(l->look.items[0].view);
    assert_int_equal(l->look.items[0].record, 0);
    assert_true(l->look.items[0].time == INSTANT_MIN);
    assert_texts(&l->fix.right.changes, 1, "protection.plain.seal=age");
    assert_null(l->fix.predict);
    assert_int_equal(l->fix.wrong_count, 0);
    assert_texts(&l->keep, 5, "expect");
    assert_int_equal(l->transfer.answer, LESSON_SENTENCE);
    assert_int_equal(l->transfer.run, 2);
    assert_int_equal(l->need_count, 0);
    assert_int_equal(l->look_again.count, 0);
    assert_null(l->exercise.task.text);
    assert_int_equal(l->role_count, 0);
    scenario_fini(&s);
}

static void test_most(void **state)
{
    struct scenario s;

    (void)state;
    load(&s, MOST);
    const struct lesson *l = s.lesson;
    assert_int_equal(l->need_count, 2);
    assert_int_equal(l->needs[1], 2);
    assert_texts(&l->terms, 2, "man in the middle");
    assert_int_equal(l->seed, 7);
    assert_texts(&l->read, 1, "RFC 4949");
    assert_texts(&l->keep, 1, "clock");
    assert_texts(&l->files, 1, "03-memo.txt");
    assert_int_equal(l->look_again.count, 2);
    assert_string_equal(l->look_again.items[0].view, "knows");
    assert_int_equal(l->look_again.items[0].record, 6);
    assert_string_equal(l->look_again.items[0].mark, "nato/memo");
    assert_string_equal(l->look_again.items[0].ask.text, "Why?");
    assert_true(l->look_again.items[1].time > s.start);
    assert_string_equal(l->exercise.task.text, "Write one.");
    assert_texts(&l->exercise.roles, 2, "letter");
    assert_string_equal(l->exercise.holds.items[0].text,
                        "{reader} holds {letter}");
    assert_string_equal(l->exercise.holds.items[1].text, "{attack: mitm}");
    assert_texts(&l->exercise.broken, 2, "{attack: mitm}");
    assert_texts(&l->exercise.without, 1, "protection.*.seal=none");
    assert_texts(&l->exercise.under, 2, "channels.*.delay=4 h");
    scenario_fini(&s);
}

static void test_own(void **state)
{
    struct scenario s;

    (void)state;
    load(&s, HEAD "lesson: {number: 3, roles: {reader: nato, letter: memo}}\n");
    assert_int_equal(s.lesson->number, 3);
    assert_int_equal(s.lesson->role_count, 2);
    assert_string_equal(s.lesson->roles[1].role, "letter");
    assert_string_equal(s.lesson->roles[1].name, "memo");
    assert_null(s.lesson->idea.text);
    scenario_fini(&s);
}

/* Lists and numbers past their limits are refused, not cut. */
static void test_limits(void **state)
{
    static const char *const wrong[] = {"  minutes: 61\n", "  number: 100\n",
                                        "  needs: [100]\n", "  look: []\n"};
    char text[8192] = HEAD "lesson:\n  terms: [";
    struct scenario_errors errors;
    struct scenario s;

    (void)state;
    for (size_t i = 0; i <= LESSON_TEXTS_MAX; i++)
        strcat(text, "a,");
    strcat(text, "]\n");
    scenario_errors_init(&errors);
    assert_int_equal(scenario_parse(&s, "test", bytes_of_text(text), &errors),
                     ERR_LIMIT);
    scenario_errors_fini(&errors);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, HEAD "lesson:\n%s", wrong[i]);
        scenario_errors_init(&errors);
        assert_int_equal(
            scenario_parse(&s, "test", bytes_of_text(text), &errors),
            ERR_FORMAT);
        bool found = false;
        for (size_t e = 0; e < errors.count; e++)
            found = found || errors.items[e].position.line == 11;
        assert_true(found);
        scenario_errors_fini(&errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),   cmocka_unit_test(test_least),
        cmocka_unit_test(test_most),   cmocka_unit_test(test_own),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
