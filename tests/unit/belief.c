/* Beliefs about keys from a journal: a belief for each key and party, up to a
 * time. */
#include "study/belief.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/stories.h"

static const struct story_line lines[] = {
    {1,
     {.kind = RECORD_KEY_TAKEN,
      .party = "russia",
      .peer = "us",
      .serial = 1,
      .fingerprint = {(const uint8_t *)"aaaa", 4},
      .trust = RECORD_TRUST_FIRST_USE}},
    {2,
     {.kind = RECORD_NUMBERS_MATCH,
      .party = "russia",
      .peer = "us",
      .number = "12345"}},
    {3,
     {.kind = RECORD_KEY_ROTATED,
      .party = "us",
      .serial = 2,
      .fingerprint = {(const uint8_t *)"bbbb", 4}}},
    {4,
     {.kind = RECORD_KEY_REPLACED,
      .party = "russia",
      .peer = "us",
      .serial = 2,
      .fingerprint = {(const uint8_t *)"bbbb", 4},
      .trust = RECORD_TRUST_SUCCESSION}},
    {5,
     {.kind = RECORD_NUMBERS_DIFFER,
      .party = "congress",
      .peer = "us",
      .number = "54321"}},
    {6,
     {.kind = RECORD_KEY_VOID,
      .party = "russia",
      .peer = "us",
      .serial = 1,
      .fingerprint = {(const uint8_t *)"aaaa", 4}}},
    /* Records that name nobody of the scenario are skipped. */
    {7,
     {.kind = RECORD_KEY_TAKEN,
      .party = "mars",
      .peer = "us",
      .serial = 1,
      .fingerprint = {(const uint8_t *)"aaaa", 4}}},
    {7,
     {.kind = RECORD_KEY_VOID,
      .party = "us",
      .serial = 1,
      .fingerprint = {(const uint8_t *)"aaaa", 4}}},
};

static const struct belief *find(const struct beliefs *b, uint32_t party,
                                 uint32_t peer, uint32_t serial,
                                 const char *fingerprint,
                                 enum record_trust trust)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].party == party && b->items[i].peer == peer &&
            b->items[i].serial == serial && b->items[i].trust == trust &&
            (!fingerprint ||
             bytes_equal(b->items[i].fingerprint, bytes_of_text(fingerprint))))
            return &b->items[i];
    return NULL;
}

static void read(struct beliefs *b, struct scenario *sc, instant until)
{
    struct reader r;

    stories_scenario(sc);
    stories_journal(&r, lines, sizeof lines / sizeof *lines, true);
    assert_int_equal(beliefs_read(b, &r, sc, until), ERR_OK);
    reader_close(&r);
}

static void test_all(void **state)
{
    struct scenario sc;
    struct beliefs b;

    (void)state;
    read(&b, &sc, INSTANT_MAX);
    const struct belief *first =
        find(&b, STORY_RUSSIA, STORY_US, 1, "aaaa", RECORD_TRUST_FIRST_USE);
    assert_non_null(first);
    assert_true(first->compared);
    assert_int_equal(first->compared_at, stories_time(2));
    assert_int_equal(first->end, BELIEF_VOID);
    assert_int_equal(first->ended, stories_time(6));
    assert_int_equal(first->since, stories_time(1));
    const struct belief *second =
        find(&b, STORY_RUSSIA, STORY_US, 2, "bbbb", RECORD_TRUST_SUCCESSION);
    assert_non_null(second);
    assert_int_equal(second->end, BELIEF_HELD);
    assert_non_null(find(&b, STORY_US, STORY_US, 2, "bbbb", RECORD_TRUST_NONE));
    /* Nothing was said of it before: it was known from the start. */
    const struct belief *pinned =
        find(&b, STORY_CONGRESS, STORY_US, 1, NULL, RECORD_TRUST_PINNED);
    assert_non_null(pinned);
    assert_int_equal(pinned->since, INSTANT_MIN);
    assert_int_equal(pinned->end, BELIEF_DISPUTED);
    /* An own key each, two more of US, and what the others have of it. */
    assert_int_equal(b.count, STORY_PARTIES + 1 + 2 + 1);
    /* Sorted by owner, with the owner's own belief first. */
    assert_int_equal(b.items[0].peer, STORY_US);
    assert_int_equal(b.items[0].party, STORY_US);
    beliefs_fini(&b);
    scenario_fini(&sc);
}

static void test_up_to_a_time(void **state)
{
    struct scenario sc;
    struct beliefs b;

    (void)state;
    read(&b, &sc, stories_time(1));
    const struct belief *first =
        find(&b, STORY_RUSSIA, STORY_US, 1, "aaaa", RECORD_TRUST_FIRST_USE);
    assert_non_null(first);
    assert_false(first->compared);
    assert_int_equal(first->end, BELIEF_HELD);
    assert_int_equal(b.count, STORY_PARTIES + 1);
    beliefs_fini(&b);
    scenario_fini(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_up_to_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
