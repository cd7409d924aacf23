/* A journal on a disk that fails twice, or just when a seal is due; and frames
 * and headers that no writer would write. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crc32c.h"
#include "base/writer.h"
#include "journal/comparison.h"
#include "journal/head.h"
#include "journal/verify.h"
#include "support/faulty.h"
#include "support/journals.h"
#include "support/program.h"

static int fail_write(void *world, int fd, uint64_t at, struct bytes b,
                      size_t *done)
{
    (void)world, (void)fd, (void)at, (void)b;
    *done = 0;
    return ENOSPC;
}

static int fail_cut(void *world, int fd, uint64_t size)
{
    (void)world, (void)fd, (void)size;
    return EROFS;
}

static int fail_reserve(void *world, int fd, uint64_t from, uint64_t size)
{
    (void)world, (void)fd, (void)from, (void)size;
    return EDQUOT;
}

/* A journal of so many events, whose disk may then be made to fail. */
static struct journal *begin(struct faulty *disk, int *kept, uint64_t events)
{
    const struct journal_options options = {.storage = &disk->storage};
    const int fd = journals_file();
    struct errmsg e;

    *kept = dup(fd);
    faulty_init(disk);
    struct journal *j = journals_begin_with(fd, &options, &e);
    assert_non_null(j);
    for (uint64_t i = 0; i < events; i++)
        assert_int_equal(journals_event(j, i, 300, &e), ERR_OK);
    return j;
}

/* The journal that is left holds, and has so many frames. */
static void left(int kept, enum verify_verdict verdict, uint64_t frames)
{
    struct verify_result r;
    struct arena a;

    arena_init(&a);
    verify_bytes(journals_contents(&a, kept), &r);
    assert_int_equal(r.verdict, verdict);
    assert_int_equal(r.frames, frames);
    arena_fini(&a);
    close(kept);
}

static void neither_written_nor_cut_back(void **state)
{
    struct faulty disk;
    struct errmsg e;
    int kept;
    struct journal *j = begin(&disk, &kept, 20);

    (void)state;
    disk.storage.write = fail_write;
    disk.storage.truncate = fail_cut;
    assert_int_equal(journal_flush(j, &e), ERR_IO);
    assert_non_null(strstr(e.text, "nor cut it back"));
    assert_non_null(strstr(e.text, strerror(ENOSPC)));
    assert_non_null(strstr(e.text, strerror(EROFS)));
    assert_int_equal(journal_flush(j, &e), ERR_IO);
    assert_int_equal(journal_close(j, journals_time(20), &e), ERR_IO);
    left(kept, VERIFY_INCOMPLETE, 1);
}

/* With no message to fill in. */
static void closed_without_a_word(void **state)
{
    struct faulty disk;
    int kept;
    struct journal *j = begin(&disk, &kept, 3);

    (void)state;
    disk.storage.truncate = fail_cut;
    assert_int_equal(journal_close(j, journals_time(3), NULL), ERR_IO);
    left(kept, VERIFY_OK, 5);
}

/* No space is left, and what was taken in cannot be written either; or the
 * run itself gives up just then. */
static void nothing_more_is_written(void **state)
{
    (void)state;
    for (int by_run = 0; by_run < 2; by_run++) {
        struct faulty disk;
        struct errmsg e;
        int kept;
        struct journal *j = begin(&disk, &kept, 10);
        disk.storage.write = fail_write;
        disk.storage.reserve = fail_reserve;
        if (by_run) journal_fault(j, journals_time(10), "the run gives up");
        enum err rc = ERR_OK;
        for (uint64_t i = 10; i < 2000 && !rc; i++)
            rc = journals_event(j, i, 300, &e);
        assert_int_equal(rc, ERR_IO);
        assert_int_equal(journal_close(j, journals_time(2000), &e), ERR_IO);
        left(kept, VERIFY_INCOMPLETE, 1);
    }
}

/* The run ends early where a seal is due: the seal comes first, or nothing. */
static void given_up_where_a_seal_is_due(void **state)
{
    const uint64_t events = JOURNAL_EPOCH_RECORDS - 1;

    (void)state;
    for (int fails = 0; fails < 2; fails++) {
        struct faulty disk;
        struct errmsg e;
        int kept;
        struct journal *j = begin(&disk, &kept, events);
        assert_int_equal(journal_flush(j, &e), ERR_OK);
        if (fails) disk.storage.write = fail_write;
        journal_fault(j, journals_time(events), "the run gives up");
        assert_int_equal(journal_close(j, journals_time(events), &e), ERR_IO);
        if (fails)
            left(kept, VERIFY_INCOMPLETE, 1 + events);
        else
            left(kept, VERIFY_OK, 1 + events + 3);
    }
}

