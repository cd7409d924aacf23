/* Copies: what they prove, and what is wrong with those that are not what
 * they seem. All travel by hand, where anybody can read and change them. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "document/envelope.h"
#include "support/parties.h"
#include "wire/frame.h"

static int setup(void **state)
{
    struct parties *w = test_malloc(sizeof *w);

    parties_init(w, "XX");
    parties_draft(w, US, "paper", 4, 20);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    parties_fini(*state);
    test_free(*state);
    return 0;
}

/* A copy on its way by hand, taken apart. */
struct copy_apart {
    struct message message;
    struct message_copy copy;
    struct message_statement statement;
    struct message_leaf leaves[8];
};

static void take_apart(struct parties *w, size_t frame, struct copy_apart *x)
{
    struct frame f;

    assert_int_equal(frame_decode(w->frames[frame].bytes, &f), ERR_OK);
    assert_int_equal(message_decode(&w->arena, f.payload, &x->message), ERR_OK);
    assert_int_equal(message_decode_copy(&w->arena, x->message.copy, &x->copy),
                     ERR_OK);
    assert_int_equal(message_decode_statement(
                         &w->arena, x->copy.transfer.statement, &x->statement),
                     ERR_OK);
    memcpy(x->leaves, x->copy.leaves, x->copy.leaf_count * sizeof x->leaves[0]);
    x->copy.leaves = x->leaves;
}

/* Puts it together again, its statement as it now is and unsigned. */
static void state_again(struct parties *w, struct copy_apart *x)
{
    x->copy.transfer.signature.size = 0;
    assert_int_equal(message_encode_statement(&w->arena, &x->statement,
                                              &x->copy.transfer.statement),
                     ERR_OK);
}

static void give(struct parties *w, uint32_t from, uint32_t to,
                 struct copy_apart *x)
{
    struct bytes message;
    struct writer out;

    assert_int_equal(message_encode_copy(&w->arena, &x->copy, &x->message.copy),
                     ERR_OK);
    assert_int_equal(message_encode(&w->arena, &x->message, &message), ERR_OK);
    const struct frame f = {FRAME_PLAIN, 0, 0, message};
    const size_t size = FRAME_HEAD_SIZE + message.size;
    writer_init(&out, arena_alloc(&w->arena, size), size);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(w, from, to, BY_HAND, writer_bytes(&out));
}

static void forward(struct parties *w, uint32_t from, uint32_t to, bool sign,
                    const char *const *portions, size_t count)
{
    const struct event_command c = {
        .kind = RECORD_VERB_FORWARD,
        .document = "paper",
        .to = &to,
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = sign,
        .portions = portions,
        .portion_count = count,
    };

    parties_do(w, from, &c);
}

static void assert_levels(const struct parties *w, uint32_t party, bool holds,
                          bool origin, bool author)
{
    assert_int_equal(parties_records(w, party, RECORD_RECEIVED), holds);
    assert_int_equal(parties_records(w, party, RECORD_ORIGIN_CHECKED), origin);
    assert_int_equal(parties_records(w, party, RECORD_CHECKED), author);
}

/* The proof that a copy gives, by channel and seal: a signature to anybody, a
 * session's or a seal's key to its receiver alone. */
static void test_sign_and_seal(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * 2 * MESSAGE_SEAL_COUNT; i++) {
        const bool sign = i & 1, by_wire = i & 2;
        const enum message_seal seal = (enum message_seal)(i / 4);
        const bool authentic = by_wire || seal == MESSAGE_SEAL_HPKE_AUTH;
        struct parties w;
        parties_init(&w, "XX");
        parties_draft(&w, US, "paper", 4, 20);
        parties_send(&w, US, RUSSIA, by_wire ? BY_WIRE : BY_HAND, "paper", sign,
                     seal);
        parties_settle(&w);
        assert_levels(&w, RUSSIA, true, sign, sign);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_AUTHENTICATED),
                         authentic && !sign);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
        parties_fini(&w);
    }
}

/* A pattern that tells no static key authenticates nobody; nor does a key
 * speak for a text that its holder did not write. */
