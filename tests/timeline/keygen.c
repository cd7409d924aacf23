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

    program_run(&end, &(const struct program_gift){.folder = folder},
                WORDS("demarche", "keygen", "-o", name));
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
    program_run(&end, NULL, WORDS("demarche", "keygen", "--out", path));
    assert_int_equal(end.status, 1);
    assert_int_equal(end.out_size, 0);
    assert_non_null(strstr(end.err, "exists already; name another file\n"));
    program_end_fini(&end);
    char *after = program_read(path, &size[1]);
    assert_string_equal(before, after);
    free(before);
    free(after);
    program_ends(1, folder, WORDS("demarche", "keygen", "-o", "nowhere/key"));
    program_ends(64, folder, WORDS("demarche", "keygen", "c"));
    program_remove(folder);
}

/* Of two keys on one stream, the private one may be published with the other.
 */
static void one_key_a_stream(void **state)
{
    static const char end_line[] = "-----END PRIVATE KEY-----\n";
    struct program_end end;

    (void)state;
    program_run(&end, NULL, WORDS("demarche", "keygen", "-o", "-"));
    assert_int_equal(end.status, 0);
    assert_true(end.out_size > sizeof end_line);
    assert_string_equal(end.out + end.out_size - strlen(end_line), end_line);
    const char *hex = strstr(end.err, "demarche: public key: ");
    assert_non_null(hex);
    assert_int_equal(strspn(strrchr(hex, ' ') + 1, "0123456789abcdef"), HEX);
    program_end_fini(&end);
}

static void openssl_reads_it(void **state)
{
    char folder[PROGRAM_PATH_SIZE], hex[HEX + 1], read[HEX + 1];
    struct program_end end;

    (void)state;
    if (!program_is_there("openssl")) return;
    program_folder(folder);
    make_key(folder, "key", hex);
    program_run(
        &end, &(const struct program_gift){.folder = folder},
        WORDS("openssl", "pkey", "-in", "key", "-pubout", "-outform", "DER"));
    assert_int_equal(end.status, 0);
    assert_true(end.out_size > HEX / 2);
    for (size_t i = 0; i < HEX / 2; i++)
        snprintf(read + 2 * i, 3, "%02x",
                 (uint8_t)end.out[end.out_size - HEX / 2 + i]);
    assert_string_equal(read, hex);
    program_end_fini(&end);
    /* And a key of openssl's is one of ours. */
    program_ends(
        0, folder,
        WORDS("openssl", "genpkey", "-algorithm", "ed25519", "-out", "other"));
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run",
                       "--sign-key", "other"));
    program_ends(0, folder, WORDS("demarche", "verify", "run", "--rerun"));
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
        program_ends(0, folder,
                     WORDS("demarche", "run", STORY, "--quiet", "--out", run,
                           "--sign-key", run + 3));
    program_ends(0, folder, WORDS("cmp", "a1/run.journal", "a2/run.journal"));
    program_ends(1, folder, WORDS("cmp", "a1/run.journal", "b1/run.journal"));
    program_ends(0, folder, WORDS("demarche", "verify", "a1", "--key", hex[0]));
    program_ends(5, folder, WORDS("demarche", "verify", "a1", "--key", hex[1]));
    program_ends(64, folder, WORDS("demarche", "verify", "a1", "--key", "00"));
    program_ends(0, folder, WORDS("demarche", "diff", "a1", "b1"));
    program_ends(0, folder, WORDS("demarche", "show", "a1", "--exchange", "6"));
    program_ends(
        0, folder,
        WORDS("demarche", "prove", "a1", "--record", "5", "--out", "proof"));
    program_ends(
        0, folder,
        WORDS("demarche", "verify", "--proof", "proof", "--key", hex[0]));
    program_ends(
        1, folder,
        WORDS("demarche", "verify", "--proof", "proof", "--key", hex[1]));
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
    program_run(&end, &(const struct program_gift){.folder = folder},
                WORDS("demarche", "run", STORY, "--quiet", "--out", "run",
                      "--sign-key", path));
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "demarche keygen makes one"));
    assert_false(program_left(folder, "run"));
    program_end_fini(&end);
    program_ends(1, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run",
                       "--sign-key", "none"));
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_its_owners_alone),
        cmocka_unit_test(one_key_a_stream),
        cmocka_unit_test(openssl_reads_it),
        cmocka_unit_test(it_seals),
        cmocka_unit_test(a_bad_key_begins_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