/* ---- Frames and headers that are none ---- */

enum { FRAME_SIZE = 4096 };

/* The frame, with a time of any number put in and its checksum made good. */
static struct bytes frame_of(struct writer *w, const struct reader_frame *f,
                             uint64_t time)
{
    enum { LENGTH = 2, CRC = 6, TIME = 20 };
    const struct bytes rest = {w->data + LENGTH + CRC + 4, 0};

    w->size = 0;
    head_write(w, 7, f);
    assert_true(w->data[0] & 0x80 && !(w->data[1] & 0x80));
    bytes_put_le64(w->data + LENGTH + TIME, time);
    const uint32_t crc = crc32c(0, bytes_of(w->data, LENGTH + CRC));
    bytes_put_le32(
        w->data + LENGTH + CRC,
        crc32c(crc, bytes_of(rest.data, w->size - LENGTH - CRC - 4)));
    return writer_bytes(w);
}

static void frames_of_no_kind_or_time(void **state)
{
    static const uint8_t body[200];
    static const struct {
        unsigned kind;
        uint64_t time;
        const char *why; /* NULL: the frame is read */
    } rows[] = {
        {JOURNAL_EVENT, 5, NULL},
        {JOURNAL_EVENT, INSTANT_MAX, NULL},
        {0, 5, "its kind is unknown"},
        {JOURNAL_FAULT + 1, 5, "its kind is unknown"},
        {JOURNAL_EVENT, (uint64_t)INSTANT_MAX + 1, "its time is out of range"},
        {JOURNAL_EVENT, UINT64_MAX, "its time is out of range"},
    };
    uint8_t memory[FRAME_SIZE];
    struct writer w;

    (void)state;
    writer_init(&w, memory, sizeof memory);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct reader_frame f = {.kind = (enum journal_kind)rows[i].kind,
                                       .body = bytes_of(body, sizeof body)};
        struct reader_frame read;
        const char *why = NULL;
        const struct bytes frame = frame_of(&w, &f, rows[i].time);
        assert_int_equal(head_read(frame, 7, &read, &why),
                         rows[i].why ? ERR_UNSUPPORTED : ERR_OK);
        if (rows[i].why)
            assert_string_equal(why, rows[i].why);
        else
            assert_int_equal(read.time, rows[i].time);
    }
}

/* A journal's first frame is its header, numbered 0, of this version. */
static void first_frames_that_are_no_header(void **state)
{
    struct reader_frame first, f;
    struct record_header h;
    uint8_t memory[FRAME_SIZE];
    const char *why;
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct bytes whole = journals_make(&a, 1, true);
    const uint32_t magic = head_magic(whole);
    assert_int_equal(head_read(whole, magic, &first, &why), ERR_OK);
    assert_int_equal(head_read_header(&a, &first, &h, &why), ERR_OK);
    for (int way = 0; way < 3; way++) {
        struct writer w;
        struct bytes body = first.body;
        struct errmsg e;
        struct reader r;
        char folder[PROGRAM_PATH_SIZE], path[PROGRAM_PATH_SIZE + 16];
        h.version = 0;
        if (way == 2)
            assert_int_equal(record_encode_header(&a, &h, &body), ERR_OK);
        f = first;
        f.kind = way == 0 ? JOURNAL_EVENT : JOURNAL_HEADER;
        f.seq = way == 1;
        f.body = body;
        writer_init(&w, memory, sizeof memory);
        head_write(&w, magic, &f);
        program_folder(folder);
        snprintf(path, sizeof path, "%s/run.journal", folder);
        program_write(path, w.data, w.size);
        assert_int_equal(reader_open(&r, path, &e), ERR_FORMAT);
        assert_non_null(strstr(e.text, way == 2 ? "its body is malformed"
                                                : "it is no header"));
        program_remove(folder);
    }
    arena_fini(&a);
}

/* ---- Comparing under a key of its own ---- */

/* Another run of the same length, in one fact: its semantics, the number of
 * events, or the time of one. */
