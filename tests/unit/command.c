/* The verbs: what each needs, refuses and records. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "document/document.h"
#include "support/parties.h"

static int setup(void **state)
{
    struct parties *w = test_malloc(sizeof *w);

    parties_init(w, "XX");
    parties_draft(w, US, "paper", 3, 20);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    parties_fini(*state);
    test_free(*state);
    return 0;
}

static void act(struct parties *w, uint32_t party, enum record_verb kind,
                uint32_t to, const char *const *portions, size_t count)
{
    const struct event_command c = {
        .kind = kind,
        .document = "paper",
        .to = &to,
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = true,
        .portions = portions,
        .portion_count = count,
        .text = "text",
        .deadline = DAY,
        .until = INSTANT_MAX,
    };

    parties_do(w, party, &c);
}

static void plain(struct parties *w, uint32_t party, enum record_verb kind,
                  uint32_t to)
{
    act(w, party, kind, to, NULL, 0);
    parties_settle(w);
}

/* The knowledge that each verb requires: none, aware, told, holds, authored. */
static void test_what_each_verb_needs(void **state)
{
    enum { UNHEARD, HEARD, TOLD, HELD };
    static const int lesser[RECORD_VERB_COUNT] = {
        [RECORD_VERB_BRIEF] = TOLD,
        [RECORD_VERB_ANNOUNCE] = HEARD,
        [RECORD_VERB_WITHHOLD] = HEARD,
    };
    struct parties *w = *state;

    for (int level = UNHEARD; level <= HELD; level++) {
        if (level == HEARD) plain(w, US, RECORD_VERB_ANNOUNCE, RUSSIA);
        if (level == TOLD) plain(w, US, RECORD_VERB_BRIEF, RUSSIA);
        if (level == HELD) plain(w, US, RECORD_VERB_SEND, RUSSIA);
        for (enum record_verb verb = 0; verb < RECORD_VERB_COUNT; verb++) {
            if (record_verb_object(verb) != RECORD_OBJECT_DOCUMENT ||
                verb == RECORD_VERB_DRAFT || verb == RECORD_VERB_REVIEW)
                continue; /* these two are the author's */
            parties_forget(w);
            plain(w, RUSSIA, verb, NATO);
            const bool refused = level < (lesser[verb] ? lesser[verb] : HELD);
            assert_int_equal(parties_records(w, RUSSIA, RECORD_REFUSED),
                             refused);
            if (refused) parties_assert_refused(w, RUSSIA, REASON_NOT_HELD);
        }
    }
}

static void test_what_only_the_author_does(void **state)
{
    struct parties *w = *state;

    plain(w, RUSSIA, RECORD_VERB_REVIEW, NATO);
    parties_assert_refused(w, RUSSIA, REASON_NOT_HELD);
    plain(w, US, RECORD_VERB_SEND, RUSSIA);
    plain(w, RUSSIA, RECORD_VERB_REVIEW, NATO);
    parties_assert_refused(w, RUSSIA, REASON_NOT_AUTHOR);
    assert_int_equal(w->timer_count, 0);
    plain(w, US, RECORD_VERB_ACKNOWLEDGE, RUSSIA);
    parties_assert_refused(w, US, REASON_NOTHING_RECEIVED);
}

/* A text that somebody made up may lack what a document's own has. */
static void test_only_portions_of_the_text_are_sent(void **state)
{
    static const char *const other[] = {"x"}, *const mixed[] = {"x", "b"};
    struct parties *w = *state;

    act(w, US, RECORD_VERB_SEND, RUSSIA, other, 1);
    parties_assert_refused(w, US, REASON_NOT_HELD);
    act(w, US, RECORD_VERB_SEND, RUSSIA, mixed, 2);
    parties_settle(w);
    const struct record *r = parties_last(w, US, RECORD_SENT);
    assert_int_equal(r->portion_count, 1);
    assert_string_equal(r->portions[0], "b");
}

static void test_briefing_tells_what_is_known(void **state)
{
    static const char *const ab[] = {"a", "b"}, *const bc[] = {"b", "c"},
                             *const c[] = {"c"};
    struct parties *w = *state;

    /* Told of a and b, one can tell of b and not of c. */
    act(w, US, RECORD_VERB_BRIEF, RUSSIA, ab, 2);
    parties_settle(w);
    act(w, RUSSIA, RECORD_VERB_BRIEF, NATO, bc, 2);
    parties_settle(w);
    const struct record *r = parties_last(w, NATO, RECORD_TOLD);
    assert_int_equal(r->portion_count, 1);
    assert_string_equal(r->portions[0], "b");
    act(w, RUSSIA, RECORD_VERB_BRIEF, NATO, c, 1);
    parties_assert_refused(w, RUSSIA, REASON_NOT_HELD);
    act(w, RUSSIA, RECORD_VERB_BRIEF, NATO, NULL, 0);
    parties_settle(w);
    assert_int_equal(parties_last(w, NATO, RECORD_TOLD)->portion_count, 2);
    /* With c in hand, of all three. */
    act(w, US, RECORD_VERB_SEND, RUSSIA, c, 1);
    parties_settle(w);
    act(w, RUSSIA, RECORD_VERB_BRIEF, NATO, NULL, 0);
    parties_settle(w);
    assert_int_equal(parties_last(w, NATO, RECORD_TOLD)->portion_count, 3);
    /* A party told of all portions can tell of all. */
    act(w, US, RECORD_VERB_BRIEF, NATO, NULL, 0);
    parties_settle(w);
    act(w, NATO, RECORD_VERB_BRIEF, RUSSIA, NULL, 0);
    parties_settle(w);
    assert_int_equal(parties_last(w, RUSSIA, RECORD_TOLD)->portion_count, 0);
}

