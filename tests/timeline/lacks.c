/* why-not names who had a proof and passed the text on without it, and explains
 * what a party cannot know of another by that party's own records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

enum { TEXT_SIZE = 2048 };

#define WITHOUT "had the proof since"

static const char head[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01, end: 2022-01-05}\n"
    "parties: {a: , b: , c: , press: {kind: public}}\n"
    "channels: {n: {between: [a, b, c], medium: network, delay: 10 ms}}\n"
    "documents: {d: {author: a, portions: {x: one, y: two}}}\n"
    "protection:\n"
    "  f: {sign: ed25519, seal: age}\n"
    "  r: {receipt: yes}\n"
    "script:\n"
    "  - {at: 2022-01-01T01:00Z, draft: d}\n";

static void begin(struct play *p, const char *script)
{
    char text[TEXT_SIZE];

    (void)snprintf(text, sizeof text, "%s%s", head, script);
    const int status = play_run(p, text, 1);
    if (status != 0) print_error("%s%s", p->end.out, p->end.err);
    assert_int_equal(status, 0);
}

static void test_proof_that_was_not_passed_on(void **state)
{
    static const struct {
        const char *script, *question;
        bool without;
    } cases[] = {
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b, protect: f}\n"
         "  - {at: 2022-01-02, forward: d, from: b, to: c}\n",
         "c can prove d", true},
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b, protect: f}\n"
         "  - {at: 2022-01-02, forward: d, from: b, to: c, portions: x}\n",
         "c can prove d/x", true},
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b, protect: f}\n"
         "  - {at: 2022-01-02, forward: d, from: b, to: c}\n",
         "c verified d", true},
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b, protect: f}\n"
         "  - {at: 2022-01-02, leak: d, from: b, to: press}\n",
         "press can prove d", true},
        {"  - {at: 2022-01-01T02:00Z, sign: d}\n"
         "  - {at: 2022-01-02, send: d, to: c}\n",
         "c can prove d", true},
        /* No text was passed on. */
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b, protect: f}\n"
         "  - {at: 2022-01-02, brief: d, from: b, to: c}\n",
         "c can prove d", false},
        /* There was no proof yet, or never. */
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b}\n"
         "  - {at: 2022-01-02, forward: d, from: b, to: c}\n"
         "  - {at: 2022-01-03, send: d, to: b, protect: f}\n",
         "c can prove d", false},
        {"  - {at: 2022-01-01T02:00Z, send: d, to: b}\n"
         "  - {at: 2022-01-02, forward: d, from: b, to: c}\n",
         "c can prove d", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct play p;
        begin(&p, cases[i].script);
        const int status = play_ask(&p, "why-not", cases[i].question);
        if (status == 0 && (play_count(&p, WITHOUT) == 1) != cases[i].without)
            fail_msg("case %zu:\n%s", i, p.end.out);
        /* A signed document may travel with its signature. */
        if (status != 0) assert_false(cases[i].without);
        play_fini(&p);
    }
}

/* Every record that the answer names is one of this party's. */
static void assert_own_records(struct play *p, const char *party)
{
    char *said = p->end.out, field[64];
    size_t count = 0;

    p->end.out = NULL;
    (void)snprintf(field, sizeof field, "\n  party      %s\n", party);
    for (const char *at = said; (at = strstr(at, "record")); at++) {
        char rest[64];
        const unsigned long seq = strtoul(at + strlen("record"), NULL, 10);
        if (seq == 0) continue;
        (void)snprintf(rest, sizeof rest, "--record %lu", seq);
        assert_int_equal(play_ask(p, "show", rest), 0);
        if (!strstr(p->end.out, field))
            fail_msg("record %lu is none of %s's:\n%s", seq, party, said);
        count++;
    }
    assert_true(count > 0);
    free(said);
}

static void test_nested_by_the_knower_s_records(void **state)
{
    static const char *const questions[] = {
        "b knows that a has a receipt for d",
        "b knows that a announces d",
        "a knows that b announces d",
        "a knows that b has a receipt for d",
        "c knows that a has a receipt for d",
        "c knows that b has a receipt for d",
    };
    struct play p;

    (void)state;
    begin(&p, "  - {at: 2022-01-01T02:00Z, send: d, to: [b, c], protect: r}\n"
              "  - {at: 2022-01-02, forward: d, from: b, to: c, protect: f}\n"
              "  - {at: 2022-01-03, forward: d, from: b, to: a, protect: r}\n"
              "  - {when: b knows of d, chance: 0%, announce: d, from: b}\n");
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const char knower[] = {*questions[i], '\0'};
        const int status = play_ask(&p, "why-not", questions[i]);
        if (status == 2) continue; /* it holds */
        assert_int_equal(status, 0);
        assert_int_equal(play_count(&p, "would have to infer it from what it"),
                         1);
        assert_own_records(&p, knower);
    }
    play_fini(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proof_that_was_not_passed_on),
        cmocka_unit_test(test_nested_by_the_knower_s_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
