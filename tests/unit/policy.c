/* What a party accepts: the rule that decides, and what becomes of a message
 * that it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "document/document.h"
#include "support/parties.h"

static const struct policy_rule signed_only[] = {{.sign = true}};
static const struct policy_rule in_session[] = {{.session = true}};

static void accept_only(struct parties *w, uint32_t party,
                        const struct policy_rule *rules)
{
    w->party[party].policy = (struct policy){rules, 1};
}

static int setup_over(void **state, const char *pattern)
{
    struct parties *w = test_malloc(sizeof *w);

    parties_init(w, pattern);
    parties_draft(w, US, "paper", 2, 20);
    *state = w;
    return 0;
}

static int setup(void **state)
{
    return setup_over(state, "XX");
}

static int setup_anonymous(void **state)
{
    return setup_over(state, "NN");
}

static int teardown(void **state)
{
    parties_fini(*state);
    test_free(*state);
    return 0;
}

static void assert_copies(const struct parties *w, size_t received,
                          size_t rejected, size_t checked)
{
    assert_int_equal(parties_records(w, RUSSIA, RECORD_RECEIVED), received);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_REJECTED), rejected);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_CHECKED), checked);
    if (rejected > 0) parties_assert_rejected(w, RUSSIA, REASON_POLICY);
}

static bool has_paper(const struct parties *w)
{
    const struct document_holding *h =
        document_find(&w->party[RUSSIA], "paper");

    return h && document_in_hand(h);
}

static void pass_on(struct parties *w, uint32_t from, uint32_t to, bool sign)
{
    const struct event_command c = {
        .kind = RECORD_VERB_FORWARD,
        .document = "paper",
        .to = &to,
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = sign,
    };

    parties_do(w, from, &c);
    parties_settle(w);
}

/* A message without a text, by hand. */
static void say(struct parties *w, uint32_t from, uint32_t to,
                enum record_verb kind)
{
    const struct event_command c = {
        .kind = kind,
        .document = "paper",
        .to = &to,
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .text = "my word",
    };

    parties_do(w, from, &c);
    parties_settle(w);
}