static void test_cosignature(void **state)
{
    struct parties *w = *state;

    plain(w, US, RECORD_VERB_SEND, RUSSIA);
    plain(w, RUSSIA, RECORD_VERB_SIGN, US);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_COSIGNED), 1);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_SIGNED), 0);
    assert_int_equal(parties_records(w, US, RECORD_COSIGNATURE_HELD), 1);
    /* It travels with the next copy. */
    plain(w, US, RECORD_VERB_SEND, NATO);
    assert_int_equal(parties_records(w, NATO, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(w, NATO, RECORD_REJECTED), 0);
}

static void test_violations(void **state)
{
    static const char *const nato_only[] = {"nato"};
    static const char *const names[] = {"a"}, *const texts[] = {"text"};
    static const struct event_draft draft = {
        .document = "paper",
        .title = "",
        .form = "",
        .classification = "secret",
        .releasable_to = nato_only,
        .releasable_count = 1,
        .names = names,
        .texts = texts,
        .portion_count = 1,
    };
    struct parties *w = *state;
    const struct event_command drafting = {
        .kind = RECORD_VERB_DRAFT, .document = "paper", .draft = &draft};

    parties_do(w, US, &drafting);
    plain(w, US, RECORD_VERB_SEND, NATO);
    assert_int_equal(parties_records(w, US, RECORD_VIOLATED), 0);
    plain(w, US, RECORD_VERB_SEND, RUSSIA);
    assert_int_equal(parties_last(w, US, RECORD_VIOLATED)->reason,
                     REASON_RELEASABLE_TO);
    /* The marking travels with it. */
    plain(w, NATO, RECORD_VERB_FORWARD, RUSSIA);
    assert_int_equal(parties_last(w, NATO, RECORD_VIOLATED)->reason,
                     REASON_RELEASABLE_TO);
    plain(w, US, RECORD_VERB_WITHHOLD, NATO);
    plain(w, US, RECORD_VERB_BRIEF, NATO);
    const struct record *r = parties_last(w, US, RECORD_VIOLATED);
    assert_int_equal(r->reason, REASON_WITHHOLDING);
    assert_string_equal(r->peer, "nato");
}

static void test_withholding_ends(void **state)
{
    struct parties *w = *state;
    const struct event_command c = {
        .kind = RECORD_VERB_WITHHOLD,
        .document = "paper",
        .to = (const uint32_t[]){NATO},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .until = w->now + HOUR,
    };

    parties_do(w, US, &c);
    w->now += HOUR - 1;
    plain(w, US, RECORD_VERB_SEND, NATO);
    assert_int_equal(parties_records(w, US, RECORD_VIOLATED), 1);
    w->now += 1;
    plain(w, US, RECORD_VERB_SEND, NATO);
    assert_int_equal(parties_records(w, US, RECORD_VIOLATED), 1);
}

/* An insider passes the text on: unsigned, so that nobody can show it, unless
 * what others signed goes along; and whose office does not know of it. */
static void test_leaks(void **state)
{
    struct parties *w = *state;
    struct event_command c = {
        .kind = RECORD_VERB_LEAK,
        .document = "paper",
        .to = (const uint32_t[]){NATO},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
    };

    parties_do(w, US, &c);
    parties_settle(w);
    assert_int_equal(parties_records(w, US, RECORD_LEAKED), 1);
    assert_int_equal(document_find(&w->party[US], "paper")->state,
                     DOCUMENT_DRAFTED);
    plain(w, US, RECORD_VERB_SEND, RUSSIA);
    parties_do(w, RUSSIA, &c);
    parties_settle(w);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_LEAKED), 1);
    assert_int_equal(parties_records(w, NATO, RECORD_RECEIVED), 2);
    assert_int_equal(parties_records(w, NATO, RECORD_CHECKED), 0);
    c.with_proof = true;
    parties_do(w, RUSSIA, &c);
    parties_settle(w);
    assert_int_equal(parties_records(w, NATO, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(w, NATO, RECORD_ORIGIN_CHECKED), 0);
    assert_int_equal(parties_records(w, NATO, RECORD_REJECTED), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_each_verb_needs),
        TEST(test_what_only_the_author_does),
        TEST(test_only_portions_of_the_text_are_sent),
        TEST(test_briefing_tells_what_is_known),
        TEST(test_cosignature),
        TEST(test_violations),
        TEST(test_withholding_ends),
        TEST(test_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
