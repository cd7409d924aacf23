/* Whatever is done to a journal's bytes is noticed: every byte changed, every
 * truncation, every record deleted, swapped or doubled, with and without the
 * chain repaired; and a writer killed at any moment leaves a clean prefix. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/writer.h"
#include "journal/head.h"
#include "journal/verify.h"
#include "support/journals.h"

enum {
    EVENTS = 98,         /* the kinds in turn, to a hundred frames */
    FRAMES = EVENTS + 2, /* the header and the close */
    KILLS = 10,
    KILL_EVENTS = 9000,
    KILL_LARGE = 60000
};

struct fixture {
    struct arena arena;
    struct arena attempt; /* of one try */
    struct bytes file;
    struct reader_frame frames[FRAMES];
};

static struct verify_result verify(struct bytes file)
{
    struct verify_result r;

    verify_bytes(file, &r);
    return r;
}

static int setup(void **state)
{
    static struct fixture f;
    const char *why;

    arena_init(&f.arena);
    arena_init(&f.attempt);
    f.file = journals_make(&f.arena, EVENTS, true);
    assert_int_equal(verify(f.file).verdict, VERIFY_OK);
    struct bytes rest = f.file;
    for (size_t i = 0; i < FRAMES; i++) {
        assert_int_equal(
            head_read(rest, head_magic(f.file), &f.frames[i], &why), ERR_OK);
        f.frames[i].offset = f.file.size - rest.size;
        rest = bytes_from(rest, f.frames[i].whole.size);
    }
    assert_int_equal(rest.size, 0);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    arena_fini(&f->attempt);
    arena_fini(&f->arena);
    return 0;
}

static void every_byte(void **state)
{
    const struct fixture *f = *state;
    const uint8_t changes[] = {0x01, 0x80, 0xff};
    uint8_t *copy = (uint8_t *)arena_copy(*state, f->file).data;
    size_t verdicts[VERIFY_VERDICT_COUNT] = {0};

    for (size_t at = 0; at < f->file.size; at++) {
        for (size_t i = 0; i < sizeof changes; i++) {
            copy[at] = f->file.data[at] ^ changes[i];
            struct verify_result r = verify(bytes_of(copy, f->file.size));
            bool in_last = at >= f->frames[FRAMES - 1].offset;
            assert_int_equal(r.verdict, in_last ? VERIFY_TORN : VERIFY_FAIL);
            assert_non_null(r.why);
            assert_true(f->frames[r.bad_seq].offset <= at);
            assert_true(r.bad_seq + 1 == FRAMES ||
                        at < f->frames[r.bad_seq + 1].offset);
            verdicts[r.verdict]++;
        }
        copy[at] = f->file.data[at];
    }
    print_message("%zu changed bytes: %zu FAIL, %zu TORN, none accepted\n",
                  f->file.size * sizeof changes, verdicts[VERIFY_FAIL],
                  verdicts[VERIFY_TORN]);
}

static void every_truncation(void **state)
{
    const struct fixture *f = *state;
    size_t whole = 0; /* frames that the cut leaves whole */

    for (size_t size = 0; size < f->file.size; size++) {
        struct verify_result r = verify(bytes_of(f->file.data, size));
        if (size == f->frames[whole].offset + f->frames[whole].whole.size)
            whole++;
        enum verify_verdict expected =
            whole > 0 && size == f->frames[whole].offset ? VERIFY_INCOMPLETE
                                                         : VERIFY_TORN;
        assert_int_equal(r.verdict, expected);
        assert_int_equal(r.frames, whole);
        assert_int_equal(r.bytes, f->frames[whole].offset);
    }
}

/* The chosen frames in the chosen order, as they are or with sequence
 * numbers, chain and checksums made to fit. */
static struct bytes assemble(struct arena *a, const struct reader_frame *frames,
                             const size_t *order, size_t count, bool repair)
{
    struct writer w;
    uint32_t magic = head_magic(frames[0].whole);
    struct merkle_hash prev = {{0}};

    size_t capacity = 0;
    for (size_t i = 0; i < count; i++)
        capacity += frames[order[i]].whole.size + HEAD_SIZE_MAX;
    writer_init(&w, arena_alloc(a, capacity), capacity);
    for (size_t i = 0; i < count; i++) {
        struct reader_frame f = frames[order[i]];
        size_t start = w.size;
        if (!repair) {
            writer_put(&w, f.whole.data, f.whole.size);
            continue;
        }
        f.seq = i;
        memcpy(f.prev, prev.bytes, sizeof f.prev);
        head_write(&w, magic, &f);
        prev = merkle_leaf(bytes_from(writer_bytes(&w), start));
    }
    assert_false(w.overflow);
    return writer_bytes(&w);
}

