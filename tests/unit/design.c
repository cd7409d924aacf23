/* A study's file, key by key; timeline/errors has what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/design.h"

static void parse(struct design *d, const char *text)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    if (design_parse(d, "name", bytes_of_text(text), &errors))
        fail_msg("line %u: %s", errors.items[0].position.line,
                 errors.items[0].text);
    scenario_errors_fini(&errors);
}

static void assert_sentence(const struct design_sentence *s, const char *text,
                            uint32_t line)
{
    assert_string_equal(s->text, text);
    assert_int_equal(s->position.line, line);
}

static void a_file_says_all_of_it(void **state)
{
    struct design d;

    (void)state;
    parse(&d, "study: 1\n"
              "title: A title\n"
              "scenario: ../x.yaml\n"
              "seed: 7\n"
              "runs: 300\n"
              "crypto: stand-in\n"
              "measure: {m: press holds note}\n");
    assert_string_equal(d.name, "name");
    assert_string_equal(d.title, "A title");
    assert_string_equal(d.scenario, "../x.yaml");
    assert_int_equal(d.seed, 7);
    assert_int_equal(d.runs, 300);
    assert_true(d.half_width == 0);
    assert_true(d.stand_in);
    assert_int_equal(design_points(&d), 1);
    design_fini(&d);
}

static void what_it_leaves_out_has_a_default(void **state)
{
    struct design d;

    (void)state;
    parse(&d, "study: 1\nscenario: x.yaml\n"
              "expect: [at least 95 % of runs: press holds note]\n");
    assert_string_equal(d.title, "name");
    assert_int_equal(d.seed, 1);
    assert_int_equal(d.runs, DESIGN_RUNS);
    assert_false(d.stand_in);
    assert_int_equal(d.measure_count, 0);
    design_fini(&d);
    parse(&d, "study: 1\nscenario: x.yaml\ncrypto: real\n"
              "until: {half-width: 2.5 %, at most: 5000}\n"
              "measure: {m: press holds note}\n");
    assert_int_equal(d.runs, 5000);
    assert_true(d.half_width > 0.02499 && d.half_width < 0.02501);
    assert_false(d.stand_in);
    design_fini(&d);
}

static void assert_level(const struct design *d, size_t point, size_t factor,
                         const char *label, const char *change)
{
    const struct design_level *l = design_level_at(d, point, factor);

    assert_string_equal(l->label, label);
    assert_int_equal(l->change_count, change ? 1 : 0);
    if (change) assert_string_equal(l->changes[0], change);
}

static void values_vary_each_with_each(void **state)
{
    struct design d;

    (void)state;
    parse(&d, "study: 1\nscenario: x.yaml\n"
              "vary:\n"
              "  channels.bag.delay: [2 h, 3 h]\n"
              "  parties.us.name: [\"4\", Four]\n"
              "  channels.bag.loss: {from: 1%, to: 5%, steps: 3}\n"
              "settings:\n"
              "  plain:\n"
              "  slow: {channels.bag.hold: 4 h}\n"
              "measure: {m: press holds note}\n");
    assert_int_equal(d.factor_count, 4);
    assert_int_equal(design_points(&d), 2 * 2 * 3 * 2);
    assert_string_equal(d.factors[3].name, DESIGN_SETTINGS);
    assert_level(&d, 0, 0, "2 h", "channels.bag.delay=2 h");
    assert_level(&d, 0, 1, "\"4\"", "parties.us.name=\"4\"");
    assert_level(&d, 0, 2, "1%", "channels.bag.loss=1%");
    assert_level(&d, 0, 3, "plain", NULL);
    /* The last one changes first. */
    assert_level(&d, 1, 3, "slow", "channels.bag.hold=4 h");
    assert_level(&d, 2, 2, "3%", "channels.bag.loss=3%");
    assert_level(&d, 4, 2, "5%", "channels.bag.loss=5%");
    assert_level(&d, 6, 1, "Four", "parties.us.name=Four");
    assert_level(&d, 12, 0, "3 h", "channels.bag.delay=3 h");
    assert_level(&d, 23, 0, "3 h", "channels.bag.delay=3 h");
    design_fini(&d);
}

