/* The program as its caller sees it: what it prints where, and how it ends. */
#define _GNU_SOURCE 1 /* mkdtemp */

#include <errno.h>
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

#include "support/journals.h"
#include "support/program.h"
#include "support/stories.h"

/* One command line, and what has to come of it. */
struct use {
    const char *command;
    int status;
    const char *out; /* is in standard output; NULL: that is empty */
    const char *err; /* likewise */
};

static void assert_use(const struct use *u)
{
    struct program_end end;

    program_run(&end, NULL, "demarche%s%s", u->command[0] ? " " : "",
                u->command);
    if (end.status != u->status || (u->out && !strstr(end.out, u->out)) ||
        (u->err && !strstr(end.err, u->err)) || (!u->out && end.out[0]) ||
        (!u->err && end.err[0])) {
        fail_msg("demarche %s: status %d\n%s%s", u->command, end.status,
                 end.out, end.err);
    }
    program_end_fini(&end);
}

static void test_help_is_no_error(void **state)
{
    static const struct use uses[] = {
        {"", 0, "Usage: demarche COMMAND", NULL},
        {"help", 0, "who knows what", NULL},
        {"--help", 0, "Exit status", NULL},
        {"--version", 0, "demarche 0.", NULL},
        {"help check", 0, "demarche check SCENARIO...", NULL},
        {"help run", 0, "--seed N", NULL},
        {"show --help", 0, "--exchange N", NULL},
        {"who x -h", 0, "--at TIME", NULL},
        {"verify --help", 0, "INCOMPLETE", NULL},
        {"recover --help", 0, "only read", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        assert_use(&uses[i]);
    }
}

/* Takes the next line of a page that begins with two spaces and `first` off
 * it, as its first word alone; NULL after the last. */
static const char *next_word(char **page, char first)
{
    for (char *line; (line = strsep(page, "\n"));) {
        if (strncmp(line, "  ", 2) != 0 || line[2] == ' ') continue;
        line += 2;
        line[strcspn(line, " ")] = '\0';
        if (!first || line[0] == first) return line;
    }
    return NULL;
}

static size_t try_options(const char *name)
{
    struct program_end page, end;
    const char *option;
    size_t count = 0;

    program_run(&page, NULL, "demarche help %s", name);
    assert_int_equal(page.status, 0);
    for (char *rest = page.out; (option = next_word(&rest, '-')); count++) {
        program_run(&end, NULL, "demarche %s %s", name, option);
        if (strstr(end.err, "no option is named"))
            fail_msg("demarche %s %s", name, option);
        program_end_fini(&end);
    }
    program_end_fini(&page);
    return count;
}

/* No page is without its command, nor does it name an option in vain. */
static void test_help_explains_what_there_is(void **state)
{
    struct program_end overview;
    size_t options = 0;
    const char *name;

    (void)state;
    program_run(&overview, NULL, "demarche help");
    for (char *rest = overview.out; (name = next_word(&rest, '\0'));)
        if (strcmp(name, "help") != 0) options += try_options(name);
    program_end_fini(&overview);
    assert_in_range(options, 60, 200);
}

static void test_wrong_usage(void **state)
{
    static const struct use uses[] = {
        {"chekc x", 64, NULL, "did you mean check?"},
        {"xyzzy", 64, NULL, "no command is named xyzzy"},
        {"help whoo", 64, NULL, "did you mean who?"},
        {"check", 64, NULL, "expected at least one SCENARIO"},
        {"check --loud x", 64, NULL, "no option is named --loud"},
        {"who", 64, NULL, "expected one RUN"},
        {"who a b", 64, NULL, "expected one RUN"},
        {"who a --at", 64, NULL, "--at needs a value"},
        {"who a --at noon", 64, NULL, "not noon"},
        {"show -q", 64, NULL, "no option is named -q"},
        {"show --all=yes x", 64, NULL, "--all=yes takes no value"},
        {"show --extract d x", 64, NULL, "needs --exchange"},
        {"show --exchange 0 x", 64, NULL, "a number from 1"},
        {"show --exchange 7th x", 64, NULL, "not 7th"},
        {"verify", 64, NULL, "expected one RUN"},
        {"recover -o x", 64, NULL, "expected one RUN"},
        {"recover x", 64, NULL, "expected --out FILE"},
        {"run", 64, NULL, "expected one SCENARIO"},
        {"run --durability often x", 64, NULL,
         "none, batch or each, not often"},
        {"run --pace fast x", 64, NULL, "virtual seconds per real second"},
        {"risk --runs 0 x", 64, NULL, "a number from 1 to 1000000, not 0"},
        {"risk --half-life 0s x", 64, NULL, "a span of 1 s or more, not 0s"},
        {"exposure --steal all --steps 7 x", 64, NULL, "from 8 to 52, not 7"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        assert_use(&uses[i]);
    }
}

static void test_what_is_not_there_is_an_error(void **state)
{
    static const struct use uses[] = {
        {"check /nowhere.yaml", 1, NULL, "cannot open /nowhere.yaml"},
        {"run /nowhere.yaml", 1, NULL, "cannot open /nowhere.yaml"},
        {"show /nowhere", 1, NULL, "cannot open /nowhere"},
        {"who /nowhere", 1, NULL, "cannot open /nowhere"},
        {"verify /nowhere", 1, NULL, "cannot open /nowhere"},
        {"recover /nowhere -o /x", 1, NULL, "cannot open /nowhere"},
        {"who /dev/null", 1, NULL, "is not a journal"},
        {"verify /dev/null", 1, NULL, "it is a device"},
        {"verify /dev/zero", 1, NULL, "it is a device"},
        {"show /proc", 1, NULL, "cannot open /proc/run.journal"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        assert_use(&uses[i]);
    }
}

static void test_check_reads_standard_input(void **state)
{
    static const char scenario[] = "demarche: 1\n  x: \x1b[2J\n";
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.input = path};
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/scenario", folder);
    program_write(path, scenario, sizeof scenario - 1);
    program_run(&end, &gift, "demarche check -");
    assert_int_equal(end.status, 1);
    assert_string_equal(end.out, "");
    assert_non_null(strstr(end.err, "<stdin>:"));
    assert_null(strchr(end.err, '\x1b'));
    program_end_fini(&end);
    program_remove(folder);
}

static void test_a_full_disk_is_noticed(void **state)
{
    const struct program_gift gift = {.output = "/dev/full"};
    struct program_end end;

    (void)state;
    program_run(&end, &gift, "demarche help");
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "cannot write to standard output"));
    program_end_fini(&end);
}

