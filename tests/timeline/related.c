/* show --exchange draws what an exchange rests on, and --record any frame:
 * handshakes both ways, bundles, sender keys, acknowledgements, dummies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

enum { TEXT_SIZE = 2048 };

static void begin(struct play *p, const char *text)
{
    const int status = play_run(p, text, 1);

    if (status != 0) print_error("%s%s", p->end.out, p->end.err);
    assert_int_equal(status, 0);
}

static void exchange(struct play *p, unsigned number)
{
    char rest[64];

    (void)snprintf(rest, sizeof rest, "--exchange %u", number);
    assert_int_equal(play_ask(p, "show", rest), 0);
}

/* The frames stand in the journal's order, each once. */
static void assert_in_order(const struct play *p)
{
    const char *at = p->end.out;
    unsigned long before = 0;

    while ((at = strstr(at, ", record "))) {
        const unsigned long seq = strtoul(at + strlen(", record "), NULL, 10);
        assert_true(seq > before);
        before = seq;
        at++;
    }
    assert_true(before > 0);
}

/* Two letters in one session: exchanges 3 and 4. */
static void two_letters(char text[TEXT_SIZE], const char *channel,
                        const char *protection)
{
    (void)snprintf(text, TEXT_SIZE,
                   "demarche: 1\n"
                   "clock: {start: 2022-01-01T00:00Z, end: 2022-02-01T00:00Z}\n"
                   "parties: {a: {}, b: {}}\n"
                   "channels: {n: {between: [a, b], %s}}\n"
                   "documents: {x: {author: a, portions: {p: One}}, "
                   "y: {author: a, portions: {p: Two}}}\n"
                   "protection: {w: %s}\n"
                   "script:\n"
                   "  - {at: 2022-01-02, draft: x}\n"
                   "  - {at: 2022-01-02, draft: y}\n"
                   "  - {at: 2022-01-03, send: x, to: b, protect: w}\n"
                   "  - {at: 2022-01-04, send: y, to: b, protect: w}\n",
                   channel, protection);
}

static void test_every_handshake_message(void **state)
{
    static const struct {
        const char *name;
        size_t messages;
    } patterns[] = {{"NN", 2}, {"NK", 2}, {"NX", 2}, {"KN", 2},
                    {"KK", 2}, {"KX", 2}, {"XN", 3}, {"XK", 3},
                    {"XX", 3}, {"IN", 2}, {"IK", 2}, {"IX", 2}};

    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char text[TEXT_SIZE], channel[128];
        struct play p;
        (void)snprintf(channel, sizeof channel,
                       "medium: network, delay: 10 ms, handshake: %s",
                       patterns[i].name);
        two_letters(text, channel, "{receipt: yes}");
        begin(&p, text);
        for (unsigned number = 3; number <= 4; number++) {
            exchange(&p, number);
            assert_in_order(&p);
            assert_int_equal(play_count(&p, "bytes: handshake Noise"), 0);
            assert_int_equal(play_count(&p, ": handshake "),
                             patterns[i].messages);
            assert_int_equal(play_count(&p, "a copy of a document"), 1);
            assert_int_equal(play_count(&p, "a signed receipt"), 1);
            assert_int_equal(play_count(&p, "an acknowledgement of a frame"),
                             2);
        }
        /* The responder's message is of no exchange. */
        assert_true(play_count(&p, "of no exchange") > 0);
        play_fini(&p);
    }
}

static void test_bundles_and_first_message(void **state)
{
    static const char *const channels[] = {"medium: network, delay: 10 ms",
                                           "medium: courier, delay: 1 h"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char text[TEXT_SIZE];
        struct play p;
        two_letters(text, channels[i], "{session: ratchet}");
        begin(&p, text);
        for (unsigned number = 3; number <= 4; number++) {
            exchange(&p, number);
            assert_in_order(&p);
            assert_int_equal(play_count(&p, "a request for a prekey bundle"),
                             1);
            assert_int_equal(play_count(&p, "bytes: a prekey bundle of b"), 1);
            assert_int_equal(play_count(&p, "x3dh  "), 1);
        }
        play_fini(&p);
    }
}

