#include "scenario/meaning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "crypto/noise_pattern.h"
#include "scenario/channels.h"
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

/* By this record alone. */
static bool matches(const struct sentence *s, const struct scenario *sc,
                    const struct record *r)
{
    struct meaning_progress none = {0};

    return meaning_matches(s, sc, r, &none);
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
    assert_true(matches(&s, &sc, &r));
    r.portions = both;
    r.portion_count = 1;
    assert_false(matches(&s, &sc, &r));
    r.portion_count = 2;
    assert_true(matches(&s, &sc, &r));
    r.portion_count = 1;
    s.predicate = SENTENCE_KNOWS_OF;
    assert_true(matches(&s, &sc, &r));
    s.predicate = SENTENCE_RECEIVES;
    assert_true(matches(&s, &sc, &r));
    s.portion = STORY_ARMS_CONTROL;
    assert_false(matches(&s, &sc, &r));
    s.portion = STORY_OPEN_DOOR;
    assert_true(matches(&s, &sc, &r));
    scenario_fini(&sc);
}

/* A document received in parts is whole once the last has arrived. */
static void test_parts_add_up_to_the_whole(void **state)
{
    struct meaning_progress progress = {0};
    struct scenario sc;
    const struct sentence s = {.party = STORY_RUSSIA,
                               .predicate = SENTENCE_HOLDS,
                               .document = STORY_RESPONSE,
                               .portion = SCENARIO_NONE};
    struct record r = {.kind = RECORD_RECEIVED,
                       .party = "russia",
                       .document = "us-response",
                       .portions = &both[0],
                       .portion_count = 1};

    (void)state;
    stories_scenario(&sc);
    assert_false(meaning_matches(&s, &sc, &r, &progress));
    assert_false(meaning_matches(&s, &sc, &r, &progress));
    r.kind = RECORD_TOLD;
    r.portions = &both[1];
    assert_false(meaning_matches(&s, &sc, &r, &progress));
    r.kind = RECORD_RECEIVED;
    assert_true(meaning_matches(&s, &sc, &r, &progress));
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
    assert_false(matches(&s, &sc, &r));
    r.document = "memo";
    assert_false(matches(&s, &sc, &r));
    r.document = "us-response";
    r.party = "press";
    assert_false(matches(&s, &sc, &r));
    r.party = NULL;
    assert_false(matches(&s, &sc, &r));
    scenario_fini(&sc);
}

/* True if such a record of russia's about us tells russia that us has reached a
 * level or done something. */
static bool shows(enum record_kind kind, enum record_reason reason,
                  const char *channel, enum sentence_predicate predicate)
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
                             .channel = channel,
                             .reason = reason};
    struct scenario sc;

    stories_scenario(&sc);

    const bool told = matches(&s, &sc, &r);

    scenario_fini(&sc);
    return told;
}

static bool tells(enum record_kind kind, enum record_reason reason,
                  enum sentence_predicate predicate)
{
    return shows(kind, reason, NULL, predicate);
}

static bool overhears(enum record_kind kind, const char *channel,
                      enum sentence_predicate predicate)
{
    return shows(kind, REASON_NONE, channel, predicate);
}

static void test_what_a_party_can_tell_of_another(void **state)
{
    (void)state;
    assert_true(tells(RECORD_RECEIPT_HELD, REASON_NONE, SENTENCE_HOLDS));
    assert_true(tells(RECORD_RECEIPT_HELD, REASON_NONE, SENTENCE_ACKNOWLEDGES));
    assert_false(tells(RECORD_RECEIPT_HELD, REASON_NONE, SENTENCE_VERIFIED));
    assert_true(tells(RECORD_COSIGNATURE_HELD, REASON_NONE, SENTENCE_SIGNS));
    assert_true(tells(RECORD_ORIGIN_CHECKED, REASON_NONE, SENTENCE_HOLDS));
    assert_false(tells(RECORD_ORIGIN_CHECKED, REASON_NONE, SENTENCE_RECEIVES));
    assert_true(tells(RECORD_CHECKED, REASON_NONE, SENTENCE_CAN_PROVE));
    assert_true(tells(RECORD_AUTHENTICATED, REASON_NONE, SENTENCE_VERIFIED));
    assert_false(tells(RECORD_AUTHENTICATED, REASON_NONE, SENTENCE_CAN_PROVE));
    assert_true(tells(RECORD_RECEIVED, REASON_NONE, SENTENCE_HOLDS));
    assert_true(tells(RECORD_HEARD, REASON_NONE, SENTENCE_ANNOUNCES));
    assert_true(tells(RECORD_TOLD, REASON_NONE, SENTENCE_KNOWS_OF));
    assert_false(tells(RECORD_TOLD, REASON_NONE, SENTENCE_WAS_TOLD));
    /* A text that anybody may have sent tells of nobody. */
    assert_false(tells(RECORD_RECEIVED, REASON_UNSHOWN, SENTENCE_HOLDS));
    assert_false(tells(RECORD_HEARD, REASON_UNSHOWN, SENTENCE_ANNOUNCES));
    assert_false(tells(RECORD_TOLD, REASON_UNSHOWN, SENTENCE_BRIEFS));
    /* A sent copy may not have arrived; a comment requires no text. */
    assert_false(tells(RECORD_SENT, REASON_NONE, SENTENCE_KNOWS_OF));
    assert_false(tells(RECORD_TAKEN_IN, REASON_NONE, SENTENCE_KNOWS_OF));
}

static void test_what_an_adversary_can_tell_of_another(void **state)
{
    (void)state;
    assert_true(overhears(RECORD_INTERCEPTED, "embassy", SENTENCE_HOLDS));
    assert_true(overhears(RECORD_DECRYPTED, "embassy", SENTENCE_HOLDS));
    assert_false(overhears(RECORD_DECRYPTED, "elsewhere", SENTENCE_HOLDS));
    assert_true(overhears(RECORD_SIGHTED, "embassy", SENTENCE_KNOWS_OF));
    assert_false(overhears(RECORD_SIGHTED, "embassy", SENTENCE_HOLDS));
    assert_true(overhears(RECORD_OVERHEARD, "public", SENTENCE_BRIEFS));
    assert_true(overhears(RECORD_PROOF_CAPTURED, NULL, SENTENCE_CAN_PROVE));
    assert_false(overhears(RECORD_CAPTURED, "embassy", SENTENCE_KNOWS_OF));
}

/* The scenario's table of patterns says of each what its messages do. */
static void test_patterns_that_show_both_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < channels_handshakes.count; i++) {
        const char *name = channels_handshakes.texts[i];
        const struct noise_pattern *p = noise_pattern_find(name);
        assert_non_null(p);
        assert_int_equal(channels_authenticates(name),
                         noise_pattern_needs(p, true).s &&
                             noise_pattern_needs(p, false).s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_predicate_has_a_record),
        cmocka_unit_test(test_a_level_includes_those_below),
        cmocka_unit_test(test_portions_of_sentence_and_record),
        cmocka_unit_test(test_parts_add_up_to_the_whole),
        cmocka_unit_test(test_others_records_match_nothing),
        cmocka_unit_test(test_what_a_party_can_tell_of_another),
        cmocka_unit_test(test_what_an_adversary_can_tell_of_another),
        cmocka_unit_test(test_patterns_that_show_both_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