/* The first rule that fits decides, and none takes everything. */
static void test_rules(void **state)
{
    static const uint32_t one[] = {US}, both[] = {NATO, US};
    static const struct policy_rule rules[] = {
        {.from = one, .from_count = 1},
        {.from = both, .from_count = 2, .sign = true},
        {.sign = true, .session = true},
    };
    static const struct {
        size_t rules;
        uint32_t peer;
        struct policy_shown shown;
        bool taken;
    } cases[] = {
        {0, US, {true, false, false}, true},
        {1, US, {true, false, false}, true},
        {1, NATO, {true, false, false}, true},
        {2, US, {true, false, false}, true},
        {2, NATO, {true, false, true}, false},
        {2, NATO, {true, true, false}, true},
        {2, NATO, {false, false, false}, true},
        {2, RUSSIA, {true, false, false}, true},
        {3, RUSSIA, {true, false, true}, false},
        {3, RUSSIA, {true, true, false}, false},
        {3, RUSSIA, {true, true, true}, true},
        {3, RUSSIA, {false, false, true}, true},
        {3, RUSSIA, {false, false, false}, false},
        {3, NATO, {true, true, false}, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct policy p = {rules, cases[i].rules};
        if (policy_takes(&p, cases[i].peer, &cases[i].shown) != cases[i].taken)
            fail_msg("case %zu", i);
    }
}

/* It was read, and nothing of it is kept: no text, no name, no receipt. */
static void test_unsigned_is_refused(void **state)
{
    struct parties *w = *state;
    const struct event_carriage plain = {.kind = CARRIAGE_PLAIN};

    accept_only(w, RUSSIA, signed_only);
    parties_send_in(w, US, RUSSIA, BY_HAND, "paper", false, plain);
    parties_settle(w);
    assert_copies(w, 1, 1, 0);
    assert_false(has_paper(w));
    assert_int_equal(parties_records(w, RUSSIA, RECORD_ACKNOWLEDGED), 0);
    pass_on(w, RUSSIA, NATO, true);
    parties_assert_refused(w, RUSSIA, REASON_NOT_HELD);
    parties_send_in(w, US, RUSSIA, BY_HAND, "paper", true, plain);
    parties_settle(w);
    assert_copies(w, 2, 1, 1);
    assert_int_equal(parties_records(w, US, RECORD_RECEIPT_HELD), 1);
}

/* Another's text under the name comes first, and the true one is taken as if
 * none had come. */
static void test_refused_takes_no_name(void **state)
{
    struct parties *w = *state;

    accept_only(w, RUSSIA, signed_only);
    parties_draft(w, NATO, "paper", 3, 30);
    parties_send(w, NATO, RUSSIA, BY_HAND, "paper", false, MESSAGE_SEAL_NONE);
    parties_settle(w);
    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    assert_copies(w, 2, 1, 1);
    assert_true(has_paper(w));
    assert_int_equal(parties_records(w, RUSSIA, RECORD_TEXT_REPLACED), 0);
    /* Nor does it put out of its place what is there. */
    parties_send(w, NATO, RUSSIA, BY_HAND, "paper", false, MESSAGE_SEAL_NONE);
    parties_settle(w);
    assert_copies(w, 3, 2, 1);
    assert_true(has_paper(w));
}

/* A better proof does not help a copy that comes the wrong way. */
static void test_refused_replaces_nothing(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", false, MESSAGE_SEAL_NONE);
    parties_settle(w);
    accept_only(w, RUSSIA, in_session);
    parties_draft(w, NATO, "paper", 3, 30);
    parties_send(w, NATO, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    assert_copies(w, 2, 1, 0);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_TEXT_REPLACED), 0);
}

/* The author's signature counts, whoever brings it and signs for that. A leaker
 * does not: in its name, or another's, the text would come as well. */
static void test_forwarded(void **state)
{
    struct parties *w = *state;
    const struct event_command leak = {
        .kind = RECORD_VERB_LEAK,
        .document = "paper",
        .to = (const uint32_t[]){RUSSIA},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .with_proof = true,
    };

    accept_only(w, RUSSIA, signed_only);
    parties_send(w, US, NATO, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    pass_on(w, NATO, RUSSIA, false);
    assert_copies(w, 1, 1, 0);
    parties_do(w, NATO, &leak);
    parties_settle(w);
    assert_copies(w, 2, 2, 0);
    pass_on(w, NATO, RUSSIA, true);
    assert_copies(w, 3, 2, 1);
}

/* A holder's signature around an envelope says nothing of the text. */
static void test_signed_around(void **state)
{
    struct parties *w = *state;
    struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = "paper",
        .to = (const uint32_t[]){NATO},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = true,
        .sealed_first = true,
        .seal = MESSAGE_SEAL_AGE,
    };

    accept_only(w, RUSSIA, signed_only);
    parties_do(w, US, &c);
    parties_settle(w);
    c.kind = RECORD_VERB_FORWARD;
    c.to = (const uint32_t[]){RUSSIA};
    parties_do(w, NATO, &c);
    parties_settle(w);
    assert_copies(w, 1, 1, 0);
    c.kind = RECORD_VERB_SEND;
    parties_do(w, US, &c);
    parties_settle(w);
    assert_copies(w, 2, 1, 0);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_AUTHENTICATED), 1);
}

