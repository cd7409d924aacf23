/* Jumps in a journal: the same frames with an index, without one, and with
 * one that lies. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/head.h"
#include "journal/reader_seek.h"
#include "support/journals.h"
#include "support/program.h"

enum {
    EVENTS = 5000,
    FRAMES = EVENTS + 3, /* the header, a seal, the close */
    ENTRIES = (FRAMES - 1) / JOURNAL_INDEX_RECORDS
};

struct fixture {
    char folder[PROGRAM_PATH_SIZE];
    char journal[PROGRAM_PATH_SIZE + 16];
    char index[PROGRAM_PATH_SIZE + 32];
    uint8_t entries[ENTRIES][JOURNAL_INDEX_ENTRY];
    uint64_t offsets[FRAMES];
};

static void read_offsets(struct fixture *f)
{
    struct reader r;
    struct reader_frame frame;
    struct errmsg e;

    assert_int_equal(reader_open(&r, f->folder, &e), ERR_OK);
    for (size_t i = 0; i < FRAMES; i++) {
        assert_int_equal(reader_next(&r, &frame), ERR_OK);
        f->offsets[i] = frame.offset;
    }
    assert_int_equal(reader_next(&r, &frame), ERR_MISSING);
    reader_close(&r);
}

static int setup(void **state)
{
    static struct fixture f;
    struct errmsg e;
    size_t size;

    program_folder(f.folder);
    snprintf(f.journal, sizeof f.journal, "%s/run.journal", f.folder);
    snprintf(f.index, sizeof f.index, "%s.index", f.journal);
    const struct journal_options options = {.index = f.index};
    int fd = open(f.journal, O_RDWR | O_CREAT | O_EXCL, 0600);
    struct journal *j = journals_begin_with(fd, &options, &e);
    assert_non_null(j);
    for (uint64_t i = 0; i < EVENTS; i++)
        assert_int_equal(journals_event(j, i, 300, &e), ERR_OK);
    assert_int_equal(journal_close(j, journals_time(EVENTS), &e), ERR_OK);
    read_offsets(&f);
    char *index = program_read(f.index, &size);
    assert_non_null(index);
    assert_int_equal(size, sizeof f.entries);
    memcpy(f.entries, index, size);
    free(index);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    program_remove(f->folder);
    return 0;
}

static void entries(void **state)
{
    const struct fixture *f = *state;

    for (size_t i = 0; i < ENTRIES; i++) {
        const uint64_t seq = (i + 1) * JOURNAL_INDEX_RECORDS;
        /* A seal, of the time of the event behind it, comes in between. */
        const uint64_t event = seq - 1 - (seq > JOURNAL_EPOCH_RECORDS);
        assert_int_equal(bytes_get_le64(f->entries[i]), f->offsets[seq]);
        assert_int_equal(bytes_get_le64(f->entries[i] + 8),
                         journals_time(event));
    }
}

/* Every way to ask gives the same as a walk would. */
static void seek_all(const struct fixture *f)
{
    struct reader r;
    struct reader_frame frame;
    struct errmsg e;

    assert_int_equal(reader_open(&r, f->folder, &e), ERR_OK);
    for (uint64_t seq = 0; seq < FRAMES; seq += seq % 256 < 2 ? 1 : 127) {
        assert_int_equal(reader_seek_seq(&r, seq), ERR_OK);
        assert_int_equal(reader_next(&r, &frame), ERR_OK);
        assert_int_equal(frame.seq, seq);
        assert_int_equal(frame.offset, f->offsets[seq]);
    }
    assert_int_equal(reader_seek_seq(&r, FRAMES), ERR_MISSING);
    for (uint64_t i = 0; i < EVENTS; i += 113) {
        for (int later = 0; later < 2; later++) {
            assert_int_equal(reader_seek_time(&r, journals_time(i) + later),
                             ERR_OK);
            assert_int_equal(reader_next(&r, &frame), ERR_OK);
            assert_int_equal(frame.time, journals_time(i + (uint64_t)later));
            if (i + (uint64_t)later == 0)
                assert_int_equal(frame.seq, 0);
            else
                assert_true(frame.kind != JOURNAL_CLOSE);
        }
    }
    assert_int_equal(reader_seek_time(&r, INSTANT_MIN), ERR_OK);
    assert_int_equal(reader_next(&r, &frame), ERR_OK);
    assert_int_equal(frame.seq, 0);
    assert_int_equal(reader_seek_time(&r, journals_time(EVENTS) + 1),
                     ERR_MISSING);
    reader_close(&r);
}