static void rearranged(void **state)
{
    struct fixture *f = *state;
    size_t order[FRAMES + 1], tried = 0;

    for (int repair = 0; repair < 2; repair++) {
        for (size_t i = 0; i < FRAMES; i++) {
            size_t n = 0;
            for (size_t k = 0; k < FRAMES; k++) /* i deleted */
                if (k != i) order[n++] = k;
            struct bytes b = assemble(&f->attempt, f->frames, order, n, repair);
            assert_int_equal(verify(b).verdict,
                             i + 1 == FRAMES ? VERIFY_INCOMPLETE : VERIFY_FAIL);
            n = 0;
            for (size_t k = 0; k < FRAMES; k++) { /* i doubled */
                order[n++] = k;
                if (k == i) order[n++] = k;
            }
            b = assemble(&f->attempt, f->frames, order, n, repair);
            assert_int_equal(verify(b).verdict, VERIFY_FAIL);
            tried += 2;
            arena_reset(&f->attempt);
            /* Two swapped; with the chain repaired, which takes longer, not
             * all. */
            for (size_t other = i + 1; other < FRAMES;
                 other += repair ? 13 : 1) {
                for (size_t k = 0; k < FRAMES; k++)
                    order[k] = k == i ? other : k == other ? i : k;
                b = assemble(&f->attempt, f->frames, order, FRAMES, repair);
                assert_int_equal(verify(b).verdict, VERIFY_FAIL);
                arena_reset(&f->attempt);
                tried++;
            }
        }
    }
    print_message("%zu rearrangements, none accepted\n", tried);
}

/* All that somebody without the seal key can repair is repaired, the root in
 * the close as well; only its signature is old. */
static struct bytes forge(struct arena *a, const struct reader_frame *frames)
{
    struct reader_frame forged[FRAMES];
    size_t order[FRAMES];
    struct merkle tree;
    struct record_seal seal;

    for (size_t i = 0; i < FRAMES; i++) {
        forged[i] = frames[i];
        order[i] = i;
    }
    struct bytes rest = assemble(a, forged, order, FRAMES, true);
    merkle_init(&tree);
    for (size_t i = 0; i + 1 < FRAMES; i++) {
        size_t size = journals_frame_size(rest);
        struct merkle_hash leaf = merkle_leaf(bytes_of(rest.data, size));
        merkle_push(&tree, &leaf);
        rest = bytes_from(rest, size);
    }
    struct merkle_hash root = merkle_root(&tree);
    struct bytes *body = &forged[FRAMES - 1].body;
    assert_int_equal(record_decode_seal(a, *body, &seal), ERR_OK);
    memcpy(seal.root, root.bytes, sizeof seal.root);
    assert_int_equal(record_encode_seal(a, &seal, body), ERR_OK);
    return assemble(a, forged, order, FRAMES, true);
}

static void edited_and_repaired(void **state)
{
    struct fixture *f = *state;
    size_t order[FRAMES], tried = 0;

    for (size_t i = 0; i < FRAMES; i++)
        order[i] = i;
    for (size_t i = 0; i < FRAMES; i++) {
        struct reader_frame frames[FRAMES];
        struct bytes body = arena_copy(&f->arena, f->frames[i].body);
        for (size_t at = 0; at < body.size; at++) {
            memcpy(frames, f->frames, sizeof frames);
            frames[i].body = body;
            ((uint8_t *)body.data)[at] ^= 1;
            struct bytes b = assemble(&f->attempt, frames, order, FRAMES, true);
            assert_int_equal(verify(b).verdict, VERIFY_FAIL);
            if (i + 1 < FRAMES)
                assert_int_equal(verify(forge(&f->attempt, frames)).verdict,
                                 VERIFY_FAIL);
            ((uint8_t *)body.data)[at] ^= 1;
            tried++;
            arena_reset(&f->attempt);
        }
        memcpy(frames, f->frames, sizeof frames);
        frames[i].time++;
        struct bytes b = assemble(&f->attempt, frames, order, FRAMES, true);
        assert_int_equal(verify(b).verdict, VERIFY_FAIL);
        frames[i].kind = JOURNAL_FAULT;
        b = assemble(&f->attempt, frames, order, FRAMES, true);
        assert_int_equal(verify(b).verdict, VERIFY_FAIL);
        tried += 2;
    }
    print_message("%zu edits with the chain repaired, none accepted\n", tried);
}