static void measures_have_their_kind(void **state)
{
    struct design d;

    (void)state;
    parse(&d, "study: 1\n"
              "scenario: x.yaml\n"
              "measure:\n"
              "  plain: press holds note\n"
              "  one: {sentence: us holds note, given: us holds memo}\n"
              "  delay: {from: us holds note, to: press holds note}\n"
              "  spread: {spread: holds note}\n"
              "  count: {count: holds note, over: us}\n"
              "  first: {first: [us holds note, press holds note, us leaks "
              "note]}\n"
              "  bytes: {quantity: bytes}\n"
              "  sum: {quantity: exposure, document: note, given: us holds "
              "memo}\n"
              "expect:\n"
              "  - at least 95 % of runs: press holds note\n"
              "  - at most 2.5% of runs: press holds memo\n");
    static const enum design_kind kinds[] = {
        DESIGN_SENTENCE, DESIGN_SENTENCE, DESIGN_DELAY,    DESIGN_SPREAD,
        DESIGN_COUNT,    DESIGN_FIRST,    DESIGN_QUANTITY, DESIGN_QUANTITY,
    };
    static const size_t sentences[] = {1, 1, 2, 1, 1, 3, 0, 0};

    assert_int_equal(d.measure_count, sizeof kinds / sizeof *kinds);
    for (size_t i = 0; i < d.measure_count; i++) {
        assert_int_equal(d.measures[i].kind, kinds[i]);
        assert_int_equal(d.measures[i].sentence_count, sentences[i]);
        assert_int_equal(d.measures[i].given.text != NULL, i == 1 || i == 7);
    }
    assert_string_equal(d.measures[0].name, "plain");
    assert_sentence(&d.measures[0].sentences[0], "press holds note", 4);
    assert_sentence(&d.measures[1].given, "us holds memo", 5);
    assert_sentence(&d.measures[2].sentences[0], "us holds note", 6);
    assert_sentence(&d.measures[2].sentences[1], "press holds note", 6);
    assert_int_equal(d.measures[3].over_count, 0);
    assert_int_equal(d.measures[4].over_count, 1);
    assert_sentence(&d.measures[4].over[0], "us", 8);
    assert_sentence(&d.measures[5].sentences[2], "us leaks note", 9);
    assert_int_equal(d.measures[6].quantity, DESIGN_BYTES);
    assert_int_equal(d.measures[7].quantity, DESIGN_EXPOSURE);
    assert_sentence(&d.measures[7].document, "note", 11);
    assert_int_equal(d.expectation_count, 2);
    assert_true(d.expectations[0].at_least && d.expectations[0].share == 0.95);
    assert_string_equal(d.expectations[0].text, "at least 95 % of runs");
    assert_sentence(&d.expectations[0].sentence, "press holds note", 13);
    assert_true(!d.expectations[1].at_least &&
                d.expectations[1].share == 0.025);
    design_fini(&d);
}

/* Writes so many lines of a mapping. */
static const char *some_lines(struct arena *a, const char *text,
                              const char *before, const char *after,
                              size_t count)
{
    for (size_t i = 0; i < count; i++)
        text = arena_format(a, "%s  %s%zu%s\n", text, before, i, after);
    return text;
}

static bool is_taken(const char *text)
{
    struct scenario_errors errors;
    struct design d;

    scenario_errors_init(&errors);
    const enum err rc = design_parse(&d, "x", bytes_of_text(text), &errors);
    if (!rc) design_fini(&d);
    scenario_errors_fini(&errors);
    return !rc;
}

static void values_stand_once(void **state)
{
    (void)state;
    assert_false(
        is_taken("study: 1\nscenario: x\nvary: {a.k: [1 h, 2 h, 1 h]}\n"
                 "measure: {m: us holds note}\n"));
    assert_false(is_taken("study: 1\nscenario: x\nmeasure: {m: {first: [us "
                          "holds note, us holds note]}}\n"));
    assert_false(is_taken("study: 1\nscenario: x\nmeasure: {m: {count: holds "
                          "note, over: [us, uk, us]}}\n"));
    assert_true(is_taken("study: 1\nscenario: x\nmeasure: {m: {count: holds "
                         "note, over: [us, uk]}}\n"));
    assert_true(is_taken("study: 1\nscenario: x\nvary: {a.k: [1, \"1\", 2]}\n"
                         "measure: {m: us holds note}\n"));
}

/* A table is as long as its limit, and no longer. */
static void lists_have_limits(void **state)
{
    static const char measure[] =
        "study: 1\nscenario: x\nmeasure: {m: us holds note}\nvary:\n";
    static const char measures[] = "study: 1\nscenario: x\nmeasure:\n";
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t more = 0; more < 2; more++) {
        assert_int_equal(is_taken(some_lines(&a, measure, "a.k", ": [1]",
                                             DESIGN_FACTORS_MAX + more)),
                         more == 0);
        assert_int_equal(
            is_taken(some_lines(&a, measures, "k", ": us holds note",
                                DESIGN_MEASURES_MAX + more)),
            more == 0);
    }
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_says_all_of_it),
        cmocka_unit_test(what_it_leaves_out_has_a_default),
        cmocka_unit_test(values_vary_each_with_each),
        cmocka_unit_test(values_stand_once),
        cmocka_unit_test(measures_have_their_kind),
        cmocka_unit_test(lists_have_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
