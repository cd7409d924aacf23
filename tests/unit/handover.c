/* A real receipt that is handed on counts where it was meant for, and nowhere
 * else: it is the exchange in it, and the name, that stop the tactic. */
#include "adversary/handover.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/parties.h"

enum { ELSEWHERE = 99 }; /* the exchange that the receipt passes in */

/* Us has sent russia a paper twice; the receipts are still under way. */
struct fixture {
    struct parties w;
    struct arena arena;
    struct intervention h;
    struct opener_layers seen;
};

static size_t receipt_of(struct fixture *f, size_t copy)
{
    parties_deliver(&f->w, copy);
    return f->w.frame_count - 1;
}

/* Hands on the receipt in that frame against the copy of that exchange. */
static void hand_on(struct fixture *f, size_t frame, uint64_t exchange)
{
    struct tactic_play play = {
        .target = {.exchange = exchange,
                   .from = US,
                   .to = RUSSIA,
                   .channel = BY_HAND,
                   .document = "paper"},
        .self = {.world = &f->w.world, .arena = &f->arena},
    };

    f->seen = (struct opener_layers){.from = RUSSIA,
                                     .to = NATO,
                                     .exchange = ELSEWHERE,
                                     .whole = f->w.frames[frame].bytes};
    assert_int_equal(frame_decode(f->seen.whole, &f->seen.frame), ERR_OK);
    f->seen.raw = f->seen.frame.payload;
    assert_int_equal(message_decode(&f->arena, f->seen.raw, &f->seen.message),
                     ERR_OK);
    f->h = (struct intervention){.arena = &f->arena, .world = &f->w.world};
    intervention_init(&f->h, &f->seen, BY_HAND);
    assert_int_equal(handover_receipt(&play, &f->h), RECORD_ACT_HAND_ON);
    assert_false(f->h.dropped);
    assert_int_equal(f->h.extra->from, RUSSIA);
    assert_int_equal(f->h.extra->to, US);
    parties_give(&f->w, RUSSIA, US, BY_HAND, f->h.extra->bytes);
    /* Once is enough. */
    assert_int_equal(handover_receipt(&play, &f->h), RECORD_ACT_NONE);
}

static void test_handed_on(void **state)
{
    const struct event_carriage plain = {.kind = CARRIAGE_PLAIN};
    struct fixture f;

    (void)state;
    parties_init(&f.w, "XX");
    arena_init(&f.arena);
    parties_draft(&f.w, US, "paper", 2, 20);
    parties_send_in(&f.w, US, RUSSIA, BY_HAND, "paper", true, plain);
    const uint64_t first = f.w.exchanges;
    const size_t receipt = receipt_of(&f, f.w.frame_count - 1);
    parties_send_in(&f.w, US, RUSSIA, BY_HAND, "paper", true, plain);
    hand_on(&f, receipt, f.w.exchanges);
    parties_assert_rejected(&f.w, US, REASON_NOT_FOR_US);
    assert_int_equal(parties_records(&f.w, US, RECORD_RECEIPT_HELD), 0);
    hand_on(&f, receipt, first);
    assert_int_equal(parties_records(&f.w, US, RECORD_RECEIPT_HELD), 1);
    arena_fini(&f.arena);
    parties_fini(&f.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
