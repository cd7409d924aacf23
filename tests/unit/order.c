/* Sealed first, then signed: what a signature around an envelope shows, to
 * whom, and what becomes of it in other hands. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "document/envelope.h"
#include "document/sealing.h"
#include "support/parties.h"
#include "wire/frame.h"

static int setup(void **state)
{
    struct parties *w = test_malloc(sizeof *w);

    parties_init(w, "XX");
    parties_draft(w, US, "paper", 2, 20);
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
                uint32_t to, enum message_seal seal, bool sealed_first)
{
    const struct event_command c = {
        .kind = kind,
        .document = "paper",
        .to = &to,
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = true,
        .sealed_first = sealed_first,
        .seal = seal,
    };

    parties_do(w, from, &c);
}

static void open_frame(struct parties *w, size_t frame, struct message *m)
{
    struct frame f;

    assert_int_equal(frame_decode(w->frames[frame].bytes, &f), ERR_OK);
    assert_int_equal(message_decode(&w->arena, f.payload, m), ERR_OK);
}

static void give(struct parties *w, uint32_t from, uint32_t to,
                 const struct message *m)
{
    struct bytes message;
    struct writer out;

    assert_int_equal(message_encode(&w->arena, m, &message), ERR_OK);
    const struct frame f = {FRAME_PLAIN, 0, 0, message};
    const size_t size = FRAME_HEAD_SIZE + message.size;
    writer_init(&out, arena_alloc(&w->arena, size), size);
    assert_int_equal(frame_encode(&f, &out), ERR_OK);
    parties_give(w, from, to, BY_HAND, writer_bytes(&out));
}

/* Signs the envelope anew, in another's name and for any recipient. */
static void sign_again(struct parties *w, uint32_t signer, uint32_t to,
                       struct message *m)
{
    const struct event_command c = {.document = m->document,
                                    .exchange = m->exchange,
                                    .to = &to,
                                    .to_count = 1};

    assert_int_equal(envelope_around(&w->party[signer], &w->arena, &c, w->now,
                                     m->copy, &m->signature),
                     ERR_OK);
}

static void assert_levels(const struct parties *w, uint32_t party, size_t holds,
                          size_t verified, size_t provable)
{
    assert_int_equal(parties_records(w, party, RECORD_RECEIVED), holds);
    assert_int_equal(parties_records(w, party, RECORD_AUTHENTICATED), verified);
    assert_int_equal(parties_records(w, party, RECORD_CHECKED), provable);
}

/* It convinces its receiver, who can prove nothing by it; and its author has
 * signed no text. */
static void test_receiver_is_convinced(void **state)
{
    (void)state;
    for (unsigned i = MESSAGE_SEAL_AGE; i < MESSAGE_SEAL_COUNT; i++) {
        struct parties w;
        struct message m;
        parties_init(&w, "XX");
        parties_draft(&w, US, "paper", 2, 20);
        act(&w, RECORD_VERB_SEND, US, RUSSIA, (enum message_seal)i, true);
        open_frame(&w, 0, &m);
        assert_int_equal(m.signature.signature.size, MESSAGE_SIGNATURE_SIZE);
        parties_settle(&w);
        assert_levels(&w, RUSSIA, 1, 1, 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_ORIGIN_CHECKED), 0);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 0);
        assert_int_equal(parties_records(&w, US, RECORD_SIGNED), 0);
        parties_fini(&w);
    }
}

/* Forwarding passes on the text: the author's signature outside the envelope is
 * left behind in either order. */
static void test_nothing_to_pass_on(void **state)
{
    struct parties *w = *state;

    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_AGE, true);
    parties_settle(w);
    act(w, RECORD_VERB_FORWARD, RUSSIA, NATO, MESSAGE_SEAL_AGE, false);
    act(w, RECORD_VERB_FORWARD, RUSSIA, NATO, MESSAGE_SEAL_AGE, true);
    parties_settle(w);
    assert_levels(w, NATO, 2, 0, 0);
    assert_int_equal(parties_records(w, NATO, RECORD_REJECTED), 0);
}

/* A text signed before goes out without its signature, too: nothing that is
 * within can be shown to others. */
static void test_nothing_signed_within(void **state)
{
    struct parties *w = *state;
    const struct event_command sign = {.kind = RECORD_VERB_SIGN,
                                       .document = "paper"};

    parties_do(w, US, &sign);
    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_HPKE_AUTH, true);
    parties_settle(w);
    assert_levels(w, RUSSIA, 1, 1, 0);
}

/* An adversary needs no key to strip the signature off an envelope and put
 * another around it. The new signature verifies, and speaks for its maker: only
 * the names within, which nobody signed, contradict it. */
