/* Documents: their life, their tree, and what no order of things may break. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "document/document.h"
#include "support/parties.h"
#include "wire/frame.h"

static enum document_state state_of(const struct parties *w, uint32_t party)
{
    return document_find(&w->party[party], "paper")->state;
}

static void plain(struct parties *w, uint32_t party, enum record_verb kind,
                  uint32_t to)
{
    const struct event_command c = {
        .kind = kind,
        .document = "paper",
        .to = &to,
        .over = (const uint32_t[]){BY_HAND},
        .to_count = to == PARTIES_COUNT ? 0 : 1,
        .text = "",
        .until = INSTANT_MAX,
    };

    parties_do(w, party, &c);
}

static void test_life(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 3, 10);
    assert_int_equal(state_of(&w, US), DOCUMENT_DRAFTED);
    plain(&w, US, RECORD_VERB_SIGN, PARTIES_COUNT);
    assert_int_equal(state_of(&w, US), DOCUMENT_SIGNED);
    plain(&w, US, RECORD_VERB_ANNOUNCE, RUSSIA);
    parties_settle(&w);
    assert_int_equal(state_of(&w, RUSSIA), DOCUMENT_KNOWN);
    plain(&w, US, RECORD_VERB_BRIEF, RUSSIA);
    parties_settle(&w);
    assert_int_equal(state_of(&w, US), DOCUMENT_SIGNED);
    assert_int_equal(state_of(&w, RUSSIA), DOCUMENT_TOLD);
    parties_send(&w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    assert_int_equal(state_of(&w, US), DOCUMENT_SENT);
    parties_settle(&w);
    assert_int_equal(state_of(&w, RUSSIA), DOCUMENT_HELD);
    plain(&w, RUSSIA, RECORD_VERB_ACKNOWLEDGE, US);
    parties_settle(&w);
    assert_int_equal(state_of(&w, US), DOCUMENT_ACKNOWLEDGED);
    parties_send(&w, US, NATO, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    assert_int_equal(state_of(&w, US), DOCUMENT_ACKNOWLEDGED);
    parties_fini(&w);
}

/* True if the move is allowed: one that is not ends the process. empty: the
 * entry has neither a draft nor leaves. */
static bool allowed(enum document_state from, enum document_state to,
                    bool empty)
{
    static const struct event_draft draft = {0};
    const pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        struct document_holding h = {.state = from};
        if (!empty) {
            h.draft = &draft;
            h.leaf_count = 1;
        }
        close(STDERR_FILENO);
        document_move(&h, to);
        _exit(h.state == to ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) assert_int_equal(WTERMSIG(status), SIGABRT);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_every_move(void **state)
{
    /* To: known, told, drafted, signed, sent, acknowledged, held. */
    static const char *const moves[DOCUMENT_STATE_COUNT] = {
        [DOCUMENT_KNOWN] = "-td---h",   [DOCUMENT_TOLD] = "-td---h",
        [DOCUMENT_DRAFTED] = "--dgs--", [DOCUMENT_SIGNED] = "---gs--",
        [DOCUMENT_SENT] = "---gsa-",    [DOCUMENT_ACKNOWLEDGED] = "---gsa-",
        [DOCUMENT_HELD] = "--d---h",
    };

    (void)state;
    for (unsigned from = 0; from < DOCUMENT_STATE_COUNT; from++)
        for (unsigned to = 0; to < DOCUMENT_STATE_COUNT; to++)
            assert_int_equal(allowed((enum document_state)from,
                                     (enum document_state)to, false),
                             moves[from][to] != '-');
}

/* An own document has its draft, another's has its leaves. */
static void test_no_move_without_a_text(void **state)
{
    (void)state;
    assert_true(allowed(DOCUMENT_KNOWN, DOCUMENT_TOLD, true));
    assert_false(allowed(DOCUMENT_KNOWN, DOCUMENT_DRAFTED, true));
    assert_false(allowed(DOCUMENT_SIGNED, DOCUMENT_SENT, true));
    assert_false(allowed(DOCUMENT_SENT, DOCUMENT_ACKNOWLEDGED, true));
    assert_false(allowed(DOCUMENT_KNOWN, DOCUMENT_HELD, true));
}

/* The same draft gives the same bytes, another run or name gives others. */
static void test_drafting_again(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 3, 10);
    const struct merkle_hash first = document_find(&w.party[US], "paper")->root;
    plain(&w, US, RECORD_VERB_SIGN, PARTIES_COUNT);
    parties_draft(&w, US, "paper", 3, 10);
    const struct document_holding *h = document_find(&w.party[US], "paper");
    assert_memory_equal(&h->root, &first, sizeof first);
    assert_int_equal(h->state, DOCUMENT_SIGNED);
    assert_int_equal(h->proof_count, 1);
    parties_draft(&w, US, "other", 3, 10);
    assert_memory_not_equal(&document_find(&w.party[US], "other")->root, &first,
                            sizeof first);
    parties_fini(&w);
}

