/* Columns: which there are of each kind of measure, and the sentences that a
 * study's scenario does not take. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/studies.h"

#define BEGIN "study: 1\nscenario: x.yaml\n"

/* All kinds, one measure each. */
static const struct {
    const char *name;
    enum columns_kind kind;
    const char *sentence;
} expected[] = {
    {"plain-one", COLUMNS_TIME, "press holds note"},
    {"bound", COLUMNS_HOLDS, "press holds note by 2022-01-26T20:00Z"},
    {"denied", COLUMNS_HOLDS, "press never holds note"},
    {"delay_from", COLUMNS_TIME, "us receives note"},
    {"delay_to", COLUMNS_TIME, "press holds note"},
    {"delay_given", COLUMNS_HOLDS, "press never holds memo"},
    {"spread_russia", COLUMNS_TIME, "russia holds memo"},
    {"spread_press", COLUMNS_TIME, "press holds memo"},
    {"count_us", COLUMNS_TIME, "us holds memo"},
    {"count_russia", COLUMNS_TIME, "russia holds memo"},
    {"count_press", COLUMNS_TIME, "press holds memo"},
    {"first_1", COLUMNS_TIME, "us holds note"},
    {"first_2", COLUMNS_TIME, "russia holds note"},
    {"sum", COLUMNS_NUMBER, NULL},
    {"expect_1", COLUMNS_TIME, "russia holds note"},
};

static void every_kind_has_its_columns(void **state)
{
    struct studies s;

    (void)state;
    studies_init(&s,
                 BEGIN
                 "measure:\n"
                 "  plain-one: press holds note\n"
                 "  bound: press holds note by 2022-01-26T20:00Z\n"
                 "  denied: {sentence: press never holds note}\n"
                 "  delay: {from: us receives note, to: press holds note,\n"
                 "          given: press never holds memo}\n"
                 "  spread: {spread: holds memo, over: [russia, press]}\n"
                 "  count: {count: holds memo}\n"
                 "  first: {first: [us holds note, russia holds note]}\n"
                 "  sum: {quantity: holders, document: memo}\n"
                 "expect:\n"
                 "  - at least 5 % of runs: russia holds note\n",
                 NULL);
    const struct columns *c = &s.points.items[0].columns;
    assert_int_equal(c->count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < c->count; i++) {
        const struct columns_one *one = &c->items[i];
        assert_int_equal(strcspn(one->name, "-"), strlen(one->name));
        if (i > 0) assert_string_equal(one->name, expected[i].name);
        assert_int_equal(one->kind, expected[i].kind);
        if (expected[i].sentence)
            assert_string_equal(one->sentence.text, expected[i].sentence);
    }
    assert_string_equal(c->items[0].name, "plain_one");
    assert_int_equal(c->items[13].quantity, DESIGN_HOLDERS);
    assert_int_equal(c->items[13].document, 1);
    assert_int_equal(c->measures[3].first, 3);
    assert_int_equal(c->measures[3].count, 2);
    assert_int_equal(c->measures[3].given, 5);
    assert_int_equal(c->measures[4].given, COLUMNS_NONE);
    assert_int_equal(c->expectations[0], 14);
    assert_true(columns_same(c, c));
    studies_fini(&s);
}

static void values_say_whether_it_holds(void **state)
{
    const struct columns_one time = {.kind = COLUMNS_TIME};
    const struct columns_one holds = {.kind = COLUMNS_HOLDS};

    (void)state;
    assert_true(columns_holds(&time, 0));
    assert_false(columns_holds(&time, COLUMNS_NOTHING));
    assert_true(columns_holds(&holds, 1));
    assert_false(columns_holds(&holds, 0));
}

static void wrong_sentences_have_their_place(void **state)
{
    static const struct {
        const char *measure, *said;
    } rows[] = {
        {"m: press holds nothing",
         "4:6: unknown document \"nothing\", expected late, memo or note\n"},
        {"m: {from: press never holds note, to: press holds note}",
         "4:13: a sentence with never or a bound has no first time, expected a "
         "plain one\n"},
        {"m: {from: press holds note,\n"
         "      to: press holds note by 2022-01-26T20:00Z}",
         "5:11: a sentence with never or a bound has no first time, expected a "
         "plain one\n"},
        {"m: {first: [us holds note, press never holds note]}",
         "4:30: a sentence with never or a bound has no first time, expected a "
         "plain one\n"},
        {"m: {spread: holds note, over: [us, nato]}",
         "4:38: unknown party \"nato\"\n"},
        {"m: {quantity: holders, document: letter}",
         "4:36: unknown document \"letter\"\n"},
        {"m: {sentence: press holds note, given: press holds it}",
         "4:42: unknown document \"it\", expected late, memo or note\n"},
        {"m: {first: [us holds note, us holds memo]}\n"
         "  m-1: press holds note",
         "5:8: two columns \"m_1\", expected measures of other names\n"},
        {"run: press holds note",
         "4:8: \"run\" is a column of every study's, expected a measure of "
         "another name\n"},
        {"point: {quantity: bytes}",
         "4:3: \"point\" is a column of every study's, expected a measure of "
         "another name\n"},
    };
    char study[512];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(study, sizeof study, BEGIN "measure:\n  %s\n",
                 rows[i].measure);
        char *said = studies_wrong(study, NULL);
        assert_string_equal(said, rows[i].said);
        free(said);
    }
}

/* A measure of each party of a crowd may need more columns than a table has. */
static void columns_have_a_limit(void **state)
{
    char *study = NULL, *said;
    size_t size;
    FILE *memory = open_memstream(&study, &size);

    (void)state;
    assert_non_null(memory);
    fputs(BEGIN "measure:\n", memory);
    for (int i = 0; i < 20; i++) {
        fprintf(memory, "  m%d: {first: [", i);
        /* No two are the same. */
        for (int k = 0; k < 100; k++)
            fprintf(memory, "us%*s holds note, ", k, "");
        fputs("]}\n", memory);
    }
    assert_int_equal(fclose(memory), 0);
    said = studies_wrong(study, NULL);
    assert_non_null(strstr(said, "23:17: more than 1900 columns, expected "
                                 "fewer measures or parties\n"));
    free(said);
    free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_its_columns),
        cmocka_unit_test(values_say_whether_it_holds),
        cmocka_unit_test(wrong_sentences_have_their_place),
        cmocka_unit_test(columns_have_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
