/* age v1 files: round trips, streaming, and the refusal of changed ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/writer.h"
#include "crypto/age.h"
#include "support/bech32_reader.h"

enum {
    KEYS = 301, /* the last is a stranger's */
    SEALED_CHUNK = AGE_CHUNK_SIZE + AGE_TAG_SIZE,
    SIZE_MAX_TESTED = 200000,
    FILE_MAX = 300000
};

struct fixture {
    struct rng rng;
    uint8_t secrets[KEYS][AGE_KEY_SIZE];
    uint8_t public[KEYS][AGE_KEY_SIZE];
    const uint8_t (*recipients)[AGE_KEY_SIZE]; /* public, for reading */
    uint8_t plaintext[SIZE_MAX_TESTED];
    uint8_t opened[SIZE_MAX_TESTED];
    uint8_t file[FILE_MAX];
};

static void seed(struct rng *rng, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(rng, &root, "test", purpose);
    rng_root_fini(&root);
}

static int setup(void **state)
{
    struct fixture *f = malloc(sizeof *f);

    if (!f || sodium_init() < 0) return -1;
    seed(&f->rng, "age");
    for (size_t i = 0; i < KEYS; i++) {
        rng_bytes(&f->rng, f->secrets[i], AGE_KEY_SIZE);
        crypto_scalarmult_base(f->public[i], f -> secrets[i]);
    }
    f->recipients = (const uint8_t(*)[AGE_KEY_SIZE])f->public;
    rng_bytes(&f->rng, f->plaintext, sizeof f->plaintext);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* Seals to the first `count` keys; gives the file, which the fixture owns. */
static struct bytes seal(struct fixture *f, size_t count, size_t size)
{
    struct writer w;

    writer_init(&w, f->file, sizeof f->file);
    assert_int_equal(age_seal(f->recipients, count,
                              bytes_of(f->plaintext, size), &f->rng, &w),
                     ERR_OK);
    assert_int_equal(w.size, age_sealed_size(count, size));
    return writer_bytes(&w);
}

/* Opens, and checks that a failure leaves nothing behind. */
static enum err open_with(struct fixture *f, struct bytes file, size_t key,
                          size_t *size)
{
    struct writer w;

    memset(f->opened, 0, sizeof f->opened);
    writer_init(&w, f->opened, sizeof f->opened);
    enum err rc = age_open(file, f->secrets[key], f->public[key], &w);
    if (rc) {
        assert_int_equal(w.size, 0);
        assert_false(w.overflow);
        assert_true(sodium_is_zero(f->opened, sizeof f->opened));
    }
    *size = w.size;
    return rc;
}

static void refuse(struct fixture *f, struct bytes file)
{
    size_t size;

    assert_int_not_equal(open_with(f, file, 0, &size), ERR_OK);
}

static void test_round_trips(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};
    static const size_t counts[] = {1, 5, 30, 300};
    size_t size;

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            const struct bytes file = seal(f, counts[c], sizes[s]);
            const size_t who[] = {0, counts[c] / 2, counts[c] - 1};
            for (size_t i = 0; i < 3; i++) {
                assert_int_equal(open_with(f, file, who[i], &size), ERR_OK);
                assert_int_equal(size, sizes[s]);
                assert_memory_equal(f->opened, f->plaintext, size);
            }
            assert_int_equal(open_with(f, file, KEYS - 1, &size), ERR_AUTH);
        }
}

static void test_room_is_exact(void **state)
{
    struct fixture *f = *state;
    const size_t size = AGE_CHUNK_SIZE + 1, total = age_sealed_size(2, size);
    uint8_t *const room = malloc(total + 1);
    struct writer w;

    assert_non_null(room);
    for (size_t less = 0; less < 3; less++) {
        /* Something is in the writer already and stays there. */
        writer_init(&w, room, total + 1 - less);
        writer_put_text(&w, "!");
        const enum err rc = age_seal(f->recipients, 2,
                                     bytes_of(f->plaintext, size), &f->rng, &w);
        assert_int_equal(rc, less ? ERR_LIMIT : ERR_OK);
        assert_int_equal(w.size, less ? 1 : total + 1);
        assert_int_equal(room[0], '!');
        assert_false(w.overflow);
    }
    writer_init(&w, room, age_header_size(2) - 1);
    struct age_stream s;
    assert_int_equal(age_seal_header(f->recipients, 2, &f->rng, &w, &s),
                     ERR_LIMIT);
    free(room);

    const struct bytes file = seal(f, 1, size);
    for (size_t less = 0; less < 3; less++) {
        writer_init(&w, f->opened, size - less);
        assert_int_equal(age_open(file, f->secrets[0], f->public[0], &w),
                         less ? ERR_LIMIT : ERR_OK);
        assert_int_equal(w.size, less ? 0 : size);
    }
    assert_true(sodium_is_zero(f->opened, size - 2));

    const struct bytes empty = seal(f, 1, 0);
    writer_init(&w, NULL, 0);
    assert_int_equal(age_open(empty, f->secrets[0], f->public[0], &w), ERR_OK);
}

