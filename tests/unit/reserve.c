/* The space that a journal sets aside ahead of its frames: how much, from
 * where, when, and what becomes of a disk that sets none aside. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/head.h"
#include "journal/verify.h"
#include "support/journals.h"

enum {
    TRAILER = 4096, /* set aside behind every frame, for the journal's end */
    BODIES = 300,
    CALLS_MAX = 16,
};

/* A disk that notes what is set aside, or gives back an error instead. */
struct reserve_disk {
    struct storage storage;
    int error;
    size_t count;
    struct {
        uint64_t from, size;
    } calls[CALLS_MAX];
};

static int note_reserve(void *world, int fd, uint64_t from, uint64_t size)
{
    struct reserve_disk *d = world;

    (void)fd;
    assert_in_range(d->count, 0, CALLS_MAX - 1);
    d->calls[d->count].from = from;
    d->calls[d->count++].size = size;
    return d->error;
}

static void disk_init(struct reserve_disk *d, int error)
{
    *d = (struct reserve_disk){.storage = *storage_system(), .error = error};
    d->storage.world = d;
    d->storage.reserve = note_reserve;
}

static uint64_t reserved(const struct reserve_disk *d)
{
    return d->calls[d->count - 1].from + d->calls[d->count - 1].size;
}

static struct journal *begin(struct reserve_disk *d, int fd)
{
    const struct journal_options options = {.storage = &d->storage};
    struct errmsg e;
    struct journal *j = journals_begin_with(fd, &options, &e);

    if (!j) assert_non_null(strstr(e.text, "no space for the journal"));
    return j;
}

static void append(struct journal *j, size_t size)
{
    static const uint8_t body[2 * JOURNAL_RESERVE];
    struct errmsg e;
    uint64_t seq;

    assert_in_range(size, 0, sizeof body);
    assert_int_equal(
        journal_append(j, journals_time(0), bytes_of(body, size), &seq, &e),
        ERR_OK);
}

/* The bytes in the file, once the buffer is written out. */
static uint64_t written(struct journal *j, int fd)
{
    struct errmsg e;
    struct stat st;

    assert_int_equal(journal_flush(j, &e), ERR_OK);
    assert_int_equal(fstat(fd, &st), 0);
    return (uint64_t)st.st_size;
}

/* The frames of the file, in order, call for all the space noted. */
static void check_calls(const struct reserve_disk *d, struct bytes file)
{
    const uint32_t magic = head_magic(file);
    struct reader_frame f;
    struct bytes rest = file;
    const char *why;
    uint64_t from = 0;
    size_t calls = 0;

    while (!head_read(rest, magic, &f, &why)) {
        const uint64_t at = file.size - rest.size;
        const uint64_t end = at + f.body.size + HEAD_SIZE_MAX + TRAILER;
        rest = bytes_from(rest, f.whole.size);
        if (f.kind == JOURNAL_CLOSE || f.kind == JOURNAL_SEAL || end <= from)
            continue;
        assert_in_range(calls, 0, d->count - 1);
        assert_int_equal(d->calls[calls].from, from);
        assert_int_equal(d->calls[calls++].size, end - from + JOURNAL_RESERVE);
        from = end + JOURNAL_RESERVE;
    }
    assert_int_equal(rest.size, 0);
    assert_int_equal(calls, d->count);
}

static void test_ahead_of_frames(void **state)
{
    struct reserve_disk d;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    disk_init(&d, 0);
    const int fd = journals_file(), other = dup(fd);
    struct journal *j = begin(&d, fd);
    assert_non_null(j);
    assert_int_equal(d.count, 1);
    /* In the buffer as in the file. */
    for (size_t i = 0; i < BODIES; i++) {
        append(j, 1000);
        if (i % 100 == 99) (void)written(j, other);
    }
    assert_in_range(d.count, 4, 6);
    /* A frame that fills the space to its last byte, and one beyond it. */
    for (size_t beyond = 0; beyond < 2; beyond++) {
        const size_t before = d.count;
        append(j, reserved(&d) + beyond - written(j, other) - HEAD_SIZE_MAX -
                      TRAILER);
        assert_int_equal(d.count, before + beyond);
        append(j, TRAILER);
        assert_int_equal(d.count, before + 1);
    }
    assert_int_equal(journal_close(j, journals_time(1), &e), ERR_OK);
    check_calls(&d, journals_contents(&a, other));
    close(other);
    arena_fini(&a);
}

/* A disk that cannot set space aside is asked once; the journal is whole. */
static void test_where_none_can_be(void **state)
{
    static const int errors[] = {EOPNOTSUPP, ENOSYS};

    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct verify_result result;
        struct reserve_disk d;
        struct errmsg e;
        struct arena a;
        arena_init(&a);
        disk_init(&d, errors[i]);
        const int fd = journals_file(), other = dup(fd);
        struct journal *j = begin(&d, fd);
        assert_non_null(j);
        for (uint64_t k = 0; k < BODIES; k++)
            assert_int_equal(journals_event(j, k, 2 * JOURNAL_RESERVE, &e),
                             ERR_OK);
        assert_int_equal(journal_close(j, journals_time(BODIES), &e), ERR_OK);
        assert_int_equal(d.count, 1);
        verify_bytes(journals_contents(&a, other), &result);
        assert_int_equal(result.verdict, VERIFY_OK);
        close(other);
        arena_fini(&a);
    }
}

/* Any other error begins no journal. */
static void test_errors(void **state)
{
    static const int errors[] = {ENOSPC, EIO, EFBIG, EINVAL};

    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct reserve_disk d;
        disk_init(&d, errors[i]);
        const int fd = journals_file();
        assert_null(begin(&d, fd));
        assert_int_equal(d.count, 1);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ahead_of_frames),
        cmocka_unit_test(test_where_none_can_be),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
