/* Questions to journals that are cut short anywhere, or spoiled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/excuse.yaml"

enum { PLACES = 24, WORDS_MAX = 10 };

/* Asks of the journal `part`, which may be compared with the run. */
static void ask(const char *folder)
{
    static const char *const questions[][WORDS_MAX + 1] = {
        {"demarche", "why", "part", "press", "holds",
         "us-response/arms-control"},
        {"demarche", "why-not", "part", "press", "holds",
         "us-response/open-door"},
        {"demarche", "why", "part", "us", "knows", "that", "russia", "holds",
         "us-response", "--all"},
        {"demarche", "who", "part", "--since", "2022-01-26T14:00Z"},
        {"demarche", "diff", "part", "run"},
    };
    const struct program_gift gift = {.folder = folder};

    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        struct program_end end;

        program_run(&end, &gift, questions[i]);
        if (end.status < 0 || end.status > 3) program_fail(&end, questions[i]);
        program_end_fini(&end);
    }
}

static void test_journals_cut_and_spoiled_anywhere(void **state)
{
    char folder[PROGRAM_PATH_SIZE];
    char path[2 * PROGRAM_PATH_SIZE];
    char part[2 * PROGRAM_PATH_SIZE];
    size_t size;

    (void)state;
    program_folder(folder);
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    snprintf(part, sizeof part, "%s/part", folder);
    char *bytes = program_read(path, &size);
    assert_non_null(bytes);
    for (size_t i = 1; i <= PLACES; i++) {
        const size_t at = size * i / (PLACES + 1);

        program_write(part, bytes, at);
        ask(folder);
        bytes[at] ^= 0x20;
        program_write(part, bytes, size);
        ask(folder);
        bytes[at] ^= 0x20;
    }
    free(bytes);
    program_remove(folder);
}

/* Two papers go by hand; what follows from each is drawn. */
static const char chances[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26, end: 2022-02-26}\n"
    "parties: {us: , nato: , press: {kind: public}}\n"
    "channels:\n"
    "  hand: {between: [us, nato], medium: hand,\n"
    "         delay: {uniform: {from: 1 h, to: 9 h}}}\n"
    "documents:\n"
    "  one: {author: us, portions: {text: One.}}\n"
    "  two: {author: us, portions: {text: Two.}}\n"
    "protection: {signed: {sign: ed25519, seal: age}}\n"
    "script:\n"
    "  - {at: 2022-01-26T08:00Z, draft: one}\n"
    "  - {at: 2022-01-26T08:00Z, draft: two}\n"
    "  - {at: 2022-01-26T09:00Z, send: one, to: nato}\n"
    "  - {at: 2022-01-27T09:00Z, send: two, to: nato}\n"
    "  - when: nato receives one\n"
    "    after: {exponential: {mean: 5 h}}\n"
    "    chance: 95%\n"
    "    announce: one\n"
    "  - when: nato receives two\n"
    "    after: {exponential: {mean: 5 h}}\n"
    "    chance: 95%\n"
    "    announce: two\n";

/* Random draws are made by name: to protect one entry in another way, or to
 * take out another, changes no draw of those that stay. */
static void test_a_change_moves_nothing_else(void **state)
{
    char folder[PROGRAM_PATH_SIZE];
    char path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/chances.yaml", folder);
    program_write(path, chances, strlen(chances));
    program_ends(
        0, folder,
        WORDS("demarche", "run", "chances.yaml", "--quiet", "--out", "run"));
    program_ends(0, folder,
                 WORDS("demarche", "run", "chances.yaml", "--quiet", "--out",
                       "signed", "--change", "script[2].protect=signed"));
    program_run(&end, &gift, WORDS("demarche", "diff", "run", "signed"));
    assert_int_equal(end.status, 2);
    assert_non_null(strstr(end.out, "nato            -       "));
    assert_null(strstr(end.out, "press"));
    assert_null(strstr(end.out, "\ntwo\n"));
    program_end_fini(&end);
    /* Without the first announcement the second comes when it came. */
    program_ends(0, folder,
                 WORDS("demarche", "run", "chances.yaml", "--quiet", "--out",
                       "less", "--change", "script[4]=-"));
    program_run(&end, &gift, WORDS("demarche", "diff", "run", "less"));
    assert_int_equal(end.status, 2);
    assert_non_null(strstr(end.out, "press           aware"));
    assert_null(strstr(end.out, "\ntwo\n"));
    program_end_fini(&end);
    /* The journal holds the changed text, and needs no other to be played. */
    program_write(path, "", 0);
    program_ends(0, folder, WORDS("demarche", "verify", "less", "--rerun"));
    program_remove(folder);
}

static void test_many_changes(void **state)
{
    enum { FIRST = 3, MOST = 256 };
    const char *words[FIRST + 2 * (MOST + 1) + 1] = {
        "demarche", "check", SOURCE_DIR "/scenarios/hotline.yaml"};
    const struct program_gift gift = {0};
    struct program_end end;

    (void)state;
    for (size_t i = FIRST; i < FIRST + 2 * MOST; i += 2) {
        words[i] = "--change";
        words[i + 1] = i < FIRST + 2 * MOST - 2 ? "title=a" : "title={}";
    }
    program_run(&end, &gift, words);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "title: {}"));
    program_end_fini(&end);
    words[FIRST + 2 * MOST] = "--change";
    words[FIRST + 2 * MOST + 1] = "title=b";
    program_run(&end, &gift, words);
    assert_int_equal(end.status, 64);
    assert_non_null(
        strstr(end.err, "--change takes at most 256 changes, not title=b"));
    program_end_fini(&end);
}

/* A seal changes what can be read on the way, and nobody's timeline. */
static void test_another_seal_tells_the_same(void **state)
{
    char folder[PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    (void)state;
    program_folder(folder);
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "open",
                       "--change", "protection.formal.seal=none"));
    program_run(&end, &gift, WORDS("demarche", "diff", "run", "open"));
    assert_int_equal(end.status, 2);
    assert_non_null(strstr(end.out, "Both timelines are the same."));
    program_end_fini(&end);
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journals_cut_and_spoiled_anywhere),
        cmocka_unit_test(test_a_change_moves_nothing_else),
        cmocka_unit_test(test_many_changes),
        cmocka_unit_test(test_another_seal_tells_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
