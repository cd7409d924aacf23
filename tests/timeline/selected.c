/* What options select, alone and together, and what they refuse; of a run in
 * which parts of a paper go several ways, one of them lossy. */
#define _GNU_SOURCE 1 /* O_CLOEXEC */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "journal/journal.h"
#include "support/journals.h"
#include "support/play.h"

static const char story[] =
    "demarche: 1\n"
    "title: Parts\n"
    "clock: {start: 2022-02-01, end: 2022-02-10}\n"
    "parties: {us: , russia: , nato: , press: {kind: public}}\n"
    "channels:\n"
    "  cable: {between: [us, russia, nato], handshake: XX, delay: 40 ms,\n"
    "    loss: 30%}\n"
    "  hand: {between: [us, russia, nato], medium: courier, delay: 10 min}\n"
    "documents:\n"
    "  answer: {author: us, portions: {door: It is open., line: A hotline.,\n"
    "    arms: Fewer.}}\n"
    "  memo: {author: nato, portions: {visit: On Tuesday.}}\n"
    "protection:\n"
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"
    "  plain: {sign: ed25519}\n"
    "script:\n"
    "  - {at: 2022-02-01T09:00Z, draft: answer}\n"
    "  - {at: 2022-02-01T09:00Z, draft: memo}\n"
    "  - {at: 2022-02-02T09:00Z, send: answer, to: russia, over: cable,\n"
    "     portions: [door, line], protect: formal}\n"
    "  - {at: 2022-02-02T10:00Z, send: answer, to: nato, over: cable,\n"
    "     portions: [arms], protect: plain}\n"
    "  - {at: 2022-02-02T11:00Z, send: memo, to: us, over: hand,\n"
    "     protect: formal}\n"
    "  - {at: 2022-02-03T11:00Z, send: answer, to: russia, over: hand}\n"
    "  - {at: 2022-02-04T11:00Z, publish: answer, portions: [door]}\n";

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

/* An option that a single record has no use for is said to be too much. */
static void beside_a_record(void **state)
{
    static const char *const options[] = {
        "--party us",      "--peer us",         "--as us",
        "--exchange 1",    "--document answer", "--portion door",
        "--kind sent",     "--rejected",        "--all",
        "--tree",          "--follow",          "--from 2022-02-02",
        "--to 2022-02-02",
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        char rest[64];
        snprintf(rest, sizeof rest, "--record 4 %s", options[i]);
        if (play_ask(*state, "show", rest) != 64 ||
            !strstr(((struct play *)*state)->end.err,
                    "--record takes no other option but --hex"))
            fail_msg("%s: accepted", options[i]);
    }
    assert_int_equal(play_ask(*state, "show", "--record 4 --hex"), 0);
}

/* Layers are asked for with an exchange alone, its records with one of three
 * options; each refuses the other's. */
static void beside_an_exchange(void **state)
{
    static const struct {
        const char *rest, *said;
    } rows[] = {
        {"--exchange 1 --party us", "--party needs --all, --tree or --kind"},
        {"--exchange 1 --peer us", "--peer needs --all, --tree or --kind"},
        {"--exchange 1 --portion door", "--portion needs --all"},
        {"--exchange 1 --from 2022-02-02", "--from needs --all"},
        {"--exchange 1 --to 2022-02-02", "--to needs --all"},
        {"--exchange 1 --hex --all", "--hex shows layers, and does nothing"},
        {"--exchange 1 --hex --tree", "--hex shows layers, and does nothing"},
        {"--exchange 1 --hex --kind sent", "--hex shows layers"},
        {"--exchange 1 --hex --rejected", "--hex shows layers"},
        {"--exchange 1 --hex --follow", "--hex shows layers"},
        {"--reveal-secrets --tree", "--reveal-secrets needs --exchange"},
    };
    struct play *p = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (play_ask(p, "show", rows[i].rest) != 64 ||
            !strstr(p->end.err, rows[i].said))
            fail_msg("%s: %s", rows[i].rest, p->end.err);
}

/* Which of the sendings a selection shows: of door and line to russia, of arms
 * to nato, of the memo to us, of all to russia. */