static void test_hidden_leaves_keep_the_root(void **state)
{
    struct message_leaf leaves[5];
    char text[] = "portion 0";

    (void)state;
    for (size_t i = 0; i < 5; i++)
        leaves[i] = (struct message_leaf){.portion = bytes_of_text(text)};
    const struct merkle_hash root = document_root(leaves, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct merkle_hash leaf = merkle_leaf(leaves[i].portion);
        leaves[i] = (struct message_leaf){0};
        memcpy(leaves[i].hash, leaf.bytes, sizeof leaf.bytes);
        const struct merkle_hash again = document_root(leaves, 5);
        assert_memory_equal(&again, &root, sizeof root);
    }
}

/* Two who were shown different portions find that they are of one paper: what
 * one has hidden is what the other has. */
static void test_portions_are_linked(void **state)
{
    static const uint32_t to[] = {RUSSIA, NATO};
    static const char *const names[][1] = {{"a"}, {"b"}};
    const struct document_holding *shown[2];
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 3, 10);
    for (size_t i = 0; i < 2; i++) {
        const struct event_command c = {
            .kind = RECORD_VERB_SEND,
            .document = "paper",
            .to = &to[i],
            .over = (const uint32_t[]){BY_HAND},
            .to_count = 1,
            .sign = true,
            .portions = names[i],
            .portion_count = 1,
        };
        parties_do(&w, US, &c);
        parties_settle(&w);
        shown[i] = document_find(&w.party[to[i]], "paper");
        assert_non_null(shown[i]);
        assert_string_equal(shown[i]->names[i], names[i][0]);
        assert_null(shown[i]->names[!i]);
    }
    assert_memory_equal(&shown[0]->root, &shown[1]->root,
                        sizeof shown[0]->root);
    for (size_t i = 0; i < 2; i++) {
        const struct merkle_hash leaf =
            merkle_leaf(shown[i]->leaves[i].portion);
        assert_memory_equal(leaf.bytes, shown[!i]->leaves[i].hash,
                            sizeof leaf.bytes);
    }
    parties_fini(&w);
}

/* Russia gets one portion after the other: what it has in hand, and whether the
 * last copy added to it. */
static void test_portions_come_together(void **state)
{
    static const char *const names[][1] = {{"a"}, {"c"}, {"a"}, {"b"}};
    static const size_t had[] = {1, 2, 2, 0}; /* 0: all of it */
    struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = "paper",
        .to = (const uint32_t[]){RUSSIA},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .portion_count = 1,
        .sign = true,
    };
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 3, 10);
    for (size_t i = 0; i < sizeof had / sizeof had[0]; i++) {
        c.portions = names[i];
        c.sign = i == 1;
        parties_do(&w, US, &c);
        parties_settle(&w);
        const struct document_holding *h =
            document_find(&w.party[RUSSIA], "paper");
        assert_int_equal(document_had(&w.arena, h).count, had[i]);
        /* One signed copy proves what came before it and what comes after. */
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), i == 0 ? 0
                                                                      : i == 3
                                                                          ? 2
                                                                          : 1);
        if (i > 0)
            assert_int_equal(
                parties_last(&w, RUSSIA, RECORD_CHECKED)->portion_count,
                had[i]);
    }
    parties_fini(&w);
}