static void with_an_index(void **state)
{
    seek_all(*state);
}

static void without_one(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(unlink(f->index), 0);
    seek_all(f);
    assert_int_equal(mkdir(f->index, 0700), 0);
    seek_all(f);
    assert_int_equal(rmdir(f->index), 0);
    assert_int_equal(mkfifo(f->index, 0700), 0);
    seek_all(f);
    assert_int_equal(unlink(f->index), 0);
    program_write(f->index, f->entries, sizeof f->entries);
}

/* Entries cut, shifted, swapped, of other places and of nowhere. */
static void with_one_that_lies(void **state)
{
    struct fixture *f = *state;
    uint8_t lies[ENTRIES][JOURNAL_INDEX_ENTRY];

    program_write(f->index, f->entries, sizeof f->entries / 2 + 5);
    seek_all(f);
    program_write(f->index, f->entries[1], sizeof f->entries - 16);
    seek_all(f);
    for (int way = 0; way < 6; way++) {
        memcpy(lies, f->entries, sizeof lies);
        for (size_t i = 0; i < ENTRIES; i++) {
            const uint64_t offsets[] = {f->offsets[5], UINT64_MAX,
                                        f->offsets[FRAMES - 1] + 1000,
                                        bytes_get_le64(lies[i]) + 1};
            if (way < 4)
                bytes_put_le64(lies[i], offsets[way]);
            else
                bytes_put_le64(lies[i] + 8, way == 4 ? 0 : UINT64_MAX);
        }
        program_write(f->index, lies, sizeof lies);
        seek_all(f);
    }
    for (size_t i = 0; i < ENTRIES; i++)
        memcpy(lies[i], f->entries[ENTRIES - 1 - i], sizeof lies[i]);
    program_write(f->index, lies, sizeof lies);
    seek_all(f);
    program_write(f->index, f->entries, sizeof f->entries);
}

/* The index is not needed, so its failure is none of the journal's. */
static void an_index_that_cannot_be_written(void **state)
{
    const struct journal_options options = {.index = "/nowhere/index"};
    struct errmsg e;
    int fd = journals_file();
    struct journal *j = journals_begin_with(fd, &options, &e);

    (void)state;
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(journals_event(j, i, 300, &e), ERR_OK);
    assert_int_equal(journal_close(j, journals_time(1000), &e), ERR_OK);
}

/* A frame of its own number just before and just behind an entry. */
static void around_an_entry(void **state)
{
    const struct fixture *f = *state;
    struct reader r;
    struct reader_frame frame;
    struct errmsg e;

    assert_int_equal(reader_open(&r, f->folder, &e), ERR_OK);
    for (uint64_t i = 1; i <= ENTRIES; i++) {
        for (int step = -2; step <= 1; step++) {
            const uint64_t seq = i * JOURNAL_INDEX_RECORDS + (uint64_t)step;
            assert_int_equal(reader_seek_seq(&r, seq), ERR_OK);
            assert_int_equal(reader_next(&r, &frame), ERR_OK);
            assert_int_equal(frame.seq, seq);
        }
    }
    reader_close(&r);
}

/* Damages a frame that no jump may read, or mends it. */
static void flip(const struct fixture *f, uint64_t seq)
{
    const int fd = open(f->journal, O_RDWR | O_CLOEXEC);
    const off_t place = (off_t)f->offsets[seq] + 4;
    uint8_t byte;

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, place), 1);
    byte ^= 0xff;
    assert_int_equal(pwrite(fd, &byte, 1, place), 1);
    close(fd);
}

/* Reads on from a number and from its time; gives the worse result. */
static enum err seek_both(const struct fixture *f, uint64_t seq, instant at)
{
    struct reader r;
    struct errmsg e;

