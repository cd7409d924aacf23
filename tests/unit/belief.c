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
      .text = "key 1, aaaa, taken on first use"}},
    {2,
     {.kind = RECORD_NUMBERS_MATCH,
      .party = "russia",
      .peer = "us",
      .text = "12345"}},
    {3, {.kind = RECORD_KEY_ROTATED, .party = "us", .text = "key 2, bbbb"}},
    {4,
     {.kind = RECORD_KEY_REPLACED,
      .party = "russia",
      .peer = "us",
      .text = "key 2, bbbb, signed by the key before"}},
    {5,
     {.kind = RECORD_NUMBERS_DIFFER,
      .party = "congress",
      .peer = "us",
      .text = "54321"}},
    {6,
     {.kind = RECORD_KEY_VOID,
      .party = "russia",
      .peer = "us",
      .text = "key 1, aaaa"}},
    /* Records that name nobody of the scenario are skipped. */
    {7,
     {.kind = RECORD_KEY_TAKEN,
      .party = "mars",
      .peer = "us",
      .text = "key 1, aaaa"}},
    {7, {.kind = RECORD_KEY_VOID, .party = "us", .text = "key 1, aaaa"}},
};

static const struct belief *find(const struct beliefs *b, uint32_t party,
                                 uint32_t peer, const char *key)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].party == party && b->items[i].peer == peer &&
            strstr(b->items[i].key, key))
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
    const struct belief *first = find(&b, STORY_RUSSIA, STORY_US, "aaaa");
    assert_non_null(first);
    assert_true(first->compared);
    assert_int_equal(first->compared_at, stories_time(2));
    assert_int_equal(first->end, BELIEF_VOID);
    assert_int_equal(first->ended, stories_time(6));
    assert_int_equal(first->since, stories_time(1));
    const struct belief *second = find(&b, STORY_RUSSIA, STORY_US, "key 2");
    assert_non_null(second);
    assert_int_equal(second->end, BELIEF_HELD);
    assert_non_null(find(&b, STORY_US, STORY_US, "key 2, bbbb"));
    /* Nothing was said of it before: it was known from the start. */
    const struct belief *pinned =
        find(&b, STORY_CONGRESS, STORY_US, "known from the start");
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
    const struct belief *first = find(&b, STORY_RUSSIA, STORY_US, "aaaa");
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
