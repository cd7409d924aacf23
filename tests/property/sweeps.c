/* A sweep, which has no journal, shows its watcher what a journal of the same
 * run holds: the same records under the same numbers at the same times. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/sweep.h"
#include "journal/scratch.h"
#include "runtime/runtime_header.h"
#include "runtime/runtime_record.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"
#include "sim/kernel.h"
#include "sim/network.h"
#include "support/program.h"
#include "support/stories.h"

enum { SEEDS = 3 };

static void write_journal(struct scratch *scratch, const struct scenario *s,
                          uint64_t seed)
{
    struct record_header header;
    struct journal *journal;
    struct kernel k;
    struct errmsg e;
    instant at;

    runtime_header(&header, s, seed, 1, "test");
    assert_int_equal(scratch_keep(scratch, &journal, &header, s->start, &e), 0);
    assert_int_equal(kernel_init(&k, s, seed, 1, journal, &e), ERR_OK);
    while (kernel_next(&k, &at))
        assert_int_equal(kernel_step(&k), ERR_OK);
    kernel_fini(&k);
    assert_int_equal(journal_close(journal, s->end, &e), ERR_OK);
}

/* A sweep beside the journal. */
struct beside {
    struct reader reader;
    struct arena arena;
    uint64_t seen, begun, ended;
};

static void begin_run(void *watcher, uint64_t run)
{
    struct beside *b = watcher;

    assert_int_equal(run, 1);
    b->begun++;
}

static void end_run(void *watcher, const struct runtime *rt)
{
    (void)rt;
    ((struct beside *)watcher)->ended++;
}

/* The next event of the journal; false at its end. */
static bool next_event(struct beside *b, struct reader_frame *f)
{
    while (!reader_next(&b->reader, f))
        if (f->kind == JOURNAL_EVENT) return true;
    return false;
}

static void see_record(void *watcher, instant now, uint64_t seq,
                       const struct record *record)
{
    struct beside *b = watcher;
    struct reader_frame f;
    struct bytes body;

    assert_true(next_event(b, &f));
    assert_int_equal(f.seq, seq);
    assert_int_equal(f.time, now);
    assert_int_equal(record_encode(&b->arena, record, &body), ERR_OK);
    assert_true(bytes_equal(body, f.body));
    arena_reset(&b->arena);
    b->seen++;
}

static uint64_t compare_run(const struct scenario *s, uint64_t seed)
{
    struct scratch scratch;
    struct reader_frame f;
    struct beside b = {0};
    struct errmsg e;
    const struct sweep sweep = {
        .scenario = s,
        .seed = seed,
        .first = 1,
        .runs = 1,
        .until = INSTANT_MAX,
        .begin = begin_run,
        .record = see_record,
        .end = end_run,
        .watcher = &b,
    };

    write_journal(&scratch, s, seed);
    assert_int_equal(scratch_open(&scratch, &b.reader, &e), ERR_OK);
    scratch_fini(&scratch);
    arena_init(&b.arena);
    assert_int_equal(sweep_play(&sweep, &e), ERR_OK);
    assert_false(next_event(&b, &f));
    assert_int_equal(b.begun, 1);
    assert_int_equal(b.ended, 1);
    arena_fini(&b.arena);
    reader_close(&b.reader);
    return b.seen;
}

static void compare_file(const char *path)
{
    struct scenario_errors errors;
    struct scenario s;
    size_t size;
    char *text = program_read(path, &size);

    assert_non_null(text);
    scenario_errors_init(&errors);
    if (scenario_parse(&s, path, bytes_of(text, size), &errors))
        fail_msg("%s", path);
    network_draw(&s, 1);
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        assert_true(compare_run(&s, seed) > 0);
    scenario_fini(&s);
    scenario_errors_fini(&errors);
    free(text);
}

static void every_scenario(void **state)
{
    static const char *const patterns[] = {
        SOURCE_DIR "/scenarios/*.yaml",
        SOURCE_DIR "/scenarios/lessons/*.yaml",
        SOURCE_DIR "/tests/timeline/*.yaml",
        SOURCE_DIR "/tests/twin/*.yaml",
    };
    glob_t found = {0};

    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        assert_int_equal(
            glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, &found), 0);
    assert_true(found.gl_pathc > 30);
    for (size_t i = 0; i < found.gl_pathc; i++)
        compare_file(found.gl_pathv[i]);
    globfree(&found);
}

/* So many records that a journal has seals between them. */
static void beyond_seals(void **state)
{
    static const char text[] =
        "demarche: 1\n"
        "clock: {start: 2022-01-01, end: 2022-03-01}\n"
        "parties: {a: , b: }\n"
        "channels: {c: {between: [a, b], cover: {every: 1 h}}}\n"
        "documents: {d: {author: a, portions: {p: x}}}\n"
        "script:\n  - {at: 2022-01-02, draft: d}\n"
        "  - {at: 2022-02-20, send: d, to: b}\n";
    struct scenario s;

    (void)state;
    stories_parse(&s, "cover", bytes_of_text(text));
    assert_true(compare_run(&s, 1) > 2 * JOURNAL_EPOCH_RECORDS);
    scenario_fini(&s);
}

/* A record over the limit of a journal ends a sweep as it ends a run. */
static void too_large(void **state)
{
    uint8_t *data = test_calloc(1, RECORD_BODY_MAX);
    struct errmsg e = {0};
    struct runtime rt = {.error = &e};
    struct record r = {.kind = RECORD_FRAME_SENT};
    uint64_t seq = 0;

    (void)state;
    arena_init(&rt.step);
    r.data = bytes_of(data, RECORD_BODY_MAX - 16);
    assert_int_equal(runtime_record(&rt, 0, &r, &seq), ERR_OK);
    assert_int_equal(seq, 1);
    r.data = bytes_of(data, RECORD_BODY_MAX);
    assert_int_equal(runtime_record(&rt, 0, &r, &seq), ERR_LIMIT);
    assert_non_null(strstr(e.text, "too large"));
    arena_fini(&rt.step);
    test_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scenario),
        cmocka_unit_test(beyond_seals),
        cmocka_unit_test(too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