static void test_who_is_authentic(void **state)
{
    struct parties *w = *state, nobody;

    parties_init(&nobody, "NN");
    parties_draft(&nobody, US, "paper", 4, 20);
    parties_send(&nobody, US, RUSSIA, BY_WIRE, "paper", false,
                 MESSAGE_SEAL_NONE);
    parties_settle(&nobody);
    assert_levels(&nobody, RUSSIA, true, false, false);
    assert_int_equal(parties_records(&nobody, RUSSIA, RECORD_AUTHENTICATED), 0);
    parties_fini(&nobody);

    parties_send(w, US, RUSSIA, BY_HAND, "paper", false,
                 MESSAGE_SEAL_HPKE_AUTH);
    parties_settle(w);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_AUTHENTICATED), 1);
    forward(w, RUSSIA, NATO, false, NULL, 0);
    parties_settle(w);
    assert_levels(w, NATO, true, false, false);
    assert_int_equal(parties_records(w, NATO, RECORD_AUTHENTICATED), 0);
}

/* An envelope of HPKE is for its one recipient, from its one sender. */
static void test_hpke_binds_both_ends(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", false,
                 MESSAGE_SEAL_HPKE_BASE);
    parties_give(w, US, NATO, BY_HAND, w->frames[0].bytes);
    parties_assert_rejected(w, NATO, REASON_CANNOT_OPEN);
    parties_forget(w);
    parties_give(w, NATO, RUSSIA, BY_HAND, w->frames[0].bytes);
    parties_assert_rejected(w, RUSSIA, REASON_CANNOT_OPEN);
    parties_forget(w);
    parties_give(w, US, RUSSIA, BY_HAND, w->frames[0].bytes);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_RECEIVED), 1);
}

static void test_signed_forward_keeps_authors_proof(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    forward(w, RUSSIA, NATO, true, NULL, 0);
    parties_settle(w);
    assert_levels(w, NATO, true, true, true);
}

static void test_unsigned_forward_proves_nothing(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    forward(w, RUSSIA, NATO, false, NULL, 0);
    parties_settle(w);
    assert_levels(w, NATO, true, false, false);
}

static void test_forward_of_unsigned_copy(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", false, MESSAGE_SEAL_AGE);
    parties_settle(w);
    forward(w, RUSSIA, NATO, true, NULL, 0);
    parties_settle(w);
    assert_levels(w, NATO, true, true, false);
}

static void test_passed_off_copies(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    /* Russia hands the very copy on, as if it came from itself. */
    parties_give(w, RUSSIA, NATO, BY_HAND, w->frames[0].bytes);
    parties_assert_rejected(w, NATO, REASON_WRONG_SENDER);
    /* Or as if it came from its author. */
    parties_give(w, US, NATO, BY_HAND, w->frames[0].bytes);
    parties_assert_rejected(w, NATO, REASON_NOT_FOR_US);
    assert_int_equal(parties_records(w, NATO, RECORD_ORIGIN_CHECKED), 0);
    /* An envelope sealed to others does not even open. */
    parties_forget(w);
    parties_give(w, US, NATO, BY_HAND, w->frames[1].bytes);
    parties_assert_rejected(w, NATO, REASON_CANNOT_OPEN);
    assert_levels(w, NATO, false, false, false);
}

static void test_redacted_copies(void **state)
{
    static const char *const shown[] = {"b", "d"};
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    forward(w, RUSSIA, NATO, true, shown, 2);
    const struct record *r = parties_last(w, RUSSIA, RECORD_FORWARDED);
    assert_int_equal(r->portion_count, 2);
    parties_settle(w);
    assert_levels(w, NATO, true, true, true);
    r = parties_last(w, NATO, RECORD_CHECKED);
    assert_int_equal(r->portion_count, 2);
    assert_string_equal(r->portions[0], "b");
    assert_string_equal(r->portions[1], "d");
    /* It can pass on no more than it has, whatever it is told to do. */
    parties_forget(w);
    forward(w, NATO, US, true, (const char *const[]){"a", "b"}, 2);
    assert_int_equal(parties_last(w, NATO, RECORD_FORWARDED)->portion_count, 1);
    forward(w, NATO, US, true, NULL, 0);
    assert_int_equal(parties_last(w, NATO, RECORD_FORWARDED)->portion_count, 2);
    forward(w, NATO, US, true, (const char *const[]){"a", "c"}, 2);
    parties_assert_refused(w, NATO, REASON_NOT_HELD);
}

