/* Proofs through the program: of a record, of a state and of growth, each
 * accepted as it was made and refused when a thing about it is another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/hotline.yaml"

/* Two runs of a scenario, and the proofs of the first. */
static int set_up(void **state)
{
    char *folder = malloc(PROGRAM_PATH_SIZE);

    assert_non_null(folder);
    program_folder(folder);
    for (const char *run = "1\0"
                           "2\0";
         *run; run += 2)
        program_ends(0, folder,
                     WORDS("demarche", "run", STORY, "--quiet", "--seed", run,
                           "--out", run));
    program_ends(0, folder,
                 WORDS("demarche", "prove", "1", "--state", "--out", "state"));
    program_ends(0, folder,
                 WORDS("demarche", "prove", "2", "--state", "--out", "other"));
    program_ends(
        0, folder,
        WORDS("demarche", "prove", "1", "--record", "5", "--out", "record"));
    program_ends(
        0, folder,
        WORDS("demarche", "prove", "1", "--since", "state", "--out", "growth"));
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

/* Runs a command that is to say each of the texts, on either stream. */
static void assert_says(const char *folder, int status, const char *const *said,
                        const char *const *words)
{
    struct program_end end;

    program_run(&end, &(const struct program_gift){.folder = folder}, words);
    if (end.status != status) program_fail(&end, words);
    for (; *said; said++)
        if (!strstr(end.out, *said) && !strstr(end.err, *said))
            fail_msg("expected \"%s\":\n%s%s", *said, end.out, end.err);
    program_end_fini(&end);
}

static void test_what_is_proved(void **state)
{
    const char *folder = *state;

    assert_says(folder, 0,
                WORDS("OK: the record is in the journal, under its seal",
                      "record", "5, ", "scenario", "seed 1, run 0", "first key",
                      "from a public seed", "journal", "epoch 0, over ",
                      "root"),
                WORDS("demarche", "verify", "--proof", "record"));
    assert_says(
        folder, 0,
        WORDS("OK: the journal has grown out of the older state", "from",
              " records", "journal", "epoch 0", "root"),
        WORDS("demarche", "verify", "--proof", "growth", "--since", "state"));
    assert_says(folder, 0, WORDS("the state given was sealed"),
                WORDS("demarche", "verify", "1", "--state", "state"));
    /* On standard output it is the same. */
    program_ends(0, folder,
                 WORDS("sh", "-c",
                       DEMARCHE_PROGRAM " prove 1 --record 5 | cmp - record"));
}

static void test_what_is_not(void **state)
{
    static const struct {
        int status;
        const char *said;
        const char *words[8];
    } rows[] = {
        {1, "not a whole proof", {"verify", "--proof", "state"}},
        {1, "not a whole proof", {"verify", "--proof", "growth"}},
        {1,
         "not a whole proof",
         {"verify", "--proof", "record", "--since", "state"}},
        {1,
         "record does not hold: it is not sealed under the key given",
         {"verify", "--proof", "record", "--key",
          "0000000000000000000000000000000000000000000000000000000000000000"}},
        {1,
         "growth does not hold",
         {"verify", "--proof", "growth", "--since", "other"}},
        {1,
         "is not a state of a journal",
         {"verify", "--proof", "growth", "--since", "record"}},
        {1, "none", {"verify", "--proof", "none"}},
        {1, "none", {"verify", "--proof", "growth", "--since", "none"}},
        {5, "of another journal", {"verify", "2", "--state", "state"}},
        {1, "of another journal", {"prove", "2", "--since", "state"}},
        {1, "there is no record 99999", {"prove", "1", "--record", "99999"}},
        {1, "is not a state of a journal", {"prove", "1", "--since", "growth"}},
        {1, "cannot open", {"prove", "none", "--state"}},
        {64, "expected one of --record, --state and --since", {"prove", "1"}},
        {64,
         "expected one of --record, --state and --since",
         {"prove", "1", "--state", "--record", "5"}},
        {64,
         "expected one of --record, --state and --since",
         {"prove", "1", "--state", "--since", "state"}},
        {64, "--since needs --proof", {"verify", "1", "--since", "state"}},
        {64, "--proof takes no RUN", {"verify", "1", "--proof", "record"}},
        {64,
         "--proof takes no --rerun",
         {"verify", "--proof", "record", "--rerun"}},
        {64,
         "--proof takes no --state",
         {"verify", "--proof", "record", "--state", "state"}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *words[10] = {"demarche"};
        memcpy(words + 1, rows[i].words, sizeof rows[i].words);
        assert_says(*state, rows[i].status, WORDS(rows[i].said), words);
    }
}

/* A letter of a proof is another one, its end is missing, or more follows. */
static void test_changed(void **state)
{
    static const struct {
        const char *proof, *since;
    } proofs[] = {{"record", NULL}, {"growth", "state"}};
    const char *folder = *state;
    char path[2 * PROGRAM_PATH_SIZE];

    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
        const char *const words[] = {"demarche",
                                     "verify",
                                     "--proof",
                                     "changed",
                                     proofs[i].since ? "--since" : NULL,
                                     proofs[i].since,
                                     NULL};
        size_t size;
        snprintf(path, sizeof path, "%s/%s", folder, proofs[i].proof);
        char *text = program_read(path, &size);
        assert_non_null(text);
        snprintf(path, sizeof path, "%s/changed", folder);
        for (size_t k = 0; k < 24; k++) {
            const size_t at = k * (size - 1) / 23;
            text[at] ^= 1;
            program_write(path, text, size);
            assert_says(folder, 1, WORDS("changed does not hold"), words);
            text[at] ^= 1;
            program_write(path, text, at);
            program_ends(1, folder, words);
        }
        program_write(path, text, size);
        program_ends(0, folder, words);
        text[size] = '\n';
        program_write(path, text, size + 1);
        assert_says(folder, 1, WORDS("changed does not hold"), words);
        free(text);
    }
}

/* A journal that nothing seals yet, or that does not hold, proves nothing. */
static void test_broken_journals(void **state)
{
    const char *folder = *state;
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/1/run.journal", folder);
    char *journal = program_read(path, &size);
    assert_non_null(journal);
    snprintf(path, sizeof path, "%s/broken", folder);
    program_write(path, journal, size / 2);
    assert_says(folder, 1, WORDS("nothing in the journal is sealed yet"),
                WORDS("demarche", "prove", "broken", "--state"));
    assert_says(folder, 1, WORDS("nothing in the journal is sealed yet"),
                WORDS("demarche", "prove", "broken", "--since", "state"));
    assert_says(folder, 1, WORDS("no seal covers record 5"),
                WORDS("demarche", "prove", "broken", "--record", "5"));
    journal[size / 2] ^= 1;
    program_write(path, journal, size);
    for (int i = 0; i < 3; i++) {
        const char *const ways[][2] = {
            {"--state", NULL}, {"--record", "5"}, {"--since", "state"}};
        assert_says(
            folder, 1,
            WORDS("the journal does not hold, and so proves nothing"),
            WORDS("demarche", "prove", "broken", ways[i][0], ways[i][1]));
    }
    free(journal);
}

/* A scenario of so many letters that an epoch of the journal ends amid them. */
static void write_long_story(const char *path)
{
    enum { LETTERS = 1800 };
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs("demarche: 1\n"
          "clock: {start: 2022-02-01, end: 2022-02-20}\n"
          "parties: {us: , russia: }\n"
          "channels: {hand: {between: [us, russia], medium: courier, "
          "delay: 10 min}}\n"
          "documents: {memo: {author: us, portions: {door: It is open.}}}\n"
          "script:\n  - {at: 2022-02-01, draft: memo}\n",
          f);
    for (int i = 0; i < LETTERS; i++)
        fprintf(f,
                "  - {at: 2022-02-%02dT%02d:%02dZ, send: memo, to: russia, "
                "over: hand}\n",
                2 + i / 1440, i / 60 % 24, i % 60);
    assert_int_equal(fclose(f), 0);
}

/* The state under the seal of the first epoch, from the journal cut behind it,
 * and the growth from there to the journal's end. */
static void test_growth(void **state)
{
    const char *folder = *state;
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/long.yaml", folder);
    write_long_story(path);
    program_ends(0, folder,
                 WORDS("demarche", "run", path, "--quiet", "--out", "long"));
    snprintf(path, sizeof path, "%s/long/run.journal", folder);
    char *journal = program_read(path, &size);
    assert_non_null(journal);
    snprintf(path, sizeof path, "%s/earlier", folder);
    program_write(path, journal, size - 1000);
    free(journal);
    program_ends(
        0, folder,
        WORDS("demarche", "prove", "earlier", "--state", "--out", "sealed"));
    program_ends(0, folder,
                 WORDS("demarche", "prove", "long", "--since", "sealed",
                       "--out", "grown"));
    assert_says(
        folder, 0,
        WORDS("grown out of the older state", "from      4096 records",
              "epoch 1, over "),
        WORDS("demarche", "verify", "--proof", "grown", "--since", "sealed"));
    assert_says(
        folder, 1, WORDS("grown does not hold"),
        WORDS("demarche", "verify", "--proof", "grown", "--since", "state"));
    program_ends(0, folder,
                 WORDS("demarche", "prove", "long", "--record", "5000", "--out",
                       "late"));
    assert_says(folder, 0, WORDS("5000, ", "epoch 1, over "),
                WORDS("demarche", "verify", "--proof", "late"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_proved),
        cmocka_unit_test(test_what_is_not),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_broken_journals),
        cmocka_unit_test(test_growth),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
