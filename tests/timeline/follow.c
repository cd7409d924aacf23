/* A journal followed while it is being written: the last line is told, and the
 * end is noticed, whether it comes as it should or not. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"

static const char scenario[] =
    "demarche: 1\n"
    "clock: {start: 2022-01-26T00:00Z, end: 2022-01-26T02:00Z}\n"
    "parties: {us: , russia: }\n"
    "channels: {moscow: {between: [us, russia], medium: hand, delay: 5 min}}\n"
    "documents: {note: {author: us, portions: {a: The text.}}}\n"
    "script:\n"
    "  - {at: 2022-01-26T00:01Z, draft: note}\n"
    "  - {at: 2022-01-26T01:50Z, send: note, to: russia}\n";

/* So that it takes about two seconds. */
#define PACE "3600"

static const char *const follow[] = {"demarche", "show", "run", "--follow",
                                     NULL};

static void it_tells_what_comes(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/note.yaml", folder);
    program_write(path, scenario, strlen(scenario));
    const pid_t writer =
        program_start(folder, WORDS("demarche", "run", "note.yaml", "--out",
                                    "run", "--pace", PACE));
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    program_await(writer, path, 1);
    program_run(&end, &gift, follow);
    assert_int_equal(end.status, 0);
    assert_non_null(strstr(end.out, "drafts note"));
    assert_non_null(strstr(end.out, "receives note from us"));
    assert_int_equal(program_wait(writer), 0);
    program_end_fini(&end);

    /* A closed journal is shown at once. */
    program_run(&end, &gift, follow);
    assert_int_equal(end.status, 0);
    assert_non_null(strstr(end.out, "receives note from us"));
    program_end_fini(&end);
    program_remove(folder);
}

/* A run's journal, for a test to spoil. */
static void make_journal(char folder[PROGRAM_PATH_SIZE], char *path,
                         size_t size)
{
    program_folder(folder);
    snprintf(path, size, "%s/note.yaml", folder);
    program_write(path, scenario, strlen(scenario));
    program_ends(0, folder,
                 WORDS("demarche", "run", "note.yaml", "--out", "run"));
    snprintf(path, size, "%s/run/run.journal", folder);
}

static void it_says_that_the_end_is_torn(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    struct stat st;

    (void)state;
    make_journal(folder, path, sizeof path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 1), 0);
    program_run(&end, &gift, follow);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.out, "receives note from us"));
    assert_non_null(strstr(end.out, "of a journal that does not verify: TORN"));
    program_end_fini(&end);

    assert_int_equal(truncate(path, 0), 0);
    program_run(&end, &gift, follow);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "it is empty"));
    program_end_fini(&end);
    program_remove(folder);
}

enum { CUTTER_SECONDS = 300 }; /* so that a test that fails leaves nobody */

static void await_told(const char *told)
{
    struct stat st;

    alarm(CUTTER_SECONDS);
    while (stat(told, &st) || st.st_size == 0)
        usleep(1000);
}

/* Acts as a writer that holds the lock: cuts the journal once it has been
 * shown. */
static void cut_when_told(int fd, const char *told)
{
    await_told(told);
    _exit(ftruncate(fd, 1000) ? 1 : 0);
}

static void end_when_told(const char *told)
{
    await_told(told);
    _exit(0);
}

/* Its writer is killed in the middle of a record. */
static void it_says_that_the_writer_is_gone(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    char told[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.output = told};
    struct program_end end;
    struct stat st;

    (void)state;
    make_journal(folder, path, sizeof path);
    snprintf(told, sizeof told, "%s/told", folder);
    program_write(told, "", 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 1), 0);
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    const pid_t writer = fork();
    assert_true(writer >= 0);
    if (writer == 0) end_when_told(told);
    close(fd); /* the child's handle keeps the lock */
    program_run(&end, &gift, WORDS("demarche", "show", path, "--follow"));
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "not a record, and no program writes"));
    program_end_fini(&end);
    assert_int_equal(program_wait(writer), 0);
    program_remove(folder);
}

static void it_says_that_the_journal_was_cut(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    char told[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.output = told, .folder = folder};
    struct program_end end;
    struct stat st;

    (void)state;
    make_journal(folder, path, sizeof path);
    snprintf(told, sizeof told, "%s/told", folder);
    program_write(told, "", 0);
    /* It is not closed, and so its end is awaited. */
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size - 1), 0);
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    const pid_t cutter = fork();
    assert_true(cutter >= 0);
    if (cutter == 0) cut_when_told(fd, told);
    program_run(&end, &gift, follow);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err,
                           "shrank while it was followed: it ends at byte "
                           "1000"));
    program_end_fini(&end);
    assert_int_equal(program_wait(cutter), 0);
    close(fd);
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_tells_what_comes),
        cmocka_unit_test(it_says_that_the_end_is_torn),
        cmocka_unit_test(it_says_that_the_writer_is_gone),
        cmocka_unit_test(it_says_that_the_journal_was_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
