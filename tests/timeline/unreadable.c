/* Journals that cannot be used, or not to their end: a scenario in the header
 * that is none, and damage in a journal too large to be verified first. */
#define _GNU_SOURCE 1 /* O_CLOEXEC */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/journal.h"
#include "support/program.h"

enum {
    LARGE = 260 * 1024 * 1024, /* over EVIDENCE_WHOLE_MAX */
    LARGE_RECORD = 1024 * 1024 - 1024
};

static const char readable[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26T12:00Z, end: 2022-01-28T00:00Z}\n"
    "parties: {us: {name: US}, russia: {name: Russia}}\n"
    "documents:\n"
    "  note: {title: T, form: letter, author: us, portions: {a: A.}}\n";

/* A journal of so many bytes or more, in a file. */
static void make_journal(const char *path, struct bytes scenario, size_t size)
{
    static uint8_t data[LARGE_RECORD];
    struct record_header header = {
        .tool_version = "0", .scenario_name = "none", .scenario = scenario};
    const struct record r = {.kind = RECORD_FRAME_SENT,
                             .party = "us",
                             .peer = "russia",
                             .data = bytes_of(data, sizeof data)};
    struct journal *j;
    struct bytes body;
    struct errmsg e;
    struct arena a;
    uint64_t seq;

    arena_init(&a);
    const int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(journal_create(&j, fd, &header, SECOND, &e), ERR_OK);
    assert_int_equal(record_encode(&a, &r, &body), ERR_OK);
    for (size_t done = 0; done < size; done += body.size)
        assert_int_equal(journal_append(j, SECOND, body, &seq, &e), ERR_OK);
    assert_int_equal(journal_close(j, SECOND, &e), ERR_OK);
    arena_fini(&a);
}

enum { WORDS_MAX = 8 };

/* Run beside the journal. */
static const char *const commands[][WORDS_MAX] = {
    {"demarche", "verify", "run.journal"},
    {"demarche", "verify", "--rerun", "run.journal"},
    {"demarche", "show", "run.journal"},
    {"demarche", "show", "--record", "0", "run.journal"},
    {"demarche", "who", "run.journal"},
    {"demarche", "who", "--keys", "run.journal"},
    {"demarche", "stats", "run.journal"},
    {"demarche", "attribute", "run.journal", "note"},
    {"demarche", "exposure", "run.journal"},
    {"demarche", "why", "run.journal", "us", "holds", "note"},
    {"demarche", "why-not", "run.journal", "us", "holds", "note"},
    {"demarche", "export", "--to", "jsonl", "run.journal"},
};

static void a_scenario_that_is_none(void **state)
{
    static const struct bytes texts[] = {
        {(const uint8_t *)"", 0},
        {(const uint8_t *)"\n", 1},
        {(const uint8_t *)"\0", 1},
        {(const uint8_t *)"# nothing\n", 10},
        {(const uint8_t *)"\xff\xfe", 2},
        {(const uint8_t *)"{{{", 3},
        {(const uint8_t *)"demarche: 1\n", 12},
        {(const uint8_t *)"[a, list]\n", 10},
    };
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/run.journal", folder);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        make_journal(path, texts[i], 0);
        for (size_t k = 0; k < sizeof commands / sizeof *commands; k++) {
            program_run(&end, &gift, commands[k]);
            if (end.status != 1 ||
                !strstr(end.err, "the scenario in it cannot be read"))
                program_fail(&end, commands[k]);
            program_end_fini(&end);
        }
        program_ends(1, NULL, WORDS("demarche", "diff", path, path));
    }
    program_remove(folder);
}

static const char damaged[] = "of a journal that does not verify: at byte ";

/* An answer begins with what is wrong, on standard error where a program reads
 * it, and behind the note there. */
static void assert_begins(const struct program_gift *gift,
                          const char *const *words)
{
    const bool machine = strcmp(words[1], "export") == 0;
    struct program_end end;

    program_run(&end, gift, words);
    const char *said = machine ? strchr(end.err, '\n') + 1 : end.out;
    if (end.status != 1 || strncmp(said, damaged, sizeof damaged - 1) != 0 ||
        !strstr(end.err, "its frames are checked, and not its chain and seals"))
        program_fail(&end, words);
    program_end_fini(&end);
}

/* Of a part that is not damaged, it is said that it is one. */
static void assert_part(const struct program_gift *gift,
                        const char *const *words, const char *part)
{
    struct program_end end;

    program_run(&end, gift, words);
    if (end.status != 0 || !strstr(end.err, part) ||
        !strstr(end.err, "; the rest of it is not checked; "))
        program_fail(&end, words);
    program_end_fini(&end);
}

static void damage_in_a_large_journal(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    char byte = 1;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/run.journal", folder);
    make_journal(path, bytes_of_text(readable), LARGE);
    program_ends(0, NULL, WORDS("demarche", "stats", path));
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(pwrite(fd, &byte, 1, LARGE / 2), 1);
    close(fd);
    for (size_t k = 2; k < sizeof commands / sizeof *commands; k++)
        if (strcmp(commands[k][2], "--record") != 0)
            assert_begins(&gift, commands[k]);
    assert_part(&gift, WORDS("demarche", "show", path, "--record", "1"),
                " is read only for record 1; ");
    assert_part(&gift,
                WORDS("demarche", "show", path, "--to", "1970-01-01T00:00:00Z"),
                " is read only for the time up to 1970-01-01T00:00:00Z; ");
    program_ends(5, NULL, WORDS("demarche", "verify", path));
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_that_is_none),
        cmocka_unit_test(damage_in_a_large_journal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
