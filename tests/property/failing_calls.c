/* Each call of the system that reads or writes a journal fails once, in every
 * act on journals: the act then ends with an error, or with the very result of
 * the undisturbed one, and in either case leaves no file open. */
#define _GNU_SOURCE 1 /* pipe2, O_CLOEXEC */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/writer.h"
#include "journal/comparison.h"
#include "journal/kept_state.h"
#include "journal/prove.h"
#include "journal/reader_seek.h"
#include "journal/salvage.h"
#include "journal/scratch.h"
#include "journal/verify.h"
#include "support/calls.h"
#include "support/journals.h"
#include "support/program.h"

/* The journal is larger than a window, so that each pass reads it anew; what
 * goes through a pipe fits into the pipe; what is written makes a batch. */
enum {
    EVENTS = 2300,
    LARGE = 100 * 1000,
    PIPE_EVENTS = 100,
    BATCH_EVENTS = 600,
    OUT_SIZE = 16 * 1024 * 1024
};

/* The journal that all acts are about, and what lies beside it. */
struct place {
    char folder[PROGRAM_PATH_SIZE];
    char journal[PROGRAM_PATH_SIZE + 16];
    char index[PROGRAM_PATH_SIZE + 32];
    char other[PROGRAM_PATH_SIZE + 16]; /* a file to be written */
    struct bytes small;                 /* another journal */
    struct checkpoint state;            /* the journal's last seal */
    struct arena arena;
};

/* An act writes its findings into out. Some work on the journal that a reader
 * has open; the others get NULL. */
typedef enum err act(const struct place *p, struct reader *r, struct arena *a,
                     struct writer *out, struct errmsg *e);

static void put_number(struct writer *w, uint64_t number)
{
    uint8_t bytes[8];

    bytes_put_le64(bytes, number);
    writer_put(w, bytes, sizeof bytes);
}

static enum err read_on(struct reader *r, struct writer *out, struct errmsg *e)
{
    struct reader_frame f;
    enum err rc;

    while (!(rc = reader_next(r, &f))) {
        put_number(out, f.offset);
        writer_put(out, f.prev, sizeof f.prev);
    }
    return rc == ERR_MISSING ? ERR_OK : err_set(e, rc, "cannot read on");
}

static enum err read_path(const char *path, struct writer *out,
                          struct errmsg *e)
{
    struct reader r;

    enum err rc = reader_open(&r, path, e);
    if (rc) return rc;
    rc = read_on(&r, out, e);
    if (!rc) rc = reader_grow(&r, e);
    put_number(out, r.in_use);
    reader_rewind(&r);
    if (!rc) rc = read_on(&r, out, e);
    reader_close(&r);
    return rc;
}

static enum err read_folder(const struct place *p, struct reader *r,
                            struct arena *a, struct writer *out,
                            struct errmsg *e)
{
    (void)r, (void)a;
    return read_path(p->folder, out, e);
}

/* The small journal comes out of a pipe. */
static enum err read_stream(const struct place *p, bool standard_input,
                            struct writer *out, struct errmsg *e)
{
    const struct iovec all = {(void *)p->small.data, p->small.size};
    const int before = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    char path[64];
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(writev(ends[1], &all, 1), all.iov_len);
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
    const enum err rc = read_path(standard_input ? "-" : path, out, e);
    close(ends[0]);
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    close(before);
    return rc;
}

static enum err read_input(const struct place *p, struct reader *r,
                           struct arena *a, struct writer *out,
                           struct errmsg *e)
{
    (void)r, (void)a;
    return read_stream(p, true, out, e);
}

static enum err read_pipe(const struct place *p, struct reader *r,
                          struct arena *a, struct writer *out, struct errmsg *e)
{
    (void)r, (void)a;
    return read_stream(p, false, out, e);
}

static enum err seek(const struct place *p, struct reader *r, struct arena *a,
                     struct writer *out, struct errmsg *e)
{
    struct reader_frame f;

    (void)p, (void)a;
    for (uint64_t seq = 255; seq < EVENTS; seq += 500) {
        enum err rc = reader_seek_seq(r, seq);
        if (!rc) rc = reader_next(r, &f);
        if (rc) return err_set(e, rc, "cannot seek a record");
        put_number(out, f.offset);
        rc = reader_seek_time(r, journals_time(seq));
        if (!rc) rc = reader_next(r, &f);
        if (rc) return err_set(e, rc, "cannot seek a time");
        put_number(out, f.offset);
    }
    return ERR_OK;
}

static enum err verify(const struct place *p, struct reader *r, struct arena *a,
                       struct writer *out, struct errmsg *e)
{
    struct verify_result result;

    (void)p, (void)a;
    enum err rc = verify_reader(r, &result, e);
    if (rc) return rc;
    put_number(out, result.verdict);
    writer_put(out, result.root.bytes, sizeof result.root.bytes);
    return ERR_OK;
}

static enum err put_text(struct writer *out, enum err rc, struct bytes text)
{
    if (!rc) writer_put(out, text.data, text.size);
    return rc;
}

