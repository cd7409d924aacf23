/* Same scenario, seed and run: same bytes, whatever the machine, compiler,
 * level of optimisation, place and language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "crypto/sha256.h"
#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"
#define PINS  SOURCE_DIR "/tests/twin/journals.txt"

enum { PINS_SIZE = 4096, OPTIONS_MAX = 4 };

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

/* "SHA-256  size  scenario, seed N": what every build has to give. */
static void pin(char *line, size_t size, const char *scenario, unsigned seed)
{
    char path[512];
    char number[16];
    const char *const options[OPTIONS_MAX] = {"--seed", number};
    char hex[2 * SHA256_SIZE + 1];
    uint8_t hash[SHA256_SIZE];

    snprintf(path, sizeof path, SOURCE_DIR "/%s", scenario);
    snprintf(number, sizeof number, "%u", seed);
    const struct bytes_owned b = run(path, options, NULL);
    sha256(hash, bytes_of(b.data, b.size));
    bytes_to_hex(hex, bytes_of(hash, sizeof hash));
    snprintf(line, size, "%s  %7zu  %s, seed %u\n", hex, b.size, scenario,
             seed);
    free(b.data);
}

static void test_every_build_gives_these_bytes(void **state)
{
    static const struct {
        const char *scenario;
        unsigned seed;
    } pinned[] = {
        {"scenarios/written-responses.yaml", 1},
        {"scenarios/written-responses.yaml", 2},
        {"tests/timeline/delivery.yaml", 1},
        {"tests/timeline/trouble.yaml", 1},
        {"tests/twin/distributions.yaml", 1},
    };
    char found[PINS_SIZE] = "";
    size_t size;

    (void)state;
    for (size_t i = 0; i < sizeof pinned / sizeof pinned[0]; i++) {
        const size_t used = strlen(found);

        pin(found + used, sizeof found - used, pinned[i].scenario,
            pinned[i].seed);
    }
    if (getenv("DEMARCHE_UPDATE")) program_write(PINS, found, strlen(found));
    char *expected = program_read(PINS, &size);
    assert_non_null(expected);
    assert_string_equal(found, expected);
    free(expected);
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