static void test_signed_anew(void **state)
{
    struct parties *w = *state;
    struct message m;

    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_AGE, true);
    open_frame(w, 0, &m);
    sign_again(w, NATO, RUSSIA, &m);
    give(w, NATO, RUSSIA, &m);
    parties_assert_rejected(w, RUSSIA, REASON_WRONG_SENDER);
    assert_levels(w, RUSSIA, 1, 0, 0);
    /* Stripped and not signed anew, the text is a text from somebody. */
    parties_forget(w);
    m.signature = (struct message_signed){0};
    give(w, US, RUSSIA, &m);
    assert_levels(w, RUSSIA, 1, 0, 0);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_REJECTED), 0);
}

/* HPKE binds an envelope to its sender: in another's name it does not open. */
static void test_signed_anew_under_hpke(void **state)
{
    struct parties *w = *state;
    struct message m;

    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_HPKE_BASE, true);
    open_frame(w, 0, &m);
    sign_again(w, NATO, RUSSIA, &m);
    give(w, NATO, RUSSIA, &m);
    parties_assert_rejected(w, RUSSIA, REASON_CANNOT_OPEN);
    assert_levels(w, RUSSIA, 0, 0, 0);
}

/* Anybody can seal an age envelope in anybody's name. A signer of an envelope
 * sealed by others vouches for a text it cannot read: the receiver believes
 * that the signer wrote it. */
static void test_blind_signature(void **state)
{
    struct parties *w = *state;
    struct message m;

    /* NATO writes, as if it were the US, and has the US sign the envelope. */
    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_NONE, false);
    open_frame(w, 0, &m);
    struct message_copy copy;
    assert_int_equal(message_decode_copy(&w->arena, m.copy, &copy), ERR_OK);
    copy.transfer.signature = (struct bytes){0};
    struct bytes plain;
    assert_int_equal(message_encode_copy(&w->arena, &copy, &plain), ERR_OK);
    const struct party *forger = &w->party[NATO];
    m.seal = MESSAGE_SEAL_AGE;
    const struct sealing_lot lot = {m.seal, false, (const uint32_t[]){RUSSIA},
                                    1, m.exchange};
    assert_int_equal(sealing_close(forger, &w->arena, &lot, plain, &m.copy),
                     ERR_OK);
    give(w, US, RUSSIA, &m);
    assert_levels(w, RUSSIA, 1, 0, 0);
    parties_forget(w);
    sign_again(w, US, RUSSIA, &m);
    give(w, US, RUSSIA, &m);
    /* So this is as far as such a signature may ever carry. */
    assert_levels(w, RUSSIA, 1, 1, 0);
}

static void assert_refused(struct parties *w, const struct message *m,
                           enum record_reason reason)
{
    parties_forget(w);
    give(w, US, RUSSIA, m);
    parties_assert_rejected(w, RUSSIA, reason);
    assert_levels(w, RUSSIA, 1, 0, 0);
}

static void test_what_does_not_hold(void **state)
{
    struct parties *w = *state;
    struct message m, other;

    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_AGE, true);
    open_frame(w, 0, &m);
    const struct message sent = m;
    /* The signature around another envelope of the same exchange. */
    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_AGE, true);
    open_frame(w, 1, &other);
    m.signature = other.signature;
    assert_refused(w, &m, REASON_MALFORMED);
    other.exchange = m.exchange;
    sign_again(w, US, RUSSIA, &other);
    m.signature = other.signature;
    assert_refused(w, &m, REASON_WRONG_ROOT);
    m = sent;
    sign_again(w, US, NATO, &m);
    assert_refused(w, &m, REASON_NOT_FOR_US);
    m = sent;
    sign_again(w, NATO, RUSSIA, &m);
    assert_refused(w, &m, REASON_WRONG_SENDER);
    m = sent;
    m.signature.signature = arena_copy(&w->arena, m.signature.signature);
    ((uint8_t *)m.signature.signature.data)[7] ^= 1;
    assert_refused(w, &m, REASON_BAD_SIGNATURE);
    /* Around what is not sealed there is nothing to sign. */
    act(w, RECORD_VERB_SEND, US, RUSSIA, MESSAGE_SEAL_NONE, true);
    open_frame(w, 2, &m);
    assert_refused(w, &m, REASON_MALFORMED);
    /* A signature under the text is none around the envelope. */
    m = sent;
    struct message_statement s;
    assert_int_equal(
        message_decode_statement(&w->arena, m.signature.statement, &s), ERR_OK);
    s.purpose = PURPOSE_SIGNATURE;
    assert_int_equal(
        envelope_state(&w->party[US], &w->arena, &s, true, &m.signature),
        ERR_OK);
    assert_refused(w, &m, REASON_MALFORMED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_receiver_is_convinced),
        TEST(test_nothing_to_pass_on),
        TEST(test_nothing_signed_within),
        TEST(test_signed_anew),
        TEST(test_signed_anew_under_hpke),
        TEST(test_blind_signature),
        TEST(test_what_does_not_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