static void test_portions_add_up(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    forward(w, RUSSIA, NATO, true, (const char *const[]){"a", "b"}, 2);
    forward(w, RUSSIA, NATO, true, (const char *const[]){"b", "c"}, 2);
    forward(w, RUSSIA, NATO, true, (const char *const[]){"d"}, 1);
    parties_settle(w);
    forward(w, NATO, US, true, NULL, 0);
    assert_int_equal(parties_last(w, NATO, RECORD_FORWARDED)->portion_count, 0);
}

static void test_changed_text(void **state)
{
    struct parties *w = *state;
    struct copy_apart x;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    take_apart(w, 0, &x);
    uint8_t *text = arena_alloc(&w->arena, x.leaves[1].portion.size);
    memcpy(text, x.leaves[1].portion.data, x.leaves[1].portion.size);
    text[x.leaves[1].portion.size - 1] ^= 1;
    x.leaves[1].portion.data = text;
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_WRONG_ROOT);
    assert_levels(w, RUSSIA, false, false, false);
    /* A root that fits the text does not fit the signature. */
    take_apart(w, 0, &x);
    x.leaves[1].portion.data = text;
    const struct merkle_hash root = document_root(x.leaves, 4);
    memcpy(x.statement.root, root.bytes, sizeof root.bytes);
    const struct bytes signature = x.copy.transfer.signature;
    state_again(w, &x);
    x.copy.transfer.signature = signature;
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_BAD_SIGNATURE);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_CHECKED), 0);
    /* The true one still comes through. */
    parties_forget(w);
    parties_settle(w);
    assert_levels(w, RUSSIA, true, true, true);
}

static void test_changed_facts(void **state)
{
    struct parties *w = *state;
    struct copy_apart x;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    take_apart(w, 0, &x);
    x.message.document = "another";
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_MALFORMED);
    take_apart(w, 0, &x);
    x.message.exchange++;
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_MALFORMED);
    take_apart(w, 0, &x);
    x.statement.purpose = PURPOSE_RECEIPT;
    state_again(w, &x);
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_MALFORMED);
    /* A signature of nobody we know. */
    take_apart(w, 0, &x);
    x.statement.signer = "atlantis";
    state_again(w, &x);
    x.copy.earlier = &x.copy.transfer;
    x.copy.earlier_count = 1;
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_WRONG_SENDER);
}

static void test_copy_that_shows_nothing(void **state)
{
    struct parties *w = *state;
    struct copy_apart x;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    take_apart(w, 0, &x);
    for (size_t i = 0; i < x.copy.leaf_count; i++) {
        const struct merkle_hash leaf = merkle_leaf(x.leaves[i].portion);
        x.leaves[i].portion = (struct bytes){0};
        memcpy(x.leaves[i].hash, leaf.bytes, sizeof leaf.bytes);
    }
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_MALFORMED);
    assert_levels(w, RUSSIA, false, false, false);
}

/* Two leaves hidden behind their common node leave the root as it is. */
static void test_smaller_tree_of_same_root(void **state)
{
    struct parties *w = *state;
    struct copy_apart x;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    take_apart(w, 0, &x);
    const struct merkle_hash left = merkle_leaf(x.leaves[2].portion);
    const struct merkle_hash right = merkle_leaf(x.leaves[3].portion);
    const struct merkle_hash node = merkle_node(&left, &right);
    x.leaves[2].portion = (struct bytes){0};
    memcpy(x.leaves[2].hash, node.bytes, sizeof node.bytes);
    x.copy.leaf_count = 3;
    const struct merkle_hash root = document_root(x.leaves, 3);
    assert_memory_equal(root.bytes, x.statement.root, sizeof root.bytes);
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_WRONG_ROOT);
    /* Stated so, it is another text than the one held. */
    parties_settle(w);
    x.statement.leaf_count = 3;
    state_again(w, &x);
    parties_forget(w);
    give(w, US, RUSSIA, &x);
    parties_assert_rejected(w, RUSSIA, REASON_OTHER_TEXT);
    forward(w, RUSSIA, NATO, true, NULL, 0);
    assert_int_equal(parties_last(w, RUSSIA, RECORD_FORWARDED)->portion_count,
                     0);
}

