/* Exports as their callers see them: files that are whole or not there, and
 * other people's programs that read them. */
#define _GNU_SOURCE 1 /* wait4 */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/exports.h"

#define EXPECTED SOURCE_DIR "/tests/timeline/exports/tale."

enum {
    DOCUMENTED_QUERIES = 5,
    FEW = 1000,
    MANY = 100000,
    SLACK_KIB = 8 * 1024 /* what many records may take more than few */
};

static void test_wrong_words(void **state)
{
    exports_run(*state, WORDS("demarche", "export"), 64, "expected one RUN");
    exports_run(*state, WORDS("demarche", "export", "tale.journal"), 64,
                "expected --to FORMAT");
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "cvs"), 64,
                "did you mean csv?");
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "parquet"),
                64,
                "expected jsonl, csv, sqlite, pcapng, mermaid, dot, perfetto, "
                "shiviz or timesketch");
    exports_run(
        *state,
        WORDS("demarche", "export", "tale.journal", "--to", "csv", "-o"), 64,
        "-o needs a value");
    exports_run(*state,
                WORDS("demarche", "export", "none", "--to", "csv", "-o", "x"),
                1, "none");
    assert_false(program_left(*state, "x"));
}

static void test_a_file_is_left_alone_unless_forced(void **state)
{
    char path[EXPORTS_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/x", (char *)*state);
    program_write(path, "mine", 4);
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "csv",
                      "--out", "x"),
                1, "x exists already");
    char *text = program_read(path, &size);
    assert_string_equal(text, "mine");
    free(text);
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "csv", "-o",
                      "x", "--force"),
                0, NULL);
    text = program_read(path, &size);
    assert_memory_equal(text, "record,", 7);
    free(text);
    assert_false(program_left_half(*state));
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "csv", "-o",
                      "tale.journal", "--force"),
                1, "is the journal itself");
    exports_run(*state, WORDS("demarche", "verify", "tale.journal"), 0, NULL);
}

static void test_nothing_is_left_of_half_a_file(void **state)
{
    const struct program_gift small = {.folder = *state, .file_size = 1024};
    struct program_end end;
    char path[EXPORTS_PATH_SIZE];
    size_t size;

    snprintf(path, sizeof path, "%s/x", (char *)*state);
    program_run(&end, &small,
                WORDS("demarche", "export", "tale.journal", "--to", "jsonl",
                      "-o", "x"));
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "cannot write x: File too large"));
    program_end_fini(&end);
    assert_false(program_left(*state, "x"));
    assert_false(program_left_half(*state));
    program_write(path, "mine", 4);
    program_run(&end, &small,
                WORDS("demarche", "export", "tale.journal", "--to", "jsonl",
                      "-o", "x", "--force"));
    assert_int_equal(end.status, 1);
    program_end_fini(&end);
    char *text = program_read(path, &size);
    assert_string_equal(text, "mine");
    free(text);
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "csv", "-o",
                      "/dev/full"),
                1, "cannot write /dev/full: No space left on device");
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "csv", "-o",
                      "no/x"),
                1, "cannot write no/x: No such file or directory");
    exports_run(
        *state,
        WORDS("demarche", "export", "tale.journal", "--to", "csv", "-o", "."),
        1, "cannot write .: Is a directory");
}

/* Starts an export to a descriptor; gives its status, and what it took. */
static int export_to(const char *folder, const char *journal,
                     const char *format, int out, struct rusage *usage)
{
    const pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        dup2(out, STDOUT_FILENO);
        close(STDERR_FILENO);
        if (chdir(folder)) _exit(127);
        execl(DEMARCHE_PROGRAM, "demarche", "export", journal, "--to", format,
              (char *)NULL);
        _exit(127);
    }
    assert_int_equal(wait4(child, &status, 0, usage), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_a_closed_pipe_is_no_error(void **state)
{
    struct rusage usage;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(
        export_to(*state, "tale.journal", "jsonl", ends[1], &usage), 0);
    close(ends[1]);
}

/* A journal of so many records with some bytes each. */
static void journal_of_many(const char *folder, const char *name, size_t count)
{
    static const uint8_t data[200] = {0};
    struct story_line *lines = calloc(count, sizeof *lines);

    assert_non_null(lines);
    for (size_t i = 0; i < count; i++) {
        lines[i].record = (struct record){.kind = RECORD_FRAME_SENT,
                                          .party = "us",
                                          .peer = "russia",
                                          .channel = "embassy",
                                          .document = "us-response",
                                          .exchange = i / 10 + 1,
                                          .data = {data, sizeof data}};
    }
    exports_journal(folder, name, lines, count);
    free(lines);
}

static void test_memory_does_not_grow_with_the_journal(void **state)
{
    static const char *const formats[] = {
        "jsonl", "csv", "pcapng", "mermaid", "dot", "perfetto", "timesketch"};
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    journal_of_many(*state, "few.journal", FEW);
    journal_of_many(*state, "many.journal", MANY);
    struct rusage a, b;

    assert_true(nowhere >= 0);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        assert_int_equal(
            export_to(*state, "few.journal", formats[i], nowhere, &a), 0);
        assert_int_equal(
            export_to(*state, "many.journal", formats[i], nowhere, &b), 0);
        const long grown = b.ru_maxrss - a.ru_maxrss;
        if (grown > SLACK_KIB)
            fail_msg("%s: %ld KiB for the records", formats[i], grown);
    }
    close(nowhere);
}

