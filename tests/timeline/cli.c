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

#define LETTERS SOURCE_DIR "/scenarios/ukraine-copy.yaml"

enum { WORDS_MAX = 12 };

/* One command line, and what has to come of it. */
struct use {
    const char *words[WORDS_MAX + 1];
    int status;
    const char *out; /* is in standard output; NULL: that is empty */
    const char *err; /* likewise */
};

/* Standard output, or standard error, holds a text; without one it is empty. */
static bool holds(const char *printed, const char *text)
{
    return text ? strstr(printed, text) != NULL : !printed[0];
}

static void assert_in(const char *folder, const char *const *words, int status,
                      const char *out, const char *err)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    program_run(&end, &gift, words);
    if (end.status != status || !holds(end.out, out) || !holds(end.err, err))
        program_fail(&end, words);
    program_end_fini(&end);
}

static void assert_use(const struct use *u)
{
    assert_in(NULL, u->words, u->status, u->out, u->err);
}

static void test_help_is_no_error(void **state)
{
    static const struct use uses[] = {
        {{"demarche"}, 0, "Usage: demarche COMMAND", NULL},
        {{"demarche", "help"}, 0, "who knows what", NULL},
        {{"demarche", "--help"}, 0, "Exit status", NULL},
        {{"demarche", "--version"}, 0, "demarche 0.", NULL},
        {{"demarche", "help", "check"}, 0, "demarche check SCENARIO...", NULL},
        {{"demarche", "help", "run"}, 0, "--seed N", NULL},
        {{"demarche", "show", "--help"}, 0, "--exchange N", NULL},
        {{"demarche", "who", "x", "-h"}, 0, "--at TIME", NULL},
        {{"demarche", "verify", "--help"}, 0, "INCOMPLETE", NULL},
        {{"demarche", "recover", "--help"}, 0, "only read", NULL},
        {{"demarche", "--help", "run"}, 0, "--seed N", NULL},
        {{"demarche", "help", "run", "--man"}, 0, "# SYNOPSIS", NULL},
        {{"demarche", "help", "--man"}, 0, "*demarche-run*(1)", NULL},
        {{"demarche", "help", "--completion", "bash"}, 0, "complete -F", NULL},
        {{"demarche", "help", "help"}, 0, "demarche help [COMMAND]", NULL},
        {{"demarche", "help", "--help"}, 0, "demarche help [COMMAND]", NULL},
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
        line[strcspn(line, " ,")] = '\0';
        if (!first || line[0] == first) return line;
    }
    return NULL;
}

static size_t try_options(const char *name)
{
    struct program_end page, end;
    const char *option;
    size_t count = 0;

    program_run(&page, NULL, WORDS("demarche", "help", name));
    assert_int_equal(page.status, 0);
    for (char *rest = page.out; (option = next_word(&rest, '-')); count++) {
        program_run(&end, NULL, WORDS("demarche", name, option));
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
    program_run(&overview, NULL, WORDS("demarche", "help"));
    for (char *rest = overview.out; (name = next_word(&rest, '\0'));)
        if (strcmp(name, "help") != 0) options += try_options(name);
    program_end_fini(&overview);
    assert_in_range(options, 60, 200);
}

static const struct use wrong_uses[] = {
    {{"demarche", "chekc", "x"}, 64, NULL, "did you mean check?"},
    {{"demarche", "xyzzy"}, 64, NULL, "no command is named xyzzy"},
    {{"demarche", "help", "whoo"}, 64, NULL, "did you mean who?"},
    {{"demarche", "help", "whoo", "--man"}, 64, NULL, "did you mean who?"},
    {{"demarche", "help", "--completion", "tcsh"},
     64,
     NULL,
     "takes bash, zsh or fish, not tcsh"},
    {{"demarche", "help", "--completion", "zsh", "run"},
     64,
     NULL,
     "--completion is for all commands"},
    {{"demarche", "help", "--man", "--completion", "zsh"},
     64,
     NULL,
     "--completion is for all commands"},
    {{"demarche", "check"}, 64, NULL, "expected at least one SCENARIO"},
    {{"demarche", "check", "--loud", "x"},
     64,
     NULL,
     "no option is named --loud"},
    {{"demarche", "who"}, 64, NULL, "expected one RUN"},
    {{"demarche", "who", "a", "b"}, 64, NULL, "expected one RUN"},
    {{"demarche", "who", "a", "--at"}, 64, NULL, "--at needs a value"},
    {{"demarche", "who", "a", "--at", "noon"}, 64, NULL, "not noon"},
    {{"demarche", "show", "-q"}, 64, NULL, "no option is named -q"},
    {{"demarche", "show", "--all=yes", "x"},
     64,
     NULL,
     "--all=yes takes no value"},
    {{"demarche", "show", "--extract", "d", "x"}, 64, NULL, "needs --exchange"},
    {{"demarche", "show", "--exchange", "0", "x"}, 64, NULL, "a number from 1"},
    {{"demarche", "show", "--exchange", "7th", "x"}, 64, NULL, "not 7th"},
    {{"demarche", "verify"}, 64, NULL, "expected one RUN"},
    {{"demarche", "recover", "--out", "x"}, 64, NULL, "expected one RUN"},
    {{"demarche", "recover", "-o", "x", "y"},
     64,
     NULL,
     "named -o; did you mean --out?"},
    {{"demarche", "recover", "--out", "-", "y"},
     64,
     NULL,
     "expected --out FILE"},
    {{"demarche", "recover", "x"}, 64, NULL, "expected --out FILE"},
    {{"demarche", "run"}, 64, NULL, "expected one SCENARIO"},
    {{"demarche", "run", "--durability", "often", "x"},
     64,
     NULL,
     "none, batch or each, not often"},
    {{"demarche", "run", "--pace", "fast", "x"},
     64,
     NULL,
     "virtual seconds per real second"},
    {{"demarche", "risk", "--runs", "0", "x"},
     64,
     NULL,
     "a number from 1 to 1000000, not 0"},
    {{"demarche", "risk", "--half-life", "0s", "x"},
     64,
     NULL,
     "a span of 1 s or more, not 0s"},
    {{"demarche", "exposure", "--steal", "all", "--steps", "7", "x"},
     64,
     NULL,
     "from 8 to 172, not 7"},
};

static void test_wrong_usage(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_uses / sizeof wrong_uses[0]; i++) {
        assert_use(&wrong_uses[i]);
    }
}