static enum err state(const struct place *p, struct reader *r, struct arena *a,
                      struct writer *out, struct errmsg *e)
{
    struct bytes text;

    (void)p;
    enum err rc = prove_state(r, a, &text, e);
    return put_text(out, rc, text);
}

static enum err record(const struct place *p, struct reader *r, struct arena *a,
                       struct writer *out, struct errmsg *e)
{
    struct bytes text;

    (void)p;
    enum err rc = prove_record(r, EVENTS - 1, a, &text, e);
    return put_text(out, rc, text);
}

static enum err growth(const struct place *p, struct reader *r, struct arena *a,
                       struct writer *out, struct errmsg *e)
{
    struct bytes text;

    enum err rc = prove_growth(r, &p->state, a, &text, e);
    return put_text(out, rc, text);
}

static enum err kept_state(const struct place *p, struct reader *r,
                           struct arena *a, struct writer *out,
                           struct errmsg *e)
{
    uint8_t key[RECORD_KEY_SIZE];

    (void)a;
    enum err rc = kept_state_check(r, &p->state, key, e);
    return put_text(out, rc, bytes_of(key, sizeof key));
}

/* By calls that are not told to fail. */
static enum err put_file(struct writer *out, const char *path)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    out->size = fread(out->data, 1, OUT_SIZE, file);
    fclose(file);
    return ERR_OK;
}

static int open_other(const struct place *p)
{
    const int fd = openat(AT_FDCWD, p->other,
                          O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    return fd;
}

static enum err salvage(const struct place *p, struct reader *r,
                        struct arena *a, struct writer *out, struct errmsg *e)
{
    const int fd = open_other(p);

    (void)a;

    enum err rc = salvage_copy(NULL, r, r->file.size, fd, e);
    close(fd);
    return rc ? rc : put_file(out, p->other);
}

static enum err write_events(struct journal *j, uint64_t events,
                             struct errmsg *e)
{
    struct errmsg closing;
    enum err rc = ERR_OK;

    for (uint64_t i = 0; i < events && !rc; i++)
        rc = journals_event(j, i, LARGE, e);
    const enum err closed = journal_close(j, journals_time(events), &closing);
    if (!rc && closed) *e = closing;
    return rc ? rc : closed;
}

/* The journal's own events are held against it. */
static enum err compare(const struct place *p, struct reader *r,
                        struct arena *a, struct writer *out, struct errmsg *e)
{
    struct record_header header = r->header;
    struct comparison c;
    struct journal *j;

    (void)p, (void)a;
    comparison_init(&c, r, r->file.size);
    enum err rc = comparison_create(&c, &j, &header, journals_time(0), e);
    if (!rc) rc = write_events(j, EVENTS, e);
    put_number(out, c.frames);
    comparison_fini(&c);
    return rc;
}

static enum err write_file(const struct place *p, struct reader *r,
                           struct arena *a, struct writer *out,
                           struct errmsg *e)
{
    const struct journal_options options = {.durability = JOURNAL_BATCH,
                                            .index = p->index};
    const int fd = open_other(p);
    enum err rc = ERR_IO;

    (void)r, (void)a;
    unlink(p->index);
    struct journal *j = journals_begin_with(fd, &options, e);
    if (j)
        rc = write_events(j, BATCH_EVENTS, e);
    else
        close(fd);
    return rc ? rc : put_file(out, p->other);
}

/* A journal in memory that is kept and read. */
static enum err in_memory(const struct place *p, struct reader *r,
                          struct arena *a, struct writer *out, struct errmsg *e)
{
    struct record_header header = {.tool_version = "0",
                                   .scenario_name = "s",
                                   .scenario = bytes_of_text("s")};
    struct scratch s;
    struct reader own;
    struct journal *j;

    (void)p, (void)r, (void)a;
    enum err rc = scratch_keep(&s, &j, &header, journals_time(0), e);
    if (rc) return rc;
    rc = write_events(j, 1, e);
    if (!rc) rc = scratch_open(&s, &own, e);
    if (!rc) {
        rc = read_on(&own, out, e);
        reader_close(&own);
    }
    scratch_fini(&s);
    return rc;
}

static enum err sync_names(const struct place *p, struct reader *r,
                           struct arena *a, struct writer *out,
                           struct errmsg *e)
{
    const int failed = storage_sync_names(p->journal);

    (void)r, (void)a, (void)out;
    return failed ? err_set(e, ERR_IO, "%s", strerror(failed)) : ERR_OK;
}

static const struct {
    const char *name;
    act *function;
    bool with_reader;
} acts[] = {
    {"read a folder", read_folder, false},
    {"read standard input", read_input, false},
    {"read a pipe", read_pipe, false},
    {"seek", seek, true},
    {"verify", verify, true},
    {"prove a state", state, true},
    {"prove a record", record, true},
    {"prove growth", growth, true},
    {"check a kept state", kept_state, true},
    {"salvage", salvage, true},
    {"compare", compare, true},
    {"write", write_file, false},
    {"write in memory", in_memory, false},
    {"sync names", sync_names, false},
};

static enum err carry_out(const struct place *p, size_t i, struct arena *a,
                          struct writer *out, struct errmsg *e)
{
    struct reader r;

    *e = (struct errmsg){0};
    out->size = 0;
    if (!acts[i].with_reader) return acts[i].function(p, NULL, a, out, e);
    enum err rc = reader_open(&r, p->journal, e);
    if (rc) return rc;
    rc = acts[i].function(p, &r, a, out, e);
    reader_close(&r);
    return rc;
}

/* The ways in which a call of each kind can fail. A read or write that moves
 * half of its bytes, or is interrupted, is gone on with. */
static const struct {
    int error;
    unsigned kinds;
    bool harmless;
} ways[] = {
    {EIO, (1u << CALLS_KINDS) - 1, false},
    {EINVAL, 1u << CALLS_FSYNC, false},
    {EINTR,
     1u << CALLS_READ | 1u << CALLS_PREAD | 1u << CALLS_WRITE |
         1u << CALLS_PWRITE | 1u << CALLS_FTRUNCATE | 1u << CALLS_FALLOCATE,
     true},
    {CALLS_SHORT,
     1u << CALLS_READ | 1u << CALLS_PREAD | 1u << CALLS_WRITE |
         1u << CALLS_PWRITE,
     true},
    {CALLS_NOTHING, 1u << CALLS_WRITE | 1u << CALLS_PWRITE, false},
};

static int first_free(void)
{
    const int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);

    close(fd);
    return fd;
}

