/* What check says of a good scenario, and of one whose keys have no effect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

enum { TEXT_SIZE = 64 * 1024 };

/* So many recipients, in an entry on the 8th line. */
static void crowd(char *text, int parties, const char *entry)
{
    size_t at = 0;

#define PUT(...) \
    (at += (size_t)snprintf(text + at, TEXT_SIZE - at, __VA_ARGS__))
    PUT("demarche: 1\n"
        "clock: {start: 2022-01-01, end: 2022-01-02}\n"
        "parties: {a: {}");
    for (int i = 0; i < parties; i++)
        PUT(", p%d: {}", i);
    PUT("}\nchannels: {n: {between: [a");
    for (int i = 0; i < parties; i++)
        PUT(", p%d", i);
    PUT("], medium: hand}}\n"
        "documents: {x: {author: a, portions: {p: One}}}\n"
        "script:\n"
        "  - {at: 2022-01-01, draft: x}\n"
        "  - {at: 2022-01-01, %s, to: [p0",
        entry);
    for (int i = 1; i < parties; i++)
        PUT(", p%d", i);
    PUT("]}\n");
#undef PUT
    assert_true(at < TEXT_SIZE);
}

static void test_many_recipients_by_name(void **state)
{
    static const struct {
        int parties;
        const char *entry;
        bool warned;
    } cases[] = {
        {256, "send: x", false},
        {257, "send: x", true},
        {300, "send: x", true},
        {300, "brief: x", false},
        {300, "forward: x, from: a", true},
    };
    char *text = test_malloc(TEXT_SIZE);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct play p;
        char said[128];
        crowd(text, cases[i].parties, cases[i].entry);
        assert_int_equal(play_run(&p, text, 1), 0);
        assert_int_equal(play_file(&p, "check", ""), 0);
        (void)snprintf(said, sizeof said,
                       "it.yaml:8:5: warning: %d recipients by name",
                       cases[i].parties);
        assert_int_equal(strstr(p.end.err, said) != NULL, cases[i].warned);
        assert_int_equal(*p.end.err != '\0', cases[i].warned);
        assert_int_equal(play_count(&p, "1 document"), 1);
        play_fini(&p);
    }
    test_free(text);
}

/* A policy of b's, and an entry of a's on the 14th line that it refuses. */
static const struct {
    const char *rules, *entry, *said; /* NULL: nothing */
} refused[] = {
    {"[{from: a, signed: yes}]", "send: x, to: b, over: h",
     "it.yaml:14:4: warning: b's policy refuses it: it is not signed"},
    {"[{from: a, signed: yes}]", "send: x, to: b, over: h, protect: s", NULL},
    {"[{from: c, signed: yes}]", "send: x, to: b, over: h", NULL},
    {"[{from: [c, a], signed: yes}]",
     "review: x, to: b, over: h,\n"
     "     deadline: 1 h",
     "it is not signed"},
    {"[{signed: yes}]", "send: x, to: [c, b], over: h", "b's policy"},
    {"[{signed: yes}]", "forward: x, from: c, to: b, over: h",
     "it is not signed"},
    {"[{signed: yes}]", "leak: x, from: a, to: b, over: h", "it is not signed"},
    {"[{signed: yes}]", "leak: x, from: a, to: b, over: h, with-proof: yes",
     "it is not signed"},
    {"[{signed: yes}]", "brief: x, to: b, over: h", NULL},
    {"[{signed: yes}]", "send: x, to: g", "it is not signed"},
    {"[{session: authenticated}]", "brief: x, to: b, over: h",
     "b's policy refuses it: no session authenticates its sender"},
    {"[{session: authenticated}]", "announce: x, to: b, over: nn",
     "no session"},
    {"[{session: authenticated}]", "send: x, to: b, over: nx", NULL},
    {"[{session: authenticated}]", "send: x, to: b, over: nx, protect: o",
     "no session"},
    {"[{session: authenticated}]", "send: x, to: b, over: nx, protect: n",
     "no session"},
    {"[{session: authenticated}]", "send: x, to: b, over: h, protect: r", NULL},
    {"[{session: authenticated}]", "send: x, to: g", NULL},
    {"[{from: a}, {session: authenticated}]", "send: x, to: b, over: h", NULL},
    {"[]", "send: x, to: b, over: h", NULL},
    {"[{from: a}, {from: a, signed: yes}]", "send: x, to: b, over: h",
     "it.yaml:3:43: warning: a rule that never"},
    {"[{from: [a, c]}, {from: c}]", "draft: x", "never decides"},
    {"[{from: a}, {from: [a, c]}]", "draft: x", NULL},
    {"[{session: any}, {from: c}]", "draft: x", "never decides"},
    {"[{from: b}]", "draft: x", "never decides: no party writes to itself"},
    {"[{from: c}, {from: [b, c]}]", "draft: x", "never decides: rules before"},
    {"[{signed: yes}]", "send: x, to: b, over: h, protect: e", NULL},
    {"[{signed: yes}]", "forward: x, from: c, to: b, over: h, protect: s",
     NULL},
    {"[{signed: yes}]", "forward: x, from: c, to: b, over: h, protect: e",
     "another than its author signs"},
    {"[{from: [a, c]}, {session: any}]", "draft: x", "never decides"},
};