static void test_every_changed_bit_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct bytes file = seal(f, 2, 100);

    for (size_t i = 0; i < file.size; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            f->file[i] ^= (uint8_t)(1U << bit);
            refuse(f, file);
            f->file[i] ^= (uint8_t)(1U << bit);
        }
}

static void test_every_truncation_is_refused(void **state)
{
    struct fixture *f = *state;
    struct bytes file = seal(f, 2, 100);

    for (size_t size = 0; size < file.size; size++)
        refuse(f, bytes_of(file.data, size));

    /* Around each chunk's end, where a lost chunk leaves whole ones. */
    file = seal(f, 1, 3 * AGE_CHUNK_SIZE);
    for (size_t chunk = 0; chunk < 3; chunk++)
        for (size_t more = 0; more < 40; more++) {
            const size_t end = age_header_size(1) + chunk * SEALED_CHUNK;
            refuse(f, bytes_of(file.data, end + more - 20));
        }
}

static void test_trailing_bytes_are_refused(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 65536, 65537};

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t more = 1; more < 40; more++) {
            const struct bytes file = seal(f, 1, sizes[s]);
            memset(f->file + file.size, 0, more);
            refuse(f, bytes_of(file.data, file.size + more));
        }
}

static void test_chunks_keep_their_order(void **state)
{
    struct fixture *f = *state;
    const struct bytes file = seal(f, 1, 2 * AGE_CHUNK_SIZE + 1);
    uint8_t *const first = f->file + age_header_size(1);
    uint8_t *const copy = malloc(SEALED_CHUNK);

    assert_non_null(copy);
    memcpy(copy, first, SEALED_CHUNK);
    memmove(first, first + SEALED_CHUNK, SEALED_CHUNK);
    refuse(f, file); /* the second one twice */
    memcpy(first + SEALED_CHUNK, copy, SEALED_CHUNK);
    refuse(f, file); /* both in the wrong order */
    memmove(first, copy, SEALED_CHUNK);
    refuse(f, file); /* the first one twice */
    free(copy);
}

static void test_stream_equals_whole(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 65536, 65537, 200000};
    uint8_t *const copy = malloc(FILE_MAX);
    struct age_stream s;
    struct writer w;

    assert_non_null(copy);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t at = 0, used;
        seed(&f->rng, "stream");
        const struct bytes file = seal(f, 3, sizes[i]);

        seed(&f->rng, "stream");
        writer_init(&w, copy, FILE_MAX);
        assert_int_equal(age_seal_header(f->recipients, 3, &f->rng, &w, &s),
                         ERR_OK);
        assert_int_equal(w.size, age_header_size(3));
        while (!s.ended) {
            const size_t left = sizes[i] - at;
            const size_t n = left < AGE_CHUNK_SIZE ? left : AGE_CHUNK_SIZE;
            assert_int_equal(
                age_push(&s, bytes_of(f->plaintext + at, n), n == left, &w),
                ERR_OK);
            at += n;
        }
        assert_true(bytes_equal(writer_bytes(&w), file));

        /* The header is read out of a part of the file. */
        writer_init(&w, f->opened, sizeof f->opened);
        assert_int_equal(age_open_header(bytes_of(copy, age_header_size(3)),
                                         f->secrets[1], f->public[1], &s,
                                         &used),
                         ERR_OK);
        assert_int_equal(used, age_header_size(3));
        while (!s.ended) {
            const size_t left = file.size - used;
            const size_t n = left < SEALED_CHUNK ? left : SEALED_CHUNK;
            assert_int_equal(
                age_pull(&s, bytes_of(copy + used, n), n == left, &w), ERR_OK);
            used += n;
        }
        assert_true(
            bytes_equal(writer_bytes(&w), bytes_of(f->plaintext, sizes[i])));
    }
    free(copy);
}