static const struct use option_uses[] = {
    {{"demarche", "run", "-f", "x"},
     64,
     NULL,
     "named -f; did you mean --force?"},
    {{"demarche", "run", "--forc", "x"},
     64,
     NULL,
     "named --forc; did you mean --force?"},
    {{"demarche", "run", "-force", "x"},
     64,
     NULL,
     "named -force; did you mean --force?"},
    {{"demarche", "run", "--see=5", "x"},
     64,
     NULL,
     "named --see; did you mean --seed?"},
    {{"demarche", "run", "--seeed", "5", "x"},
     64,
     NULL,
     "named --seeed; did you mean --seed?"},
    {{"demarche", "run", "-s5", "x"}, 64, NULL, "no option is named -s5"},
    {{"demarche", "who", "---", "x"}, 64, NULL, "no option is named ---"},
    {{"demarche", "who", "--=x", "y"}, 64, NULL, "no option is named --"},
    {{"demarche", "who", "--at=", "x"}, 64, NULL, "--at is given an empty"},
    {{"demarche", "show", "--as", "", "x"}, 64, NULL, "--as is given an empty"},
    {{"demarche", "run", "--out=", "x"}, 64, NULL, "--out is given an empty"},
    {{"demarche", "run", "--change", "", "x"},
     64,
     NULL,
     "--change is given an empty value"},
    {{"demarche", "keygen", "-o", ""}, 64, NULL, "--out is given an empty"},
    {{"demarche", "compare", "--protect=", "x"},
     64,
     NULL,
     "--protect is given an empty value"},
    {{"demarche", "show", ""}, 64, NULL, "one of its words is empty"},
    {{"demarche", "check", "x", ""}, 64, NULL, "one of its words is empty"},
    {{"demarche", "diff", "--", "", "x"}, 1, NULL, "cannot open"},
    {{"demarche", "show", "--peer", "us", "x"}, 64, NULL, "needs --party"},
    {{"demarche", "show", "--party", "us", "--peer", "us", "x"},
     64,
     NULL,
     "--peer takes another party than --party, not us"},
    {{"demarche", "show", "--kind", "received,", "x"},
     64,
     NULL,
     "--kind takes kinds separated by commas, and one of them is empty"},
    {{"demarche", "show", "--kind", "interfered,MEDDLED", "x"},
     64,
     NULL,
     "--kind names MEDDLED twice"},
    {{"demarche", "show", "--kind", "reeceived", "x"},
     64,
     NULL,
     "no kind of record is named reeceived; did you mean received?"},
    {{"demarche", "show", "--kind", "RECEIVEDD", "x"},
     64,
     NULL,
     "no kind of record is named RECEIVEDD; did you mean received?"},
    {{"demarche", "show", "--kind", "xyzzyx", "x"},
     64,
     NULL,
     "named xyzzyx; demarche export RUN --to csv shows the kind"},
    {{"demarche", "compare", "--protect", "open,open", LETTERS},
     64,
     NULL,
     "--protect names open twice"},
    {{"demarche", "compare", "--protect", "seal=age,open,seal=age", LETTERS},
     64,
     NULL,
     "--protect names seal=age twice"},
    {{"demarche", "attack", "--protect", "age,open,age", LETTERS},
     64,
     NULL,
     "--protect names age twice"},
    {{"demarche", "help", "run", "show"},
     64,
     NULL,
     "expected at most one COMMAND"},
    {{"demarche", "help", "help", "help"},
     64,
     NULL,
     "expected at most one COMMAND"},
    {{"demarche", "help", "--seed"}, 64, NULL, "no option is named --seed"},
    {{"demarche", "--version", "x"}, 64, NULL, "takes no other word"},
    {{"demarche", "who", "--", "--at", "--at"}, 64, NULL, "expected one RUN"},
    {{"demarche", "who", "--", "--at"}, 1, NULL, "cannot open --at"},
    {{"demarche", "run", "--seed", "1", "--seed=1", "x"},
     64,
     NULL,
     "--seed is given twice"},
    {{"demarche", "show", "--all", "x", "--all"},
     64,
     NULL,
     "--all is given twice"},
    {{"demarche", "export", "x", "--to", "csv", "-o", "y", "--out", "z"},
     64,
     NULL,
     "--out is given twice"},
    {{"demarche", "export", "x", "--to", "csv", "--force"},
     64,
     NULL,
     "--force needs --out FILE"},
    {{"demarche", "export", "x", "--to", "csv", "-o", "-", "--force"},
     64,
     NULL,
     "needs --out FILE"},
    {{"demarche", "prove", "x", "--state", "--force"},
     64,
     NULL,
     "--force needs --out FILE"},
    {{"demarche", "exposure", "x", "--csv", "-", "--force"},
     64,
     NULL,
     "--force needs --csv FILE"},
    {{"demarche", "exposure", "x", "--csv", "-", "--steps", "9"},
     64,
     NULL,
     "--steps does nothing"},
    {{"demarche", "compare", "x", "--csv", "-", "--explain"},
     64,
     NULL,
     "--explain does nothing"},
    {{"demarche", "compare", "x", "--force"},
     64,
     NULL,
     "--force needs --csv FILE"},
    {{"demarche", "show", "x", "--force"}, 64, NULL, "--force needs --extract"},
    {{"demarche", "show", "x", "--hex"},
     64,
     NULL,
     "--hex needs --exchange or --record"},
    {{"demarche", "show", "x", "--reveal-secrets"},
     64,
     NULL,
     "needs --exchange"},
    {{"demarche", "show", "x", "--record", "1", "--as", "us"},
     64,
     NULL,
     "takes no other option"},
    {{"demarche", "show", "x", "--exchange", "1", "--party", "us"},
     64,
     NULL,
     "--party needs --all, --tree or --kind"},
    {{"demarche", "show", "x", "--exchange", "1", "--to", "2022-01-01"},
     64,
     NULL,
     "--to needs --all"},
    {{"demarche", "show", "x", "--exchange", "1", "--all", "--hex"},
     64,
     NULL,
     "does nothing with"},
    {{"demarche", "show", "x", "--exchange", "1", "--tree", "--extract", "y"},
     64,
     NULL,
     "does nothing"},
    {{"demarche", "show", "x", "--all", "--rejected"},
     64,
     NULL,
     "--all does nothing with"},
    {{"demarche", "show", "x", "--all", "--kind", "received"},
     64,
     NULL,
     "--all does nothing with"},
    {{"demarche", "show", "x", "--from", "2022-01-02", "--to", "2022-01-01"},
     64,
     NULL,
     "--from must not be later"},
    {{"demarche", "who", "x", "--keys", "--since", "2022-01-01"},
     64,
     NULL,
     "takes no --since"},
    {{"demarche", "metadata", "x", "--hold", "0.1ns"},
     64,
     NULL,
     "--hold takes a span of whole nanoseconds, not 0.1ns"},
    {{"demarche", "metadata", SOURCE_DIR "/scenarios/ukraine-copy.yaml",
      "--cover", "1h"},
     64,
     NULL,
     "--cover needs a network, and the scenario has none"},
};

