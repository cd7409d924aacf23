/* Whatever a disk does to a journal being written, what is left can be read:
 * every call failing in turn, every point of a kill, every place where the
 * disk fills up, and writes that reach the disk in any order. */
#define _GNU_SOURCE 1 /* memfd_create */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal/head.h"
#include "journal/verify.h"
#include "support/faulty.h"
#include "support/journals.h"

enum {
    KILLS = 500, /* unless DEMARCHE_TORTURE asks for more */
    FULL_STEP = 251,
    SPAN = JOURNAL_RESERVE,
    ORDERS = 20
};

/* The journal to write: how much, how large the large records, and how
 * durably. */
struct plan {
    uint64_t events;
    size_t large;
    enum journal_durability durability;
};

/* An epoch's end lies in the first two; the third syncs by the batch. */
static const struct plan plans[] = {
    {4200, 2000, JOURNAL_NONE},
    {4200, 13000, JOURNAL_BATCH},
    {120, 2000, JOURNAL_EACH},
};

enum { PLANS = sizeof plans / sizeof *plans };

/* The result; the bytes are the file's afterwards. */
struct outcome {
    struct bytes file;
    struct verify_result verdict;
    uint64_t taken;          /* events that append took without an error */
    bool begun;              /* the journal could be created */
    enum err closed;         /* what close gave back */
    char error[ERRMSG_SIZE]; /* the first */
};

static unsigned long torture(void)
{
    const char *text = getenv("DEMARCHE_TORTURE");

    return text ? strtoul(text, NULL, 10) : 0;
}

static void note(struct outcome *o, const struct errmsg *e)
{
    if (!o->error[0]) memcpy(o->error, e->text, sizeof o->error);
}

/* Writes the plan's journal, to the end or the first error. */
static void write_plan(const struct plan *p, struct faulty *disk, int fd,
                       struct outcome *o)
{
    const struct journal_options options = {.storage = &disk->storage,
                                            .durability = p->durability};
    struct errmsg e;

    *o = (struct outcome){0};
    struct journal *j = journals_begin_with(fd, &options, &e);
    if (!j) {
        note(o, &e);
        close(fd);
        return;
    }
    o->begun = true;
    while (o->taken < p->events) {
        if (journals_event(j, o->taken, p->large, &e)) break;
        o->taken++;
    }
    if (o->taken < p->events) note(o, &e);
    o->closed = journal_close(j, journals_time(p->events), &e);
    if (o->closed) note(o, &e);
}

static void run_plan(struct arena *a, const struct plan *p, struct faulty *disk,
                     struct outcome *o)
{
    int fd = journals_file(), other = dup(fd);

    write_plan(p, disk, fd, o);
    o->file = journals_contents(a, other);
    close(other);
    verify_bytes(o->file, &o->verdict);
}

/* Every frame is the undisturbed run's, up to a SEAL, a FAULT or a CLOSE with
 * which the writer ended it there; a torn tail is the undisturbed run's too. */
static uint64_t check_prefix(struct bytes file, struct bytes whole)
{
    const uint32_t magic = head_magic(whole);
    struct reader_frame f;
    struct bytes rest = file;
    const char *why;
    uint64_t events = 0;
    bool same = true;

    while (head_read(rest, magic, &f, &why) == ERR_OK) {
        size_t at = file.size - rest.size;
        same = same && at + f.whole.size <= whole.size &&
               memcmp(f.whole.data, whole.data + at, f.whole.size) == 0;
        assert_true(same || f.kind >= JOURNAL_SEAL);
        events += f.kind == JOURNAL_EVENT;
        rest = bytes_from(rest, f.whole.size);
    }
    if (same) {
        assert_true(file.size <= whole.size);
        assert_memory_equal(file.data, whole.data, file.size);
    }
    return events;
}

static void check_outcome(const struct plan *p, const struct faulty *disk,
                          const struct outcome *o, struct bytes whole,
                          size_t verdicts[VERIFY_VERDICT_COUNT])
{
    const enum verify_verdict v = o->verdict.verdict;

    if (!o->begun) {
        assert_int_equal(o->file.size, 0);
        return;
    }
    uint64_t events = check_prefix(o->file, whole);
    verdicts[v]++;
    if (v == VERIFY_FAIL)
        fail_msg("%s: record %d %s", o->error, (int)o->verdict.bad_seq,
                 o->verdict.why);
    if (p->durability == JOURNAL_EACH) assert_true(events >= o->taken);
    assert_int_equal(disk->after_sync, 0);
    if (disk->sync_failed) assert_non_null(strstr(o->error, "onto its disk"));
    if (v == VERIFY_OK && o->verdict.frames < o->taken)
        assert_true(o->verdict.fault[0]);
    assert_true((o->error[0] != '\0') == (o->closed || o->taken < p->events));
}

