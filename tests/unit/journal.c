/* The writer and the reader: what goes in comes out, limits and faults. */
#define _GNU_SOURCE 1 /* F_ADD_SEALS */

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/writer.h"
#include "journal/head.h"
#include "journal/verify.h"
#include "support/journals.h"
#include "support/program.h"

enum { MANY = 9000 /* two epochs and a part */, LARGE = 100 };

static int setup(void **state)
{
    static struct arena arena;

    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state)
{
    arena_fini(*state);
    return 0;
}

/* A folder of the test's own, with this as its journal. */
static const char *make_folder(struct arena *a, struct bytes b)
{
    char folder[PROGRAM_PATH_SIZE];

    program_folder(folder);
    program_write(arena_format(a, "%s/run.journal", folder), b.data, b.size);
    return arena_text(a, folder);
}

static void check_reader(struct reader *r, uint64_t events)
{
    struct reader_frame f;
    struct arena a;
    uint64_t seq = 0, offset = 0, seen = 0;

    arena_init(&a);
    assert_string_equal(r->header.scenario_name, "two letters");
    assert_int_equal(r->header.seed, 42);
    for (; reader_next(r, &f) == ERR_OK; seq++, offset += f.whole.size) {
        struct record record;
        assert_int_equal(f.seq, seq);
        assert_int_equal(f.offset, offset);
        if (f.kind != JOURNAL_EVENT) continue;
        assert_int_equal(record_decode(&a, f.body, &record), ERR_OK);
        assert_string_equal(record.words,
                            arena_format(&a, "remark %d", (int)seen));
        assert_int_equal(f.time, journals_time(seen));
        arena_reset(&a);
        seen++;
    }
    assert_int_equal(reader_next(r, &f), ERR_MISSING);
    assert_int_equal(seen, events);
    reader_rewind(r);
    assert_int_equal(reader_next(r, &f), ERR_OK);
    assert_int_equal(f.kind, JOURNAL_HEADER);
    arena_fini(&a);
}

