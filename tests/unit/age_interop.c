/* Our age files and keys against the age and age-keygen programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/bech32.h"
#include "base/writer.h"
#include "crypto/age.h"
#include "support/bech32_reader.h"
#include "support/program.h"

enum {
    KEYS = 3,
    SIZE_MAX_TESTED = 200000,
    FILE_MAX = 300000,
    RECIPIENT_TEXT_SIZE = 63 /* "age1..." and NUL */
};

static const size_t sizes[] = {0, 1, 65536, 200000};

/* All files lie in a folder of their own, removed at the end. */
struct fixture {
    char folder[PROGRAM_PATH_SIZE];
    struct rng rng;
    uint8_t secrets[KEYS][AGE_KEY_SIZE];
    uint8_t public[KEYS][AGE_KEY_SIZE];
    char recipients[KEYS][RECIPIENT_TEXT_SIZE];
    uint8_t plaintext[SIZE_MAX_TESTED];
    uint8_t buffer[FILE_MAX];
};

/* Runs a command in the folder; true when it succeeds. */
static bool run(const struct fixture *f, const char *command)
{
    char line[1024];

    snprintf(line, sizeof line, "cd '%s' && %s", f->folder, command);
    return system(line) == 0;
}

static void save(const struct fixture *f, const char *name, struct bytes b)
{
    char path[2 * PROGRAM_PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    program_write(path, b.data, b.size);
}

/* The whole of a file, into the fixture's buffer. */
static struct bytes load(struct fixture *f, const char *name)
{
    char path[2 * PROGRAM_PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    size_t size;
    char *text = program_read(path, &size);
    assert_true(text && size <= sizeof f->buffer);
    memcpy(f->buffer, text, size);
    free(text);
    return bytes_of(f->buffer, size);
}

/* Keys 0 to KEYS - 1 as identity files key0, key1, ... */
static void save_keys(struct fixture *f)
{
    for (size_t i = 0; i < KEYS; i++) {
        char text[AGE_SECRET_TEXT_SIZE], name[16];
        rng_bytes(&f->rng, f->secrets[i], AGE_KEY_SIZE);
        crypto_scalarmult_base(f->public[i], f -> secrets[i]);
        bech32_encode(f->recipients[i], "age",
                      bytes_of(f->public[i], AGE_KEY_SIZE));
        age_secret_text(text, f->secrets[i]);
        snprintf(name, sizeof name, "key%zu", i);
        save(f, name, bytes_of_text(text));
    }
}

static int setup(void **state)
{
    struct fixture *f = malloc(sizeof *f);
    struct rng_root root;

    if (!f || sodium_init() < 0) return -1;
    program_folder(f->folder);
    rng_root_init(&root, 1, 0);
    rng_init(&f->rng, &root, "test", "age interop");
    rng_bytes(&f->rng, f->plaintext, sizeof f->plaintext);
    save_keys(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    program_remove(f->folder);
    free(f);
    return 0;
}

static void need_age(const struct fixture *f)
{
    if (run(f, "command -v age >/dev/null && command -v age-keygen >/dev/null"))
        return;
    printf("*** age is NOT INSTALLED: nothing is compared with it ***\n");
    skip();
}

static void test_age_opens_ours(void **state)
{
    struct fixture *f = *state;

    need_age(f);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct writer w;
        writer_init(&w, f->buffer, sizeof f->buffer);
        assert_int_equal(age_seal((const uint8_t(*)[AGE_KEY_SIZE])f->public,
                                  KEYS, bytes_of(f->plaintext, sizes[s]),
                                  &f->rng, &w),
                         ERR_OK);
        save(f, "sealed", writer_bytes(&w));
        for (size_t i = 0; i < KEYS; i++) {
            char command[64];
            snprintf(command, sizeof command,
                     "age -d -i key%zu sealed > opened", i);
            assert_true(run(f, command));
            assert_true(bytes_equal(load(f, "opened"),
                                    bytes_of(f->plaintext, sizes[s])));
        }
    }
}

static void test_we_open_ages(void **state)
{
    struct fixture *f = *state;
    uint8_t *const opened = malloc(SIZE_MAX_TESTED);

    need_age(f);
    assert_non_null(opened);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        char command[512];
        save(f, "plain", bytes_of(f->plaintext, sizes[s]));
        snprintf(command, sizeof command,
                 "age -r %s -r %s -r %s -o sealed plain", f->recipients[0],
                 f->recipients[1], f->recipients[2]);
        assert_true(run(f, command));
        const struct bytes file = load(f, "sealed");
        for (size_t i = 0; i < KEYS; i++) {
            struct writer w;
            writer_init(&w, opened, SIZE_MAX_TESTED);
            assert_int_equal(age_open(file, f->secrets[i], f->public[i], &w),
                             ERR_OK);
            assert_true(bytes_equal(writer_bytes(&w),
                                    bytes_of(f->plaintext, sizes[s])));
        }
    }
    free(opened);
}

static void test_keygen_agrees(void **state)
{
    struct fixture *f = *state;

    need_age(f);
    for (size_t i = 0; i < KEYS; i++) {
        char command[64], expected[RECIPIENT_TEXT_SIZE + 1];
        snprintf(command, sizeof command, "age-keygen -y key%zu > text", i);
        assert_true(run(f, command));
        snprintf(expected, sizeof expected, "%s\n", f->recipients[i]);
        assert_true(bytes_equal(load(f, "text"), bytes_of_text(expected)));
    }
}

/* A key that age-keygen made is read, and written as it was. */
static void test_we_read_keygens(void **state)
{
    struct fixture *f = *state;
    uint8_t secret[AGE_KEY_SIZE];
    char text[AGE_SECRET_TEXT_SIZE], back[AGE_SECRET_TEXT_SIZE];

    need_age(f);
    assert_true(run(f, "age-keygen 2>/dev/null | grep -v '^#' > text"));
    const struct bytes line = load(f, "text");
    assert_int_equal(line.size, AGE_SECRET_TEXT_SIZE);
    memcpy(text, line.data, sizeof text);
    text[sizeof text - 1] = '\0'; /* the line feed */
    assert_int_equal(
        bech32_reader_decode(secret, sizeof secret, "AGE-SECRET-KEY-", text),
        ERR_OK);
    age_secret_text(back, secret);
    assert_string_equal(back, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_age_opens_ours),
        cmocka_unit_test(test_we_open_ages),
        cmocka_unit_test(test_keygen_agrees),
        cmocka_unit_test(test_we_read_keygens),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
