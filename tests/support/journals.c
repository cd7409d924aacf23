#define _GNU_SOURCE 1 /* memfd_create */

#include "support/journals.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

int journals_file(void)
{
    int fd = memfd_create("journal", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    assert_true(fd >= 0);
    return fd;
}

struct journal *journals_begin_with(int fd,
                                    const struct journal_options *options,
                                    struct errmsg *e)
{
    struct record_header header = {
        .tool_version = "0.1.0",
        .scenario_name = "two letters",
        .scenario = bytes_of_text(
            "demarche: 1\n"
            "clock: {start: 2022-01-26T16:00Z, end: 2022-01-28T16:00Z}\n"
            "parties: {us: {name: US}, russia: {name: Russia}}\n"),
        .seed = 42,
        .run = 1,
    };
    const uint8_t key[JOURNAL_SEED_SIZE] = {1, 2, 3};
    struct journal_options keyed = *options;
    struct journal *j;

    keyed.sign_key = key;
    return journal_create_with(&j, fd, &keyed, &header, journals_time(0), e)
               ? NULL
               : j;
}

struct journal *journals_begin(int fd)
{
    const struct journal_options plain = {0};
    struct errmsg e;
    struct journal *j = journals_begin_with(fd, &plain, &e);

    if (!j) fail_msg("%s", e.text);
    return j;
}

instant journals_time(uint64_t i)
{
    return 1643215800 * SECOND + (instant)i * MINUTE;
}

enum err journals_event(struct journal *j, uint64_t i, size_t large,
                        struct errmsg *e)
{
    static struct arena a; /* a new one each would take most of the time */
    struct bytes body;
    uint64_t seq;
    char text[32];

    snprintf(text, sizeof text, "remark %llu", (unsigned long long)i);
    struct record r = {
        .kind = (enum record_kind)(i % RECORD_KIND_COUNT),
        .party = i % 2 ? "US" : "Russia",
        .peer = i % 2 ? "Russia" : "US",
        .exchange = i / 2,
        .causes = {i},
        .cause_count = i > 0 ? 1 : 0,
        .document = "reply",
        .words = text,
    };
    if (i % 50 == 49) r.data = bytes_of(arena_alloc(&a, large), large);
    enum err rc = record_encode(&a, &r, &body);
    assert_int_equal(rc, ERR_OK);
    rc = journal_append(j, journals_time(i), body, &seq, e);
    arena_reset(&a);
    return rc;
}

struct bytes journals_contents(struct arena *a, int fd)
{
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    uint8_t *data = arena_alloc(a, (size_t)st.st_size);
    assert_int_equal(pread(fd, data, (size_t)st.st_size, 0), st.st_size);
    return bytes_of(data, (size_t)st.st_size);
}

struct bytes journals_make(struct arena *a, uint64_t events, bool closed)
{
    struct errmsg e;
    struct bytes contents;
    int fd = journals_file(), other = dup(fd);
    struct journal *j = journals_begin(fd);

    for (uint64_t i = 0; i < events; i++)
        if (journals_event(j, i, 300, &e)) fail_msg("%s", e.text);
    if (journal_flush(j, &e)) fail_msg("%s", e.text);
    contents = journals_contents(a, other);
    if (journal_close(j, journals_time(events), &e)) fail_msg("%s", e.text);
    if (closed) contents = journals_contents(a, other);
    close(other);
    return contents;
}

size_t journals_frame_size(struct bytes rest)
{
    size_t length = 0;

    for (size_t i = 0; i < 3 && i < rest.size; i++) {
        length |= (size_t)(rest.data[i] & 0x7f) << (7 * i);
        if (rest.data[i] & 0x80) continue;
        return length <= rest.size - i - 1 ? i + 1 + length : 0;
    }
    return 0;
}
