/* Runs whose journal fails: at writes all through a run, and at calls of the
 * system all through experiments. Each ends with an error that says so,
 * whatever was going on just then, and leaves a journal that holds and no file
 * open. */
#define _GNU_SOURCE 1 /* F_DUPFD_CLOEXEC */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "experiment/exposure.h"
#include "experiment/measure.h"
#include "experiment/metadata.h"
#include "experiment/rerun.h"
#include "experiment/trial.h"
#include "journal/head.h"
#include "runtime/runtime_header.h"
#include "sim/kernel.h"
#include "support/calls.h"
#include "support/faulty.h"
#include "support/journals.h"
#include "support/program.h"
#include "support/stories.h"

/* Of a run's writes, one in so many fails; of each kind of call in an
 * experiment, so many do, evenly spread. */
enum { WRITE_STEP = 3, POSITIONS = 6 };

/* A run with thefts, a meddling insider, timers, lost frames, chance, and
 * conditions: whatever writes a record. */
static const char busy[] =
    "demarche: 1\n"
    "clock: {start: 2022-02-01, end: 2022-02-04}\n"
    "parties: {us: , russia: , nato: , press: {kind: public}}\n"
    "channels:\n"
    "  cable: {between: [us, russia, nato], handshake: XX, delay: 40 ms,\n"
    "    loss: 20%, duplicate: 30%}\n"
    "  hand: {between: [us, russia, nato], medium: courier, delay: 10 min}\n"
    "protection:\n"
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"
    "  direct: {session: ratchet, receipt: yes}\n"
    "documents:\n"
    "  answer: {author: us, portions: {door: It stays open.}}\n"
    "  memo: {author: us, portions: {hotline: A civilian one.}}\n"
    "adversary:\n"
    "  tap: {on: cable, can: [observe, {replay: 50%}, {drop: 10%}]}\n"
    "  vandal: {on: hand, can: [{modify: 20%}, inject]}\n"
    "  thief: {on: cable, can: [observe], steals: russia identity key,\n"
    "    at: 2022-02-02T12:00Z}\n"
    "groups: {allies: {over: cable, members: [us, nato]}}\n"
    "script:\n"
    "  - {at: 2022-02-01T09:00Z, draft: answer}\n"
    "  - {at: 2022-02-01T09:00Z, draft: memo}\n"
    "  - {at: 2022-02-02T10:00Z, send: answer, to: russia, over: hand,\n"
    "     protect: formal}\n"
    "  - {at: 2022-02-02T10:00Z, send: answer, to: nato, over: cable}\n"
    "  - {at: 2022-02-02T11:00Z, send: memo, to: russia, over: cable,\n"
    "     protect: direct}\n"
    "  - {at: 2022-02-02T13:00Z, outage: cable}\n"
    "  - {at: 2022-02-02T13:10Z, send: memo, to: nato, over: cable}\n"
    "  - {at: 2022-02-02T14:00Z, restore: cable}\n"
    "  - {when: russia receives answer, after: 1 h, chance: 50%,\n"
    "     announce: answer, from: russia}\n"
    "  - {at: 2022-02-03T10:00Z, compromise: us, by: thief}\n"
    "  - {at: 2022-02-03T11:00Z, rotate: nato}\n";

/* A letter of the size of a journal's buffer, so that what it brings about is
 * written before the end. */
enum { LETTER = 64 * 1000, PORTIONS = 1 };
static const char letters[] =
    "demarche: 1\n"
    "clock: {start: 2022-02-01, end: 2022-02-04}\n"
    "parties: {us: , russia: }\n"
    "channels:\n"
    "  cable: {between: [us, russia], handshake: NN, delay: 40 ms}\n"
    "  hand: {between: [us, russia], medium: courier, delay: 10 min}\n"
    "protection: {formal: {sign: ed25519, seal: age, receipt: yes}}\n"
    "script:\n"
    "  - {at: 2022-02-01T09:00Z, draft: answer}\n"
    "  - {at: 2022-02-01T09:00Z, draft: memo}\n"
    "  - {at: 2022-02-02T10:00Z, send: answer, to: russia, over: hand,\n"
    "     protect: formal}\n"
    "  - {at: 2022-02-02T11:00Z, send: memo, to: russia, over: cable}\n"
    "documents:\n"
    "  memo: {author: us, portions: {hotline: A civilian one.}}\n"
    "  answer: {author: us, portions: {";

