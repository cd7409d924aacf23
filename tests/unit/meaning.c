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

/* Whether a record of russia's tells it that us has reached a level. */
static bool tells(enum record_kind kind, const char *channel,
                  enum sentence_predicate predicate)
{
    const struct sentence s = {.nested = true,
                               .knower = STORY_RUSSIA,
                               .party = STORY_US,
                               .predicate = predicate,
                               .document = STORY_RESPONSE,
                               .portion = SCENARIO_NONE};
    const struct record r = {.kind = kind,
                             .party = "russia",
                             .peer = "us",
                             .document = "us-response",
                             .channel = channel};
    struct scenario sc;

    stories_scenario(&sc);

    const bool matches = meaning_matches(&s, &sc, &r);

    scenario_fini(&sc);
    return matches;
}

static void test_what_a_party_can_tell_of_another(void **state)
{
    (void)state;
    assert_true(tells(RECORD_RECEIPT_HELD, NULL, SENTENCE_HOLDS));
    assert_true(tells(RECORD_RECEIPT_HELD, NULL, SENTENCE_ACKNOWLEDGES));
    assert_false(tells(RECORD_RECEIPT_HELD, NULL, SENTENCE_VERIFIED));
    assert_true(tells(RECORD_COSIGNATURE_HELD, NULL, SENTENCE_SIGNS));
    assert_true(tells(RECORD_ORIGIN_CHECKED, NULL, SENTENCE_HOLDS));
    assert_false(tells(RECORD_ORIGIN_CHECKED, NULL, SENTENCE_RECEIVES));
    assert_true(tells(RECORD_CHECKED, NULL, SENTENCE_CAN_PROVE));
    assert_true(tells(RECORD_AUTHENTICATED, NULL, SENTENCE_VERIFIED));
    assert_false(tells(RECORD_AUTHENTICATED, NULL, SENTENCE_CAN_PROVE));
    /* In person or in public, one sees who speaks. */
    assert_true(tells(RECORD_RECEIVED, "embassy", SENTENCE_HOLDS));
    assert_true(tells(RECORD_HEARD, "public", SENTENCE_ANNOUNCES));
    assert_true(tells(RECORD_TOLD, "embassy", SENTENCE_KNOWS_OF));
    assert_false(tells(RECORD_TOLD, "embassy", SENTENCE_WAS_TOLD));
    assert_false(tells(RECORD_RECEIVED, "elsewhere", SENTENCE_HOLDS));
    assert_false(tells(RECORD_RECEIVED, NULL, SENTENCE_HOLDS));
    /* An adversary's records tell him as much. */
    assert_true(tells(RECORD_INTERCEPTED, "embassy", SENTENCE_HOLDS));
    assert_true(tells(RECORD_DECRYPTED, "embassy", SENTENCE_HOLDS));
    assert_false(tells(RECORD_DECRYPTED, "elsewhere", SENTENCE_HOLDS));
    assert_true(tells(RECORD_SIGHTED, "embassy", SENTENCE_KNOWS_OF));
    assert_false(tells(RECORD_SIGHTED, "embassy", SENTENCE_HOLDS));
    assert_true(tells(RECORD_OVERHEARD, "embassy", SENTENCE_BRIEFS));
    assert_true(tells(RECORD_PROOF_CAPTURED, NULL, SENTENCE_CAN_PROVE));
    assert_false(tells(RECORD_CAPTURED, "embassy", SENTENCE_KNOWS_OF));
    /* What was sent may not have come; a comment takes no text. */
    assert_false(tells(RECORD_SENT, "embassy", SENTENCE_KNOWS_OF));
    assert_false(tells(RECORD_TAKEN_IN, "embassy", SENTENCE_KNOWS_OF));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_predicate_has_a_record),
        cmocka_unit_test(test_a_level_includes_those_below),
        cmocka_unit_test(test_portions_of_sentence_and_record),
        cmocka_unit_test(test_others_records_match_nothing),
        cmocka_unit_test(test_what_a_party_can_tell_of_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
