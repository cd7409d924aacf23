/* The bound of what a record gives: another text under a document's name, from
 * the frame that brings it to whoever it is handed on to, and levels that the
 * giver itself did not have. */
#include "study/gain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { US, RUSSIA, NATO, TAP, PAPER = 1, PORTIONS = 2, WHOLE = 99, FIRST = 7 };

struct fixture {
    struct arena arena;
    struct notes levels;
    struct gain t;
    uint64_t seq;
};

static void begin(struct fixture *f)
{
    *f = (struct fixture){0};
    arena_init(&f->arena);
    f->t =
        (struct gain){.arena = &f->arena, .levels = &f->levels, .whole = WHOLE};
}

/* What a record says, beside its kind. */
struct facts {
    uint32_t party, peer;
    uint64_t exchange, cause;
    enum record_reason reason;
    uint32_t portion;
    bool forged;
    enum record_act act;
};

/* The next record: the level that it gives on its portion. */
static enum record_level tell(struct fixture *f, enum record_kind kind,
                              struct facts by)
{
    const struct record r = {
        .kind = kind,
        .reason = by.reason,
        .forged = by.forged,
        .act = by.act,
        .exchange = by.exchange,
        .causes = {by.cause},
        .cause_count = 1,
    };
    const struct gain_where at = {by.party, by.peer, PAPER, PORTIONS};
    const struct notes_key key = {by.party, PAPER, by.portion, GAIN_LEVEL};

    gain_follow(&f->t, ++f->seq, &r);
    const enum record_level level = gain_level(&f->t, &r, &at, by.portion);
    size_t *had = notes_at(&f->levels, &f->arena, &key);
    if (level > *had) *had = level;
    if (kind == RECORD_TOLD && level >= LEVEL_TOLD)
        gain_tell(&f->t, &r, &at, by.portion);
    gain_offer(&f->t, &r, &at, by.portion);
    gain_note(&f->t, &r, &at);
    return level;
}

/* A frame that somebody interfered with, as it arrives: the number of its
 * arrival. */
static uint64_t arrive(struct fixture *f, bool forged)
{
    tell(f, RECORD_INTERFERED, (struct facts){.party = TAP, .forged = forged});
    tell(f, RECORD_FRAME_ARRIVED,
         (struct facts){.party = RUSSIA, .cause = f->seq});
    return f->seq;
}

static enum record_level receive(struct fixture *f, uint32_t party,
                                 uint32_t peer, uint64_t exchange,
                                 uint64_t cause)
{
    return tell(f, RECORD_RECEIVED,
                (struct facts){.party = party,
                               .peer = peer,
                               .exchange = exchange,
                               .cause = cause,
                               .portion = WHOLE});
}

static void test_altered_frames(void **state)
{
    (void)state;
    for (int forged = 0; forged < 2; forged++) {
        struct fixture f;
        begin(&f);
        const uint64_t frame = arrive(&f, forged);
        assert_int_equal(receive(&f, RUSSIA, US, FIRST, frame),
                         forged ? LEVEL_AWARE : LEVEL_HOLDS);
        assert_int_equal(gain_mistaken(&f.t, RUSSIA, PAPER), forged);
        assert_false(gain_mistaken(&f.t, NATO, PAPER));
        assert_false(gain_mistaken(&f.t, RUSSIA, 0));
        arena_fini(&f.arena);
    }
}

/* A changed message in an exchange in which its peer gave nothing of the
 * document is of another exchange: nobody says what the peer had in that one.
 * Exchanges are told apart by all their bits. */