static enum comparison_end compare(struct reader *r, uint32_t semantics,
                                   uint64_t events, uint64_t late,
                                   uint64_t *frames)
{
    struct record_header header = r->header;
    struct comparison c;
    struct journal *j;
    struct errmsg e;

    header.semantics = semantics;
    comparison_init(&c, r, r->file.size);
    enum err rc = comparison_create(&c, &j, &header, journals_time(0), &e);
    if (!rc) {
        for (uint64_t i = 0; i < events && !rc; i++) {
            rc = journals_event(j, i, 300, &e);
            if (!rc && i == late) {
                struct bytes body;
                struct arena a;
                uint64_t seq;
                const struct record own = {.kind = RECORD_STOPPED};
                arena_init(&a);
                assert_int_equal(record_encode(&a, &own, &body), ERR_OK);
                rc = journal_append(j, journals_time(i) + 1, body, &seq, &e);
                arena_fini(&a);
            }
        }
        rc = journal_close(j, journals_time(events), &e);
    }
    assert_int_equal(rc != ERR_OK, c.end != COMPARISON_NONE);
    const enum comparison_end end = c.end;
    *frames = c.frames;
    comparison_fini(&c);
    return end;
}

static void what_differs_under_a_key(void **state)
{
    enum { EVENTS = 8 };
    static const struct {
        uint32_t semantics;
        uint64_t events, late;
        enum comparison_end end;
        uint64_t frames;
    } rows[] = {
        {0, EVENTS, UINT64_MAX, COMPARISON_NONE, EVENTS + 2},
        {1, EVENTS, UINT64_MAX, COMPARISON_DIFFERS, 0},
        {0, EVENTS - 1, UINT64_MAX, COMPARISON_DIFFERS, EVENTS},
        {0, EVENTS + 1, UINT64_MAX, COMPARISON_DIFFERS, EVENTS + 1},
        {0, EVENTS, 3, COMPARISON_DIFFERS, 5},
    };
    char folder[PROGRAM_PATH_SIZE], path[PROGRAM_PATH_SIZE + 16];
    struct reader r;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    program_folder(folder);
    snprintf(path, sizeof path, "%s/run.journal", folder);
    const struct bytes whole = journals_make(&a, EVENTS, true);
    program_write(path, whole.data, whole.size);
    assert_int_equal(reader_open(&r, path, &e), ERR_OK);
    assert_false(r.header.unkeyed);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t frames;
        const enum comparison_end end = compare(
            &r, rows[i].semantics, rows[i].events, rows[i].late, &frames);
        if (end != rows[i].end || frames != rows[i].frames)
            fail_msg("row %zu: end %d after %d frames", i, (int)end,
                     (int)frames);
    }
    reader_close(&r);
    program_remove(folder);
    arena_fini(&a);
}

/* ---- Paths ---- */

static void paths_that_are_too_long_or_lead_nowhere(void **state)
{
    char path[5000], folder[PROGRAM_PATH_SIZE];
    struct reader r;
    struct errmsg e;

    (void)state;
    program_folder(folder);
    assert_false(storage_is_held("/nowhere/run.journal"));
    assert_int_equal(storage_sync_names("run.journal"), 0);
    assert_int_equal(storage_sync_names("/nowhere/run.journal"), ENOENT);
    memset(path, 'a', sizeof path);
    path[sizeof path - 1] = '\0';
    path[4500] = '/';
    assert_int_equal(storage_sync_names(path), ENAMETOOLONG);
    /* A folder whose own name fits, and with the journal's does not. */
    for (size_t at = strlen(folder); at + 2 < sizeof path; at += 2)
        memcpy(path + at, "/.", 2);
    memcpy(path, folder, strlen(folder));
    path[4094] = '\0';
    assert_int_equal(reader_open(&r, path, &e), ERR_LIMIT);
    assert_non_null(strstr(e.text, "the path is too long"));
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_written_nor_cut_back),
        cmocka_unit_test(closed_without_a_word),
        cmocka_unit_test(nothing_more_is_written),
        cmocka_unit_test(given_up_where_a_seal_is_due),
        cmocka_unit_test(frames_of_no_kind_or_time),
        cmocka_unit_test(first_frames_that_are_no_header),
        cmocka_unit_test(what_differs_under_a_key),
        cmocka_unit_test(paths_that_are_too_long_or_lead_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
