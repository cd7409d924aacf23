/* The sentences of `expect` and `when`, read within a small scenario. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/scenario.h"

#define FRAME                                       \
    "demarche: 1\n"                                 \
    "clock: {start: 2022-01-01, end: 2022-03-01}\n" \
    "parties: {us: , press: {kind: public}}\n"      \
    "documents: {paper: {author: us, portions: {part: Text.}}}\n"

enum { SENTENCE_LINE = 5 };

struct reading {
    struct scenario scenario;
    struct scenario_errors errors;
    enum err rc;
};

static void read_sentence(struct reading *r, const char *sentence)
{
    char text[1024];

    snprintf(text, sizeof text, FRAME "expect: [%s]\n", sentence);
    scenario_errors_init(&r->errors);
    r->rc =
        scenario_parse(&r->scenario, "test", bytes_of_text(text), &r->errors);
}

static void finish(struct reading *r)
{
    if (!r->rc) scenario_fini(&r->scenario);
    scenario_errors_fini(&r->errors);
}

static void test_every_predicate(void **state)
{
    static const char *const words[SENTENCE_COUNT] = {
#define WORDS(name, words, seen) words,
        SENTENCE_MAP(WORDS, WORDS)
#undef WORDS
    };

    (void)state;
    for (unsigned i = 0; i < SENTENCE_COUNT; i++) {
        struct reading r;
        char text[128];
        const enum sentence_predicate predicate = (enum sentence_predicate)i;
        snprintf(text, sizeof text, "press never %s paper", words[i]);
        read_sentence(&r, text);
        assert_int_equal(r.rc, ERR_OK);
        const struct sentence *s = &r.scenario.expects[0];
        assert_string_equal(s->text, text);
        assert_int_equal(s->line, SENTENCE_LINE);
        assert_int_equal(s->party, 1);
        assert_true(s->never);
        assert_int_equal(s->predicate, predicate);
        assert_int_equal(s->document, 0);
        assert_int_equal(s->portion, SCENARIO_NONE);
        assert_int_equal(s->bound, BOUND_NONE);
        finish(&r);
    }
}

static void test_levels(void **state)
{
    (void)state;
    assert_int_equal(sentence_level(SENTENCE_KNOWS_OF), 1);
    assert_int_equal(sentence_level(SENTENCE_WAS_TOLD), 2);
    assert_int_equal(sentence_level(SENTENCE_HOLDS), 3);
    assert_int_equal(sentence_level(SENTENCE_READS), 3);
    assert_int_equal(sentence_level(SENTENCE_VERIFIED), 4);
    assert_int_equal(sentence_level(SENTENCE_CAN_PROVE), 5);
    assert_int_equal(sentence_level(SENTENCE_SENDS), 0);
}

static void test_bounds(void **state)
{
    static const struct {
        const char *text;
        enum sentence_bound bound;
        bool never;
        const char *time;
    } cases[] = {
        {"us holds paper by 2022-02-02", BOUND_BY, false, "2022-02-02"},
        {"us holds paper before 2022-02-02T03:04Z", BOUND_BEFORE, false,
         "2022-02-02T03:04Z"},
        {"us holds paper after 2022-02-02", BOUND_AFTER, false, "2022-02-02"},
        {"us holds paper at 2022-02-02T03:04+01:00", BOUND_AT, false,
         "2022-02-02T02:04Z"},
        {"us never holds paper until 2022-02-02", BOUND_UNTIL, true,
         "2022-02-02"},
        {"us  never   holds  paper  before  2022-02-02", BOUND_BEFORE, true,
         "2022-02-02"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        instant time;
        read_sentence(&r, cases[i].text);
        assert_int_equal(r.rc, ERR_OK);
        assert_int_equal(instant_parse(&time, cases[i].time), ERR_OK);
        const struct sentence *s = &r.scenario.expects[0];
        assert_int_equal(s->bound, cases[i].bound);
        assert_int_equal(s->never, cases[i].never);
        assert_int_equal(s->time, time);
        finish(&r);
    }
}

static void test_portion(void **state)
{
    struct reading r;

    (void)state;
    read_sentence(&r, "press has a receipt for paper/part by 2022-02-02");
    assert_int_equal(r.rc, ERR_OK);
    assert_int_equal(r.scenario.expects[0].predicate, SENTENCE_HAS_RECEIPT);
    assert_int_equal(r.scenario.expects[0].portion, 0);
    finish(&r);
}

static void test_errors(void **state)
{
    static const struct {
        const char *text, *error;
        uint32_t column; /* from the sentence's first */
    } cases[] = {
        {"uss holds paper", "unknown party \"uss\"; did you mean \"us\"", 0},
        {"us hold paper", "did you mean \"holds\"", 3},
        {"us know of paper", "did you mean \"knows of\"", 3},
        {"us has receipt for paper", "unknown predicate", 3},
        {"us does not hold paper", "expected knows of, was told, holds", 3},
        {"us never can proof paper", "did you mean \"can prove\"", 9},
        {"us holds papr", "did you mean \"paper\"", 9},
        {"us holds paper/parts", "did you mean \"part\"", 9},
        {"us", "expected a predicate", 2},
        {"us never", "expected a predicate", 8},
        {"us holds", "expected a document", 8},
        {"us holds paper by", "expected a time", 17},
        {"us holds paper by noon", "expected a time such as", 18},
        {"us holds paper by 2023-01-01", "outside the clock", 18},
        {"us holds paper when 2022-01-01", "expected the end, or by", 15},
        {"us holds paper until 2022-02-02", "needs \"never\"", 15},
        {"us holds paper by 2022-02-02 too", "expected the end", 29},
        {"a b c d e f g h i j k l m n o p q", "more than 16 words", 0},
        {"[us]", "expected a sentence", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        read_sentence(&r, cases[i].text);
        assert_int_equal(r.rc, ERR_FORMAT);
        assert_int_equal(r.errors.count, 1);
        const struct scenario_error *error = &r.errors.items[0];
        if (!strstr(error->text, cases[i].error))
            fail_msg("case %zu: %s", i, error->text);
        assert_int_equal(error->position.line, SENTENCE_LINE);
        assert_int_equal(error->position.column,
                         sizeof "expect: [" + cases[i].column);
        finish(&r);
    }
}