static int first_free(void)
{
    const int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);

    close(fd);
    return fd;
}

/* Plays a scenario to its end, stops it, and closes its journal. */
static enum err play(const struct scenario *s, int fd,
                     const struct journal_options *options, struct errmsg *e)
{
    struct errmsg of_close;
    struct record_header header;
    struct journal *j;
    struct kernel k;
    instant at;

    runtime_header(&header, s, 1, 0, "test");
    enum err rc = journal_create_with(&j, fd, options, &header, s->start, e);
    if (rc) {
        close(fd);
        return rc;
    }
    rc = kernel_init(&k, s, 1, 0, j, e);
    if (!rc) {
        while (!rc && kernel_next(&k, &at))
            rc = kernel_step(&k);
        if (!rc) rc = kernel_stop(&k, s->end);
        kernel_fini(&k);
    }
    const enum err closed = journal_close(j, s->end, &of_close);
    if (!rc && closed) *e = of_close;
    return rc ? rc : closed;
}

static void check_left(int fd, struct bytes whole, unsigned n)
{
    struct verify_result r;
    struct arena a;

    arena_init(&a);
    const struct bytes left = journals_contents(&a, fd);
    verify_bytes(left, &r);
    if (left.size > 0 && r.verdict != VERIFY_OK)
        fail_msg("write %u: %s", n, verify_verdict_name(r.verdict));
    /* All but the FAULT and the CLOSE, or all but the CLOSE of the last. */
    const uint64_t kept = r.frames > 2 ? r.last_event : 0;
    assert_true(kept <= whole.size);
    assert_memory_equal(left.data, whole.data, kept);
    arena_fini(&a);
}

static void writes_of_a_run_fail(void **state)
{
    struct journal_options options = {.durability = JOURNAL_EACH};
    const int first = journals_file();
    const int kept = dup(first);
    struct faulty disk;
    struct scenario s;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    stories_parse(&s, "busy", bytes_of_text(busy));
    faulty_init(&disk);
    options.storage = &disk.storage;
    if (play(&s, first, &options, &e)) fail_msg("%s", e.text);
    const struct bytes whole = journals_contents(&a, kept);
    const unsigned writes = disk.counts[FAULTY_WRITE];
    close(kept);
    assert_true(writes > 100);
    for (unsigned n = 1; n <= writes; n += WRITE_STEP) {
        const int fd = journals_file(), other = dup(fd);
        faulty_init(&disk);
        disk.fail = FAULTY_WRITE;
        disk.fail_at = n;
        disk.error = EIO;
        e = (struct errmsg){0};
        if (play(&s, fd, &options, &e) != ERR_IO || !e.text[0])
            fail_msg("write %u of %u: \"%s\"", n, writes, e.text);
        check_left(other, whole, n);
        close(other);
    }
    print_message("%u writes\n", writes);
    scenario_fini(&s);
    arena_fini(&a);
}

/* ---- Experiments ---- */

static enum err try_trials(const struct scenario *s, struct errmsg *e)
{
    struct trial_result *results;
    struct trial t;
    struct arena a;
    size_t count;

    enum err rc = trial_init(&t, s, SCENARIO_NONE, 1, 0, e);
    if (rc) return rc;
    arena_init(&a);
    rc = trial_play_all(&t, NULL, NULL, &a, &results, &count, e);
    arena_fini(&a);
    trial_fini(&t);
    return rc;
}

static enum err try_measure(const struct scenario *s, struct errmsg *e)
{
    struct measure m;
    struct arena a;

    arena_init(&a);
    const enum err rc = measure_protection(&m, &a, s, 0, 1, 0, e);
    arena_fini(&a);
    return rc;
}

static enum err try_metadata(const struct scenario *s, struct errmsg *e)
{
    struct metadata m = {.scenario = s,
                         .on = SCENARIO_NONE,
                         .seed = 1,
                         .runs = 1,
                         .hold = HOUR,
                         .cover = HOUR};

