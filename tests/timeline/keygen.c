/* A key of one's own: made, kept from others, and used to seal a journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/hotline.yaml"

enum { HEX = 64 };

static void make_key(const char *folder, const char *name, char hex[HEX + 1])
{
    struct program_end end;

    program_run(&end, NULL, "demarche keygen -o %s/%s", folder, name);
    assert_int_equal(end.status, 0);
    assert_int_equal(end.out_size, HEX + 1);
    snprintf(hex, HEX + 1, "%s", end.out);
    assert_int_equal(strspn(hex, "0123456789abcdef"), HEX);
    program_end_fini(&end);
}

static void it_is_its_owners_alone(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    char hex[2][HEX + 1];
    struct program_end end;
    struct stat st;
    size_t size[2];

    (void)state;
    program_folder(folder);
    make_key(folder, "a", hex[0]);
    make_key(folder, "b", hex[1]);
    assert_string_not_equal(hex[0], hex[1]);
    snprintf(path, sizeof path, "%s/a", folder);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    char *before = program_read(path, &size[0]);
    program_run(&end, NULL, "demarche keygen --out %s", path);
    assert_int_equal(end.status, 1);
    assert_int_equal(end.out_size, 0);
    assert_non_null(strstr(end.err, "File exists"));
    program_end_fini(&end);
    char *after = program_read(path, &size[1]);
    assert_string_equal(before, after);
    free(before);
    free(after);
    program_ends(1, "demarche keygen -o %s/nowhere/key", folder);
    program_ends(64, "demarche keygen %s/c", folder);
    program_remove(folder);
}

static void openssl_reads_it(void **state)
{
    char folder[PROGRAM_PATH_SIZE], hex[HEX + 1], read[HEX + 1];
    struct program_end end;

    (void)state;
    if (!program_is_there("openssl")) return;
    program_folder(folder);
    make_key(folder, "key", hex);
    program_run(&end, NULL, "openssl pkey -in %s/key -pubout -outform DER",
                folder);
    assert_int_equal(end.status, 0);
    assert_true(end.out_size > HEX / 2);
    for (size_t i = 0; i < HEX / 2; i++)
        snprintf(read + 2 * i, 3, "%02x",
                 (uint8_t)end.out[end.out_size - HEX / 2 + i]);
    assert_string_equal(read, hex);
    program_end_fini(&end);
    /* And a key of openssl's is one of ours. */
    program_ends(0, "openssl genpkey -algorithm ed25519 -out %s/other", folder);
    program_ends(0,
                 "demarche run " STORY " --quiet --out %s/run --sign-key "
                 "%s/other",
                 folder, folder);
    program_ends(0, "demarche verify %s/run --rerun", folder);
    program_remove(folder);
}

/* The same key seals the same run with the same bytes, and no others. */
static void it_seals(void **state)
{
    char folder[PROGRAM_PATH_SIZE], hex[2][HEX + 1];

    (void)state;
    program_folder(folder);
    make_key(folder, "a", hex[0]);
    make_key(folder, "b", hex[1]);
    for (const char *run = "a1\0a\0a2\0a\0b1\0b\0"; *run; run += 5)
        program_ends(0,
                     "demarche run " STORY " --quiet --out %s/%s --sign-key "
                     "%s/%s",
                     folder, run, folder, run + 3);
    program_ends(0, "cmp %s/a1/run.journal %s/a2/run.journal", folder, folder);
    program_ends(1, "cmp %s/a1/run.journal %s/b1/run.journal", folder, folder);
    program_ends(0, "demarche verify %s/a1 --key %s", folder, hex[0]);
    program_ends(5, "demarche verify %s/a1 --key %s", folder, hex[1]);
    program_ends(64, "demarche verify %s/a1 --key 00", folder);
    program_ends(0, "demarche diff %s/a1 %s/b1", folder, folder);
    program_ends(0, "demarche show %s/a1 --exchange 6", folder);
    program_ends(0, "demarche prove %s/a1 --record 5 --out %s/proof", folder,
                 folder);
    program_ends(0, "demarche verify --proof %s/proof --key %s", folder,
                 hex[0]);
    program_ends(1, "demarche verify --proof %s/proof --key %s", folder,
                 hex[1]);
    program_remove(folder);
}

/* Nothing is begun with a key that is none. */
static void a_bad_key_begins_nothing(void **state)
{
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/key", folder);
    program_write(path, "no key\n", 7);
    program_run(&end, NULL,
                "demarche run " STORY " --quiet --out %s/run --sign-key %s",
                folder, path);
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "demarche keygen makes one"));
    assert_false(program_left(folder, "run"));
    program_end_fini(&end);
    program_ends(1,
                 "demarche run " STORY " --quiet --out %s/run --sign-key "
                 "%s/none",
                 folder, folder);
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_its_owners_alone),
        cmocka_unit_test(openssl_reads_it),
        cmocka_unit_test(it_seals),
        cmocka_unit_test(a_bad_key_begins_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
