/* Answers of risk, metadata and export on one small story: the rows that each
 * has to have, and those that it must not. */
#define _GNU_SOURCE 1 /* memmem */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

/* Russia is to leak a part that it never has. */
static const char story[] =
    "demarche: 1\n"
    "title: Leaks of parts\n"
    "clock: {start: 2022-02-01, end: 2022-03-01}\n"
    "parties: {us: , russia: {readers: 10}, nato: {readers: 20},\n"
    "  press: {kind: public}}\n"
    "channels:\n"
    "  cable: {between: [us, russia, nato], handshake: XX, delay: 40 ms,\n"
    "    hold: 2 h, cover: {every: 6 h}}\n"
    "  hand: {between: [us, russia, nato], medium: courier, delay: 10 min}\n"
    "documents:\n"
    "  answer: {author: us, portions: {door: It is open., line: A hotline.,\n"
    "    arms: Fewer.}}\n"
    "protection: {formal: {sign: ed25519, seal: age}}\n"
    "script:\n"
    "  - {at: 2022-02-01T09:00Z, draft: answer}\n"
    "  - {at: 2022-02-02T09:00Z, send: answer, to: russia, over: cable,\n"
    "     portions: [door], protect: formal}\n"
    "  - {at: 2022-02-02T10:00Z, send: answer, to: nato, over: hand,\n"
    "     portions: [arms, line], protect: formal}\n"
    "  - {leak: answer, from: nato, to: press, portions: [line],\n"
    "     hazard: {per-reader: 0.05 / day}}\n"
    "  - {leak: answer, from: russia, to: press, portions: [line],\n"
    "     hazard: {per-reader: 0.05 / day}}\n";

static int set_up(void **state)
{
    static struct play p;

    assert_int_equal(play_run(&p, story, 1), 0);
    *state = &p;
    return 0;
}

static int tear_down(void **state)
{
    play_fini(*state);
    return 0;
}

static void risk_of_a_part(void **state)
{
    struct play *p = *state;

    assert_int_equal(play_file(p, "risk", "--runs 40"), 0);
    assert_int_equal(play_count(p, "  nato              20      1   "
                                   "100.0 %  100.0 %"),
                     1);
    assert_int_equal(play_count(p, "  russia            10    0.5     "
                                   "0.0 %    0.0 %"),
                     1);
    assert_int_equal(play_file(p, "risk", "--runs 1 --by 2022-02-10"), 0);
    assert_int_equal(play_count(p, ": 1 run\n"), 1);
    assert_int_equal(play_file(p, "risk", "--model grimes --half-life 10d"), 0);
    assert_int_equal(play_count(p, "corrected"), 1);
    assert_int_equal(play_file(p, "risk", "--half-life 10d"), 64);
    assert_int_equal(play_file(p, "risk", "--model grimes --runs 3"), 64);
}

/* The rows of each question, of which there are four. */
static void ways_to_hide(void **state)
{
    static const struct {
        const char *rest;
        const char *rows; /* the first letters of the rows in order */
    } studies[] = {
        {"--runs 1", "bpbhcb"},
        {"--runs 1 --on hand", "bpb"},
        {"--runs 1 --on cable", "bpbhcb"},
        {"--runs 1 --on hand --hold 1h", "bpbh"},
        {"--runs 1 --on cable --padding none", "bhcb"},
        {"--runs 1 --on cable --padding padme", "bphcba"},
        {"--runs 1 --on hand --padding blocks", "bb"},
    };
    static const char *const names[] = {"bare",  "padme", "blocks", "hold",
                                        "cover", "both",  "all"};
    struct play *p = *state;

    for (size_t i = 0; i < sizeof studies / sizeof *studies; i++) {
        if (play_file(p, "metadata", studies[i].rest) != 0)
            fail_msg("%s: %s", studies[i].rest, p->end.err);
        const char *at = strstr(p->end.out, "baseline\n");
        char rows[16] = "";
        assert_non_null(at);
        for (at = strchr(at, '\n') + 1; strncmp(at, "  ", 2) == 0;
             at = strchr(at, '\n') + 1)
            for (size_t k = 0; k < sizeof names / sizeof *names; k++)
                if (strncmp(at + 2, names[k], strlen(names[k])) == 0)
                    strncat(rows, names[k], 1);
        if (strcmp(rows, studies[i].rows) != 0)
            fail_msg("%s: %s\n%s", studies[i].rest, rows, p->end.out);
    }
    assert_int_equal(play_file(p, "metadata", "--on hand --cover 1h"), 64);
    assert_non_null(strstr(p->end.err, "hand is not one"));
}

/* How often some bytes are in the last output, which is no text. */
static size_t count_bytes(const struct play *p, const char *bytes)
{
    const char *at = p->end.out, *end = p->end.out + p->end.out_size;
    size_t count = 0;

    while ((at = memmem(at, (size_t)(end - at), bytes, strlen(bytes)))) {
        at++;
        count++;
    }
    return count;
}

/* Opened layers are packets of their own behind the frames. */
static void captures_opened(void **state)
{
    struct play *p = *state;

    assert_int_equal(play_ask(p, "export", "--to pcapng"), 0);
    const size_t frames = count_bytes(p, "; record: ");
    assert_true(frames > 4);
    assert_int_equal(count_bytes(p, "; opened: "), 0);
    const size_t clear = count_bytes(p, "A hotline."); /* in the press */
    assert_int_equal(play_ask(p, "export", "--to pcapng --opened"), 0);
    const size_t messages = count_bytes(p, "; opened: with the session's keys");
    const size_t copies = count_bytes(p, "; opened: with ") - messages;
    assert_true(messages > 0);
    assert_int_equal(copies, 2);
    assert_int_equal(count_bytes(p, "; record: "), frames + messages + copies);
    assert_int_equal(count_bytes(p, "; opened: with russia's key"), 1);
    assert_int_equal(count_bytes(p, "A hotline."), clear + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(risk_of_a_part),
        cmocka_unit_test(ways_to_hide),
        cmocka_unit_test(captures_opened),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
