/* The claims of lessons: what each kind reads, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/lesson_claim.h"
#include "support/stories.h"

static const char world[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01, end: 2022-02-01}\n"
    "parties: {us: , russia: , press: {kind: public}}\n"
    "documents: {memo: {author: us, portions: {a: A., b: B.}}}\n";

struct desk {
    struct scenario scenario;
    struct arena arena;
    struct scenario_errors errors;
};

static int setup(void **state)
{
    struct desk *d = test_calloc(1, sizeof *d);

    stories_parse(&d->scenario, "world", bytes_of_text(world));
    arena_init(&d->arena);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    struct desk *d = *state;

    arena_fini(&d->arena);
    scenario_fini(&d->scenario);
    test_free(d);
    return 0;
}

static struct lesson_claim read_good(struct desk *d, const char *text)
{
    struct lesson_claim c;

    scenario_errors_init(&d->errors);
    if (lesson_claim_parse(&c, &d->arena, &d->scenario, text, &d->errors))
        fail_msg("%s: %s", text, d->errors.items[0].text);
    scenario_errors_fini(&d->errors);
    return c;
}

static void test_kinds(void **state)
{
    struct desk *d = *state;
    struct lesson_claim c = read_good(d, "press never holds memo/b");

    assert_int_equal(c.kind, LESSON_CLAIM_SENTENCE);
    assert_string_equal(c.text, "press never holds memo/b");
    assert_true(c.sentence.never);
    assert_int_equal(c.sentence.portion, 1);

    c = read_good(d, "{attack: mitm, document: memo, succeeds: no}");
    assert_int_equal(c.kind, LESSON_CLAIM_ATTACK);
    assert_string_equal(c.tactic, "mitm");
    assert_int_equal(c.document, 0);
    assert_false(c.succeeds);
    assert_string_equal(c.text, "{attack: mitm, document: memo, succeeds: no}");
    assert_true(
        read_good(d, "{succeeds: yes, on: memo, attack: tap}").succeeds);

    c = read_good(d, "{metadata: whether, by: both, at-most: 60%}");
    assert_int_equal(c.kind, LESSON_CLAIM_METADATA);
    assert_int_equal(c.question, 3);
    assert_int_equal(c.view, 2);
    assert_true(c.limit == 0.6);

    c = read_good(d, "{risk: memo, by: 2022-02-01, at-most: 0.45}");
    assert_int_equal(c.kind, LESSON_CLAIM_RISK);
    assert_true(c.by == d->scenario.end && c.limit == 0.45);

    c = read_good(d, "{attribute: memo, surfaced: a.txt, for: others, "
                     "names: russia, at-least: 90 %}");
    assert_int_equal(c.kind, LESSON_CLAIM_ATTRIBUTE);
    assert_string_equal(c.surfaced, "a.txt");
    assert_true(c.others);
    assert_int_equal(c.names, 1);
    c = read_good(d, "{attribute: memo, for: author, names: nobody, "
                     "at-least: 90%}");
    assert_null(c.surfaced);
    assert_false(c.others);
    assert_int_equal(c.names, SCENARIO_NONE);
}

static void test_errors(void **state)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"", "no value, expected a sentence"},
        {"press never", "the sentence ends, expected a predicate"},
        {"press never held memo", "unknown predicate \"held\""},
        {"{}", "expected a sentence"},
        {"{guess: memo}", "expected a sentence, or a mapping with attack"},
        {"{attack: tap, document: mem, succeeds: no}",
         "did you mean \"memo\"?"},
        {"{attack: tap, document: memo}", "missing \"succeeds\""},
        {"{attack: tap, document: memo, succeeds: never}",
         "expected yes or no"},
        {"{attack: tap, document: memo, succeeds: no, by: us}",
         "unknown key of an attack's claim \"by\""},
        {"{metadata: text, by: size, at-most: 1%}",
         "expected document, from, to or whether"},
        {"{metadata: document, by: colour, at-most: 1%}",
         "expected size, time or both"},
        {"{metadata: document, by: size, at-most: 101%}",
         "expected a probability"},
        {"{risk: memo, by: 2023-02-01, at-most: 1%}", "outside the clock"},
        {"{risk: memo, by: 2022-01-01, at-most: 1%}", "outside the clock"},
        {"{risk: memo, by: noon, at-most: 1%}", "\"noon\", expected"},
        {"{attribute: memo, for: judges, names: us, at-least: 1%}",
         "expected author or others"},
        {"{attribute: memo, for: author, names: russi, at-least: 1%}",
         "did you mean \"russia\"?"},
        {"{attack: [tap], document: memo, succeeds: no}", "expected a text"},
        {"{attack: tap", "not YAML"},
    };
    struct desk *d = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct lesson_claim c;

        scenario_errors_init(&d->errors);
        if (!lesson_claim_parse(&c, &d->arena, &d->scenario, rows[i].text,
                                &d->errors) ||
            !strstr(d->errors.items[0].text, rows[i].said))
            fail_msg("%s: %s", rows[i].text,
                     d->errors.count > 0 ? d->errors.items[0].text : "good");
        scenario_errors_fini(&d->errors);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