/* Russia has the true paper; NATO brings a text of its own by that name. */
static void test_another_text_replaces_nothing(void **state)
{
    struct parties *w = *state;

    parties_send(w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    parties_draft(w, NATO, "paper", 4, 30);
    parties_forget(w);
    parties_send(w, NATO, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(w);
    parties_assert_rejected(w, RUSSIA, REASON_OTHER_TEXT);
    assert_levels(w, RUSSIA, false, false, false);
    /* Nor does it spoil what Russia passes on. */
    w->party[NATO].holdings = NULL;
    w->party[NATO].holding_names = (struct table){0};
    forward(w, RUSSIA, NATO, true, NULL, 0);
    parties_settle(w);
    assert_levels(w, NATO, true, true, true);
}

static void test_nobody_teaches_an_author(void **state)
{
    struct parties *w = *state;
    struct copy_apart x;

    parties_send(w, US, NATO, BY_HAND, "paper", false, MESSAGE_SEAL_NONE);
    parties_settle(w);
    forward(w, NATO, US, false, NULL, 0);
    parties_settle(w);
    assert_int_equal(parties_records(w, US, RECORD_REJECTED), 0);
    /* A paper that the US is said to have written, and has not. */
    take_apart(w, w->frame_count - 1, &x);
    x.message.document = "forgery";
    x.statement.document = "forgery";
    state_again(w, &x);
    parties_forget(w);
    give(w, NATO, US, &x);
    parties_assert_rejected(w, US, REASON_OTHER_TEXT);
    assert_levels(w, US, false, false, false);
    const struct event_command c = {.kind = RECORD_VERB_SIGN,
                                    .document = "forgery"};
    parties_do(w, US, &c);
    parties_assert_refused(w, US, REASON_NOT_HELD);
}

static void test_receipts(void **state)
{
    struct parties *w = *state;
    const struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = "paper",
        .to = (const uint32_t[]){RUSSIA},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = true,
        .seal = MESSAGE_SEAL_AGE,
        .receipt = true,
    };

    parties_do(w, US, &c);
    parties_settle(w);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_ACKNOWLEDGED), 1);
    assert_int_equal(parties_records(w, US, RECORD_RECEIPT_HELD), 1);
    /* The receipt is Russia's, and not to be passed off as another's. */
    const size_t receipt = w->frame_count - 1;
    parties_give(w, NATO, US, BY_HAND, w->frames[receipt].bytes);
    parties_assert_rejected(w, US, REASON_WRONG_SENDER);
    /* Nor is it one for whom it does not name. */
    parties_give(w, RUSSIA, NATO, BY_HAND, w->frames[receipt].bytes);
    parties_assert_rejected(w, NATO, REASON_NOT_FOR_US);
}

static void test_changed_bytes_are_recorded(void **state)
{
    (void)state;
    for (size_t byte = 0;; byte++) {
        struct parties w;
        parties_init(&w, "XX");
        parties_draft(&w, US, "paper", 2, 10);
        parties_send(&w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
        const struct bytes true_one = w.frames[0].bytes;
        const bool more = byte < true_one.size;
        if (more) {
            uint8_t *copy = arena_alloc(&w.arena, true_one.size);
            memcpy(copy, true_one.data, true_one.size);
            copy[byte] ^= 4;
            parties_give(&w, US, RUSSIA, BY_HAND,
                         bytes_of(copy, true_one.size));
            parties_give(&w, US, RUSSIA, BY_HAND, bytes_of(copy, byte));
            parties_assert_rejected(&w, RUSSIA, REASON_MALFORMED);
        }
        parties_forget(&w);
        parties_settle(&w);
        assert_levels(&w, RUSSIA, true, true, true);
        parties_fini(&w);
        if (!more) break;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sign_and_seal),
        TEST(test_who_is_authentic),
        TEST(test_hpke_binds_both_ends),
        TEST(test_signed_forward_keeps_authors_proof),
        TEST(test_unsigned_forward_proves_nothing),
        TEST(test_forward_of_unsigned_copy),
        TEST(test_passed_off_copies),
        TEST(test_redacted_copies),
        TEST(test_portions_add_up),
        TEST(test_changed_text),
        TEST(test_changed_facts),
        TEST(test_copy_that_shows_nothing),
        TEST(test_smaller_tree_of_same_root),
        TEST(test_another_text_replaces_nothing),
        TEST(test_nobody_teaches_an_author),
        TEST(test_receipts),
        cmocka_unit_test(test_changed_bytes_are_recorded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
