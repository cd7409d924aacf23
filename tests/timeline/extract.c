/* Nothing to take on trust: what `show --extract` writes is opened by age and
 * verified by openssl, and the least change is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"

#define EXCHANGE "17" /* the American paper is handed over in Moscow */

/* A folder with a run and the files of the exchange. */
static void extract(char folder[PROGRAM_PATH_SIZE])
{
    program_folder(folder);
    program_ends(0, folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "run"));
    program_ends(0, folder,
                 WORDS("demarche", "show", "run", "--exchange", EXCHANGE,
                       "--extract", "x", "--reveal-secrets"));
}

static char *read_file(const char *folder, const char *name, size_t *size)
{
    char path[2 * PROGRAM_PATH_SIZE];
    char *data;

    snprintf(path, sizeof path, "%s/x/%s", folder, name);
    data = program_read(path, size);
    if (!data) fail_msg("no %s was extracted", path);
    return data;
}

/* Flips a bit in the middle of a file. */
static void change(const char *folder, const char *name)
{
    char path[2 * PROGRAM_PATH_SIZE];
    size_t size;
    char *data = read_file(folder, name, &size);

    assert_true(size > 0);
    data[size / 2] ^= 1;
    snprintf(path, sizeof path, "%s/x/%s", folder, name);
    program_write(path, data, size);
    free(data);
}

/* Opens the envelope; NULL when it does not open. */
static char *open_envelope(const char *folder, size_t *size)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    char *plain = NULL;

    program_run(&end, &gift,
                WORDS("age", "-d", "-i", "x/russia.key", "x/frame-1.age"));
    if (end.status == 0) {
        plain = end.out;
        *size = end.out_size;
        end.out = NULL;
    }
    program_end_fini(&end);
    return plain;
}

static void test_age_opens_the_envelope(void **state)
{
    char folder[PROGRAM_PATH_SIZE];
    size_t size;
    size_t copy_size;

    (void)state;
    if (!program_is_there("age")) skip();
    extract(folder);
    char *plain = open_envelope(folder, &size);
    char *copy = read_file(folder, "frame-1.copy", &copy_size);
    assert_non_null(plain);
    assert_int_equal(size, copy_size);
    assert_memory_equal(plain, copy, size);
    change(folder, "frame-1.age");
    assert_null(open_envelope(folder, &size));
    free(plain);
    free(copy);
    program_remove(folder);
}

static int verify(const char *folder, const char *signer, const char *name)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;
    char key[64], statement[64], signature[64];

    snprintf(key, sizeof key, "x/%s.pem", signer);
    snprintf(statement, sizeof statement, "x/%s.statement", name);
    snprintf(signature, sizeof signature, "x/%s.signature", name);
    program_run(&end, &gift,
                WORDS("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key,
                      "-rawin", "-in", statement, "-sigfile", signature));
    const int status = end.status;
    program_end_fini(&end);
    return status;
}

static void test_openssl_verifies_the_signatures(void **state)
{
    static const struct {
        const char *signer, *name;
    } statements[] = {
        {"us", "frame-1"},           /* that it hands the paper over */
        {"us", "frame-1-earlier-1"}, /* that the paper is its own */
        {"russia", "frame-2"},       /* that it has it */
    };
    char folder[PROGRAM_PATH_SIZE];
    char file[64];

    (void)state;
    if (!program_is_there("openssl")) skip();
    extract(folder);
    assert_int_not_equal(verify(folder, "russia", "frame-1"), 0);
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        const char *signer = statements[i].signer;
        const char *name = statements[i].name;

        if (verify(folder, signer, name) != 0) fail_msg("%s", name);
        snprintf(file, sizeof file, "%s.statement", name);
        change(folder, file);
        assert_int_not_equal(verify(folder, signer, name), 0);
        change(folder, file);
        snprintf(file, sizeof file, "%s.signature", name);
        change(folder, file);
        assert_int_not_equal(verify(folder, signer, name), 0);
    }
    program_remove(folder);
}

