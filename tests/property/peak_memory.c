/* Memory follows what is in flight: worlds whose journals are far larger than
 * the addresses that the program is given, and each run is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

enum {
    MIB = 1024 * 1024,
    LETTER = 60 * 1000,
    LETTERS = 1500,
    OBSERVERS = 500,
    NOTES = 60
};

static void add_times(FILE *f, int count, const char *protect)
{
    fputs("script:\n  - {at: 2022-01-01, draft: d}\n", f);
    for (int i = 0; i < count; i++)
        fprintf(f, "  - {at: 2022-01-%02dT%02d:%02dZ, send: d, to: b%s}\n",
                2 + i / 1440, i / 60 % 24, i % 60, protect);
}

static void add_letters(FILE *f)
{
    fputs("channels: {c: {between: [a, b], delay: 40 ms}}\n"
          "protection: {w: {sign: ed25519, seal: age, receipt: yes}}\n"
          "documents: {d: {author: a, portions: {p: ",
          f);
    for (int i = 0; i < LETTER; i++)
        fputc('w', f);
    fputs("}}}\n", f);
    add_times(f, LETTERS, ", protect: w");
}

static void add_dummies(FILE *f)
{
    fputs(
        "channels:\n"
        "  c: {between: [a, b], delay: 40 ms, cover: {every: 10 s, size: 64}}\n"
        "documents: {d: {author: a, portions: {p: Short.}}}\n",
        f);
    add_times(f, 1, "");
}

/* Onlookers of every frame, who steal nothing. */
static void add_observers(FILE *f)
{
    fputs("channels:\n"
          "  c: {between: [a, b], medium: courier, delay: 40 ms}\n"
          "documents: {d: {author: a, portions: {p: Short.}}}\n"
          "adversary:\n",
          f);
    for (int i = 0; i < OBSERVERS; i++)
        fprintf(f, "  t%d: {on: c, can: [observe]}\n", i);
    add_times(f, NOTES, "");
}

/* The journal has at least so many bytes, in so much memory. */
static const struct {
    const char *name;
    void (*add)(FILE *f);
    size_t journal, memory;
} worlds[] = {
    {"letters", add_letters, (size_t)80 * MIB, (size_t)32 * MIB},
    {"dummies", add_dummies, (size_t)40 * MIB, (size_t)24 * MIB},
    {"observers", add_observers, (size_t)8 * MIB, (size_t)36 * MIB},
};

static void test_memory_stays(void **state)
{
    const char *const words[] = {"demarche", "run", "s.yaml", "--quiet",
                                 "--out",    "run", NULL};
    char folder[PROGRAM_PATH_SIZE], path[PROGRAM_PATH_SIZE + 32];

    (void)state;
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        struct program_end end;
        size_t size;
        program_folder(folder);
        const struct program_gift gift = {.folder = folder,
                                          .memory = worlds[i].memory};
        snprintf(path, sizeof path, "%s/s.yaml", folder);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs("demarche: 1\nclock: {start: 2022-01-01, end: 2022-01-05}\n"
              "parties: {a: , b: }\n",
              f);
        worlds[i].add(f);
        fclose(f);
        program_run(&end, &gift, words);
        if (end.status != 0) program_fail(&end, words);
        program_end_fini(&end);
        snprintf(path, sizeof path, "%s/run/run.journal", folder);
        free(program_read(path, &size));
        print_message("%s: a journal of %zu bytes\n", worlds[i].name, size);
        assert_true(size >= worlds[i].journal);
        program_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
