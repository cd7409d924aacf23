#include "runtime/meaning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/stories.h"

static const char *const both[] = {"open-door", "arms-control"};

static void test_every_predicate_has_a_record(void **state)
{
    (void)state;
    for (int p = 0; p < SENTENCE_COUNT; p++) {
        int kinds = 0;

        for (int k = 0; k < RECORD_KIND_COUNT; k++) {
            kinds +=
                meaning_is((enum sentence_predicate)p, (enum record_kind)k);
        }
        assert_true(kinds > 0);
    }
}

static void test_a_level_includes_those_below(void **state)
{
    (void)state;
    assert_true(meaning_is(SENTENCE_KNOWS_OF, RECORD_CHECKED));
    assert_true(meaning_is(SENTENCE_READS, RECORD_RECEIVED));
    assert_false(meaning_is(SENTENCE_VERIFIED, RECORD_RECEIVED));
    assert_false(meaning_is(SENTENCE_RECEIVES, RECORD_CHECKED));
}

static void test_portions_of_sentence_and_record(void **state)
{
    struct scenario sc;
    struct sentence s = {.party = STORY_RUSSIA,
                         .predicate = SENTENCE_HOLDS,
                         .document = STORY_RESPONSE,
                         .portion = SCENARIO_NONE};
    struct record r = {
        .kind = RECORD_RECEIVED, .party = "russia", .document = "us-response"};

    (void)state;
    stories_scenario(&sc);
    assert_true(meaning_matches(&s, &sc, &r));
    r.portions = both;
    r.portion_count = 1;
    assert_false(meaning_matches(&s, &sc, &r));
    r.portion_count = 2;
    assert_true(meaning_matches(&s, &sc, &r));
    r.portion_count = 1;
    s.predicate = SENTENCE_KNOWS_OF;
    assert_true(meaning_matches(&s, &sc, &r));
    s.predicate = SENTENCE_RECEIVES;
    assert_true(meaning_matches(&s, &sc, &r));
    s.portion = STORY_ARMS_CONTROL;
    assert_false(meaning_matches(&s, &sc, &r));
    s.portion = STORY_OPEN_DOOR;
    assert_true(meaning_matches(&s, &sc, &r));
    scenario_fini(&sc);
}

static void test_others_records_match_nothing(void **state)
{
    struct scenario sc;
    const struct sentence s = {.party = STORY_RUSSIA,
                               .predicate = SENTENCE_HOLDS,
                               .document = STORY_RESPONSE,
                               .portion = SCENARIO_NONE};
    struct record r = {.kind = RECORD_RECEIVED, .party = "russia"};

    (void)state;
    stories_scenario(&sc);
    assert_false(meaning_matches(&s, &sc, &r));
    r.document = "memo";
    assert_false(meaning_matches(&s, &sc, &r));
    r.document = "us-response";
    r.party = "press";
    assert_false(meaning_matches(&s, &sc, &r));
    r.party = NULL;
    assert_false(meaning_matches(&s, &sc, &r));
    scenario_fini(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_predicate_has_a_record),
        cmocka_unit_test(test_a_level_includes_those_below),
        cmocka_unit_test(test_portions_of_sentence_and_record),
        cmocka_unit_test(test_others_records_match_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
