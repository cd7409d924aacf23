/* Same scenario, seed and run: same bytes, whatever the machine, compiler,
 * level of optimisation, place and language. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/sha256.h"
#include "journal/reader.h"
#include "runtime/runtime_header.h"
#include "support/journals.h"
#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"
#define PINS  SOURCE_DIR "/tests/twin/journals.txt"

enum { PINS_MAX = 64, PIN_SIZE = 256, OPTIONS_MAX = 4 };

static const char *const nothing[OPTIONS_MAX] = {NULL};

/* A journal's bytes; the caller frees them. */
struct bytes_owned {
    char *data;
    size_t size;
};

/* Runs a scenario with up to four words of options. */
static struct bytes_owned run(const char *scenario, const char *const options[],
                              const char *const *environment)
{
    const struct program_gift gift = {.environment = environment};
    struct bytes_owned b;
    struct program_end end;
    char folder[PROGRAM_PATH_SIZE];
    char path[2 * PROGRAM_PATH_SIZE];

    program_folder(folder);
    const char *const words[] = {"demarche", "run",      scenario,   "--quiet",
                                 "--out",    folder,     options[0], options[1],
                                 options[2], options[3], NULL};
    program_run(&end, &gift, words);
    if (end.status != 0 && end.status != 2) program_fail(&end, words);
    snprintf(path, sizeof path, "%s/run.journal", folder);
    b.data = program_read(path, &b.size);
    assert_non_null(b.data);
    program_end_fini(&end);
    program_remove(folder);
    return b;
}

static bool is_same(struct bytes_owned a, struct bytes_owned b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static void test_same_seed_same_bytes(void **state)
{
    static const char *const places[][4] = {
        {NULL},
        {"GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2", NULL},
        {"LC_ALL=tr_TR.UTF-8", "TZ=Pacific/Auckland", "HOME=/nowhere", NULL},
        {"LC_ALL=C", "TZ=:broken", "TERM=dumb", NULL},
        {"MALLOC_PERTURB_=165", NULL},
    };
    const struct bytes_owned first = run(STORY, nothing, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct bytes_owned again = run(STORY, nothing, places[i]);

        if (!is_same(first, again))
            fail_msg("other bytes under %s", places[i][0]);
        free(again.data);
    }
    free(first.data);
}

/* A pace changes when things happen for the onlooker, and nothing else. */
static void test_a_pace_changes_no_byte(void **state)
{
    static const char *const pace[OPTIONS_MAX] = {"--pace", "1000000"};
    const char *story = SOURCE_DIR "/tests/timeline/delivery.yaml";
    const struct bytes_owned fast = run(story, nothing, NULL);
    const struct bytes_owned paced = run(story, pace, NULL);

    (void)state;
    assert_true(is_same(fast, paced));
    free(fast.data);
    free(paced.data);
}

static void test_another_draw_is_another_journal(void **state)
{
    static const char *const options[][OPTIONS_MAX] = {
        {NULL},
        {"--seed", "2"},
        {"--run", "1"},
        {"--seed", "2", "--run", "1"},
        {"--seed", "18446744073709551615"}};
    enum { COUNT = sizeof options / sizeof options[0] };
    struct bytes_owned journals[COUNT];

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        journals[i] = run(STORY, options[i], NULL);
        for (size_t k = 0; k < i; k++)
            assert_false(is_same(journals[i], journals[k]));
    }
    for (size_t i = 0; i < COUNT; i++)
        free(journals[i].data);
}

/* ---- What every build has to give ---- */

/* A run that is pinned, and what of it. */
struct pin {
    const char *scenario; /* from the sources' folder */
    unsigned seed;
    char events[2 * SHA256_SIZE + 1]; /* of all events' times and bodies */
    char line[PIN_SIZE];
};

/* The events alone: they change neither with the header's number nor with the
 * comments of a scenario. */
