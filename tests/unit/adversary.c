/* Adversaries in a scenario at work: what becomes of the frames that they lay
 * hands on, and that looking on changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/trial_run.h"
#include "scenario/scenario_query.h"
#include "support/stories.h"

#define STORY                                                           \
    "demarche: 1\n"                                                     \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"                     \
    "parties: {us: , russia: }\n"                                       \
    "channels:\n"                                                       \
    "  hand: {between: [us, russia], medium: courier, delay: 10 min}\n" \
    "  line: {between: [us, russia], delay: 40 ms}\n"                   \
    "documents:\n"                                                      \
    "  memo: {author: us, portions: {door: It stays open.}}\n"          \
    "  note: {author: us, portions: {red: It is red.}}\n"               \
    "script:\n"                                                         \
    "  - {at: 2022-02-01, draft: memo}\n"                               \
    "  - {at: 2022-02-01, draft: note}\n"

#define BY(channel)                                                            \
    "  - {at: 2022-02-02T10:00Z, send: memo, to: russia, over: " channel "}\n" \
    "  - {at: 2022-02-02T10:05Z, send: note, to: russia, over: " channel "}\n"

struct played {
    struct scenario scenario;
    struct trial_run run;
};

static void play(struct played *p, const char *text, uint64_t seed)
{
    struct errmsg e;

    stories_parse(&p->scenario, "story", bytes_of_text(text));
    if (trial_run_init(&p->run, &p->scenario, seed, 0, NULL, NULL, &e))
        fail_msg("%s", e.text);
}

static void finish(struct played *p)
{
    trial_run_fini(&p->run);
    scenario_fini(&p->scenario);
}

/* The n-th record of a kind, from 0; NULL when there are fewer. */
static const struct trial_record *nth(const struct played *p,
                                      enum record_kind kind, size_t n)
{
    for (size_t i = 0; i < p->run.count; i++)
        if (p->run.records[i].kind == kind && n-- == 0)
            return &p->run.records[i];
    return NULL;
}

static instant at(const char *text)
{
    instant t;

    assert_int_equal(instant_parse(&t, text), ERR_OK);
    return t;
}

static void test_delay(void **state)
{
    struct played p;

    (void)state;
    play(&p, STORY BY("hand") "adversary: {tap: {on: hand, can: delay}}\n", 1);
    assert_int_equal(nth(&p, RECORD_RECEIVED, 0)->time,
                     at("2022-02-02T11:10Z"));
    finish(&p);
}

/* The held paper follows the next one at once; the last one, which nothing
 * follows, is let go after an hour. */
static void test_reorder(void **state)
{
    struct played p;

    (void)state;
    play(&p, STORY BY("hand") "adversary: {tap: {on: hand, can: [reorder]}}\n",
         1);
    assert_int_equal(nth(&p, RECORD_RECEIVED, 0)->time,
                     at("2022-02-02T11:10Z"));
    finish(&p);
    /* By a chance of one half, some seed holds the first alone. */
    bool swapped = false;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        play(
            &p,
            STORY BY(
                "hand") "adversary: {tap: {on: hand, can: [{reorder: 50%}]}}\n",
            seed);
        const struct trial_record *first = nth(&p, RECORD_RECEIVED, 0);
        const struct trial_record *second = nth(&p, RECORD_RECEIVED, 1);
        assert_non_null(second);
        if (first->exchange > second->exchange) {
            assert_int_equal(first->time, at("2022-02-02T10:15Z"));
            assert_int_equal(second->time, first->time + 1);
            swapped = true;
        }
        finish(&p);
    }
    assert_true(swapped);
}

static void test_replay(void **state)
{
    struct played p;

    (void)state;
    play(&p, STORY BY("hand") "adversary: {tap: {on: hand, can: [replay]}}\n",
         1);
    assert_non_null(nth(&p, RECORD_RECEIVED, 3));
    assert_null(nth(&p, RECORD_RECEIVED, 4));
    finish(&p);
    play(&p, STORY BY("line") "adversary: {tap: {on: line, can: [replay]}}\n",
         1);
    assert_non_null(nth(&p, RECORD_RECEIVED, 1));
    assert_null(nth(&p, RECORD_RECEIVED, 2));
    assert_non_null(nth(&p, RECORD_FRAME_DROPPED, 0));
    finish(&p);
}