static const struct story_line story[] = {
    {0, {.kind = RECORD_DRAFTED, .party = "us", .document = "us-response"}},
    {55,
     {.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 7,
      .channel = "embassy"}},
    {90,
     {.kind = RECORD_HEARD,
      .party = "press",
      .peer = "us",
      .document = "us-response"}},
};

enum { STORY_SIZE = sizeof story / sizeof story[0] };

/* A run's folder with a journal in it. */
struct run {
    char folder[PROGRAM_PATH_SIZE];
    char journal[2 * PROGRAM_PATH_SIZE];
};

static void run_init(struct run *run, bool closed)
{
    program_folder(run->folder);
    snprintf(run->journal, sizeof run->journal, "%s/run.journal", run->folder);

    const int fd = open(run->journal, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    stories_write(fd, story, STORY_SIZE, closed);
}

static void run_fini(const struct run *run)
{
    program_remove(run->folder);
}

/* Runs "COMMAND OPTIONS" on the run's folder. */
static void assert_on_run(const struct run *run, const char *command,
                          int status, const char *out, const char *err)
{
    char line[6 * PROGRAM_PATH_SIZE];
    const struct use u = {line, status, out, err};

    snprintf(line, sizeof line, "%s %s", command, run->folder);
    assert_use(&u);
}

static void test_a_closed_journal(void **state)
{
    struct run run;

    (void)state;
    run_init(&run, true);
    assert_on_run(&run, "verify", 0, "OK: closed and sealed", NULL);
    assert_on_run(&run, "show", 0,
                  "  2  16:55:00  russia  receives us-response from us "
                  "                  embassy  7\n",
                  NULL);
    assert_on_run(&run, "show --party press", 0, "1 of 3 records", NULL);
    assert_on_run(&run, "show --document memo", 0, "0 of 3 records", NULL);
    assert_on_run(&run, "show --party rusia", 64, NULL, "did you mean russia?");
    assert_on_run(&run, "who", 0, "holds    26 Jan 16:55\n", NULL);
    assert_on_run(&run, "who --at 2022-01-26T16:30Z", 0,
                  "Unaware of any document: russia, congress, press\n", NULL);
    assert_on_run(&run, "who --document us-response", 0,
                  "2022-01-26 17:30:00  3  hears of us-response from us\n",
                  NULL);
    assert_on_run(&run, "who --document us-respnse", 64, NULL,
                  "did you mean us-response?");
    run_fini(&run);
}

static void test_a_journal_that_was_cut_short(void **state)
{
    struct run run;

    (void)state;
    run_init(&run, false);
    assert_on_run(&run, "verify", 3, "INCOMPLETE: ", NULL);
    assert_on_run(&run, "show", 0, "3 of 3 records", "INCOMPLETE");
    assert_on_run(&run, "who", 0, "russia", "INCOMPLETE");
    run_fini(&run);
}

/* Each answer begins with it, on standard error where a program reads it. */
static void assert_every_reader(const struct run *run, const char *says)
{
    static const struct {
        const char *command, *rest;
        bool machine;
    } rows[] = {
        {"show", "", false},
        {"show --record 1", "", false},
        {"who", "", false},
        {"who --keys", "", false},
        {"stats", "", false},
        {"why", " us holds memo", false},
        {"why-not", " us holds memo", false},
        {"attribute --surfaced /dev/null", " memo", false},
        {"exposure", "", false},
        {"exposure --csv -", "", true},
        {"export --to jsonl", "", true},
        {"export --to csv", "", true},
        {"export --to dot", "", true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct program_end end;
        program_run(&end, NULL, "demarche %s %s%s", rows[i].command,
                    run->folder, rows[i].rest);
        const char *said = rows[i].machine ? end.err : end.out;
        if (end.status != 1 || strncmp(said, says, strlen(says)) != 0)
            fail_msg("%s: status %d\n%s%s", rows[i].command, end.status,
                     end.out, end.err);
        program_end_fini(&end);
    }
}

static void test_a_torn_journal(void **state)
{
    struct run run;
    struct stat st;

    (void)state;
    run_init(&run, false);
    assert_int_equal(stat(run.journal, &st), 0);
    assert_int_equal(truncate(run.journal, st.st_size - 3), 0);
    assert_on_run(&run, "verify", 4, "TORN: ", NULL);
    assert_on_run(&run, "show", 1, "2 of 2 records", NULL);
    assert_every_reader(&run, "of a journal that does not verify: TORN, "
                              "record 3: it is cut short");
    run_fini(&run);
}

/* The intact part is saved into a new file, and nothing is written
 * elsewhere. */
static void test_a_torn_journal_is_recovered(void **state)
{
    struct run run, saved;
    struct stat before, after;

    (void)state;
    run_init(&run, true);
    run_init(&saved, true);
    assert_int_equal(stat(run.journal, &before), 0);
    assert_int_equal(truncate(run.journal, before.st_size - 3), 0);
    assert_int_equal(stat(run.journal, &before), 0);
    char command[PROGRAM_PATH_SIZE * 4];
    snprintf(command, sizeof command, "recover --out %s", saved.journal);
    assert_on_run(&run, command, 1, NULL, "File exists");
    assert_on_run(&saved, "verify", 0, "OK", NULL);
    assert_int_equal(unlink(saved.journal), 0);
    assert_on_run(&run, command, 0, "record 4 on: it is cut short\n", NULL);
    assert_on_run(&saved, "verify", 3, "4 verified", NULL);
    assert_on_run(&saved, "show", 0, "3 of 3 records", "INCOMPLETE");
    assert_int_equal(stat(run.journal, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    assert_int_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
    snprintf(command, sizeof command, "recover --out %s", run.journal);
    assert_int_equal(unlink(run.journal), 0);
    assert_on_run(&saved, command, 0, "lost  nothing\n", NULL);
    run_fini(&run);
    run_fini(&saved);
}

/* Whoever holds the lock is at work. */
static void test_a_journal_being_written(void **state)
{
    struct run run;

    (void)state;
    run_init(&run, false);
    const int fd = open(run.journal, O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_on_run(&run, "verify", 3, "still running", NULL);
    assert_on_run(&run, "recover --out /nowhere", 1, NULL,
                  "still being written");
    close(fd);
    run_fini(&run);
}

/* A run that had to end early: what it says, and what is undetermined. */
static void test_a_journal_with_a_fault(void **state)
{
    struct run run;
    struct errmsg e;

    (void)state;
    run_init(&run, false);
    assert_int_equal(unlink(run.journal), 0);
    struct journal *j =
        journals_begin(open(run.journal, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    journal_fault(j, 0, "the well ran dry");
    assert_int_equal(journal_close(j, journals_time(0), &e), ERR_IO);
    assert_on_run(&run, "verify", 0,
                  "  fault     the run stopped: the well ran dry\n", NULL);
    run_fini(&run);
}

/* Changes a letter of the party who received the document. */
static void change(const struct run *run)
{
    const int fd = open(run->journal, O_RDWR | O_CLOEXEC);
    char text[4096];
    const ssize_t size = pread(fd, text, sizeof text, 0);

    assert_true(size > 0 && size < (ssize_t)sizeof text);
    /* The party's name, then the field of its peer. */
    const char *record = memmem(text, (size_t)size, "russia\x1a\x02us", 6 + 4);

    assert_non_null(record);
    assert_int_equal(pwrite(fd, "R", 1, record - text), 1);
    close(fd);
}

static void test_a_changed_journal(void **state)
{
    struct run run;

    (void)state;
    run_init(&run, true);
    change(&run);
    assert_on_run(&run, "verify", 5, "FAIL: ", NULL);
    assert_on_run(&run, "show", 1, "1 of 1 records", NULL);
    assert_every_reader(&run, "of a journal that does not verify: FAIL, "
                              "record 2: its checksum does not match");
    run_fini(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_is_no_error),
        cmocka_unit_test(test_help_explains_what_there_is),
        cmocka_unit_test(test_wrong_usage),
        cmocka_unit_test(test_what_is_not_there_is_an_error),
        cmocka_unit_test(test_check_reads_standard_input),
        cmocka_unit_test(test_a_full_disk_is_noticed),
        cmocka_unit_test(test_a_closed_journal),
        cmocka_unit_test(test_a_journal_that_was_cut_short),
        cmocka_unit_test(test_a_torn_journal),
        cmocka_unit_test(test_a_torn_journal_is_recovered),
        cmocka_unit_test(test_a_journal_being_written),
        cmocka_unit_test(test_a_journal_with_a_fault),
        cmocka_unit_test(test_a_changed_journal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
