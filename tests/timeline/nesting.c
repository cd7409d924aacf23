/* Slices of one track of a Perfetto trace nest or are apart: all others are
 * dropped by it. */
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "crypto/rng.h"
#include "support/play.h"

enum { TEXT_SIZE = 16 * 1024, RANDOM_RUNS = 40 };

struct slice {
    int process, track;
    int64_t from, to;
};

static int64_t nanoseconds(const cJSON *event, const char *key)
{
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(event, key);

    assert_true(cJSON_IsNumber(n));
    return (int64_t)llround(n->valuedouble * 1000);
}

/* By track, then by beginning, and the longer one first. */
static int compare_slices(const void *a, const void *b)
{
    const struct slice *x = a, *y = b;

    if (x->process != y->process) return x->process < y->process ? -1 : 1;
    if (x->track != y->track) return x->track < y->track ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to < y->to) - (x->to > y->to);
}

static void assert_nested(const struct slice *s, size_t count)
{
    int64_t *open = test_malloc((count + 1) * sizeof *open);
    size_t depth = 0;

    for (size_t i = 0; i < count; i++) {
        if (i == 0 || s[i].process != s[i - 1].process ||
            s[i].track != s[i - 1].track)
            depth = 0;
        while (depth > 0 && open[depth - 1] <= s[i].from)
            depth--;
        if (depth > 0 && s[i].to > open[depth - 1])
            fail_msg("process %d, track %d: a slice from %lld to %lld laps "
                     "over one to %lld",
                     s[i].process, s[i].track, (long long)s[i].from,
                     (long long)s[i].to, (long long)open[depth - 1]);
        open[depth++] = s[i].to;
    }
    test_free(open);
}

/* The number of its slices. */
static size_t check_trace(struct play *p)
{
    size_t count = 0;

    assert_int_equal(play_ask(p, "export", "--to perfetto"), 0);
    cJSON *trace = cJSON_Parse(p->end.out);
    assert_non_null(trace);
    const cJSON *events =
        cJSON_GetObjectItemCaseSensitive(trace, "traceEvents");
    struct slice *slices =
        test_malloc(((size_t)cJSON_GetArraySize(events) + 1) * sizeof *slices);
    const cJSON *e;
    cJSON_ArrayForEach(e, events)
    {
        const char *phase =
            cJSON_GetObjectItemCaseSensitive(e, "ph")->valuestring;
        if (strcmp(phase, "X") != 0) continue;
        const int64_t from = nanoseconds(e, "ts"),
                      length = nanoseconds(e, "dur");
        assert_true(length >= 0);
        slices[count++] =
            (struct slice){cJSON_GetObjectItemCaseSensitive(e, "pid")->valueint,
                           cJSON_GetObjectItemCaseSensitive(e, "tid")->valueint,
                           from, from + length};
    }
    qsort(slices, count, sizeof *slices, compare_slices);
    assert_nested(slices, count);
    test_free(slices);
    cJSON_Delete(trace);
    return count;
}

static void test_shipped_scenarios(void **state)
{
    glob_t found;

    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/scenarios/*.yaml", 0, NULL, &found), 0);
    assert_int_equal(
        glob(SOURCE_DIR "/scenarios/lessons/*.yaml", GLOB_APPEND, NULL, &found),
        0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct play p;
        size_t size;
        char *text = program_read(found.gl_pathv[i], &size);
        assert_non_null(text);
        /* A lesson's first run breaks what its second mends. */
        const int status = play_run(&p, text, 1);
        assert_true(status == 0 || status == 2);
        check_trace(&p);
        play_fini(&p);
        free(text);
    }
    globfree(&found);
}

/* Parties with slow desks get many letters at once, over channels with spans
 * below a microsecond. */
static void make_scenario(char *text, struct rng *rng)
{
    static const char *const delays[] = {"300 ns",
                                         "0 s",
                                         "20 min",
                                         "1500 ns",
                                         "{uniform: {from: 0 s, to: 3 us}}",
                                         "{uniform: {from: 0 s, to: 2 h}}"};
    static const char *const words[] = {"flash", "immediate", "priority",
                                        "routine"};
    size_t at = 0;

#define PUT(...) \
    (at += (size_t)snprintf(text + at, TEXT_SIZE - at, __VA_ARGS__))
    PUT("demarche: 1\n"
        "clock: {start: 2022-01-01T00:00Z, end: 2022-01-05T00:00Z}\n"
        "parties:\n");
    for (int i = 0; i < 4; i++)
        PUT("  p%d: {processing_delay: %u min}\n", i,
            (unsigned)rng_below(rng, 3) * 37);
    PUT("channels:\n"
        "  n: {between: [p0, p1, p2, p3], medium: network, delay: %s, "
        "duplicate: 30%%}\n"
        "documents:\n",
        delays[rng_below(rng, 6)]);
    for (int i = 0; i < 20; i++)
        PUT("  d%d: {author: p%d, portions: {p: Text}}\n", i, i % 4);
    PUT("protection: {w: {session: %s, receipt: yes}}\nscript:\n",
        rng_below(rng, 2) ? "ratchet" : "none");
    for (int i = 0; i < 20; i++)
        PUT("  - {at: 2022-01-01T01:00Z, draft: d%d}\n", i);
    for (int i = 0; i < 20; i++)
        PUT("  - {at: 2022-01-02T%02d:%02uZ, send: d%d, to: p%d, protect: w, "
            "precedence: %s}\n",
            i / 4, (unsigned)rng_below(rng, 15) + 15 * (unsigned)(i % 4), i,
            (i + 1 + (int)rng_below(rng, 3)) % 4, words[rng_below(rng, 4)]);
#undef PUT
    assert_true(at < TEXT_SIZE);
}

static void test_random_scenarios(void **state)
{
    char *text = test_malloc(TEXT_SIZE);
    struct rng_root root;
    struct rng rng;
    size_t slices = 0;

    (void)state;
    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "test", "traces");
    for (unsigned i = 0; i < RANDOM_RUNS; i++) {
        struct play p;
        make_scenario(text, &rng);
        const int status = play_run(&p, text, i + 1);
        if (status != 0) print_error("%s", p.end.err);
        assert_int_equal(status, 0);
        slices += check_trace(&p);
        play_fini(&p);
    }
    print_message("%zu slices\n", slices);
    assert_true(slices > 100 * RANDOM_RUNS);
    test_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_scenarios),
        cmocka_unit_test(test_random_scenarios),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
