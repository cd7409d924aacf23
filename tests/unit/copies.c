/* Marked copies: each recipient has one of its own, and recognises another's as
 * a copy of the same document. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "document/document.h"
#include "document/mark.h"
#include "support/parties.h"
#include "wire/frame.h"

#define TEXT                                                               \
    "We {hope|trust} that {both|all} of you {see|know} it, {and|but} say " \
    "{so|this} in {public|the open}, {soon|before long}, {as|like} we do."

enum { BITS = 8, SEEDS = 24 };

static const char *const part_names[] = {"open", "plain"};
static const char *const part_texts[] = {TEXT, "Nothing to choose."};

static const struct event_draft paper = {
    .document = "paper",
    .title = "A paper",
    .form = "letter",
    .classification = "",
    .names = part_names,
    .texts = part_texts,
    .portion_count = 2,
};

static void begin(struct parties *w, uint64_t seed)
{
    const struct event_command c = {
        .kind = RECORD_VERB_DRAFT, .document = "paper", .draft = &paper};

    parties_init_seed(w, "XX", seed);
    parties_do(w, US, &c);
}

static int setup(void **state)
{
    struct parties *w = test_malloc(sizeof *w);

    begin(w, 7);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    parties_fini(*state);
    test_free(*state);
    return 0;
}

static void act(struct parties *w, enum record_verb kind, uint32_t from,
                const uint32_t *to, size_t count, bool sign,
                enum message_seal seal, const char *portion)
{
    const struct event_command c = {
        .kind = kind,
        .document = "paper",
        .to = to,
        .over = (const uint32_t[]){BY_HAND, BY_HAND},
        .to_count = count,
        .sign = sign,
        .receipt = kind == RECORD_VERB_SEND,
        .mark = true,
        .seal = seal,
        .portions = &portion,
        .portion_count = portion ? 1 : 0,
    };

    parties_do(w, from, &c);
}

static void send_both(struct parties *w, bool sign, enum message_seal seal)
{
    act(w, RECORD_VERB_SEND, US, (const uint32_t[]){RUSSIA, NATO}, 2, sign,
        seal, NULL);
}

/* The text that a party has in hand, and the bits read out of it. */
static void read_mark(struct parties *w, uint32_t party, int8_t bits[BITS])
{
    const struct document_holding *h = document_find(&w->party[party], "paper");
    struct message_portion portion;

    assert_int_equal(
        message_decode_portion(&w->arena, h->leaves[0].portion, &portion),
        ERR_OK);
    assert_int_equal(mark_read(TEXT, portion.text, bits), ERR_OK);
}

static void assert_mark(struct parties *w, uint32_t party, const char *of)
{
    uint8_t drawn[BITS];
    int8_t read[BITS];

    mark_draw(&w->root, "us", "paper", of, &(struct mark_code){0}, drawn, BITS);
    read_mark(w, party, read);
    for (size_t i = 0; i < BITS; i++)
        assert_int_equal(read[i], drawn[i]);
}

/* Each recipient has its own copy, under each seal, and every copy verifies. */
static void test_each_has_his_own(void **state)
{
    (void)state;
    for (unsigned seal = 0; seal < MESSAGE_SEAL_COUNT; seal++) {
        struct parties w;
        begin(&w, seal);
        send_both(&w, true, (enum message_seal)seal);
        assert_int_equal(w.frame_count, 2);
        assert_false(bytes_equal(w.frames[0].bytes, w.frames[1].bytes));
        parties_settle(&w);
        assert_mark(&w, RUSSIA, "russia");
        assert_mark(&w, NATO, "nato");
        for (uint32_t to = RUSSIA; to <= NATO; to++) {
            assert_int_equal(parties_records(&w, to, RECORD_CHECKED), 1);
            assert_int_equal(parties_records(&w, to, RECORD_REJECTED), 0);
        }
        assert_int_equal(parties_records(&w, US, RECORD_MARKED), 2);
        assert_int_equal(parties_last(&w, US, RECORD_MARKED)->count, 8);
        /* Their receipts are for roots that the author knows again. */
        assert_int_equal(parties_records(&w, US, RECORD_RECEIPT_HELD), 2);
        assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 0);
        parties_fini(&w);
    }
}

/* Two recipients' marks differ in about half of their bits. */
static void test_marks_tell_apart(void **state)
{
    size_t differ = 0;

    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        int8_t russia[BITS], nato[BITS];
        struct parties w;
        begin(&w, seed);
        send_both(&w, true, MESSAGE_SEAL_AGE);
        parties_settle(&w);
        read_mark(&w, RUSSIA, russia);
        read_mark(&w, NATO, nato);
        for (size_t i = 0; i < BITS; i++)
            differ += russia[i] != nato[i];
        parties_fini(&w);
    }
    /* Four standard deviations of a fair coin's, of 192 tosses. */
    assert_in_range(differ, 96 - 28, 96 + 28);
}

/* A forwarded copy keeps its mark; a recipient with a copy of its own
 * recognises the other and keeps its own. */