static const char group[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-01T00:00Z, end: 2022-02-01T00:00Z}\n"
    "parties: {a: {}, b: {}, c: {}, d: {}}\n"
    "channels: {n: {between: [a, b, c, d], medium: network, delay: 10 ms}}\n"
    "groups: {g: {members: [a, b, c], over: n}}\n"
    "documents: {x: {author: b, portions: {p: One}}, "
    "y: {author: b, portions: {p: Two}}}\n"
    "script:\n"
    "  - {at: 2022-01-02, draft: x}\n"
    "  - {at: 2022-01-02, draft: y}\n"
    "  - {at: 2022-01-03, send: x, to: g}\n"
    "  - {at: 2022-01-04, send: y, to: g}\n"
    "  - {at: 2022-01-05, add: d, group: g}\n";

static void test_group_keys(void **state)
{
    struct play p;

    (void)state;
    begin(&p, group);
    for (unsigned number = 4; number <= 5; number++) {
        exchange(&p, number);
        assert_in_order(&p);
        /* To a and to c; each confirms the key, and the message. */
        assert_int_equal(play_count(&p, "a sender key for a group"), 2);
        assert_int_equal(play_count(&p, "a copy of a document"), 1);
        assert_int_equal(play_count(&p, "sent to each"), 1);
        assert_int_equal(play_count(&p, "a group's membership"), 2);
        assert_true(play_count(&p, "an acknowledgement of a frame") >= 4);
        assert_int_equal(play_count(&p, "prekey bundle of d"), 0);
    }
    play_fini(&p);
}

/* Each frame of a run is drawn by its record, whatever its exchange. */
static void test_any_frame_by_its_record(void **state)
{
    static const char text[] =
        "demarche: 1\n"
        "clock: {start: 2022-01-01T00:00Z, end: 2022-01-01T02:00Z}\n"
        "parties: {a: {}, b: {}, dir: {kind: directory}}\n"
        "channels: {n: {between: [a, b, dir], medium: network, "
        "delay: 10 ms, cover: {every: 20 min, size: 64}}}\n"
        "documents: {x: {author: a, portions: {p: One}}}\n"
        "protection: {w: {session: ratchet}}\n"
        "script:\n"
        "  - {at: 2022-01-01T01:00Z, draft: x}\n"
        "  - {at: 2022-01-01T01:00Z, send: x, to: b, protect: w}\n";
    size_t dummies = 0, uploads = 0, frames = 0;
    struct play p;

    (void)state;
    begin(&p, text);
    for (unsigned seq = 1;; seq++) {
        char rest[64];
        (void)snprintf(rest, sizeof rest, "--record %u%s", seq,
                       seq % 2 ? " --hex" : "");
        if (play_ask(&p, "show", rest) != 0) break;
        if (play_count(&p, "puts a frame on") == 0) {
            assert_int_equal(play_count(&p, "Frame 1"), 0);
            continue;
        }
        frames++;
        assert_int_equal(play_count(&p, "Frame 1, record "), 1);
        assert_int_equal(play_count(&p, "no key at hand"), 0);
        dummies += play_count(&p, "a dummy, sent as cover");
        uploads += play_count(&p, "prekey bundles to be handed out");
    }
    print_message("%zu frames, %zu dummies, %zu uploads\n", frames, dummies,
                  uploads);
    assert_true(frames > 10 && dummies > 0);
    assert_int_equal(uploads, 2);
    play_fini(&p);
}

/* An unsigned copy proves nothing, and nothing says that it does. */
static void test_unsigned_copy_is_no_proof(void **state)
{
    static const char *const ways[] = {
        "{session: none}",    "{seal: age}",     "{receipt: yes}",
        "{session: ratchet}", "{sign: ed25519}", "{sign: ed25519, seal: age}"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const bool is_signed = strstr(ways[i], "sign");
        char text[TEXT_SIZE];
        struct play p;
        two_letters(text, "medium: network, delay: 10 ms", ways[i]);
        begin(&p, text);
        for (int hex = 0; hex < 2; hex++) {
            assert_int_equal(
                play_ask(&p, "show",
                         hex ? "--exchange 3 --hex" : "--exchange 3"),
                0);
            assert_int_equal(play_count(&p, "proof of origin"), is_signed);
            assert_int_equal(play_count(&p, "unsigned, which proves nothing"),
                             !is_signed);
        }
        play_fini(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_handshake_message),
        cmocka_unit_test(test_bundles_and_first_message),
        cmocka_unit_test(test_group_keys),
        cmocka_unit_test(test_any_frame_by_its_record),
        cmocka_unit_test(test_unsigned_copy_is_no_proof),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