static void read_back(void **state)
{
    struct bytes file = journals_make(*state, MANY, true);
    const char *folder = make_folder(*state, file);
    const char *path = arena_format(*state, "%s/run.journal", folder);
    struct reader r;
    struct errmsg e;

    assert_int_equal(reader_open(&r, folder, &e), ERR_OK);
    assert_int_equal(r.file.size, file.size);
    check_reader(&r, MANY);
    reader_close(&r);

    FILE *pipe = popen(arena_format(*state, "cat '%s'", path), "r");
    assert_non_null(pipe);
    int kept = dup(STDIN_FILENO);
    assert_int_equal(dup2(fileno(pipe), STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(reader_open(&r, "-", &e), ERR_OK);
    assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
    close(kept);
    pclose(pipe);
    assert_int_equal(r.file.size, file.size);
    check_reader(&r, MANY);
    reader_close(&r);
    program_remove(folder);
}

static void same_bytes_twice(void **state)
{
    struct bytes first = journals_make(*state, MANY, true);

    assert_true(bytes_equal(first, journals_make(*state, MANY, true)));
}

/* Refused with a message that names the file and the cause. */
static void refuse(struct arena *a, struct bytes b, enum err code,
                   const char *cause)
{
    const char *folder = make_folder(a, b);
    struct reader r;
    struct errmsg e;

    assert_int_equal(reader_open(&r, folder, &e), code);
    assert_non_null(strstr(e.text, folder));
    if (!strstr(e.text, cause)) fail_msg("%s", e.text);
    program_remove(folder);
}

/* The header with another version or features, all else made to fit. */
static struct bytes other_header(struct arena *a, struct bytes file,
                                 uint32_t version, uint64_t features)
{
    struct reader_frame f;
    struct record_header h;
    struct writer w;
    const char *why;
    uint32_t magic = head_magic(file);

    assert_int_equal(head_read(file, magic, &f, &why), ERR_OK);
    assert_int_equal(head_read_header(a, &f, &h, &why), ERR_OK);
    h.version = version;
    h.features = features;
    assert_int_equal(record_encode_header(a, &h, &f.body), ERR_OK);
    size_t capacity = f.body.size + HEAD_SIZE_MAX;
    writer_init(&w, arena_alloc(a, capacity), capacity);
    head_write(&w, magic, &f);
    return writer_bytes(&w);
}

static void reader_refuses(void **state)
{
    struct bytes file = journals_make(*state, 3, true);
    struct reader r;
    struct errmsg e;

    assert_int_equal(reader_open(&r, "/nowhere/at/all", &e), ERR_MISSING);
    assert_non_null(strstr(e.text, "/nowhere/at/all"));
    refuse(*state, bytes_of(NULL, 0), ERR_CUT, "empty");
    refuse(*state, bytes_of(file.data, 50), ERR_CUT, "cut short");
    refuse(*state, bytes_of_text("name: a scenario, not a journal\n"),
           ERR_FORMAT, "it is a text; demarche run FILE makes");
    refuse(*state, other_header(*state, file, 1, 0), ERR_UNSUPPORTED,
           "version is 1, which was never released");
    refuse(*state, other_header(*state, file, 3, 0), ERR_UNSUPPORTED,
           "version is unknown");
    refuse(*state, other_header(*state, file, 2, 2), ERR_UNSUPPORTED,
           "features");
}

static void create_refuses(void **state)
{
    struct record_header header = {.tool_version = "0", .scenario_name = "n"};
    struct journal *j;
    struct errmsg e;

    int fd = journals_file();
    assert_int_equal(write(fd, "x", 1), 1);
    assert_int_equal(journal_create(&j, fd, &header, 0, &e), ERR_EXISTS);
    close(fd);

    fd = journals_file();
    int other = open(arena_format(*state, "/proc/self/fd/%d", fd), O_RDWR);
    assert_true(other >= 0);
    j = journals_begin(fd);
    assert_int_equal(ftruncate(other, 0), 0);
    struct journal *second;
    assert_int_equal(journal_create(&second, other, &header, 0, &e), ERR_STATE);
    assert_int_equal(journal_close(j, journals_time(0), &e), ERR_OK);
    close(other);

    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(journal_create(&j, ends[1], &header, 0, &e), ERR_IO);
    close(ends[0]);
    close(ends[1]);

    fd = journals_file();
    header.scenario =
        bytes_of(arena_alloc(*state, RECORD_BODY_MAX), RECORD_BODY_MAX);
    assert_int_equal(journal_create(&j, fd, &header, 0, &e), ERR_LIMIT);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_size, 0);
    close(fd);
}

static void largest_body(void **state)
{
    struct bytes body;
    struct record r = {.kind = RECORD_FRAME_SENT};
    struct verify_result result;
    struct errmsg e;
    uint64_t seq;
    int fd = journals_file(), other = dup(fd);
    struct journal *j = journals_begin(fd);

    r.data =
        bytes_of(arena_alloc(*state, RECORD_BODY_MAX), RECORD_BODY_MAX - 6);
    assert_int_equal(record_encode(*state, &r, &body), ERR_OK);
    assert_int_equal(body.size, RECORD_BODY_MAX);
    for (int i = 0; i < 3; i++)
        assert_int_equal(journal_append(j, journals_time(1), body, &seq, &e),
                         ERR_OK);
    assert_int_equal(seq, 3);
    assert_int_equal(journal_close(j, journals_time(1), &e), ERR_OK);
    verify_bytes(journals_contents(*state, other), &result);
    assert_int_equal(result.verdict, VERIFY_OK);
    assert_int_equal(result.frames, 5);
    close(other);
}

/* Space runs out where it can be set aside: the last records are a FAULT and
 * a CLOSE, and all that was taken in before is there. */
static void full_disk(void **state)
{
    const struct rlimit limit = {1000 * 1000, RLIM_INFINITY};
    struct rlimit before;
    struct verify_result result;
    struct errmsg e;
    uint64_t taken = 0;
    int fd = journals_file(), other = dup(fd);

    signal(SIGXFSZ, SIG_IGN);
    struct journal *j = journals_begin(fd);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    while (journals_event(j, taken, 2000, &e) == ERR_OK)
        taken++;
    assert_non_null(strstr(e.text, "no space"));
    assert_int_equal(journals_event(j, taken, 2000, &e), ERR_IO);
    assert_int_equal(journal_flush(j, &e), ERR_IO);
    assert_int_equal(journal_close(j, journals_time(taken), &e), ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

    struct bytes file = journals_contents(*state, other);
    verify_bytes(file, &result);
    assert_int_equal(result.verdict, VERIFY_OK);
    uint64_t seals = result.seals;
    assert_int_equal(result.frames, taken + 1 + seals + 1);
    const char *folder = make_folder(*state, file);
    struct reader r;
    struct reader_frame f;
    assert_int_equal(reader_open(&r, folder, &e), ERR_OK);
    for (uint64_t i = 0; i + 1 < result.frames; i++)
        assert_int_equal(reader_next(&r, &f), ERR_OK);
    assert_int_equal(f.kind, JOURNAL_FAULT);
    assert_int_equal(reader_next(&r, &f), ERR_OK);
    assert_int_equal(f.kind, JOURNAL_CLOSE);
    reader_close(&r);
    program_remove(folder);
    close(other);
}

/* A write fails that nothing foretold: what was flushed stands, whole. */
static void failed_write(void **state)
{
    struct verify_result result;
    struct errmsg e;
    int fd = journals_file(), other = dup(fd);
    struct journal *j = journals_begin(fd);

    for (uint64_t i = 0; i < 10; i++)
        assert_int_equal(journals_event(j, i, LARGE, &e), ERR_OK);
    assert_int_equal(journal_flush(j, &e), ERR_OK);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW), 0);
    for (uint64_t i = 10; i < 20; i++)
        assert_int_equal(journals_event(j, i, LARGE, &e), ERR_OK);
    assert_int_equal(journal_flush(j, &e), ERR_IO);
    assert_int_equal(journals_event(j, 20, LARGE, &e), ERR_IO);
    assert_int_equal(journal_close(j, journals_time(20), &e), ERR_IO);
    verify_bytes(journals_contents(*state, other), &result);
    assert_int_equal(result.verdict, VERIFY_INCOMPLETE);
    assert_int_equal(result.frames, 11);
    close(other);
}