static void test_another_copy_is_known(void **state)
{
    struct parties *w = *state;

    send_both(w, true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    parties_forget(w);
    for (int again = 0; again < 2; again++) {
        act(w, RECORD_VERB_FORWARD, RUSSIA, (const uint32_t[]){NATO}, 1, true,
            MESSAGE_SEAL_AGE, NULL);
        assert_int_equal(parties_records(w, RUSSIA, RECORD_MARKED), 0);
        parties_settle(w);
    }
    assert_int_equal(parties_records(w, NATO, RECORD_RECEIVED), 2);
    assert_int_equal(parties_records(w, NATO, RECORD_CHECKED), 2);
    assert_int_equal(parties_records(w, NATO, RECORD_REJECTED), 0);
    assert_mark(w, NATO, "nato");
    /* NATO passes on its own copy, which still verifies. */
    w->party[RUSSIA].holdings = NULL;
    w->party[RUSSIA].holding_names = (struct table){0};
    act(w, RECORD_VERB_FORWARD, NATO, (const uint32_t[]){RUSSIA}, 1, true,
        MESSAGE_SEAL_AGE, NULL);
    parties_forget(w);
    parties_settle(w);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_CHECKED), 1);
    assert_mark(w, RUSSIA, "nato");
    /* And the author knows either again. */
    act(w, RECORD_VERB_FORWARD, RUSSIA, (const uint32_t[]){US}, 1, false,
        MESSAGE_SEAL_AGE, NULL);
    parties_settle(w);
    assert_int_equal(parties_records(w, US, RECORD_RECEIVED), 1);
    assert_int_equal(parties_records(w, US, RECORD_REJECTED), 0);
}

/* Without the author's signature another copy is only another text. */
static void test_unsigned_other_copy(void **state)
{
    struct parties *w = *state;

    send_both(w, false, MESSAGE_SEAL_AGE);
    parties_settle(w);
    act(w, RECORD_VERB_FORWARD, RUSSIA, (const uint32_t[]){NATO}, 1, true,
        MESSAGE_SEAL_AGE, NULL);
    parties_settle(w);
    parties_assert_rejected(w, NATO, REASON_OTHER_TEXT);
    assert_mark(w, NATO, "nato");
}

/* A co-signature under one copy is taken by who holds another, and does not
 * get among the proofs of that. */
static void test_cosignature(void **state)
{
    struct parties *w = *state;
    const struct event_command c = {
        .kind = RECORD_VERB_SIGN,
        .document = "paper",
        .to = (const uint32_t[]){US},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
    };

    send_both(w, true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    parties_do(w, RUSSIA, &c);
    parties_settle(w);
    assert_int_equal(parties_records(w, US, RECORD_COSIGNATURE_HELD), 1);
    assert_int_equal(document_find(&w->party[US], "paper")->proof_count, 0);
    assert_int_equal(parties_records(w, US, RECORD_REJECTED), 0);
}

/* The plain copy that the author signed is another copy, too, for who has a
 * marked one, and the other way round. */
static void test_plain_copies(void **state)
{
    struct parties *w = *state;
    const struct event_command plain = {
        .kind = RECORD_VERB_SEND,
        .document = "paper",
        .to = (const uint32_t[]){RUSSIA, NATO},
        .over = (const uint32_t[]){BY_HAND, BY_HAND},
        .to_count = 2,
        .sign = true,
    };

    act(w, RECORD_VERB_SEND, US, (const uint32_t[]){RUSSIA}, 1, true,
        MESSAGE_SEAL_AGE, NULL);
    parties_settle(w);
    parties_do(w, US, &plain);
    parties_settle(w);
    act(w, RECORD_VERB_SEND, US, (const uint32_t[]){NATO}, 1, true,
        MESSAGE_SEAL_AGE, NULL);
    parties_settle(w);
    for (uint32_t to = RUSSIA; to <= NATO; to++) {
        assert_int_equal(parties_records(w, to, RECORD_CHECKED), 2);
        assert_int_equal(parties_records(w, to, RECORD_REJECTED), 0);
    }
    assert_mark(w, RUSSIA, "russia");
}

/* Where nothing is left to choose, nothing is marked. */
static void test_nothing_to_mark(void **state)
{
    struct parties *w = *state;

    act(w, RECORD_VERB_SEND, US, (const uint32_t[]){RUSSIA}, 1, true,
        MESSAGE_SEAL_AGE, "plain");
    parties_settle(w);
    assert_int_equal(parties_records(w, US, RECORD_MARKED), 0);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_CHECKED), 1);
    /* The author's own copy takes the first way of each. */
    uint8_t first[BITS] = {0};
    int8_t read[BITS];
    read_mark(w, US, read);
    assert_memory_equal(read, first, BITS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_has_his_own),
        cmocka_unit_test(test_marks_tell_apart),
        TEST(test_another_copy_is_known),
        TEST(test_unsigned_other_copy),
        TEST(test_cosignature),
        TEST(test_plain_copies),
        TEST(test_nothing_to_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