/* A file for each layer of each frame, and for the keys that go with them. */
static void test_every_layer_is_extracted(void **state)
{
    static const char *const names[] = {
        "frame-1.bin",       "frame-1.message",
        "frame-1.age",       "frame-1.copy",
        "frame-1.text",      "frame-1.statement",
        "frame-1.signature", "frame-2.bin",
        "frame-2.message",   "frame-2.statement",
        "frame-2.signature", "russia.key",
        "russia.pem",        "us.pem",
    };
    char folder[PROGRAM_PATH_SIZE];
    size_t size;

    (void)state;
    extract(folder);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        free(read_file(folder, names[i], &size));
        assert_true(size > 0);
    }
    /* Into a folder that cannot be, and of a run that is none. */
    program_ends(1, folder,
                 WORDS("demarche", "show", "run", "--exchange", EXCHANGE,
                       "--extract", "/proc/x"));
    program_ends(1, folder,
                 WORDS("demarche", "show", "x", "--exchange", EXCHANGE,
                       "--extract", "y"));
    program_ends(1, folder,
                 WORDS("demarche", "show", "run", "--exchange", "9999"));
    program_remove(folder);
}

static const char marked[] =
    "demarche: 1\n"
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"
    "parties: {us: , poland: , france: , press: {kind: public}}\n"
    "channels: {bag: {between: [us, poland, france], medium: courier}}\n"
    "documents:\n"
    "  memo:\n"
    "    author: us\n"
    "    portions:\n"
    "      x: \"The {talks|discussions} {go on|continue} in "
    "{calm|peace}\"\n"
    "      y: \"We {hope|trust} that {both|the two} {wish|want} it "
    "{so|thus}\"\n"
    "protection: {marked: {sign: ed25519, seal: age, mark: per-copy}}\n"
    "script:\n"
    "  - {at: 2022-02-01, draft: memo}\n"
    "  - {at: 2022-02-02, send: memo, to: [poland, france],\n"
    "     protect: marked}\n"
    "  - {at: 2022-02-05, leak: memo, from: poland, to: press}\n"
    "  - {at: 2022-02-06, leak: memo, from: france, to: press}\n"
    "expect: [press holds memo]\n";

/* Two insiders leak marked copies without proof, one after the other: the press
 * takes the first, and the second for another text under its name. Whoever has
 * its words still finds whose it was. */
static void test_a_second_copy_is_attributed(void **state)
{
    static const struct {
        const char *exchange, *whose;
    } leaks[] = {{"3", "poland"}, {"4", "france"}};
    char folder[PROGRAM_PATH_SIZE], path[2 * PROGRAM_PATH_SIZE];
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    (void)state;
    program_folder(folder);
    snprintf(path, sizeof path, "%s/story.yaml", folder);
    program_write(path, marked, strlen(marked));
    program_ends(
        0, folder,
        WORDS("demarche", "run", "story.yaml", "--quiet", "--out", "run"));
    program_run(&end, &gift, WORDS("demarche", "show", "run", "--rejected"));
    assert_non_null(strstr(end.out, "another text is held under"));
    program_end_fini(&end);
    program_run(&end, &gift, WORDS("demarche", "attribute", "run", "memo"));
    assert_non_null(strstr(end.out, "The marks point to poland."));
    program_end_fini(&end);
    for (size_t i = 0; i < sizeof leaks / sizeof leaks[0]; i++) {
        char found[64], text[64];
        program_ends(0, folder,
                     WORDS("demarche", "show", "run", "--exchange",
                           leaks[i].exchange, "--extract", leaks[i].exchange));
        snprintf(text, sizeof text, "%s/frame-1.text", leaks[i].exchange);
        program_run(
            &end, &gift,
            WORDS("demarche", "attribute", "run", "memo", "--surfaced", text));
        snprintf(found, sizeof found, "The marks point to %s.", leaks[i].whose);
        assert_non_null(strstr(end.out, found));
        program_end_fini(&end);
    }
    /* The copy's bytes are no text. */
    program_run(&end, &gift,
                WORDS("demarche", "attribute", "run", "memo", "--surfaced",
                      "3/frame-1.copy"));
    assert_int_equal(end.status, 1);
    assert_non_null(strstr(end.err, "is not text"));
    program_end_fini(&end);
    program_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_layer_is_extracted),
        cmocka_unit_test(test_a_second_copy_is_attributed),
        cmocka_unit_test(test_age_opens_the_envelope),
        cmocka_unit_test(test_openssl_verifies_the_signatures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