/* The text of a FAULT: a reason, if it is short text. */
static void faults(void **state)
{
    char longest[1025 + 1], longer[1025 + 1];
    const struct {
        const char *why, *said;
    } rows[] = {
        {"the well ran dry", "the well ran dry"},        {"", ""},
        {"cut in an \xc3", "an error that has no text"}, {longest, longest},
        {longer, "an error that has no text"},
    };

    memset(longest, 'x', sizeof longest);
    memset(longer, 'x', sizeof longer);
    longest[sizeof longest - 2] = longer[sizeof longer - 1] = '\0';
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct verify_result r;
        struct errmsg e;
        int fd = journals_file(), other = dup(fd);
        struct journal *j = journals_begin(fd);
        assert_int_equal(journals_event(j, 0, LARGE, &e), ERR_OK);
        journal_fault(j, INSTANT_MIN, rows[i].why);
        journal_fault(j, journals_time(9), "too late");
        assert_int_equal(journals_event(j, 1, LARGE, &e), ERR_IO);
        assert_int_equal(journal_sync(j, &e), ERR_IO);
        assert_int_equal(journal_close(j, journals_time(9), &e), ERR_IO);
        verify_bytes(journals_contents(*state, other), &r);
        assert_int_equal(r.verdict, VERIFY_OK);
        assert_int_equal(r.frames, 4);
        assert_int_equal(strlen(r.fault), strlen(rows[i].said) < 256
                                              ? strlen(rows[i].said)
                                              : VERIFY_FAULT_SIZE - 1);
        assert_memory_equal(r.fault, rows[i].said, strlen(r.fault));
        close(other);
    }
}

/* On a file system that sets space aside past the limit on a file's size,
 * the write itself is what fails, and in the middle of a frame. */
static void file_at_its_size_limit(void **state)
{
    const struct rlimit limit = {1000 * 1000, RLIM_INFINITY};
    struct rlimit before;
    struct verify_result result;
    struct errmsg e;
    uint64_t taken = 0;
    char path[] = "/tmp/journal-test-XXXXXX";
    int fd = mkstemp(path), other = dup(fd);

    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
    signal(SIGXFSZ, SIG_IGN);
    struct journal *j = journals_begin(fd);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    while (journals_event(j, taken, 2000, &e) == ERR_OK)
        taken++;
    assert_int_equal(journal_close(j, journals_time(taken), &e), ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    struct bytes file = journals_contents(*state, other);
    verify_bytes(file, &result);
    assert_true(result.verdict == VERIFY_OK ||
                result.verdict == VERIFY_INCOMPLETE);
    assert_int_equal(result.bytes, file.size);
    assert_true(file.size > 1000 * 1000 - 2 * JOURNAL_RESERVE);
    print_message("at its size limit the journal is %s\n",
                  verify_verdict_name(result.verdict));
    close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_back),
        cmocka_unit_test(same_bytes_twice),
        cmocka_unit_test(reader_refuses),
        cmocka_unit_test(create_refuses),
        cmocka_unit_test(largest_body),
        cmocka_unit_test(full_disk),
        cmocka_unit_test(failed_write),
        cmocka_unit_test(faults),
        cmocka_unit_test(file_at_its_size_limit),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