static void records_selected(void **state)
{
    enum { DOOR = 1, ARMS = 2, MEMO = 4, ALL = 8 };
    static const char *const lines[] = {
        "sends answer [door, line] to russia", "sends answer [arms] to nato",
        "sends memo to us", "sends answer to russia"};
    static const struct {
        const char *rest;
        unsigned shown;
    } rows[] = {
        {"", DOOR | ARMS | MEMO | ALL},
        {"--document answer", DOOR | ARMS | ALL},
        {"--document memo", MEMO},
        {"--portion door", DOOR | ALL},
        {"--portion arms", ARMS | ALL},
        {"--portion visit", MEMO},
        {"--document answer --portion line", DOOR | ALL},
        {"--document memo --portion visit", MEMO},
        {"--party nato", ARMS | MEMO},
        {"--peer russia --party us", DOOR | ALL},
        {"--as nato", MEMO},
        {"--kind sent --as nato", MEMO},
        {"--kind received", 0},
        {"--from 2022-02-02T10:30Z --to 2022-02-02T12:00Z", MEMO},
        {"--from 2022-02-03T00:00Z", ALL},
        {"--to 2022-02-02T10:30Z", DOOR | ARMS},
        {"--from 2022-02-09T00:00Z", 0},
        {"--tree --document memo", MEMO},
        {"--follow --document memo", MEMO},
        {"--rejected", 0},
    };
    struct play *p = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned shown = 0;
        if (play_ask(p, "show", rows[i].rest) != 0)
            fail_msg("%s: %s", rows[i].rest, p->end.err);
        for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
            if (play_count(p, lines[k]) > 0) shown |= 1u << k;
        if (shown != rows[i].shown)
            fail_msg("%s: %u\n%s", rows[i].rest, shown, p->end.out);
    }
}

/* Selections of who knows what. */
static void knowers_selected(void **state)
{
    static const struct {
        const char *rest, *there, *missing;
    } rows[] = {
        {"--party nato", "arms", "Unknown to everybody"},
        {"--document memo", "memo", "answer"},
        {"--document answer --party russia", "door", "memo"},
        {"--party press --document memo", "", "answer"},
        {"--at 2022-02-02T09:30Z", "russia", "Set aside"},
        {"--since 2022-02-03T00:00Z --party russia", "provable", "memo"},
        {"--since 2022-02-09T00:00Z", "Nothing changed.", "Set aside"},
        {"--at 2022-02-01T09:30Z --since 2022-02-01T09:20Z", "Nothing changed.",
         "sends"},
    };
    struct play *p = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (play_ask(p, "who", rows[i].rest) != 0 ||
            !strstr(p->end.out, rows[i].there) ||
            strstr(p->end.out, rows[i].missing))
            fail_msg("%s: %s%s", rows[i].rest, p->end.out, p->end.err);
}

/* A part that is sent again is one copy, and each part another. */
static void copies_of_parts(void **state)
{
    struct play *p = *state;

    assert_int_equal(play_ask(p, "exposure", ""), 0);
    assert_int_equal(play_count(p, "[door, line]") > 0, 1);
    assert_int_equal(play_count(p, "[arms]") > 0, 1);
    assert_int_equal(play_ask(p, "exposure", "--party russia --steal all"), 0);
}

/* A run that could not go on: its FAULT is a record like the others. */
static void a_fault_is_shown(void **state)
{
    struct play p = *(const struct play *)*state;
    struct errmsg e;

    snprintf(p.run, sizeof p.run, "%s/faulted", p.folder);
    p.end = (struct program_end){0};
    const int fd = open(p.run, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct journal *j = journals_begin(fd);
    assert_int_equal(journals_event(j, 0, 300, &e), ERR_OK);
    journal_fault(j, journals_time(1), "the well ran dry");
    assert_int_equal(journal_close(j, journals_time(1), &e), ERR_IO);
    assert_int_equal(play_ask(&p, "show", "--record 2"), 0);
    assert_int_equal(play_count(&p, "the well ran dry"), 1);
    assert_int_equal(play_count(&p, "tells"), 1);
    assert_int_equal(play_ask(&p, "show", "--record 3"), 0);
    assert_int_equal(play_count(&p, "tree size"), 1);
    assert_int_equal(play_ask(&p, "show", "--record 0"), 0);
    assert_int_equal(play_count(&p, "their keys are the writer's alone"), 1);
    assert_int_equal(play_ask(&p, "verify", ""), 0);
    assert_int_equal(play_count(&p, "the well ran dry"), 1);
    program_end_fini(&p.end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beside_a_record),
        cmocka_unit_test(beside_an_exchange),
        cmocka_unit_test(records_selected),
        cmocka_unit_test(knowers_selected),
        cmocka_unit_test(copies_of_parts),
        cmocka_unit_test(a_fault_is_shown),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