static void test_python_reads_json_and_csv(void **state)
{
    static const char text[] =
        "text = '=1+1 \"quoted\" \\\\ %%{init}%% ; end <b>#&amp; }] --> ' \\\n"
        "    '\\'\\nsecond\\tline \\x1b[2J\\x9b\\u202e|x'\n";
    char program[2048];

    if (!program_is_there("python3")) skip();
    snprintf(program, sizeof program,
             "import json\n%s"
             "rows = [json.loads(l) for l in open('in', encoding='utf-8')]\n"
             "assert len(rows) == 16, len(rows)\n"
             "assert [r['record'] for r in rows] == list(range(1, 17))\n"
             "assert rows[12]['words'] == text, rows[12]\n"
             "assert rows[7]['portions'] == ['open-door', 'arms-control']\n"
             "assert bytes.fromhex(rows[3]['data'])[:4] == b'\\0\\0\\0\\x17'\n",
             text);
    exports_python(*state, "tale.journal", "jsonl", program);
    snprintf(program, sizeof program,
             "import csv\n%s"
             "f = open('in', encoding='utf-8', newline='')\n"
             "rows = list(csv.DictReader(f, strict=True))\n"
             "assert len(rows) == 16, len(rows)\n"
             "for bad in '\\x1b\\x9b\\u202e': text = text.replace(bad, "
             "'\\ufffd')\n"
             "assert rows[12]['words'] == \"'\" + text, rows[12]\n"
             "assert rows[3]['bytes'] == '27', rows[3]\n",
             text);
    exports_python(*state, "tale.journal", "csv", program);
}

/* The queries of docs/export.md, one after the other; the caller frees. */
static char *documented_queries(void)
{
    static const char fence[] = "```sql\n";
    size_t size;
    char *page = program_read(SOURCE_DIR "/docs/export.md", &size);
    char *queries = calloc(1, size + 1);
    size_t count = 0;

    assert_non_null(page);
    assert_non_null(queries);
    for (char *at = page; (at = strstr(at, fence)); count++) {
        at += sizeof fence - 1;
        char *end = strstr(at, "```");
        assert_non_null(end);
        strncat(queries, at, (size_t)(end - at));
        at = end;
    }
    assert_int_equal(count, DOCUMENTED_QUERIES);
    free(page);
    return queries;
}

static void test_sqlite_answers_the_documented_queries(void **state)
{
    char path[EXPORTS_PATH_SIZE];
    const struct program_gift gift = {.folder = *state, .input = path};
    struct program_end end;
    size_t size;

    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "sqlite"),
                1, "needs a file; name one");
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "sqlite",
                      "-o", "/dev/full"),
                1, "needs a file; name one");
    exports_run(*state,
                WORDS("demarche", "export", "tale.journal", "--to", "sqlite",
                      "-o", "x.db"),
                0, NULL);
    if (!program_is_there("sqlite3")) skip();
    snprintf(path, sizeof path, "%s/queries", (char *)*state);
    char *queries = documented_queries();
    program_write(path, queries, strlen(queries));
    free(queries);
    program_run(&end, &gift, WORDS("sqlite3", "-bail", "-header", "x.db"));
    assert_string_equal(end.err, "");
    assert_int_equal(end.status, 0);
    if (getenv("DEMARCHE_UPDATE"))
        program_write(EXPECTED "queries.txt", end.out, end.out_size);
    char *expected = program_read(EXPECTED "queries.txt", &size);
    assert_non_null(expected);
    assert_string_equal(end.out, expected);
    free(expected);
    program_end_fini(&end);
}

/* A text that would end a string or a statement is there as it was. */
static void test_sqlite_is_whole_and_keeps_hostile_texts(void **state)
{
    if (!program_is_there("python3")) skip();
    exports_python(
        *state, "tale.journal", "sqlite",
        "import sqlite3\n"
        "db = sqlite3.connect('in')\n"
        "def one(sql): return db.execute(sql).fetchone()[0]\n"
        "assert one('PRAGMA integrity_check') == 'ok'\n"
        "assert one('PRAGMA user_version') == 2\n"
        "assert one('SELECT count(*) FROM records') == 16\n"
        "text = one('SELECT words FROM records WHERE record = 13')\n"
        "assert text.endswith('second\\tline \\x1b[2J\\x9b\\u202e|x'), text\n"
        "assert one('SELECT length(data) FROM records WHERE record = 4') == "
        "27\n"
        "assert one('SELECT count(*) FROM timeline') == 10\n");
}

static void test_a_full_disk_under_sqlite(void **state)
{
    const struct program_gift small = {.folder = *state, .file_size = 16384};
    struct program_end end;

    program_run(&end, &small,
                WORDS("demarche", "export", "tale.journal", "--to", "sqlite",
                      "-o", "x"));
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "cannot write x: "));
    program_end_fini(&end);
    assert_false(program_left(*state, "x"));
    assert_false(program_left_half(*state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wrong_words, exports_set_up,
                                        exports_tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_is_left_alone_unless_forced,
                                        exports_set_up, exports_tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_left_of_half_a_file,
                                        exports_set_up, exports_tear_down),
        cmocka_unit_test_setup_teardown(test_a_closed_pipe_is_no_error,
                                        exports_set_up, exports_tear_down),
        cmocka_unit_test_setup_teardown(
            test_memory_does_not_grow_with_the_journal, exports_set_up,
            exports_tear_down),
        cmocka_unit_test_setup_teardown(test_python_reads_json_and_csv,
                                        exports_set_up, exports_tear_down),
        cmocka_unit_test_setup_teardown(
            test_sqlite_answers_the_documented_queries, exports_set_up,
            exports_tear_down),
        cmocka_unit_test_setup_teardown(
            test_sqlite_is_whole_and_keeps_hostile_texts, exports_set_up,
            exports_tear_down),
        cmocka_unit_test_setup_teardown(test_a_full_disk_under_sqlite,
                                        exports_set_up, exports_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