static void test_portion_limit(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", DOCUMENT_PORTIONS_MAX, 10);
    assert_int_equal(parties_records(&w, US, RECORD_DRAFTED), 1);
    parties_send(&w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_draft(&w, US, "larger", DOCUMENT_PORTIONS_MAX + 1, 10);
    parties_assert_refused(&w, US, REASON_TOO_LARGE);
    parties_send(&w, US, RUSSIA, BY_HAND, "larger", true, MESSAGE_SEAL_AGE);
    parties_assert_refused(&w, US, REASON_NOT_HELD);
    parties_fini(&w);
}

static void test_proof_limit(void **state)
{
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 1, 10);
    for (int i = 0; i < DOCUMENT_SIGNED_MAX; i++)
        plain(&w, US, RECORD_VERB_SIGN, PARTIES_COUNT);
    assert_int_equal(parties_records(&w, US, RECORD_REFUSED), 0);
    plain(&w, US, RECORD_VERB_SIGN, PARTIES_COUNT);
    parties_assert_refused(&w, US, REASON_TOO_MANY);
    /* The copy comes through; its own statement is one proof too many. */
    parties_send(&w, US, RUSSIA, BY_HAND, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(&w);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    parties_assert_rejected(&w, RUSSIA, REASON_TOO_MANY);
    parties_fini(&w);
}

static void test_marking(void **state)
{
    static const char *const nato_only[] = {"nato"};
    const struct document_holding unmarked = {.author = "us"};
    const struct document_holding marked = {
        .author = "us", .releasable_to = nato_only, .releasable_count = 1};

    (void)state;
    assert_true(document_releasable(&unmarked, "russia"));
    assert_true(document_releasable(&marked, "nato"));
    assert_true(document_releasable(&marked, "us"));
    assert_false(document_releasable(&marked, "russia"));
}

/* One thing at random: a command of any kind, a frame delivered, again, to
 * the wrong party, or changed. */
static void anything(struct parties *w, struct rng *rng)
{
    static const char *const documents[] = {"paper", "letter", "note"};
    const uint32_t party = (uint32_t)rng_below(rng, PARTIES_COUNT);
    const uint32_t to[] = {(party + 1) % PARTIES_COUNT,
                           (party + 2) % PARTIES_COUNT};
    const uint32_t over[] = {(uint32_t)rng_below(rng, PARTIES_CHANNELS),
                             (uint32_t)rng_below(rng, PARTIES_CHANNELS)};
    static const char *const portions[] = {"a", "c"};
    enum record_verb kind = RECORD_VERB_DRAFT; /* parties_draft does that */

    while (kind == RECORD_VERB_DRAFT ||
           record_verb_object(kind) == RECORD_OBJECT_NONE)
        kind = (enum record_verb)rng_below(rng, RECORD_VERB_COUNT);
    const bool in_group = record_verb_object(kind) == RECORD_OBJECT_GROUP ||
                          rng_below(rng, 4) == 0;
    const struct event_command c = {
        .kind = kind,
        .group = in_group ? "allies" : NULL,
        .document = documents[rng_below(rng, 3)],
        .to = to,
        .over = over,
        .to_count = 1 + rng_below(rng, 2),
        .sign = rng_below(rng, 2),
        .seal = (enum message_seal)rng_below(rng, MESSAGE_SEAL_COUNT),
        .receipt = rng_below(rng, 2),
        .precedence = (uint32_t)rng_below(rng, 4),
        .portions = portions,
        .portion_count = rng_below(rng, 3),
        .text = "text",
        .deadline = SECOND,
        .until = INSTANT_MAX,
    };
    const uint64_t what = rng_below(rng, 10);

    if (what < 3) {
        parties_do(w, party, &c);
    } else if (what < 4) {
        parties_draft(w, party, c.document, 1 + rng_below(rng, 4), 10);
    } else if (what < 5) {
        parties_tick(w);
    } else if (what < 8 && parties_pending(w) < w->frame_count) {
        parties_deliver(w, parties_pending(w));
    } else if (w->frame_count > 0) {
        struct parties_frame f = w->frames[rng_below(rng, w->frame_count)];
        uint8_t *copy = arena_alloc(&w->arena, f.bytes.size);
        memcpy(copy, f.bytes.data, f.bytes.size);
        if (what == 8) copy[rng_below(rng, f.bytes.size)] ^= 1;
        if (what == 9) f.from = (f.to + 1) % PARTIES_COUNT;
        parties_give(w, f.from, f.to, f.channel, bytes_of(copy, f.bytes.size));
    }
}

static void test_no_order_of_things_breaks_it(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct parties w;
        struct rng_root root;
        struct rng rng;
        rng_root_init(&root, seed, 0);
        rng_init(&rng, &root, "document", "anything");
        parties_init(&w, seed % 2 ? "XX" : "IK");
        for (int i = 0; i < 300; i++)
            anything(&w, &rng);
        parties_fini(&w);
        rng_fini(&rng);
        rng_root_fini(&root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_every_move),
        cmocka_unit_test(test_no_move_without_a_text),
        cmocka_unit_test(test_drafting_again),
        cmocka_unit_test(test_hidden_leaves_keep_the_root),
        cmocka_unit_test(test_portions_are_linked),
        cmocka_unit_test(test_portions_come_together),
        cmocka_unit_test(test_portion_limit),
        cmocka_unit_test(test_proof_limit),
        cmocka_unit_test(test_marking),
        cmocka_unit_test(test_no_order_of_things_breaks_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