/* By hand there is no session, and a seal that authenticates is none. */
static void test_session(void **state)
{
    struct parties *w = *state;

    accept_only(w, RUSSIA, in_session);
    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_send(w, US, RUSSIA, BY_HAND, "paper", false,
                 MESSAGE_SEAL_HPKE_AUTH);
    parties_settle(w);
    assert_copies(w, 2, 2, 0);
    parties_send(w, US, RUSSIA, BY_WIRE, "paper", false, MESSAGE_SEAL_NONE);
    parties_settle(w);
    assert_copies(w, 3, 2, 0);
    assert_true(has_paper(w));
    parties_send_in(w, US, RUSSIA, BY_HAND, "paper", false,
                    (struct event_carriage){.kind = CARRIAGE_RATCHET});
    parties_settle(w);
    assert_copies(w, 4, 2, 0);
}

static void test_anonymous_session(void **state)
{
    struct parties *w = *state;

    accept_only(w, RUSSIA, in_session);
    parties_send(w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    assert_copies(w, 1, 1, 0);
    assert_false(has_paper(w));
}

/* What is refused was heard, and is not passed on. */
static void test_words(void **state)
{
    struct parties *w = *state;

    accept_only(w, RUSSIA, in_session);
    say(w, US, RUSSIA, RECORD_VERB_BRIEF);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_TOLD), 1);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_REJECTED), 1);
    say(w, US, RUSSIA, RECORD_VERB_ANNOUNCE);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_HEARD), 1);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_REJECTED), 2);
    parties_assert_rejected(w, RUSSIA, REASON_POLICY);
    assert_null(document_find(&w->party[RUSSIA], "paper"));
    say(w, RUSSIA, NATO, RECORD_VERB_BRIEF);
    parties_assert_refused(w, RUSSIA, REASON_NOT_HELD);
    /* No author signs a briefing. */
    accept_only(w, RUSSIA, signed_only);
    say(w, US, RUSSIA, RECORD_VERB_BRIEF);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_REJECTED), 2);
    say(w, RUSSIA, NATO, RECORD_VERB_BRIEF);
    assert_int_equal(parties_records(w, NATO, RECORD_TOLD), 1);
}

static void test_review(void **state)
{
    static const enum record_verb words[] = {
        RECORD_VERB_COMMENT, RECORD_VERB_APPROVE, RECORD_VERB_OBJECT};
    struct parties *w = *state;
    const struct event_command c = {
        .kind = RECORD_VERB_REVIEW,
        .document = "paper",
        .to = (const uint32_t[]){RUSSIA},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .deadline = DAY,
    };

    accept_only(w, US, in_session);
    parties_do(w, US, &c);
    parties_settle(w);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        say(w, RUSSIA, US, words[i]);
        assert_int_equal(parties_records(w, US, RECORD_REJECTED), i + 1);
        parties_assert_rejected(w, US, REASON_POLICY);
    }
    assert_int_equal(parties_records(w, US, RECORD_TAKEN_IN), 0);
    assert_int_equal(parties_records(w, US, RECORD_NOT_ADOPTED), 0);
    accept_only(w, US, signed_only);
    say(w, RUSSIA, US, RECORD_VERB_OBJECT);
    assert_int_equal(parties_records(w, US, RECORD_NOT_ADOPTED), 1);
}

/* Receipts and co-signatures are signed, and for this party alone. */
static void test_statements(void **state)
{
    struct parties *w = *state;

    accept_only(w, US, in_session);
    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    say(w, RUSSIA, US, RECORD_VERB_ACKNOWLEDGE);
    say(w, RUSSIA, US, RECORD_VERB_SIGN);
    assert_int_equal(parties_records(w, US, RECORD_RECEIPT_HELD), 1);
    assert_int_equal(parties_records(w, US, RECORD_COSIGNATURE_HELD), 1);
    assert_int_equal(parties_records(w, US, RECORD_REJECTED), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        TEST(test_unsigned_is_refused),
        TEST(test_refused_takes_no_name),
        TEST(test_refused_replaces_nothing),
        TEST(test_forwarded),
        TEST(test_signed_around),
        TEST(test_session),
        cmocka_unit_test_setup_teardown(test_anonymous_session, setup_anonymous,
                                        teardown),
        TEST(test_words),
        TEST(test_review),
        TEST(test_statements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
