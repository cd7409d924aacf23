/* Another text under a document's name: from the frame that brings it to
 * whoever it is handed on to. */
#include "study/altered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { US, RUSSIA, NATO, ACTORS, PAPER = 1, DOCUMENTS };

struct fixture {
    struct arena arena;
    struct altered t;
    uint64_t seq;
};

static void begin(struct fixture *f)
{
    *f = (struct fixture){.t = {.actors = ACTORS, .documents = DOCUMENTS}};
    arena_init(&f->arena);
}

/* The next record, caused by that one; the level that it gives. */
static enum record_level tell(struct fixture *f, enum record_kind kind,
                              bool forged, uint64_t cause, uint32_t party,
                              uint32_t peer)
{
    const struct record r = {
        .kind = kind,
        .reason = kind == RECORD_REJECTED ? REASON_OTHER_TEXT : REASON_NONE,
        .forged = forged,
        .causes = {cause},
        .cause_count = 1,
    };

    altered_follow(&f->t, &f->arena, ++f->seq, &r);
    return altered_level(&f->t, &f->arena, &r,
                         &(struct altered_where){party, peer, PAPER});
}

/* A frame that somebody interfered with, as it arrives: the number of its
 * arrival. */
static uint64_t arrive(struct fixture *f, bool forged)
{
    tell(f, RECORD_INTERFERED, forged, 0, UINT32_MAX, US);
    tell(f, RECORD_FRAME_ARRIVED, false, f->seq, RUSSIA, US);
    return f->seq;
}

static void test_what_alters(void **state)
{
    (void)state;
    for (int forged = 0; forged < 2; forged++) {
        struct fixture f;
        begin(&f);
        const uint64_t frame = arrive(&f, forged);
        assert_int_equal(tell(&f, RECORD_RECEIVED, false, frame, RUSSIA, US),
                         forged ? LEVEL_AWARE : LEVEL_HOLDS);
        assert_int_equal(altered_mistaken(&f.t, RUSSIA, PAPER), forged);
        assert_false(altered_mistaken(&f.t, NATO, PAPER));
        assert_false(altered_mistaken(&f.t, RUSSIA, 0));
        arena_fini(&f.arena);
    }
}

static void test_handed_on_and_set_right(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    tell(&f, RECORD_RECEIVED, false, arrive(&f, true), RUSSIA, US);
    assert_int_equal(tell(&f, RECORD_RECEIVED, false, 0, NATO, RUSSIA),
                     LEVEL_AWARE);
    /* A proof is of the true text, whoever brings it. */
    assert_int_equal(tell(&f, RECORD_CHECKED, false, 0, NATO, RUSSIA),
                     LEVEL_PROVABLE);
    /* A copy rejected for the other text was read; but another forgery counts
     * as little as the first. */
    assert_int_equal(tell(&f, RECORD_REJECTED, false, 0, RUSSIA, US),
                     LEVEL_HOLDS);
    assert_int_equal(
        tell(&f, RECORD_REJECTED, NULL, arrive(&f, true), RUSSIA, US),
        LEVEL_UNAWARE);
    assert_int_equal(tell(&f, RECORD_REJECTED, false, 0, US, RUSSIA),
                     LEVEL_UNAWARE);
    arena_fini(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_alters),
        cmocka_unit_test(test_handed_on_and_set_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