static void test_stream_refuses_other_chunks(void **state)
{
    struct fixture *f = *state;
    const struct bytes full = bytes_of(f->plaintext, AGE_CHUNK_SIZE);
    struct age_stream push, pull;
    struct writer w, out;
    size_t used;

    writer_init(&w, f->file, sizeof f->file);
    writer_init(&out, f->opened, sizeof f->opened);
    assert_int_equal(age_seal_header(f->recipients, 1, &f->rng, &w, &push),
                     ERR_OK);
    const size_t head = w.size;
    for (int last = 0; last < 2; last++)
        assert_int_equal(age_push(&push,
                                  bytes_of(f->plaintext, AGE_CHUNK_SIZE + 1),
                                  last, &w),
                         ERR_FORMAT);
    assert_int_equal(age_push(&push, bytes_of(full.data, 9), false, &w),
                     ERR_FORMAT);
    assert_int_equal(w.size, head);
    assert_int_equal(age_push(&push, full, false, &w), ERR_OK);
    assert_int_equal(age_push(&push, bytes_of(NULL, 0), true, &w), ERR_FORMAT);

    assert_int_equal(age_open_header(writer_bytes(&w), f->secrets[0],
                                     f->public[0], &pull, &used),
                     ERR_OK);
    const uint8_t *chunk = f->file + used;
    assert_int_equal(age_pull(&pull, bytes_of(chunk, 15), true, &out),
                     ERR_FORMAT);
    assert_int_equal(age_pull(&pull, bytes_of(chunk, 99), false, &out),
                     ERR_FORMAT);
    assert_int_equal(age_pull(&pull, bytes_of(chunk, SEALED_CHUNK), true, &out),
                     ERR_AUTH);
    assert_int_equal(out.size, 0);
    assert_int_equal(
        age_pull(&pull, bytes_of(chunk, SEALED_CHUNK), false, &out), ERR_OK);

    /* An empty last chunk after a full one, rightly encrypted: not canonical.
     */
    uint8_t nonce[12] = {[10] = 1, [11] = 1}, tag[AGE_TAG_SIZE];
    crypto_aead_chacha20poly1305_ietf_encrypt(tag, NULL, NULL, 0, NULL, 0, NULL,
                                              nonce, pull.key);
    assert_int_equal(age_pull(&pull, bytes_of(tag, sizeof tag), true, &out),
                     ERR_FORMAT);

    assert_int_equal(age_push(&push, bytes_of(full.data, 1), true, &w), ERR_OK);
    assert_int_equal(age_push(&push, full, true, &w), ERR_STATE);
    assert_int_equal(
        age_pull(&pull, bytes_of(chunk + SEALED_CHUNK, 17), true, &out),
        ERR_OK);
    assert_int_equal(
        age_pull(&pull, bytes_of(chunk + SEALED_CHUNK, 17), true, &out),
        ERR_STATE);
    age_stream_fini(&push);
    assert_true(sodium_is_zero((const uint8_t *)&push, sizeof push));
}

static void test_low_order_keys_are_refused(void **state)
{
    struct fixture *f = *state;
    const uint8_t low[2][AGE_KEY_SIZE] = {{0}, {1}};
    struct writer w;

    for (size_t i = 0; i < 2; i++) {
        writer_init(&w, f->file, sizeof f->file);
        assert_int_equal(age_seal(low + i, 1, bytes_of("x", 1), &f->rng, &w),
                         ERR_AUTH);
        assert_int_equal(w.size, 0);
    }
}

/* The specification's own example of a key pair. */
static void test_key_texts(void **state)
{
    (void)state;
    static const char secret_text[] =
        "AGE-SECRET-KEY-"
        "1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    static const char recipient_text[] =
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    uint8_t public[AGE_KEY_SIZE];
    uint8_t secret[AGE_KEY_SIZE], recipient[AGE_KEY_SIZE];
    char text[AGE_SECRET_TEXT_SIZE];

    assert_int_equal(bech32_reader_decode(secret, sizeof secret,
                                          "AGE-SECRET-KEY-", secret_text),
                     ERR_OK);
    for (size_t i = 0; i < sizeof secret; i++)
        assert_int_equal(secret[i], 0x42);
    assert_int_equal(bech32_reader_decode(recipient, sizeof recipient, "age",
                                          recipient_text),
                     ERR_OK);
    crypto_scalarmult_base(public, secret);
    assert_memory_equal(public, recipient, sizeof public);
    age_secret_text(text, secret);
    assert_string_equal(text, secret_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_room_is_exact),
        cmocka_unit_test(test_every_changed_bit_is_refused),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_trailing_bytes_are_refused),
        cmocka_unit_test(test_chunks_keep_their_order),
        cmocka_unit_test(test_stream_equals_whole),
        cmocka_unit_test(test_stream_refuses_other_chunks),
        cmocka_unit_test(test_low_order_keys_are_refused),
        cmocka_unit_test(test_key_texts),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
