/* Changes to a lesson, and answers to its questions, as they are judged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/answer.h"
#include "lesson/kept.h"
#include "support/lesson_text.h"

/* A lesson, and what its own change leaves whole. */
struct taught {
    struct scenario scenario;
    struct attempt_base base;
    struct arena arena;
    struct errmsg e;
};

static int set_up(void **state)
{
    struct taught *t;
    struct scenario_errors errors;

    t = test_calloc(1, sizeof *t);
    arena_init(&t->arena);
    scenario_errors_init(&errors);
    assert_int_equal(scenario_parse(&t->scenario, "lesson",
                                    bytes_of_text(LESSON_TEXT), &errors),
                     ERR_OK);
    scenario_errors_fini(&errors);
    t->base = (struct attempt_base){.scenario = &t->scenario};
    assert_int_equal(
        attempt_expected(&t->base, &t->arena, &t->base.expected, &t->e),
        ERR_OK);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct taught *t = *state;

    scenario_fini(&t->scenario);
    arena_fini(&t->arena);
    test_free(t);
    return 0;
}

static void test_expected(void **state)
{
    const struct taught *t = *state;

    assert_true(t->base.expected[0]);
    assert_true(t->base.expected[1]);
}

/* Nothing can be expected of a fix that is none. */
static void test_no_fix(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"change: protection.plain.seal=age", "change: protection.plan.seal=x"},
        {"  fix:", "  keep: [protection]\n  fix:"},
    };
    struct taught *t = *state;
    struct scenario_errors errors;
    struct scenario s;
    const bool *expected;
    char text[4096];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *at = strstr(LESSON_TEXT, cases[i].from);
        assert_non_null(at);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - LESSON_TEXT),
                 LESSON_TEXT, cases[i].to, at + strlen(cases[i].from));
        scenario_errors_init(&errors);
        assert_int_equal(
            scenario_parse(&s, "lesson", bytes_of_text(text), &errors), ERR_OK);
        scenario_errors_fini(&errors);
        const struct attempt_base base = {.scenario = &s};
        assert_int_equal(attempt_expected(&base, &t->arena, &expected, &t->e),
                         ERR_STATE);
        scenario_fini(&s);
    }
}

static void test_changes(void **state)
{
    static const struct {
        const char *changes[3];
        enum attempt_outcome outcome;
        size_t which;
        const char *touched;
    } cases[] = {
        {{NULL}, ATTEMPT_BROKEN, 0, NULL},
        {{"protection.plain.seal=age"}, ATTEMPT_RIGHT, 0, NULL},
        /* Others than the lesson's own. */
        {{"protection.plain.session=noise"}, ATTEMPT_RIGHT, 0, NULL},
        {{"protection.*.seal=hpke-base"}, ATTEMPT_RIGHT, 0, NULL},
        {{"protection.plain.sign=ed25519"}, ATTEMPT_BROKEN, 0, NULL},
        {{"protection.plain.sign=ed25519", "protection.plain.seal=age"},
         ATTEMPT_RIGHT,
         0,
         NULL},
        /* Nobody wins by removing what it is about. */
        {{"adversary=-"}, ATTEMPT_TOUCHED, 0, "adversary"},
        {{"adversary.listener.can=drop"}, ATTEMPT_TOUCHED, 0, "adversary"},
        {{"clock.end=2022-01-03"}, ATTEMPT_TOUCHED, 0, "clock"},
        {{"parties.nato.readers=2"}, ATTEMPT_TOUCHED, 0, "parties"},
        {{"expect[1]=-"}, ATTEMPT_TOUCHED, 0, "expect"},
        {{"lesson.claim=nato holds memo"}, ATTEMPT_TOUCHED, 0, "lesson"},
        /* Nor by sending no letter. */
        {{"script[1]=-"}, ATTEMPT_HARMED, 0, NULL},
        {{"channels.wire.loss=100%"}, ATTEMPT_BROKEN, 0, NULL},
        {{"protection.plain.sael=age"}, ATTEMPT_REFUSED, 0, NULL},
        {{"protection.plan.seal=age"}, ATTEMPT_REFUSED, 0, NULL},
        {{"protection.plain.seal"}, ATTEMPT_REFUSED, 0, NULL},
        {{"protection.plain.seal=wax"}, ATTEMPT_REFUSED, 0, NULL},
    };
    struct taught *t = *state;
    struct attempt a;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = 0;
        while (cases[i].changes[count])
            count++;
        assert_int_equal(
            attempt_changes(&a, &t->base, cases[i].changes, count, &t->e),
            ERR_OK);
        if (a.outcome != cases[i].outcome || a.which != cases[i].which)
            fail_msg("%s: outcome %d at %zu", cases[i].changes[0], a.outcome,
                     a.which);
        if (cases[i].touched) assert_string_equal(a.touched, cases[i].touched);
        if (a.outcome == ATTEMPT_REFUSED)
            assert_true(a.errors.count > 0 || a.refused.text[0]);
        attempt_fini(&a);
    }
}