static void fail_each_call(struct arena *a, const struct plan *p,
                           struct bytes whole, const unsigned *counts,
                           size_t verdicts[VERIFY_VERDICT_COUNT])
{
    static const int errors[] = {ENOSPC, EIO};
    struct faulty disk;
    struct outcome o;

    for (int call = 0; call < FAULTY_CALLS; call++) {
        for (unsigned n = 1; n <= counts[call]; n++) {
            for (unsigned way = 0; way < 4; way++) {
                faulty_init(&disk);
                disk.fail = (enum faulty_call)call;
                disk.fail_at = n;
                disk.error = errors[n % 2];
                disk.torn = way & 1;
                disk.for_good = way & 2;
                run_plan(a, p, &disk, &o);
                if (!o.error[0])
                    fail_msg("call %d of kind %d fails unseen", n, call);
                check_outcome(p, &disk, &o, whole, verdicts);
                arena_reset(a);
            }
        }
    }
}

static void every_call_fails_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLANS; i++) {
        size_t verdicts[VERIFY_VERDICT_COUNT] = {0};
        struct arena kept, a;
        struct outcome undisturbed;
        struct faulty disk;

        arena_init(&kept);
        arena_init(&a);
        faulty_init(&disk);
        run_plan(&kept, &plans[i], &disk, &undisturbed);
        assert_int_equal(undisturbed.verdict.verdict, VERIFY_OK);
        assert_int_equal(undisturbed.closed, ERR_OK);
        assert_int_equal(disk.counts[FAULTY_SYNC] > 0,
                         plans[i].durability != JOURNAL_NONE);
        fail_each_call(&a, &plans[i], undisturbed.file, disk.counts, verdicts);
        print_message("%u writes, %u syncs: %zu OK with a fault, "
                      "%zu INCOMPLETE, %zu TORN\n",
                      disk.counts[FAULTY_WRITE], disk.counts[FAULTY_SYNC],
                      verdicts[VERIFY_OK], verdicts[VERIFY_INCOMPLETE],
                      verdicts[VERIFY_TORN]);
        arena_fini(&a);
        arena_fini(&kept);
    }
}

/* Pieces of any size add up to the same file. */
static void short_writes(void **state)
{
    static const size_t pieces[] = {1, 7, 4096, 65535};
    struct arena a;
    struct faulty disk;
    struct outcome whole, o;
    const struct plan p = {300, 2000, JOURNAL_NONE};

    (void)state;
    arena_init(&a);
    faulty_init(&disk);
    run_plan(&a, &p, &disk, &whole);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        faulty_init(&disk);
        disk.piece = pieces[i];
        run_plan(&a, &p, &disk, &o);
        assert_int_equal(o.closed, ERR_OK);
        assert_true(bytes_equal(o.file, whole.file));
    }
    arena_fini(&a);
}

/* The disk has room for so many bytes and no more. */
static void fill(struct arena *a, const struct plan *p, uint64_t room,
                 bool no_reserve, struct bytes whole)
{
    struct faulty disk;
    struct outcome o;

    faulty_init(&disk);
    disk.room = room;
    disk.no_reserve = no_reserve;
    run_plan(a, p, &disk, &o);
    if (!o.begun) return;
    uint64_t events = check_prefix(o.file, whole);
    if (no_reserve) {
        assert_true(o.verdict.verdict == VERIFY_OK ||
                    o.verdict.verdict == VERIFY_INCOMPLETE);
        return;
    }
    if (o.verdict.verdict != VERIFY_OK)
        fail_msg("room for %d bytes: %s", (int)room,
                 verify_verdict_name(o.verdict.verdict));
    assert_int_equal(events, o.taken);
    assert_int_equal(o.taken < p->events, o.verdict.fault[0] != '\0');
    assert_true(o.file.size <= room);
}

/* At each offset of 64 KiB there is a FAULT, a CLOSE, and all that was taken
 * in. Around an epoch's end there is a SEAL to be placed, too. */