static void test_changed_exchange(void **state)
{
    const uint64_t high = (uint64_t)FIRST + UINT32_MAX + 1;
    const struct {
        uint64_t exchange;
        enum record_act act;
        enum record_level level;
    } rows[] = {
        {FIRST, RECORD_ACT_MODIFY, LEVEL_HOLDS},
        {FIRST + 1, RECORD_ACT_MODIFY, LEVEL_AWARE},
        {high, RECORD_ACT_MODIFY, LEVEL_AWARE},
        {FIRST + 1, RECORD_ACT_DELAY, LEVEL_HOLDS},
        {FIRST + 1, RECORD_ACT_NONE, LEVEL_HOLDS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        begin(&f);
        tell(&f, RECORD_DRAFTED, (struct facts){.party = US, .portion = WHOLE});
        tell(&f, RECORD_SENT,
             (struct facts){.party = US, .exchange = FIRST, .portion = WHOLE});
        tell(&f, RECORD_INTERFERED,
             (struct facts){.party = TAP, .act = rows[i].act});
        tell(&f, RECORD_FRAME_ARRIVED,
             (struct facts){.party = RUSSIA, .cause = f.seq});
        assert_int_equal(receive(&f, RUSSIA, US, rows[i].exchange, f.seq),
                         rows[i].level);
        arena_fini(&f.arena);
    }
}

/* The mark goes from a captured frame to all that is found in it. */
static void test_altered_captures(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    tell(&f, RECORD_INTERFERED, (struct facts){.party = NATO, .forged = true});
    tell(&f, RECORD_CAPTURED, (struct facts){.party = TAP, .cause = f.seq});
    tell(&f, RECORD_SIGHTED, (struct facts){.party = TAP, .cause = f.seq});
    assert_int_equal(tell(&f, RECORD_INTERCEPTED,
                          (struct facts){.party = TAP, .cause = f.seq}),
                     LEVEL_AWARE);
    assert_int_equal(tell(&f, RECORD_OVERHEARD,
                          (struct facts){.party = TAP, .cause = f.seq}),
                     LEVEL_AWARE);
    arena_fini(&f.arena);
}

static void test_handed_on_and_set_right(void **state)
{
    const struct facts passes_on = {
        .party = RUSSIA, .exchange = FIRST + 1, .portion = WHOLE};
    struct fixture f;

    (void)state;
    begin(&f);
    receive(&f, RUSSIA, US, FIRST, arrive(&f, true));
    tell(&f, RECORD_FORWARDED, passes_on);
    /* A true copy that is rejected for the other text was read; but another
     * forgery counts as little as the first. */
    const struct facts rejects = {.party = RUSSIA,
                                  .peer = US,
                                  .exchange = FIRST,
                                  .reason = REASON_OTHER_TEXT,
                                  .portion = WHOLE};
    struct facts again = rejects;
    again.cause = arrive(&f, true);
    assert_int_equal(tell(&f, RECORD_REJECTED, again), LEVEL_AWARE);
    assert_int_equal(tell(&f, RECORD_REJECTED, rejects), LEVEL_HOLDS);
    assert_true(gain_mistaken(&f.t, RUSSIA, PAPER));
    /* It gives what it had when it sent, and a proof is of the true text. */
    assert_int_equal(receive(&f, NATO, RUSSIA, FIRST + 1, 0), LEVEL_AWARE);
    assert_true(gain_mistaken(&f.t, NATO, PAPER));
    assert_int_equal(tell(&f, RECORD_CHECKED,
                          (struct facts){.party = NATO, .portion = WHOLE}),
                     LEVEL_PROVABLE);
    assert_false(gain_mistaken(&f.t, NATO, PAPER));
    arena_fini(&f.arena);
}

/* A text that gives way makes room for another; one that was read and refused
 * was never there. */
static void test_what_is_in_hand(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    receive(&f, RUSSIA, US, FIRST, arrive(&f, true));
    tell(&f, RECORD_TEXT_REPLACED, (struct facts){.party = RUSSIA});
    assert_false(gain_mistaken(&f.t, RUSSIA, PAPER));
    assert_int_equal(receive(&f, RUSSIA, US, FIRST, 0), LEVEL_HOLDS);
    /* Of the same text, with something beside it changed. */
    receive(&f, RUSSIA, US, FIRST, arrive(&f, true));
    assert_false(gain_mistaken(&f.t, RUSSIA, PAPER));
    for (int refused = 0; refused < 2; refused++) {
        const uint64_t frame = arrive(&f, true);
        receive(&f, NATO, US, FIRST, frame);
        if (refused)
            tell(&f, RECORD_REJECTED,
                 (struct facts){.party = NATO,
                                .peer = US,
                                .exchange = FIRST,
                                .cause = frame,
                                .reason = REASON_BAD_SIGNATURE,
                                .portion = WHOLE});
        assert_int_equal(gain_mistaken(&f.t, NATO, PAPER), !refused);
        tell(&f, RECORD_TEXT_REPLACED, (struct facts){.party = NATO});
    }
    arena_fini(&f.arena);
}

/* Whoever is briefed or listens gets no more than the briefer had then, portion
 * by portion. */
static void test_briefed_beyond_their_means(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f);
    tell(&f, RECORD_TOLD,
         (struct facts){.party = RUSSIA, .peer = US, .portion = 0});
    tell(&f, RECORD_BRIEFED,
         (struct facts){.party = RUSSIA, .exchange = FIRST, .portion = WHOLE});
    /* What comes later was not said. */
    tell(&f, RECORD_TOLD,
         (struct facts){.party = RUSSIA, .peer = US, .portion = 1});
    for (uint32_t i = 0; i < PORTIONS; i++) {
        const enum record_level bound = i == 0 ? LEVEL_TOLD : LEVEL_AWARE;
        const struct facts briefed = {
            .party = NATO, .peer = RUSSIA, .exchange = FIRST, .portion = i};
        struct facts listens = briefed;
        listens.party = TAP;
        assert_int_equal(tell(&f, RECORD_TOLD, briefed), bound);
        assert_int_equal(tell(&f, RECORD_OVERHEARD, listens), bound);
    }
    const struct record r = {.kind = RECORD_TOLD, .exchange = FIRST};
    assert_true(gain_is_uneven(
        &f.t, &r, &(struct gain_where){NATO, RUSSIA, PAPER, PORTIONS}));
    arena_fini(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_altered_frames),
        cmocka_unit_test(test_changed_exchange),
        cmocka_unit_test(test_altered_captures),
        cmocka_unit_test(test_handed_on_and_set_right),
        cmocka_unit_test(test_what_is_in_hand),
        cmocka_unit_test(test_briefed_beyond_their_means),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