/* By chance, neither all nor none. */
static void test_chance(void **state)
{
    enum { SEEDS = 40 };
    size_t received = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct played p;
        play(&p,
             STORY BY(
                 "hand") "adversary: {tap: {on: hand, can: [{drop: 25%}]}}\n",
             seed);
        for (size_t n = 0; nth(&p, RECORD_RECEIVED, n); n++)
            received++;
        finish(&p);
    }
    assert_in_range(received, SEEDS, 2 * SEEDS - 1);
}

/* Forged and changed frames of a session are seen to be so, and the papers
 * get through. */
static void test_forgery_on_a_line(void **state)
{
    struct played p;

    (void)state;
    play(&p,
         STORY BY("line") "adversary: {tap: {on: line, can: [inject, {modify: "
                          "30%}]}}\n",
         1);
    assert_non_null(nth(&p, RECORD_RECEIVED, 1));
    assert_non_null(nth(&p, RECORD_REJECTED, 0));
    assert_null(nth(&p, RECORD_INTERCEPTED, 0));
    finish(&p);
}

/* The second of two adversaries on a channel sees only frames that the first
 * let pass. */
static void test_two_on_one_channel(void **state)
{
    struct played p;

    (void)state;
    play(&p,
         STORY BY("hand") "adversary:\n"
                          "  first: {on: hand, can: [drop]}\n"
                          "  second: {on: hand, can: [observe]}\n",
         1);
    for (size_t n = 0; nth(&p, RECORD_INTERCEPTED, n); n++)
        assert_int_equal(nth(&p, RECORD_INTERCEPTED, n)->party,
                         scenario_find_actor(&p.scenario, "first"));
    assert_non_null(nth(&p, RECORD_INTERCEPTED, 1));
    assert_null(nth(&p, RECORD_RECEIVED, 0));
    finish(&p);
}

static bool was_forged(const struct played *p, uint64_t exchange)
{
    const struct trial_record *r;

    for (size_t n = 0; (r = nth(p, RECORD_INTERFERED, n)); n++)
        if (r->exchange == exchange && r->forged) return true;
    return false;
}

/* What one changes and another then only delays is a changed text still: it
 * does not match its root. Where only a bit was changed that no text rests on,
 * what arrives is what was sent, an hour later. */
static void test_changed_then_delayed(void **state)
{
    enum { SEEDS = 40 };
    size_t taken = 0, forged = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct played p;
        play(&p,
             STORY BY("hand") "adversary:\n"
                              "  vandal: {on: hand, can: modify}\n"
                              "  tap: {on: hand, can: delay}\n",
             seed);
        const struct trial_record *r;
        for (size_t n = 0; (r = nth(&p, RECORD_INTERFERED, n)); n++)
            forged += r->forged;
        for (size_t n = 0; (r = nth(&p, RECORD_RECEIVED, n)); n++) {
            taken++;
            assert_true(r->time >= at("2022-02-02T11:10Z"));
            assert_false(was_forged(&p, r->exchange));
            assert_int_equal(
                ledger_level_any(&p.run.ledger, r->party, r->document),
                LEVEL_HOLDS);
        }
        finish(&p);
    }
    assert_true(taken > 0 && forged > 0);
}

/* A thief without a channel has nothing to open. */
static void test_thief_alone(void **state)
{
    struct played p;

    (void)state;
    play(&p,
         STORY BY(
             "line") "adversary: {thief: {steals: us state, at: 2022-02-03}}\n",
         1);
    assert_non_null(nth(&p, RECORD_STOLEN, 0));
    assert_null(nth(&p, RECORD_DECRYPTED, 0));
    finish(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delay),
        cmocka_unit_test(test_reorder),
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_forgery_on_a_line),
        cmocka_unit_test(test_two_on_one_channel),
        cmocka_unit_test(test_changed_then_delayed),
        cmocka_unit_test(test_thief_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