static void hash_events(char hex[2 * SHA256_SIZE + 1], struct bytes_owned b)
{
    uint8_t hash[SHA256_SIZE] = {0};
    char path[64];
    struct reader r;
    struct reader_frame f;
    struct errmsg e;
    struct arena a;

    const int fd = journals_file();
    assert_true(fd >= 0 && write(fd, b.data, b.size) == (ssize_t)b.size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (reader_open(&r, path, &e)) fail_msg("%s", e.text);
    assert_int_equal(r.header.semantics, RUNTIME_HEADER_SEMANTICS);
    arena_init(&a);
    while (!reader_next(&r, &f)) {
        if (f.kind != JOURNAL_EVENT) continue;
        const size_t size = sizeof hash + 8 + f.body.size;
        uint8_t *all = arena_alloc(&a, size);
        memcpy(all, hash, sizeof hash);
        bytes_put_le64(all + sizeof hash, (uint64_t)f.time);
        memcpy(all + sizeof hash + 8, f.body.data, f.body.size);
        sha256(hash, bytes_of(all, size));
        arena_reset(&a);
    }
    bytes_to_hex(hex, bytes_of(hash, sizeof hash));
    arena_fini(&a);
    reader_close(&r);
    close(fd);
}

/* "events' hash  bytes' hash  size  scenario, seed N" */
static void take(struct pin *p)
{
    char path[512];
    char number[16];
    const char *const options[OPTIONS_MAX] = {"--seed", number};
    char hex[2 * SHA256_SIZE + 1];
    uint8_t hash[SHA256_SIZE];

    snprintf(path, sizeof path, SOURCE_DIR "/%s", p->scenario);
    snprintf(number, sizeof number, "%u", p->seed);
    const struct bytes_owned b = run(path, options, NULL);
    sha256(hash, bytes_of(b.data, b.size));
    bytes_to_hex(hex, bytes_of(hash, sizeof hash));
    hash_events(p->events, b);
    snprintf(p->line, sizeof p->line, "%s  %s  %7zu  %s, seed %u\n", p->events,
             hex, b.size, p->scenario, p->seed);
    free(b.data);
}

/* Whether the pinned text has other events for the run; one that is new has
 * none. */
static bool is_changed(const struct pin *p, const char *pinned)
{
    char name[256];

    snprintf(name, sizeof name, "  %s, seed %u\n", p->scenario, p->seed);
    const char *at = strstr(pinned, name);
    if (!at) return false;
    while (at > pinned && at[-1] != '\n')
        at--;
    return strncmp(at, p->events, strlen(p->events)) != 0;
}

/* All shipped scenarios, and what the tests have besides. Not the numbered
 * lessons: their header changes with every word that a learner reads, and
 * timeline/golden has what happens in them. */
static size_t list_pins(struct pin *pins, glob_t *found)
{
    static const struct pin others[] = {
        {.scenario = "scenarios/written-responses.yaml", .seed = 2},
        {.scenario = "tests/timeline/attacked.yaml", .seed = 1},
        {.scenario = "tests/timeline/delivery.yaml", .seed = 1},
        {.scenario = "tests/timeline/trouble.yaml", .seed = 1},
        {.scenario = "tests/twin/distributions.yaml", .seed = 1},
        {.scenario = "tests/twin/network.yaml", .seed = 1},
        {.scenario = "tests/twin/tampered.yaml", .seed = 8},
    };
    size_t count = sizeof others / sizeof others[0];

    memcpy(pins, others, sizeof others);
    assert_int_equal(glob(SOURCE_DIR "/scenarios/*.yaml", 0, NULL, found), 0);
    assert_int_equal(glob(SOURCE_DIR "/scenarios/lessons/[a-z]*.yaml",
                          GLOB_APPEND, NULL, found),
                     0);
    assert_true(found->gl_pathc > 15 && found->gl_pathc + count <= PINS_MAX);
    for (size_t i = 0; i < found->gl_pathc; i++)
        pins[count++] = (struct pin){
            .scenario = found->gl_pathv[i] + strlen(SOURCE_DIR "/"), .seed = 1};
    return count;
}

/* The header's number goes up with the commit after which a scenario gives
 * other records, and with no other. */
static void check_semantics(const struct pin *pins, size_t count,
                            const char *pinned)
{
    unsigned number = 0;
    size_t changed = 0;

    assert_int_equal(sscanf(pinned, "semantics %u", &number), 1);
    for (size_t i = 0; i < count; i++)
        changed += is_changed(&pins[i], pinned);
    if (changed > 0 && number == RUNTIME_HEADER_SEMANTICS)
        fail_msg("%zu of %zu runs have other events: raise "
                 "RUNTIME_HEADER_SEMANTICS above %u",
                 changed, count, number);
    if (changed == 0 && number != RUNTIME_HEADER_SEMANTICS)
        fail_msg("no run has other events: RUNTIME_HEADER_SEMANTICS stays %u",
                 number);
}

static void test_every_build_gives_these_bytes(void **state)
{
    static struct pin pins[PINS_MAX];
    static char now[PINS_MAX * PIN_SIZE];
    glob_t found = {0};
    size_t size;

    (void)state;
    const size_t count = list_pins(pins, &found);
    snprintf(now, sizeof now, "semantics %d\n", RUNTIME_HEADER_SEMANTICS);
    for (size_t i = 0; i < count; i++) {
        take(&pins[i]);
        strcat(now, pins[i].line);
    }
    char *pinned = program_read(PINS, &size);
    assert_non_null(pinned);
    check_semantics(pins, count, pinned);
    if (getenv("DEMARCHE_UPDATE"))
        program_write(PINS, now, strlen(now));
    else
        assert_string_equal(now, pinned);
    free(pinned);
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_a_pace_changes_no_byte),
        cmocka_unit_test(test_another_draw_is_another_journal),
        cmocka_unit_test(test_every_build_gives_these_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