/* Lets the n-th call of a kind fail in a way; counts whether it told. */
static void fail_one(const struct place *p, size_t i, size_t way,
                     enum calls_kind kind, unsigned n, struct bytes whole,
                     size_t told[2])
{
    static uint8_t memory[OUT_SIZE];
    unsigned counts[CALLS_KINDS];
    const int free_before = first_free();
    struct writer out;
    struct errmsg e;
    struct arena a;

    arena_init(&a);
    writer_init(&out, memory, sizeof memory);
    calls_begin(kind, n, ways[way].error);
    const enum err rc = carry_out(p, i, &a, &out, &e);
    calls_end(counts);
    if (!rc && !bytes_equal(writer_bytes(&out), whole))
        fail_msg("%s: call %u of kind %d fails unseen", acts[i].name, n, kind);
    if (rc && (ways[way].harmless || !e.text[0]))
        fail_msg("%s: call %u of kind %d, %d: %s", acts[i].name, n, kind,
                 ways[way].error, e.text);
    if (first_free() != free_before)
        fail_msg("%s: call %u of kind %d: a file is open", acts[i].name, n,
                 kind);
    told[rc != ERR_OK]++;
    arena_fini(&a);
}

static void every_call_fails_once(void **given)
{
    static uint8_t memory[OUT_SIZE];
    const struct place *p = *given;
    unsigned counts[CALLS_KINDS];

    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        size_t told[2] = {0};
        struct writer whole;
        struct errmsg e;
        struct arena a;

        arena_init(&a);
        writer_init(&whole, memory, sizeof memory);
        calls_begin(CALLS_OPEN, 0, 0);
        if (carry_out(p, i, &a, &whole, &e))
            fail_msg("%s: %s", acts[i].name, e.text);
        calls_end(counts);
        arena_fini(&a);
        for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
            for (int kind = 0; kind < CALLS_KINDS; kind++)
                for (unsigned n = 1;
                     ways[way].kinds & 1u << kind && n <= counts[kind]; n++)
                    fail_one(p, i, way, (enum calls_kind)kind, n,
                             writer_bytes(&whole), told);
        print_message("%s: %zu failures said, %zu without harm\n", acts[i].name,
                      told[1], told[0]);
    }
}

static void write_journal(struct place *p)
{
    struct reader r;
    struct bytes text;
    struct errmsg e;
    char index[sizeof p->journal + 8];

    snprintf(index, sizeof index, "%s.index", p->journal);
    const struct journal_options beside = {.index = index};
    const int fd = openat(AT_FDCWD, p->journal,
                          O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct journal *j = journals_begin_with(fd, &beside, &e);
    assert_non_null(j);
    assert_int_equal(write_events(j, EVENTS, &e), ERR_OK);
    assert_int_equal(reader_open(&r, p->journal, &e), ERR_OK);
    assert_true(r.file.size > WINDOW_SIZE);
    assert_int_equal(prove_state(&r, &p->arena, &text, &e), ERR_OK);
    assert_int_equal(checkpoint_read(&p->state, &text), ERR_OK);
    reader_close(&r);
}

static int setup(void **given)
{
    static struct place p;

    arena_init(&p.arena);
    program_folder(p.folder);
    snprintf(p.journal, sizeof p.journal, "%s/run.journal", p.folder);
    snprintf(p.other, sizeof p.other, "%s/other", p.folder);
    snprintf(p.index, sizeof p.index, "%s.index", p.other);
    p.small = journals_make(&p.arena, PIPE_EVENTS, true);
    write_journal(&p);
    *given = &p;
    return 0;
}

static int teardown(void **given)
{
    struct place *p = *given;

    program_remove(p->folder);
    arena_fini(&p->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_fails_once),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
