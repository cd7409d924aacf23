/* The asking and committing of shared marks, with everything that others can
 * put in their place; and texts of choices that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "document/document_wording.h"
#include "document/mark.h"
#include "support/parties.h"

enum { OWN = 4 };

static const char text[] = "{a|b} {c|d} {e|f} {g|h} {i|j} {k|l} {m|n} {o|p}.";
static const char *const names[] = {"door"};
static const char *const texts[] = {text};
static const struct event_draft draft = {
    .document = "paper",
    .title = "Paper",
    .form = "note",
    .classification = "unclassified",
    .names = names,
    .texts = texts,
    .portion_count = 1,
};

static void begin(struct parties *w)
{
    const struct event_command c = {
        .kind = RECORD_VERB_DRAFT, .document = "paper", .draft = &draft};

    parties_init(w, "XX");
    parties_do(w, US, &c);
}

/* The author sends its paper to both, who share in its marks: frame 0 asks
 * russia, and frame 1 nato. */
static void send_both(struct parties *w)
{
    const struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = "paper",
        .to = (const uint32_t[]){RUSSIA, NATO},
        .over = (const uint32_t[]){BY_HAND, BY_HAND},
        .to_count = 2,
        .sign = true,
        .mark = true,
        .shared = true,
    };

    parties_do(w, US, &c);
    assert_int_equal(w->frame_count, 2);
    assert_int_equal(parties_records(w, US, RECORD_SENT), 0);
}

/* The commitment of russia to its own marks. */
static void assert_committed(struct parties *w, const struct record *r)
{
    uint8_t hash[MARK_SALT_SIZE];
    struct mark_own own;

    mark_choose(&w->arena, &w->root, "russia", "us", "paper", OWN, &own);
    mark_commit(&own, hash);
    assert_int_equal(r->count, OWN);
    assert_true(bytes_equal(r->fingerprint, bytes_of(hash, sizeof hash)));
}

static void test_in_order(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_both(&w);
    parties_deliver(&w, 0);
    assert_committed(&w, parties_last(&w, RUSSIA, RECORD_MARKS_CHOSEN));
    assert_int_equal(parties_records(&w, US, RECORD_SENT), 0);
    parties_deliver(&w, 2);
    assert_committed(&w, parties_last(&w, US, RECORD_MARKS_COMMITTED));
    assert_int_equal(parties_records(&w, US, RECORD_SENT), 1);
    /* nato's waits for nato's. */
    parties_settle(&w);
    assert_int_equal(parties_records(&w, US, RECORD_SENT), 2);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_CHECKED), 1);
    assert_int_equal(parties_records(&w, NATO, RECORD_CHECKED), 1);
    for (uint32_t p = 0; p < PARTIES_COUNT; p++)
        assert_int_equal(parties_records(&w, p, RECORD_REJECTED), 0);
    parties_fini(&w);
}

/* A second commitment finds nothing that waits; a second request is answered
 * alike. */
static void test_once(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_both(&w);
    parties_deliver(&w, 0);
    parties_deliver(&w, 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_MARKS_CHOSEN), 2);
    parties_deliver(&w, 2);
    parties_deliver(&w, 2);
    parties_assert_rejected(&w, US, REASON_OUT_OF_TURN);
    parties_deliver(&w, 3);
    assert_int_equal(parties_records(&w, US, RECORD_REJECTED), 2);
    assert_int_equal(parties_records(&w, US, RECORD_MARKS_COMMITTED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_SENT), 1);
    parties_fini(&w);
}

static void test_of_another(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    send_both(&w);
    /* What was asked of russia, asked of nato; and by russia. */
    parties_give(&w, US, NATO, BY_HAND, w.frames[0].bytes);
    parties_assert_rejected(&w, NATO, REASON_NOT_FOR_US);
    parties_give(&w, RUSSIA, NATO, BY_HAND, w.frames[1].bytes);
    parties_assert_rejected(&w, NATO, REASON_WRONG_SENDER);
    assert_int_equal(parties_records(&w, NATO, RECORD_MARKS_CHOSEN), 0);
    /* nato's commitment, as russia's. */
    parties_deliver(&w, 1);
    parties_give(&w, RUSSIA, US, BY_HAND, w.frames[2].bytes);
    parties_assert_rejected(&w, US, REASON_WRONG_SENDER);
    /* A request is no commitment, and a commitment no request. */
    parties_give(&w, US, RUSSIA, BY_HAND, w.frames[2].bytes);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_REJECTED), 1);
    assert_int_equal(parties_records(&w, US, RECORD_MARKS_COMMITTED), 0);
    assert_int_equal(parties_records(&w, US, RECORD_SENT), 0);
    parties_fini(&w);
}

/* Whatever bit is another: what is taken is what was meant. */
static void test_changed(void **state)
{
    struct parties w;
    size_t taken = 0;

    (void)state;
    begin(&w);
    send_both(&w);
    for (size_t which = 0; which < 2; which++) {
        const struct bytes frame = w.frames[which == 0 ? 0 : 2].bytes;
        const uint32_t from = which == 0 ? US : RUSSIA;
        const uint32_t to = which == 0 ? RUSSIA : US;
        const enum record_kind kind =
            which == 0 ? RECORD_MARKS_CHOSEN : RECORD_MARKS_COMMITTED;

        for (size_t bit = 0; bit < 8 * frame.size; bit++) {
            struct bytes changed = arena_copy(&w.arena, frame);

            ((uint8_t *)changed.data)[bit / 8] ^= (uint8_t)(1 << bit % 8);
            parties_give(&w, from, to, BY_HAND, changed);
            const struct record *r = parties_last(&w, to, kind);
            if (r) assert_committed(&w, r);
            taken += parties_records(&w, to, kind);
            parties_forget(&w);
        }
        if (which == 0) {
            w.frame_count = 2;
            parties_deliver(&w, 0);
        }
    }
    /* The head of a plain frame and its precedence are nobody's word. */
    assert_true(taken > 0);
    parties_fini(&w);
}

/* A copy that leaves choices, whose text has none, or not as many, is passed on
 * as it is. */
static void test_no_choices(void **state)
{
    static const char *const wrong[] = {
        "{a", "{a|b", "a}", "{a|a}", "{a|b}x", "plain", "{a|b} {c|d}", ""};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct message_portion portion = {.name = "door",
                                                .text = wrong[i]};
        struct document_holding h = {
            .name = "paper", .author = "us", .left = 1, .leaf_count = 1};
        struct document_holding out;
        struct message_leaf leaf = {0};
        struct parties w;

        parties_init(&w, "XX");
        assert_int_equal(
            message_encode_portion(&w.arena, &portion, &leaf.portion), ERR_OK);
        h.leaves = &leaf;
        assert_int_equal(document_worded(&w.party[RUSSIA], &w.arena, &h, &out),
                         ERR_OK);
        assert_ptr_equal(out.leaves, h.leaves);
        assert_int_equal(out.left, 1);
        parties_fini(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order),   cmocka_unit_test(test_once),
        cmocka_unit_test(test_of_another), cmocka_unit_test(test_changed),
        cmocka_unit_test(test_no_choices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