/* A text of the learner's own is judged in the same way. */
static void test_text(void **state)
{
    struct taught *t = *state;
    struct attempt a;

    assert_int_equal(attempt_text(&a, &t->base, t->scenario.source, &t->e),
                     ERR_OK);
    assert_int_equal(a.outcome, ATTEMPT_BROKEN);
    attempt_fini(&a);
    assert_int_equal(
        attempt_text(&a, &t->base, bytes_of_text("demarche: [\n"), &t->e),
        ERR_OK);
    assert_int_equal(a.outcome, ATTEMPT_REFUSED);
    attempt_fini(&a);
    /* Without its lesson it is another text than was asked for. */
    assert_int_equal(
        attempt_text(&a, &t->base, bytes_of_text(LESSON_TEXT_SCENARIO), &t->e),
        ERR_OK);
    assert_int_equal(a.outcome, ATTEMPT_TOUCHED);
    attempt_fini(&a);
}

static void test_kept(void **state)
{
    static const char before[] =
        "a: {b: {c: 1, d: 2}, e: {c: 1}}\nf: [1, {g: 2}]\n";
    static const struct {
        const char *after, *path;
        bool touched;
    } cases[] = {
        {"a: {b: {c: 1, d: 2}, e: {c: 1}}\nf: [1, {g: 2}]\n", "a", false},
        {"f:\n  - 1\n  - g: 2\na:\n  b: {c: 1, d: 2}\n  e: {c: 1}\n", "a",
         false},
        {"a: {b: {c: 1, d: 3}, e: {c: 1}}\nf: [1, {g: 2}]\n", "a", true},
        {"a: {b: {c: 1, d: 3}, e: {c: 1}}\nf: [1, {g: 2}]\n", "a.*.c", false},
        {"a: {b: {c: 1, d: 3}, e: {c: 1}}\nf: [1, {g: 2}]\n", "a.b.d", true},
        {"a: {b: {c: 1, d: 2}, e: {c: 2}}\nf: [1, {g: 2}]\n", "a.*.c", true},
        {"a: {b: {c: 1, d: 2}}\nf: [1, {g: 2}]\n", "a.*.c", true},
        {"a: {b: {c: 1, d: 2}, e: {c: 1}}\nf: [2, {g: 2}]\n", "f[1].g", false},
        {"a: {b: {c: 1, d: 2}, e: {c: 1}}\nf: [2, {g: 2}]\n", "f[0]", true},
        {"a: {b: {c: 1, d: 2}, e: {c: 1}}\nf: [1]\n", "f[1].g", true},
        {"a: {b: {c: 1, d: 2}, e: {c: 1}}\nf: [1]\n", "h", false},
    };
    struct taught *t = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lesson_text path = {.text = cases[i].path};
        const struct lesson_texts paths = {&path, 1};
        const size_t at = kept_touched(&t->arena, bytes_of_text(before),
                                       bytes_of_text(cases[i].after), &paths);
        if ((at == 0) != cases[i].touched) fail_msg("case %zu", i);
    }
}

