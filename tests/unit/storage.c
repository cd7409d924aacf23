/* The system's calls under a journal: an interruption is gone over, and one
 * that never ends is an error. */
#include "journal/storage.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/window.h"

/* The calls below stand in for the system's: so many of the next ones are
 * interrupted. */
static unsigned interruptions;
static unsigned calls;

/* Not static, for the headers make the calls below inline. */
bool interrupted(void);

bool interrupted(void)
{
    calls++;
    if (interruptions == 0) return false;
    interruptions--;
    errno = EINTR;
    return true;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    (void)fd, (void)data, (void)at;
    return interrupted() ? -1 : (ssize_t)size;
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    (void)fd, (void)data, (void)at;
    return interrupted() ? -1 : (ssize_t)size;
}

int ftruncate(int fd, off_t size)
{
    (void)fd, (void)size;
    return interrupted() ? -1 : 0;
}

int flock(int fd, int operation)
{
    (void)fd, (void)operation;
    return interrupted() ? -1 : 0;
}

static int try_write(void)
{
    const struct storage *st = storage_system();
    size_t done = 0;

    const int failed = st->write(st->world, -1, 0, bytes_of_text("x"), &done);
    assert_int_equal(done, failed ? 0 : 1);
    return failed;
}

static int try_truncate(void)
{
    const struct storage *st = storage_system();

    return st->truncate(st->world, -1, 0);
}

static int try_lock(void)
{
    const struct storage *st = storage_system();

    return st->lock(st->world, -1, true);
}

static int try_read(void)
{
    struct window w;

    assert_int_equal(window_open(&w, -1, 1), ERR_OK);
    w.fd = 0;
    const struct bytes b = window_at(&w, 0, 1);
    assert_int_equal(b.size, w.error ? 0 : 1);
    const int failed = w.error;
    window_close(&w);
    return failed;
}

static void test_interruptions(void **state)
{
    static int (*const tries[])(void) = {try_write, try_truncate, try_lock,
                                         try_read};

    (void)state;
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        interruptions = 3;
        calls = 0;
        assert_int_equal(tries[i](), 0);
        assert_int_equal(calls, 4);
        interruptions = UINT32_MAX;
        calls = 0;
        assert_int_equal(tries[i](), EINTR);
        assert_int_equal(calls, STORAGE_TRIES_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interruptions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
