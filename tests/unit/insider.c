/* A receipt that an insider makes up: of which copy, with which key, and once;
 * what it says is the copy's own, where that can be read. */
#include "adversary/insider.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "support/parties.h"

enum { EXCHANGE = 7, LEAVES = 2 };

/* An insider who looks at one copy, which us sent to russia by hand. */
struct insider {
    struct parties w;
    struct arena arena;
    struct keys keys;
    struct opener opener;
    struct opener_layers seen;
    struct identity own;
    struct rng_root root;
    struct rng rng;
    struct intervention h;
    struct tactic_play play;
};

static void look(struct insider *i)
{
    i->h = (struct intervention){.arena = &i->arena,
                                 .world = &i->w.world,
                                 .rng = &i->rng,
                                 .root = &i->root};
    intervention_init(&i->h, &i->seen, BY_HAND);
}

static void begin(struct insider *i, enum message_seal seal, uint32_t holder)
{
    parties_init(&i->w, "XX");
    parties_draft(&i->w, US, "paper", LEAVES, 100);
    parties_send(&i->w, US, RUSSIA, BY_HAND, "paper", true, seal);
    arena_init(&i->arena);
    rng_root_init(&i->root, 1, 1);
    rng_init(&i->rng, &i->root, "insider", "adversary");
    identity_init(&i->own, &i->rng);
    keys_init(&i->keys, PARTIES_COUNT);
    keys_add_identity(&i->keys, holder, &i->w.party[holder].identity);
    opener_init(&i->opener, i->w.peers, PARTIES_COUNT, &i->keys);
    i->seen = (struct opener_layers){.from = US,
                                     .to = RUSSIA,
                                     .channel = i->w.channels[BY_HAND].name,
                                     .exchange = EXCHANGE,
                                     .whole = i->w.frames[0].bytes};
    assert_int_equal(frame_decode(i->seen.whole, &i->seen.frame), ERR_OK);
    opener_follow(&i->opener, &i->seen);
    opener_open(&i->opener, &i->arena, &i->seen);
    i->play = (struct tactic_play){
        .target = {.exchange = EXCHANGE,
                   .from = US,
                   .to = RUSSIA,
                   .channel = BY_HAND,
                   .document = "paper"},
        .self = {&i->w.world, &i->own, &i->root, &i->arena},
        .keys = &i->keys,
    };
    look(i);
}

static void finish(struct insider *i)
{
    opener_fini(&i->opener);
    keys_fini(&i->keys);
    identity_fini(&i->own);
    rng_fini(&i->rng);
    arena_fini(&i->arena);
    parties_fini(&i->w);
}

/* The statement of the one receipt that was added. */
static struct message_statement made_up(struct insider *i)
{
    const struct intervention_frame *f = i->h.extra;
    struct message_statement s;
    struct frame frame;
    struct message m;

    assert_non_null(f);
    assert_null(f->next);
    assert_int_equal(f->from, RUSSIA);
    assert_int_equal(f->to, US);
    assert_int_equal(frame_decode(f->bytes, &frame), ERR_OK);
    assert_int_equal(message_decode(&i->arena, frame.payload, &m), ERR_OK);
    assert_int_equal(m.kind, MESSAGE_RECEIPT);
    assert_int_equal(m.exchange, EXCHANGE);
    assert_string_equal(m.document, "paper");
    /* It is the sender's own key that signs. */
    assert_int_equal(m.signature.signature.size, MESSAGE_SIGNATURE_SIZE);
    assert_int_equal(identity_verify(&i->w.party[US].identity.pub,
                                     m.signature.statement,
                                     m.signature.signature.data),
                     ERR_OK);
    assert_int_equal(
        message_decode_statement(&i->arena, m.signature.statement, &s), ERR_OK);
    assert_int_equal(s.purpose, PURPOSE_RECEIPT);
    assert_string_equal(s.signer, i->w.peers[RUSSIA].name);
    assert_int_equal(s.exchange, EXCHANGE);
    assert_string_equal(s.document, "paper");
    return s;
}

static void test_of_a_copy_that_it_reads(void **state)
{
    struct insider i;

    (void)state;
    begin(&i, MESSAGE_SEAL_NONE, US);
    const struct message_statement *sent = &i.seen.transfer.statement;
    assert_true(i.seen.transfer.readable);
    assert_int_equal(insider_receipt(&i.play, &i.h), RECORD_ACT_FORGE_RECEIPT);
    const struct message_statement s = made_up(&i);
    assert_int_equal(s.leaf_count, LEAVES);
    assert_string_equal(s.author, sent->author);
    assert_string_equal(s.title, sent->title);
    assert_memory_equal(s.root, sent->root, sizeof s.root);
    /* Once is enough. */
    look(&i);
    assert_int_equal(insider_receipt(&i.play, &i.h), RECORD_ACT_NONE);
    assert_null(i.h.extra);
    finish(&i);
}

/* Nothing but the name is known of a sealed copy. */
static void test_of_a_copy_that_it_cannot_read(void **state)
{
    static const uint8_t zeros[MESSAGE_ROOT_SIZE];
    struct insider i;

    (void)state;
    begin(&i, MESSAGE_SEAL_AGE, US);
    assert_false(i.seen.transfer.readable);
    assert_int_equal(insider_receipt(&i.play, &i.h), RECORD_ACT_FORGE_RECEIPT);
    const struct message_statement s = made_up(&i);
    assert_int_equal(s.leaf_count, 1);
    assert_string_equal(s.author, "");
    assert_string_equal(s.title, "");
    assert_memory_equal(s.root, zeros, sizeof zeros);
    finish(&i);
}

/* Another exchange, another sender, another recipient, no key to sign with. */
static void test_of_no_other_copy(void **state)
{
    (void)state;
    for (int row = 0; row < 5; row++) {
        struct insider i;
        begin(&i, MESSAGE_SEAL_NONE, row == 3 ? RUSSIA : US);
        if (row == 0) i.play.target.exchange++;
        if (row == 1) i.seen.from = NATO;
        if (row == 2) i.seen.to = NATO;
        look(&i);
        const bool made = insider_receipt(&i.play, &i.h) != RECORD_ACT_NONE;
        if (made != (row == 4) || made != (i.h.extra != NULL) ||
            made != i.play.done)
            fail_msg("row %d: %s", row, made ? "made up" : "nothing");
        finish(&i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_a_copy_that_it_reads),
        cmocka_unit_test(test_of_a_copy_that_it_cannot_read),
        cmocka_unit_test(test_of_no_other_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