static void test_what_policies_refuse(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char text[1024];
        struct play p;
        (void)snprintf(
            text, sizeof text,
            "demarche: 1\n"
            "clock: {start: 2022-01-01, end: 2022-01-02}\n"
            "parties: {a: {}, b: {accepts: %s}, c: {}}\n"
            "channels:\n"
            "  h: {between: [a, b, c], medium: hand}\n"
            "  nn: {between: [a, b], handshake: NN}\n"
            "  nx: {between: [a, b, c], handshake: NX}\n"
            "documents: {x: {author: a, portions: {p: One}}}\n"
            "groups: {g: {members: [a, b, c], over: nx}}\n"
            "protection: {s: {sign: ed25519}, o: {session: none},\n"
            "  e: {sign: ed25519, seal: age, order: seal-then-sign},\n"
            "  n: {session: noise, pattern: NN}, r: {session: ratchet}}\n"
            "script: [{at: 2022-01-01, draft: x},\n"
            "   {at: 2022-01-01, %s}]\n",
            refused[i].rules, refused[i].entry);
        (void)play_run(&p, text, 1);
        assert_int_equal(play_file(&p, "check", ""), 0);
        if (refused[i].said ? !strstr(p.end.err, refused[i].said)
                            : *p.end.err != '\0')
            fail_msg("case %zu: %s", i, p.end.err);
        play_fini(&p);
    }
}

/* Prekeys of b's, and what a sends on the 13th line, by a channel of so long a
 * delay. */
static const struct {
    const char *prekeys, *delay, *entry, *said; /* NULL: nothing */
} prekeys[] = {
    {"{one-time: 1000, renew: 1 h, keep: 41 d}", "1 d", "to: b, protect: r",
     "it.yaml:4:3: warning: b leaves 1000 one-time prekeys with d every 1 h: "
     "745000 are"},
    {"{one-time: 1000, renew: 1 h, keep: 41 d}", "1 d", "to: b", NULL},
    {"{one-time: 1000, renew: 4 d}", "1 d", "to: b, protect: r", NULL},
    {"{keep: 2 d}", "3 d", "to: b, protect: r",
     "it.yaml:13:4: warning: b wipes its prekeys 2 d after it has replaced "
     "them, and a letter over h takes about 3 d"},
    {"{keep: 2 d}", "2 d", "to: b, protect: r", NULL},
    {"{keep: 2 d}", "3 d", "to: b", NULL},
    {"{keep: 2 d}", "3 d", "to: c, protect: r", NULL},
    {"{keep: 2 d}", "3 d", "to: g", "a letter over h takes"},
    {"{keep: 0 s}", "{exponential: {mean: 1 h}}", "to: b, protect: r",
     "0 s after it has replaced them"},
    {"{keep: 2 d}", "{empirical: [1 d, 2 d, 6 d]}", "to: b, protect: r",
     "about 3 d"},
    {"20", "22 d", "to: b, protect: r", "b wipes its prekeys 21 d after"},
};

static void test_prekeys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof prekeys / sizeof *prekeys; i++) {
        char text[1024];
        struct play p;
        (void)snprintf(text, sizeof text,
                       "demarche: 1\n"
                       "clock: {start: 2022-01-01, end: 2022-02-01}\n"
                       "parties: {a: {}, c: {}, d: {kind: directory},\n"
                       "  b: {prekeys: %s}}\n"
                       "channels:\n"
                       "  h: {between: [a, b, c], medium: courier,\n"
                       "    delay: %s}\n"
                       "  desk: {between: [b, d], medium: hand}\n"
                       "documents: {x: {author: a, portions: {p: One}}}\n"
                       "groups: {%s}\n"
                       "protection: {r: {session: ratchet}}\n"
                       "script: [{at: 2022-01-01, draft: x},\n"
                       "   {at: 2022-01-01, send: x, %s},\n"
                       "   {at: 2022-01-01T01:00Z, send: x, %s}]\n",
                       prekeys[i].prekeys, prekeys[i].delay,
                       strstr(prekeys[i].entry, "to: g")
                           ? "g: {members: [a, b], over: h}"
                           : "",
                       prekeys[i].entry, prekeys[i].entry);
        play_write(&p, text);
        assert_int_equal(play_file(&p, "check", ""), 0);
        if (prekeys[i].said ? !strstr(p.end.err, prekeys[i].said)
                            : *p.end.err != '\0')
            fail_msg("case %zu: %s", i, p.end.err);
        /* Once for each way. */
        if (prekeys[i].said)
            assert_null(strstr(strstr(p.end.err, "warning") + 1, "warning"));
        play_fini(&p);
    }
}

static void test_reorder_needs_a_delay(void **state)
{
    static const struct {
        const char *keys;
        bool told;
    } cases[] = {
        {"reorder: 50%", true},
        {"reorder: 1%, delay: 0 s", true},
        {"reorder: 5%, medium: courier", true},
        {"reorder: 5%, delay: {uniform: {from: 0 s, to: 0 s}}", true},
        {"reorder: 5%, delay: {empirical: [0 s, 0 s]}", true},
        {"reorder: 0", false},
        {"reorder: 5%, delay: 1 ns", false},
        {"reorder: 5%, delay: {empirical: [0 s, 1 s]}", false},
        {"reorder: 5%, delay: {exponential: {mean: 1 s}}", false},
        {"reorder: 5%, delay: {triangular: {from: 0 s, mode: 0 s, to: 2 s}}",
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        struct play p;
        (void)snprintf(text, sizeof text,
                       "demarche: 1\n"
                       "clock: {start: 2022-01-01, end: 2022-01-02}\n"
                       "parties: {a: {}, b: {}}\n"
                       "channels:\n"
                       "  n: {between: [a, b], %s}\n",
                       cases[i].keys);
        assert_int_equal(play_run(&p, text, 1), cases[i].told);
        if (cases[i].told)
            assert_non_null(strstr(
                p.end.err, "it.yaml:5:24: error: reorder needs a delay"));
        play_fini(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_recipients_by_name),
        cmocka_unit_test(test_what_policies_refuse),
        cmocka_unit_test(test_prekeys),
        cmocka_unit_test(test_reorder_needs_a_delay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