static void test_choices(void **state)
{
    struct taught *t = *state;
    const struct lesson_question *q = &t->scenario.lesson->predict;
    struct answer a;

    assert_int_equal(answer_judge(&a, q, "a", NULL, &t->arena, &t->e), ERR_OK);
    assert_true(a.right);
    assert_string_equal(a.said, "a: All.");
    assert_string_equal(a.because, "So it is.");
    assert_int_equal(answer_judge(&a, q, "b", NULL, &t->arena, &t->e), ERR_OK);
    assert_false(a.right);
    assert_string_equal(a.because, "It is not so.");
    assert_int_equal(answer_judge(&a, q, "c", NULL, &t->arena, &t->e),
                     ERR_FORMAT);
    assert_string_equal(t->e.text, "expected a letter from a to b");
    assert_int_equal(answer_judge(&a, q, "A", NULL, &t->arena, &t->e), ERR_OK);
    assert_true(a.right);
    assert_string_equal(a.said, "a: All.");
    assert_int_equal(answer_judge(&a, q, "ab", NULL, &t->arena, &t->e),
                     ERR_FORMAT);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *typed, *because;
        bool right;
    } cases[] = {
        {"5", "Five.", true},   {"4", "Five.", true},
        {"6 %", "Five.", true}, {"3.9", "More.", false},
        {"0", "More.", false},  {"6.1", "Fewer.", false},
    };
    static const char *const none[] = {"", "five", "-5", "5 or 6", "5e", "nan"};
    struct taught *t = *state;
    const struct lesson_question *q = &t->scenario.lesson->transfer;
    struct answer a;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(
            answer_judge(&a, q, cases[i].typed, NULL, &t->arena, &t->e),
            ERR_OK);
        assert_int_equal(a.right, cases[i].right);
        assert_string_equal(a.because, cases[i].because);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(answer_judge(&a, q, none[i], NULL, &t->arena, &t->e),
                         ERR_FORMAT);
}

static void test_sentences(void **state)
{
    static const struct {
        const char *typed;
        bool in_first, in_second;
    } cases[] = {
        {"listener holds memo", true, false},
        {"listener never holds memo", false, true},
        {"nato holds memo", true, true},
        {"nato can prove memo", false, false},
    };
    static const char *const none[] = {
        "", "listener reads on", "somebody holds memo",
        "{attack: mitm, document: memo, succeeds: no}"};
    struct taught *t = *state;
    struct attempt before, after;
    const struct answer_runs runs = {&before, &after};
    struct answer a;

    assert_int_equal(attempt_changes(&before, &t->base, NULL, 0, &t->e),
                     ERR_OK);
    assert_int_equal(attempt_given(&after, &t->base,
                                   &t->scenario.lesson->fix.right.changes,
                                   &t->e),
                     ERR_OK);
    for (uint32_t run = 1; run <= 2; run++) {
        const struct lesson_question q = {
            .answer = LESSON_SENTENCE, .run = run, .because = {.text = "So."}};
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const bool right = run == 1
                                   ? cases[i].in_first && !cases[i].in_second
                                   : cases[i].in_second && !cases[i].in_first;
            assert_int_equal(
                answer_judge(&a, &q, cases[i].typed, &runs, &t->arena, &t->e),
                ERR_OK);
            assert_int_equal(a.right, right);
            assert_int_equal(a.holds_before, cases[i].in_first);
            assert_int_equal(a.holds_after, cases[i].in_second);
        }
        for (size_t i = 0; i < sizeof none / sizeof *none; i++)
            assert_int_equal(
                answer_judge(&a, &q, none[i], &runs, &t->arena, &t->e),
                ERR_FORMAT);
    }
    attempt_fini(&before);
    attempt_fini(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expected), cmocka_unit_test(test_no_fix),
        cmocka_unit_test(test_changes),  cmocka_unit_test(test_text),
        cmocka_unit_test(test_kept),     cmocka_unit_test(test_choices),
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_sentences),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
