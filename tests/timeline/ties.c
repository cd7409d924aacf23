/* The order at one instant: what is on its way arrives, waits end, and only
 * then comes the next act of the script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/play.h"

#define HEAD                                                      \
    "demarche: 1\n"                                               \
    "clock: {start: 2022-01-01T00:00Z, end: 2022-02-01T00:00Z}\n" \
    "parties: {a: {}, b: {}, c: {}}\n"                            \
    "documents: {x: {author: a, portions: {p: One}}, "            \
    "y: {author: b, portions: {p: Two}}}\n"

static void assert_holds(const char *text)
{
    struct play p;

    const int status = play_run(&p, text, 1);
    if (status != 0) print_error("%s%s", p.end.out, p.end.err);
    assert_int_equal(status, 0);
    play_fini(&p);
}

static void test_copy_is_there_before_next_entry(void **state)
{
    (void)state;
    assert_holds(HEAD
                 "channels: {h: {between: [a, b, c], medium: hand}}\n"
                 "script:\n"
                 "  - {at: 2022-01-02T00:00Z, draft: x}\n"
                 "  - {at: 2022-01-02T00:00Z, send: x, to: b}\n"
                 "  - {at: 2022-01-02T00:00Z, forward: x, from: b, to: c}\n"
                 "expect: [c holds x at 2022-01-02]\n");
}

/* A session's handshake is four frames there and back. */
static void test_session_is_there_before_next_entry(void **state)
{
    (void)state;
    assert_holds(HEAD "channels: {n: {between: [a, b, c], medium: network}}\n"
                      "script:\n"
                      "  - {at: 2022-01-02T00:00Z, draft: x}\n"
                      "  - {at: 2022-01-02T00:00Z, send: x, to: b}\n"
                      "  - {at: 2022-01-02T00:00Z, brief: x, from: b, to: c}\n"
                      "expect: [c was told x at 2022-01-02]\n");
}

static void test_delayed_copy_meets_entry_of_its_arrival(void **state)
{
    (void)state;
    assert_holds(HEAD
                 "channels: {h: {between: [a, b, c], medium: hand, "
                 "delay: 1 h}}\n"
                 "script:\n"
                 "  - {at: 2022-01-02T00:00Z, draft: x}\n"
                 "  - {at: 2022-01-02T01:00Z, send: x, to: b}\n"
                 "  - {at: 2022-01-02T02:00Z, forward: x, from: b, to: c}\n"
                 "expect: [c receives x by 2022-01-02T03:00Z]\n");
}

static void test_processing_ends_before_next_entry(void **state)
{
    (void)state;
    assert_holds("demarche: 1\n"
                 "clock: {start: 2022-01-01T00:00Z, end: 2022-02-01T00:00Z}\n"
                 "parties: {a: {}, b: {processing_delay: 2 h}, c: {}}\n"
                 "documents: {x: {author: a, portions: {p: One}}}\n"
                 "channels: {h: {between: [a, b, c], medium: hand}}\n"
                 "script:\n"
                 "  - {at: 2022-01-02T00:00Z, draft: x}\n"
                 "  - {at: 2022-01-02T01:00Z, send: x, to: b}\n"
                 "  - {at: 2022-01-02T03:00Z, forward: x, from: b, to: c}\n"
                 "expect: [c receives x by 2022-01-02T03:00Z]\n");
}

/* An entry that stands first is done first: nothing comes from the future. */
static void test_entry_does_not_wait_for_later_one(void **state)
{
    (void)state;
    assert_holds(HEAD
                 "channels: {h: {between: [a, b, c], medium: hand}}\n"
                 "script:\n"
                 "  - {at: 2022-01-02T00:00Z, draft: x}\n"
                 "  - {at: 2022-01-02T00:00Z, forward: x, from: b, to: c}\n"
                 "  - {at: 2022-01-02T00:00Z, send: x, to: b}\n"
                 "expect: [c never holds x, b holds x]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy_is_there_before_next_entry),
        cmocka_unit_test(test_session_is_there_before_next_entry),
        cmocka_unit_test(test_delayed_copy_meets_entry_of_its_arrival),
        cmocka_unit_test(test_processing_ends_before_next_entry),
        cmocka_unit_test(test_entry_does_not_wait_for_later_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