static void test_knowing_of_others(void **state)
{
    static const struct {
        const char *text, *error;
        uint32_t column;
    } cases[] = {
        {"us knows that", "expected a party", 13},
        {"us knows that pres holds paper", "did you mean \"press\"", 14},
        {"us knows that press", "expected a predicate", 19},
        {"us knows that press never holds paper", "expected it before", 20},
        {"us knows that press knows that us holds paper", "once", 20},
    };
    struct reading r;

    (void)state;
    read_sentence(&r, "us never knows that press knows of paper by 2022-02-02");
    assert_int_equal(r.rc, ERR_OK);
    const struct sentence *s = &r.scenario.expects[0];
    assert_true(s->nested && s->never);
    assert_int_equal(s->knower, 0);
    assert_int_equal(s->party, 1);
    assert_int_equal(sentence_subject(s), 0);
    assert_int_equal(s->predicate, SENTENCE_KNOWS_OF);
    assert_int_equal(s->bound, BOUND_BY);
    finish(&r);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_sentence(&r, cases[i].text);
        assert_int_equal(r.rc, ERR_FORMAT);
        if (!strstr(r.errors.items[0].text, cases[i].error))
            fail_msg("case %zu: %s", i, r.errors.items[0].text);
        assert_int_equal(r.errors.items[0].position.column,
                         sizeof "expect: [" + cases[i].column);
        finish(&r);
    }
}

static void test_condition(void **state)
{
    static const struct {
        const char *when, *error;
    } cases[] = {
        {"us signs paper", NULL},
        {"us never signs paper", "cannot become true"},
        {"us signs paper by 2022-02-02", "expected the end of the condition"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        char text[1024];
        snprintf(text, sizeof text, FRAME "script: [{when: %s, draft: paper}]",
                 cases[i].when);
        scenario_errors_init(&r.errors);
        r.rc =
            scenario_parse(&r.scenario, "test", bytes_of_text(text), &r.errors);
        assert_int_equal(r.rc, cases[i].error ? ERR_FORMAT : ERR_OK);
        if (cases[i].error)
            assert_non_null(strstr(r.errors.items[0].text, cases[i].error));
        finish(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_predicate),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_portion),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_knowing_of_others),
        cmocka_unit_test(test_condition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