static void the_disk_fills_up(void **state)
{
    static const struct plan small[] = {{900, 2000, JOURNAL_NONE},
                                        {4400, 300, JOURNAL_BATCH}};
    const uint64_t step = torture() ? 1 : FULL_STEP;

    (void)state;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        struct arena kept, a;
        struct faulty disk;
        struct outcome whole;
        size_t tried = 0;

        arena_init(&kept);
        arena_init(&a);
        faulty_init(&disk);
        run_plan(&kept, &small[i], &disk, &whole);
        /* The reserve grows in steps longer than 64 KiB. */
        for (uint64_t back = 0; back < SPAN; back += (4 * i + 1) * step) {
            fill(&a, &small[i], whole.file.size + SPAN / 2 - back, false,
                 whole.file);
            if (back % 16 == 0)
                fill(&a, &small[i], whole.file.size - back, true, whole.file);
            arena_reset(&a);
            tried++;
        }
        print_message("%zu full disks, FAULT and CLOSE on each\n", tried);
        arena_fini(&a);
        arena_fini(&kept);
    }
}

/* A generator for the tests' own choices. */
static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005 + 1442695040888963407;
    return *seed >> 33;
}

static void kill_at(struct arena *a, const struct plan *p, uint64_t point,
                    struct bytes whole, size_t verdicts[VERIFY_VERDICT_COUNT])
{
    int fd = journals_file(), status;
    struct verify_result r;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct faulty disk;
        struct outcome o;
        faulty_init(&disk);
        disk.kill_at = point;
        write_plan(p, &disk, fd, &o);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    struct bytes left = journals_contents(a, fd);
    close(fd);
    verify_bytes(left, &r);
    assert_int_equal(left.size, point);
    assert_memory_equal(left.data, whole.data, left.size);
    assert_int_not_equal(r.verdict, VERIFY_FAIL);
    assert_true(r.verdict != VERIFY_OK || left.size == whole.size);
    verdicts[r.verdict]++;
}

/* Each process dies at its own byte, one in sixteen around an epoch's end. */
static void killed_anywhere(void **state)
{
    static const struct plan kinds[] = {{800, 9000, JOURNAL_NONE},
                                        {4200, 300, JOURNAL_NONE}};
    const unsigned long kills = torture() ? torture() : KILLS;
    size_t verdicts[VERIFY_VERDICT_COUNT] = {0};
    struct arena kept, a;
    struct faulty disk;
    struct outcome whole[2];
    uint64_t seed = 1;

    (void)state;
    arena_init(&kept);
    arena_init(&a);
    for (int i = 0; i < 2; i++) {
        faulty_init(&disk);
        run_plan(&kept, &kinds[i], &disk, &whole[i]);
    }
    for (unsigned long i = 0; i < kills; i++) {
        const struct bytes file = whole[i % 16 == 0].file;
        uint64_t point = 1 + draw(&seed) % file.size;
        if (i % 16 == 0) point = file.size - draw(&seed) % (file.size / 32);
        kill_at(&a, &kinds[i % 16 == 0], point, file, verdicts);
        arena_reset(&a);
    }
    print_message("%lu writers killed: %zu INCOMPLETE, %zu TORN\n", kills,
                  verdicts[VERIFY_INCOMPLETE], verdicts[VERIFY_TORN]);
    arena_fini(&a);
    arena_fini(&kept);
}

/* After a loss of power: what was synced is there, of the rest any part. */
static void power_is_lost(void **state)
{
    static const struct plan p = {120, 2000, JOURNAL_EACH};
    struct arena a;
    struct faulty disk;
    struct outcome whole;
    uint64_t seed = 7;
    size_t tried = 0;

    (void)state;
    arena_init(&a);
    faulty_init(&disk);
    run_plan(&a, &p, &disk, &whole);
    assert_true(disk.piece_count > p.events);
    for (size_t synced = 1; synced < disk.piece_count; synced++) {
        for (int order = 0; order < ORDERS; order++) {
            struct arena step;
            struct verify_result r;
            arena_init(&step);
            uint8_t *image = arena_alloc(&step, whole.file.size);
            size_t size = 0;
            for (size_t i = 0; i < disk.piece_count && i < synced + 3; i++) {
                const struct faulty_piece *piece = &disk.pieces[i];
                if (i >= synced && draw(&seed) % 2) continue;
                size = piece->at + piece->size;
                memcpy(image + piece->at, whole.file.data + piece->at,
                       piece->size);
            }
            verify_bytes(bytes_of(image, size), &r);
            uint64_t safe =
                disk.pieces[synced - 1].at + disk.pieces[synced - 1].size;
            assert_true(r.bytes >= safe);
            assert_true(r.verdict != VERIFY_OK || size == whole.file.size);
            arena_fini(&step);
            tried++;
        }
    }
    print_message("%zu losses of power, nothing synced is lost\n", tried);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_fails_once),
        cmocka_unit_test(short_writes),
        cmocka_unit_test(the_disk_fills_up),
        cmocka_unit_test(killed_anywhere),
        cmocka_unit_test(power_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
