/* Runs whose memory ends: at limits all the way from one in which the program
 * barely starts to one in which the run is whole. Each ends with an error that
 * says so, and leaves a journal that holds with all that came before, or
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

enum {
    KIB = 1024,
    STEP = 512 * KIB,
    LIMIT_MAX = 1024, /* steps; enough for any library there is */
    SENDS = 120,
    LETTER = 60 * 1000,
    CLOSED_MIN = 20 /* limits that end a run in its middle */
};

/* Letters of an ordinary and of a patient kind are all on their way at once. */
static char *make_scenario(void)
{
    char *text, *letter = malloc(LETTER + 1);
    size_t size;
    FILE *f = open_memstream(&text, &size);

    assert_true(f && letter);
    memset(letter, 'w', LETTER);
    letter[LETTER] = '\0';
    fprintf(f,
            "demarche: 1\n"
            "clock: {start: 2022-01-01, end: 2022-01-20}\n"
            "parties: {us: , russia: }\n"
            "channels:\n"
            "  cable: {between: [us, russia], delay: 4 h}\n"
            "  hand: {between: [us, russia], medium: courier, delay: 9 d}\n"
            "documents: {answer: {author: us, portions: {p: %s}}}\n"
            "protection: {formal: {sign: ed25519, seal: age, receipt: yes}}\n"
            "script:\n"
            "  - {at: 2022-01-01, draft: answer}\n",
            letter);
    for (int i = 0; i < SENDS; i++)
        fprintf(f,
                "  - {at: 2022-01-02T%02d:%02dZ, send: answer, to: russia,"
                " over: %s, protect: formal}\n",
                i / 60, i % 60, i % 2 ? "cable" : "hand");
    fclose(f);
    free(letter);
    return text;
}

/* Gives the status of a run with so many bytes of memory. */
static int run_within(const char *folder, uint64_t memory,
                      struct program_end *end)
{
    const struct program_gift gift = {.folder = folder, .memory = memory};

    program_run(end, &gift, WORDS("demarche", "run", "s.yaml", "--out", "run"));
    return end->status;
}

static bool starts_within(const char *folder, uint64_t memory)
{
    const struct program_gift gift = {.folder = folder, .memory = memory};
    struct program_end end;

    program_run(&end, &gift, WORDS("demarche", "--version"));
    const bool starts = end.status == 0;
    program_end_fini(&end);
    return starts;
}

/* The journal is the whole run's up to its FAULT, which says why. */
static void check_closed(const char *folder, const char *whole)
{
    struct program_end end;
    const struct program_gift gift = {.folder = folder};
    const char *const words[] = {"demarche", "verify", "run", NULL};
    char path[PROGRAM_PATH_SIZE + 32];
    size_t size;

    program_run(&end, &gift, words);
    if (end.status != 0 || !strstr(end.out, "out of memory"))
        program_fail(&end, words);
    program_end_fini(&end);
    assert_false(program_left_half(folder));
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    char *left = program_read(path, &size);
    assert_non_null(left);
    size_t same = 0;
    while (same < size && left[same] == whole[same])
        same++;
    /* A FAULT, a CLOSE and no more. */
    assert_in_range(size - same, 1, 4 * KIB);
    free(left);
}

static void keep_whole(const char *folder, char **whole)
{
    struct program_end end;
    char path[PROGRAM_PATH_SIZE + 32];
    size_t size;

    assert_int_equal(run_within(folder, 0, &end), 0);
    program_end_fini(&end);
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    *whole = program_read(path, &size);
    assert_non_null(*whole);
    program_ends(0, folder, WORDS("rm", "-r", "run"));
}

static void test_memory_ends(void **state)
{
    const char *const words[] = {"demarche", "run", NULL};
    char folder[PROGRAM_PATH_SIZE], path[PROGRAM_PATH_SIZE + 32], *whole;
    struct program_end end;
    unsigned steps = 1, closed = 0, none = 0;
    int status;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/s.yaml", folder);
    char *text = make_scenario();
    program_write(path, text, strlen(text));
    keep_whole(folder, &whole);
    while (steps < LIMIT_MAX && !starts_within(folder, steps * STEP))
        steps++;
    for (; steps < LIMIT_MAX; steps++) {
        status = run_within(folder, steps * STEP, &end);
        if (status == 0) break;
        const bool journal = program_left(folder, "run/run.journal");
        if (status != 1 || !strstr(end.err, "out of memory"))
            program_fail(&end, words);
        if (journal) check_closed(folder, whole);
        assert_true(journal || !program_left(folder, "run"));
        program_end_fini(&end);
        closed += journal;
        none += !journal;
        if (journal) program_ends(0, folder, WORDS("rm", "-r", "run"));
    }
    assert_int_equal(status, 0);
    program_end_fini(&end);
    print_message("%u runs left a closed journal, %u nothing\n", closed, none);
    assert_true(closed >= CLOSED_MIN);
    program_remove(folder);
    free(whole);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