    assert_int_equal(reader_open(&r, f->folder, &e), ERR_OK);
    const enum err by_seq = reader_seek_seq(&r, seq);
    const enum err by_time = reader_seek_time(&r, at);
    reader_close(&r);
    assert_int_equal(by_seq, by_time);
    return by_seq;
}

/* A jump goes by the last entry before the frame, and reads nothing before
 * that: damage there stops a walk and no jump. An index that ends early gives
 * its last entry. */
static void what_lies_before_is_not_read(void **state)
{
    enum {
        LAST = ENTRIES * JOURNAL_INDEX_RECORDS,
        SHORT = 3,
        SEQ = 9 * JOURNAL_INDEX_RECORDS + 5,
        DAMAGED = 9 * JOURNAL_INDEX_RECORDS - 1,
    };
    struct fixture *f = *state;

    flip(f, DAMAGED);
    assert_int_equal(seek_both(f, SEQ, journals_time(SEQ)), ERR_OK);
    assert_int_equal(seek_both(f, LAST, journals_time(LAST)), ERR_OK);
    assert_int_equal(unlink(f->index), 0);
    assert_int_not_equal(seek_both(f, SEQ, journals_time(SEQ)), ERR_OK);
    flip(f, DAMAGED);
    flip(f, 1);
    assert_int_not_equal(seek_both(f, SEQ, journals_time(SEQ)), ERR_OK);
    program_write(f->index, f->entries, SHORT * sizeof *f->entries);
    assert_int_equal(seek_both(f, SEQ, journals_time(SEQ)), ERR_OK);
    flip(f, 1);
    program_write(f->index, f->entries, sizeof f->entries);
}

/* A seek leaves no file open. */
static void no_file_is_left_open(void **state)
{
    const struct fixture *f = *state;
    struct reader r;
    struct errmsg e;

    assert_int_equal(reader_open(&r, f->folder, &e), ERR_OK);
    const int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(before);
    assert_int_equal(reader_seek_seq(&r, 300), ERR_OK);
    assert_int_equal(reader_seek_time(&r, journals_time(300)), ERR_OK);
    const int after = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(after);
    assert_int_equal(before, after);
    reader_close(&r);
}

/* Many frames of one moment lie on both sides of an entry: the first of them
 * is found. */
static void moments_that_last(void **state)
{
    enum { SAME = 300, MOMENTS = 5 };
    struct fixture f = {0};
    struct reader r;
    struct reader_frame frame;
    struct errmsg e;

    (void)state;
    program_folder(f.folder);
    snprintf(f.journal, sizeof f.journal, "%s/run.journal", f.folder);
    snprintf(f.index, sizeof f.index, "%s.index", f.journal);
    const struct journal_options options = {.index = f.index};
    int fd = open(f.journal, O_RDWR | O_CREAT | O_EXCL, 0600);
    struct journal *j = journals_begin_with(fd, &options, &e);
    assert_non_null(j);
    for (uint64_t i = 0; i < (uint64_t)MOMENTS * SAME; i++)
        assert_int_equal(journals_event(j, i / SAME, 300, &e), ERR_OK);
    assert_int_equal(journal_close(j, journals_time(MOMENTS), &e), ERR_OK);
    assert_int_equal(reader_open(&r, f.folder, &e), ERR_OK);
    for (uint64_t i = 1; i < MOMENTS; i++) {
        assert_int_equal(reader_seek_time(&r, journals_time(i)), ERR_OK);
        assert_int_equal(reader_next(&r, &frame), ERR_OK);
        assert_int_equal(frame.seq, 1 + i * SAME);
    }
    reader_close(&r);
    program_remove(f.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries),
        cmocka_unit_test(with_an_index),
        cmocka_unit_test(without_one),
        cmocka_unit_test(with_one_that_lies),
        cmocka_unit_test(around_an_entry),
        cmocka_unit_test(what_lies_before_is_not_read),
        cmocka_unit_test(moments_that_last),
        cmocka_unit_test(no_file_is_left_open),
        cmocka_unit_test(an_index_that_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
