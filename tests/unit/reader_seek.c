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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries),
        cmocka_unit_test(with_an_index),
        cmocka_unit_test(without_one),
        cmocka_unit_test(with_one_that_lies),
        cmocka_unit_test(an_index_that_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