    return metadata_study(&m, e);
}

static enum err try_exposure(const struct scenario *s, struct errmsg *e)
{
    const struct exposure_question q = {
        .scenario = s, .seed = 1, .party = SCENARIO_NONE};
    struct exposure x;

    const enum err rc = exposure_of(&x, &q, e);
    if (!rc) exposure_fini(&x);
    return rc;
}

/* The scenario is played into a file, and again against it. */
static enum err try_rerun(const struct scenario *s, struct errmsg *e)
{
    static const struct journal_options plain;
    struct verify_result verified;
    struct reader r;
    struct rerun rerun;
    char path[64];
    const int fd = memfd_create("run", MFD_CLOEXEC);
    const int kept = fd < 0 ? -1 : dup(fd);

    if (kept < 0) {
        if (fd >= 0) close(fd);
        return err_set(e, ERR_IO, "no file in memory");
    }
    enum err rc = play(s, fd, &plain, e);
    snprintf(path, sizeof path, "/proc/self/fd/%d", kept);
    if (!rc) rc = reader_open(&r, path, e);
    close(kept);
    if (rc) return rc;
    rc = verify_reader(&r, &verified, e);
    if (!rc) rc = rerun_play(&rerun, &r, &verified, s, e);
    if (!rc) {
        assert_int_equal(rerun.verdict, RERUN_SAME);
        rerun_fini(&rerun);
    }
    reader_close(&r);
    return rc;
}

static const struct {
    const char *name;
    enum err (*function)(const struct scenario *s, struct errmsg *e);
} experiments[] = {
    {"trials", try_trials},     {"measure", try_measure},
    {"metadata", try_metadata}, {"exposure", try_exposure},
    {"rerun", try_rerun},
};

/* A failure of these is none of the result. */
static bool is_harmless(enum calls_kind kind)
{
    return kind == CALLS_CLOSE || kind == CALLS_FLOCK || kind == CALLS_FSTAT ||
           kind == CALLS_STAT;
}

static void fail_one(size_t i, const struct scenario *s, enum calls_kind kind,
                     unsigned n)
{
    const int free_before = first_free();
    unsigned counts[CALLS_KINDS];
    struct errmsg e = {0};

    calls_begin(kind, n, EIO);
    const enum err rc = experiments[i].function(s, &e);
    calls_end(counts);
    if (rc ? !e.text[0] : !is_harmless(kind))
        fail_msg("%s: call %u of kind %d fails unseen", experiments[i].name, n,
                 kind);
    if (first_free() != free_before)
        fail_msg("%s: call %u of kind %d: a file is open", experiments[i].name,
                 n, kind);
}

static void calls_of_experiments_fail(void **state)
{
    char *text = malloc(sizeof letters + PORTIONS * (LETTER + 16));
    struct scenario s;
    struct errmsg e;

    (void)state;
    assert_non_null(text);
    strcpy(text, letters);
    for (int i = 0; i < PORTIONS; i++) {
        char *at = text + strlen(text);
        at += sprintf(at, "p%d: ", i);
        memset(at, 'x', LETTER);
        strcpy(at + LETTER, i + 1 < PORTIONS ? ", " : "}}\n");
    }
    stories_parse(&s, "letters", bytes_of_text(text));
    for (size_t i = 0; i < sizeof experiments / sizeof *experiments; i++) {
        unsigned counts[CALLS_KINDS], tried = 0;
        calls_begin(CALLS_OPEN, 0, 0);
        if (experiments[i].function(&s, &e))
            fail_msg("%s: %s", experiments[i].name, e.text);
        calls_end(counts);
        for (int kind = 0; kind < CALLS_KINDS; kind++) {
            const unsigned step = 1 + counts[kind] / POSITIONS;
            for (unsigned n = 1; n <= counts[kind]; n += step, tried++)
                fail_one(i, &s, (enum calls_kind)kind, n);
        }
        print_message("%s: %u calls\n", experiments[i].name, tried);
    }
    scenario_fini(&s);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_of_a_run_fail),
        cmocka_unit_test(calls_of_experiments_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
