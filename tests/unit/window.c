/* A file through a window: every stretch of it, files that shrink or cannot
 * be read, and no more memory for a large one. */
#define _GNU_SOURCE 1 /* memfd_create */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/window.h"

enum { FILE_SIZE = 2 * WINDOW_SIZE + 4097, REACH = 1024 * 1024 };

/* Every eight bytes hold their own offset, scrambled. */
static uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(((offset >> 3) * 0x9e3779b97f4a7c15) >>
                     (8 * (offset & 7)));
}

static int setup(void **state)
{
    static int fd;
    uint8_t *data = malloc(FILE_SIZE);

    assert_non_null(data);
    for (size_t i = 0; i < FILE_SIZE; i++)
        data[i] = byte_at(i);
    fd = memfd_create("window", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, FILE_SIZE), FILE_SIZE);
    free(data);
    *state = &fd;
    return 0;
}

static int teardown(void **state)
{
    close(*(int *)*state);
    return 0;
}

static void look(struct window *w, uint64_t offset, size_t reach)
{
    const struct bytes b = window_at(w, offset, reach);
    const uint64_t left = offset < FILE_SIZE ? FILE_SIZE - offset : 0;

    assert_true(b.size >= (reach < left ? reach : left) && b.size <= left);
    for (size_t i = 0; i < b.size; i += b.size < 4096 ? 1 : 1021)
        assert_int_equal(b.data[i], byte_at(offset + i));
    if (b.size > 0)
        assert_int_equal(b.data[b.size - 1], byte_at(offset + b.size - 1));
}

static void any_stretch(void **state)
{
    const uint64_t offsets[] = {0,
                                1,
                                WINDOW_SIZE - REACH,
                                WINDOW_SIZE - REACH + 1,
                                WINDOW_SIZE - 1,
                                WINDOW_SIZE,
                                2 * WINDOW_SIZE,
                                FILE_SIZE - REACH,
                                FILE_SIZE - 1,
                                FILE_SIZE,
                                UINT64_MAX,
                                5};
    struct window w;

    assert_int_equal(window_open(&w, *(int *)*state, FILE_SIZE), ERR_OK);
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        look(&w, offsets[i], 1);
        look(&w, offsets[i], REACH);
        look(&w, offsets[i], WINDOW_SIZE);
    }
    for (uint64_t at = 0; at < FILE_SIZE; at += 100 * 1000)
        look(&w, at, REACH);
    assert_int_equal(w.error, 0);
    window_close(&w);
}

static void in_memory(void **state)
{
    const uint8_t data[] = {1, 2, 3};
    struct window w;

    (void)state;
    window_over(&w, bytes_of(data, sizeof data));
    assert_int_equal(window_at(&w, 0, WINDOW_SIZE).size, 3);
    assert_int_equal(window_at(&w, 2, 1).data[0], 3);
    assert_int_equal(window_at(&w, 3, 1).size, 0);
    window_close(&w);
}

static void a_file_that_shrinks(void **state)
{
    struct window w;
    int fd = memfd_create("window", MFD_CLOEXEC);

    (void)state;
    assert_int_equal(ftruncate(fd, FILE_SIZE), 0);
    assert_int_equal(window_open(&w, fd, FILE_SIZE), ERR_OK);
    assert_true(window_at(&w, 0, 1).size >= 1);
    assert_int_equal(ftruncate(fd, WINDOW_SIZE + 10), 0);
    assert_int_equal(window_at(&w, WINDOW_SIZE, REACH).size, 10);
    assert_int_equal(window_at(&w, WINDOW_SIZE + 10, 1).size, 0);
    assert_int_equal(w.error, 0);
    window_close(&w);
    close(fd);
}

static void a_file_that_cannot_be_read(void **state)
{
    struct window w;
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_int_equal(window_open(&w, fd, 100), ERR_OK);
    assert_int_equal(window_at(&w, 0, 10).size, 0);
    assert_int_equal(w.error, EBADF);
    window_close(&w);
    close(fd);
}

static long memory(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss; /* KiB */
}

/* A quarter of a gigabyte goes by, and memory grows by the window alone. */
static void a_large_file(void **state)
{
    const uint64_t size = 256 * 1024 * 1024;
    struct window w;
    FILE *file = tmpfile();
    uint64_t at = 0;

    (void)state;
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), (off_t)size), 0);
    const long before = memory();
    assert_int_equal(window_open(&w, fileno(file), size), ERR_OK);
    while (at < size) {
        const struct bytes b = window_at(&w, at, 1);
        assert_true(b.size > 0 && b.size <= WINDOW_SIZE);
        at += b.size;
    }
    assert_true(memory() - before < 2 * WINDOW_SIZE / 1024);
    window_close(&w);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_stretch),
        cmocka_unit_test(in_memory),
        cmocka_unit_test(a_file_that_shrinks),
        cmocka_unit_test(a_file_that_cannot_be_read),
        cmocka_unit_test(a_large_file),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
