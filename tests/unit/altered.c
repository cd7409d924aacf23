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
                              const char *text, uint64_t cause, uint32_t party,
                              uint32_t peer)
{
    const struct record r = {
        .kind = kind,
        .reason = kind == RECORD_REJECTED ? REASON_OTHER_TEXT : REASON_NONE,
        .text = text,
        .causes = {cause},
        .cause_count = 1,
    };

    altered_follow(&f->t, &f->arena, ++f->seq, &r);
    return altered_level(&f->t, &f->arena, &r,
                         &(struct altered_where){party, peer, PAPER});
}

/* A frame of which that was said, as it arrives: the number of its arrival. */
static uint64_t arrive(struct fixture *f, const char *did)
{
    tell(f, RECORD_MEDDLED, did, 0, UINT32_MAX, US);
    tell(f, RECORD_FRAME_ARRIVED, NULL, f->seq, RUSSIA, US);
    return f->seq;
}

static void test_what_alters(void **state)
{
    static const struct {
        const char *did;
        enum record_level level;
    } rows[] = {
        {"forges a frame", LEVEL_AWARE},
        {"changes a frame", LEVEL_AWARE},
        {"repeats a frame", LEVEL_HOLDS},
        {"delays a frame", LEVEL_HOLDS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        begin(&f);
        const uint64_t frame = arrive(&f, rows[i].did);
        assert_int_equal(tell(&f, RECORD_RECEIVED, NULL, frame, RUSSIA, US),
                         rows[i].level);
        assert_int_equal(altered_mistaken(&f.t, RUSSIA, PAPER),
                         rows[i].level == LEVEL_AWARE);
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
    tell(&f, RECORD_RECEIVED, NULL, arrive(&f, "forges a frame"), RUSSIA, US);
    assert_int_equal(tell(&f, RECORD_RECEIVED, NULL, 0, NATO, RUSSIA),
                     LEVEL_AWARE);
    /* A proof is of the true text, whoever brings it. */
    assert_int_equal(tell(&f, RECORD_CHECKED, NULL, 0, NATO, RUSSIA),
                     LEVEL_PROVABLE);
    /* A copy rejected for the other text was read; but another forgery counts
     * as little as the first. */
    assert_int_equal(tell(&f, RECORD_REJECTED, NULL, 0, RUSSIA, US),
                     LEVEL_HOLDS);
    assert_int_equal(tell(&f, RECORD_REJECTED, NULL,
                          arrive(&f, "forges a frame"), RUSSIA, US),
                     LEVEL_UNAWARE);
    assert_int_equal(tell(&f, RECORD_REJECTED, NULL, 0, US, RUSSIA),
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
