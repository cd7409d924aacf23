/* Entries that wait: what one record lets go is done in the order of the file,
 * whichever conditions it fulfils, and each entry once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

#define HEAD                                                              \
    "demarche: 1\n"                                                       \
    "clock: {start: 2022-01-01, end: 2022-01-02}\n"                       \
    "parties: {us: , a: , b: , c: , d: , e: }\n"                          \
    "channels: {road: {between: [us, a, b, c, d, e], medium: courier}}\n" \
    "documents: {paper: {author: us, portions: {one: A., two: B.}},\n"    \
    "            other: {author: us, portions: {one: A.}}}\n"             \
    "protection: {formal: {sign: ed25519, receipt: yes}}\n"

/* Asserts that the sendings to these parties stand in the timeline in that
 * order, and no others. */
static void assert_sent(const struct play *p, const char *to)
{
    const char *at = p->end.out;
    char words[32];

    for (; *to; to++) {
        snprintf(words, sizeof words, "sends other to %c", *to);
        at = strstr(at, words);
        if (!at) fail_msg("no \"%s\" in its place:\n%s", words, p->end.out);
        at++;
    }
    assert_null(strstr(at, "sends other to"));
}

static void run(struct play *p, const char *text)
{
    assert_int_equal(play_run(p, text, 1), 0);
    assert_int_equal(play_ask(p, "show", ""), 0);
}

/* Two conditions in turns, both fulfilled by the draft, one by a part only. */
static void test_in_the_order_of_the_file(void **state)
{
    struct play p;

    (void)state;
    run(&p, HEAD "script:\n"
                 "- {at: 2022-01-01, draft: other}\n"
                 "- {at: 2022-01-01, draft: paper}\n"
                 "- {when: us knows of paper, send: other, to: c}\n"
                 "- {when: us drafts paper, send: other, to: a}\n"
                 "- {when: us receives paper, send: other, to: d}\n"
                 "- {when: us knows of paper, send: other, to: e}\n"
                 "- {when: us drafts paper, send: other, to: b}\n");
    assert_sent(&p, "caeb");
    play_fini(&p);
}

/* A receipt tells of the one who gave it, and of nobody else. */
static void test_of_whom_it_tells(void **state)
{
    struct play p;

    (void)state;
    run(&p,
        HEAD "script:\n"
             "- {at: 2022-01-01, draft: other}\n"
             "- {at: 2022-01-01, draft: paper}\n"
             "- {at: 2022-01-01, send: paper, to: a, protect: formal}\n"
             "- {when: us knows that b holds paper, send: other, to: e}\n"
             "- {when: us knows that a holds paper, send: other, to: d}\n"
             "- {when: us has a receipt for paper, send: other, to: c}\n"
             "- {when: us knows that a receives paper, send: other, to: b}\n"
             "- {at: 2022-01-01T12:00Z, acknowledge: paper, from: a}\n");
    assert_sent(&p, "dcb");
    play_fini(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_the_order_of_the_file),
        cmocka_unit_test(test_of_whom_it_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