/* No option is short for another, is given twice, or does nothing. */
static void test_options_mean_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof option_uses / sizeof option_uses[0]; i++)
        assert_use(&option_uses[i]);
}

static void test_what_is_not_there_is_an_error(void **state)
{
    static const struct use uses[] = {
        {{"demarche", "check", "/nowhere.yaml"},
         1,
         NULL,
         "cannot open /nowhere.yaml"},
        {{"demarche", "run", "/nowhere.yaml"},
         1,
         NULL,
         "cannot open /nowhere.yaml"},
        {{"demarche", "show", "/nowhere"}, 1, NULL, "cannot open /nowhere"},
        {{"demarche", "who", "/nowhere"}, 1, NULL, "cannot open /nowhere"},
        {{"demarche", "verify", "/nowhere"}, 1, NULL, "cannot open /nowhere"},
        {{"demarche", "recover", "/nowhere", "--out", "/x"},
         1,
         NULL,
         "cannot open /nowhere"},
        {{"demarche", "who", "/dev/null"}, 1, NULL, "is not a journal"},
        {{"demarche", "verify", "/dev/null"}, 1, NULL, "it is a device"},
        {{"demarche", "verify", "/dev/zero"}, 1, NULL, "it is a device"},
        {{"demarche", "show", "/proc"},
         1,
         NULL,
         "cannot open /proc/run.journal"},
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
    program_run(&end, &gift, WORDS("demarche", "check", "-"));
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
    program_run(&end, &gift, WORDS("demarche", "help"));
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

static void test_a_closed_journal(void **state)
{
    struct run run;

    (void)state;
    run_init(&run, true);
    assert_in(run.folder, WORDS("demarche", "verify", "."), 0,
              "OK: closed and sealed", NULL);
    assert_in(run.folder, WORDS("demarche", "show", "."), 0,
              "  2  16:55:00  russia  receives us-response from us "
              "                  embassy  7\n",
              NULL);
    assert_in(run.folder, WORDS("demarche", "show", "--party", "press", "."), 0,
              "1 of 3 records", NULL);
    assert_in(run.folder,
              WORDS("demarche", "show", "--kind", "RECEIVED,Frame_Lost", "."),
              0, "1 of 3 records", NULL);
    assert_in(run.folder, WORDS("demarche", "show", "--document", "memo", "."),
              0, "0 of 3 records", NULL);
    assert_in(run.folder, WORDS("demarche", "show", "--party", "rusia", "."),
              64, NULL, "did you mean russia?");
    assert_in(run.folder, WORDS("demarche", "who", "."), 0,
              "holds    26 Jan 16:55\n", NULL);
    assert_in(run.folder,
              WORDS("demarche", "who", "--at", "2022-01-26T16:30Z", "."), 0,
              "Unaware of any document: russia, congress, press\n", NULL);
    assert_in(run.folder,
              WORDS("demarche", "who", "--document", "us-response", "."), 0,
              "2022-01-26 17:30:00  3  hears of us-response from us\n", NULL);
    assert_in(run.folder,
              WORDS("demarche", "who", "--document", "us-respnse", "."), 64,
              NULL, "did you mean us-response?");
    run_fini(&run);
}

static void test_a_journal_that_was_cut_short(void **state)
{
    struct run run;

    (void)state;
    run_init(&run, false);
    assert_in(run.folder, WORDS("demarche", "verify", "."), 3,
              "INCOMPLETE: ", NULL);
    assert_in(run.folder, WORDS("demarche", "show", "."), 0, "3 of 3 records",
              "INCOMPLETE");
    assert_in(run.folder, WORDS("demarche", "who", "."), 0, "russia",
              "INCOMPLETE");
    run_fini(&run);
}

/* Each answer begins with it, on standard error where a program reads it. */
static void assert_every_reader(const struct run *run, const char *says)
{
    static const struct {
        const char *words[8];
        bool machine;
    } rows[] = {
        {{"demarche", "show", "."}, false},
        {{"demarche", "show", "--record", "1", "."}, false},
        {{"demarche", "who", "."}, false},
        {{"demarche", "who", "--keys", "."}, false},
        {{"demarche", "stats", "."}, false},
        {{"demarche", "why", ".", "us", "holds", "memo"}, false},
        {{"demarche", "why-not", ".", "us", "holds", "memo"}, false},
        {{"demarche", "attribute", "--surfaced", "/dev/null", ".", "memo"},
         false},
        {{"demarche", "exposure", "."}, false},
        {{"demarche", "exposure", "--csv", "-", "."}, true},
        {{"demarche", "export", "--to", "jsonl", "."}, true},
        {{"demarche", "export", "--to", "csv", "."}, true},
        {{"demarche", "export", "--to", "dot", "."}, true},
    };
    const struct program_gift gift = {.folder = run->folder};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct program_end end;
        program_run(&end, &gift, rows[i].words);
        const char *said = rows[i].machine ? end.err : end.out;
        if (end.status != 1 || strncmp(said, says, strlen(says)) != 0)
            program_fail(&end, rows[i].words);
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
    assert_in(run.folder, WORDS("demarche", "verify", "."), 4, "TORN: ", NULL);
    assert_in(run.folder, WORDS("demarche", "show", "."), 1, "2 of 2 records",
              NULL);
    assert_every_reader(&run, "of a journal that does not verify: TORN, "
                              "record 3: it is cut short");
    assert_in(run.folder, WORDS("demarche", "who", "."), 1,
              "it is cut short; only the records before it are used\n", NULL);
    assert_in(run.folder,
              WORDS("demarche", "who", "--at", "2022-01-27T12:00Z", "."), 1,
              "The records that are used end at 2022-01-26 16:55:00", NULL);
    assert_in(run.folder, WORDS("demarche", "diff", ".", "."), 1,
              "it is cut short; of . only the records before it are used\n",
              NULL);
    assert_in(run.folder, WORDS("demarche", "exposure", "."), 1,
              "it is cut short; none of its records is used: the run that its "
              "header names is played again\n",
              NULL);
    run_fini(&run);
}

/* No record before the first that does not hold is praised where there is
 * none. */
static void test_a_journal_without_a_record(void **state)
{
    static const off_t sizes[] = {0, 1, 20};
    struct run run;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        run_init(&run, false);
        assert_int_equal(truncate(run.journal, sizes[i]), 0);
        assert_in(run.folder, WORDS("demarche", "verify", "."), 4,
                  "TORN: there is no whole record in it\n", NULL);
        assert_in(run.folder, WORDS("demarche", "who", "."), 1, NULL,
                  "not a journal that can be read");
        run_fini(&run);
    }
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
    const char *const *save =
        WORDS("demarche", "recover", "--out", saved.journal, ".");
    assert_in(run.folder, save, 1, NULL, "exists already");
    assert_in(saved.folder, WORDS("demarche", "verify", "."), 0, "OK", NULL);
    assert_int_equal(unlink(saved.journal), 0);
    assert_in(run.folder, save, 0, "record 4 on: it is cut short\n", NULL);
    assert_in(saved.folder, WORDS("demarche", "verify", "."), 3, "4 verified",
              NULL);
    assert_in(saved.folder, WORDS("demarche", "show", "."), 0, "3 of 3 records",
              "INCOMPLETE");
    assert_int_equal(stat(run.journal, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    assert_int_equal(after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
    assert_int_equal(unlink(run.journal), 0);
    assert_in(saved.folder,
              WORDS("demarche", "recover", "--out", run.journal, "."), 0,
              "lost  nothing\n", NULL);
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
    assert_in(run.folder, WORDS("demarche", "verify", "."), 3, "still running",
              NULL);
    assert_in(run.folder,
              WORDS("demarche", "recover", "--out", "/nowhere", "."), 1, NULL,
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
    assert_in(run.folder, WORDS("demarche", "verify", "."), 0,
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
    assert_in(run.folder, WORDS("demarche", "verify", "."), 5, "FAIL: ", NULL);
    assert_in(run.folder, WORDS("demarche", "show", "."), 1, "1 of 1 records",
              NULL);
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
        cmocka_unit_test(test_options_mean_what_they_say),
        cmocka_unit_test(test_what_is_not_there_is_an_error),
        cmocka_unit_test(test_check_reads_standard_input),
        cmocka_unit_test(test_a_full_disk_is_noticed),
        cmocka_unit_test(test_a_closed_journal),
        cmocka_unit_test(test_a_journal_that_was_cut_short),
        cmocka_unit_test(test_a_torn_journal),
        cmocka_unit_test(test_a_journal_without_a_record),
        cmocka_unit_test(test_a_torn_journal_is_recovered),
        cmocka_unit_test(test_a_journal_being_written),
        cmocka_unit_test(test_a_journal_with_a_fault),
        cmocka_unit_test(test_a_changed_journal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