/* The close's fields in another order: the same meaning, other bytes. */
static void close_written_otherwise(void **state)
{
    struct fixture *f = *state;
    struct reader_frame frames[FRAMES];
    size_t order[FRAMES];

    memcpy(frames, f->frames, sizeof frames);
    for (size_t i = 0; i < FRAMES; i++)
        order[i] = i;
    struct bytes *body = &frames[FRAMES - 1].body;
    struct bytes copy = arena_copy(&f->arena, *body);
    memcpy((uint8_t *)copy.data, body->data + 2, 2);
    memcpy((uint8_t *)copy.data + 2, body->data, 2);
    *body = copy;
    struct record_seal seal;
    assert_int_equal(record_decode_seal(&f->arena, *body, &seal), ERR_OK);
    struct bytes b = assemble(&f->arena, frames, order, FRAMES, true);
    assert_int_equal(verify(b).verdict, VERIFY_FAIL);
}

static void after_the_close(void **state)
{
    struct fixture *f = *state;
    struct reader_frame last = f->frames[FRAMES - 1];
    const struct bytes tails[] = {
        bytes_of("", 1),
        bytes_of_text("more"),
        f->frames[1].whole,
        last.whole,
        bytes_of(last.whole.data, last.whole.size - 1),
        f->file};

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        struct writer w;
        size_t capacity = f->file.size + tails[i].size;
        writer_init(&w, arena_alloc(&f->arena, capacity), capacity);
        writer_put(&w, f->file.data, f->file.size);
        writer_put(&w, tails[i].data, tails[i].size);
        struct verify_result r = verify(writer_bytes(&w));
        assert_int_equal(r.verdict, VERIFY_FAIL);
        assert_int_equal(r.bad_seq, FRAMES);
    }
}

/* The child only ever flushes; its bytes then are those of a writer left
 * alone, as far as they go. */
static void write_until_killed(int fd)
{
    struct errmsg e;
    struct journal *j = journals_begin(fd);

    for (uint64_t i = 0; i < KILL_EVENTS; i++)
        if (journals_event(j, i, KILL_LARGE, &e)) _exit(1);
    if (journal_flush(j, &e)) _exit(1);
    pause();
}

static size_t file_size(int fd)
{
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    return (size_t)st.st_size;
}

static void killed(void **state)
{
    struct fixture *f = *state;
    struct errmsg e;
    size_t verdicts[VERIFY_VERDICT_COUNT] = {0};

    int fd = journals_file(), other = dup(fd);
    struct journal *j = journals_begin(fd);
    for (uint64_t i = 0; i < KILL_EVENTS; i++)
        assert_int_equal(journals_event(j, i, KILL_LARGE, &e), ERR_OK);
    assert_int_equal(journal_close(j, journals_time(KILL_EVENTS), &e), ERR_OK);
    struct bytes whole = journals_contents(&f->arena, other);
    close(other);

    for (size_t i = 0; i < KILLS; i++) {
        fd = journals_file();
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) write_until_killed(fd);
        size_t target = whole.size / 2 / KILLS * i + 1;
        while (file_size(fd) < target)
            continue;
        kill(child, SIGKILL);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        struct arena a;
        arena_init(&a);
        struct bytes left = journals_contents(&a, fd);
        struct verify_result r = verify(left);
        assert_true(r.verdict == VERIFY_INCOMPLETE || r.verdict == VERIFY_TORN);
        verdicts[r.verdict]++;
        assert_true(bytes_equal(left, bytes_of(whole.data, left.size)));
        arena_fini(&a);
        close(fd);
    }
    print_message("%d writers killed: %zu INCOMPLETE, %zu TORN\n", KILLS,
                  verdicts[VERIFY_INCOMPLETE], verdicts[VERIFY_TORN]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(rearranged),
        cmocka_unit_test(edited_and_repaired),
        cmocka_unit_test(close_written_otherwise),
        cmocka_unit_test(after_the_close),
        cmocka_unit_test(killed),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
