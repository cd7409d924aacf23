/* Which proofs are set aside at a time, by the journal. */
#include "study/set_aside.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/stories.h"

static const struct story_line lines[] = {
    {1,
     {.kind = RECORD_CHECKED,
      .party = "russia",
      .peer = "us",
      .document = "us-response"}},
    /* Of somebody else's signature: a receipt's. */
    {2,
     {.kind = RECORD_PROOF_SET_ASIDE,
      .party = "us",
      .peer = "russia",
      .document = "us-response"}},
    {3,
     {.kind = RECORD_PROOF_SET_ASIDE,
      .party = "russia",
      .peer = "us",
      .document = "us-response"}},
    {4,
     {.kind = RECORD_PROOF_SET_ASIDE,
      .party = "congress",
      .peer = "us",
      .document = "us-response"}},
    /* The same text again, under a key that counts. */
    {5,
     {.kind = RECORD_CHECKED,
      .party = "russia",
      .peer = "us",
      .document = "us-response"}},
};

static void test_until_checked_again(void **state)
{
    static const struct {
        int64_t minutes;
        bool russia, congress;
    } cases[] = {{2, false, false},
                 {3, true, false},
                 {4, true, true},
                 {5, false, true},
                 {60, false, true}};
    struct scenario sc;
    struct reader r;

    (void)state;
    stories_scenario(&sc);
    stories_journal(&r, lines, sizeof lines / sizeof *lines, true);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct set_aside s;
        set_aside_read(&s, &r, &sc, stories_time(cases[i].minutes));
        const struct set_aside_item *russia =
            set_aside_find(&s, STORY_RUSSIA, STORY_RESPONSE);
        assert_int_equal(russia != NULL, cases[i].russia);
        if (russia) assert_int_equal(russia->seq, 3);
        assert_int_equal(set_aside_find(&s, STORY_CONGRESS, STORY_RESPONSE) !=
                             NULL,
                         cases[i].congress);
        assert_null(set_aside_find(&s, STORY_US, STORY_RESPONSE));
        assert_null(set_aside_find(&s, STORY_RUSSIA, STORY_MEMO));
        set_aside_fini(&s);
    }
    assert_null(set_aside_find(NULL, STORY_RUSSIA, STORY_RESPONSE));
    reader_close(&r);
    scenario_fini(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_until_checked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
