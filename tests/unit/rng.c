#include "crypto/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/bytes.h"

enum { SAMPLE = 3 * RNG_BLOCK_SIZE + 100 };

static void stream(struct rng *rng, uint64_t seed, uint64_t run,
                   const char *owner, const char *purpose)
{
    struct rng_root root;

    rng_root_init(&root, seed, run);
    rng_init(rng, &root, owner, purpose);
    rng_root_fini(&root);
}

static uint64_t first(uint64_t seed, uint64_t run, const char *owner,
                      const char *purpose)
{
    struct rng rng;

    stream(&rng, seed, run, owner, purpose);
    return rng_u64(&rng);
}

/* Journals of earlier versions replay only while these bytes stay. */
static void test_pinned(void **state)
{
    uint8_t bytes[16];
    char hex[33];
    struct rng rng;

    (void)state;
    stream(&rng, 1, 0, "us", "ephemeral");
    rng_bytes(&rng, bytes, sizeof bytes);
    bytes_to_hex(hex, bytes_of(bytes, sizeof bytes));
    assert_string_equal(hex, "f7afdbf1202958360a2d48f44464e747");
}

/* The stream is RFC 8439's ChaCha20 with a zero nonce. */
static void test_chacha20(void **state)
{
    static const uint8_t nonce[crypto_stream_chacha20_ietf_NONCEBYTES] = {0};
    uint8_t got[SAMPLE], want[SAMPLE];
    struct rng rng;

    (void)state;
    stream(&rng, 7, 3, "nato", "delay");
    crypto_stream_chacha20_ietf(want, sizeof want, nonce, rng.key);
    rng_bytes(&rng, got, sizeof got);
    assert_memory_equal(got, want, sizeof got);
}

/* Pieces of any size add up to the same stream, integers among them. */
static void test_pieces(void **state)
{
    uint8_t whole[SAMPLE], pieces[SAMPLE];
    struct rng rng;
    size_t at = 0, size = 1;

    (void)state;
    stream(&rng, 1, 0, "us", "pieces");
    rng_bytes(&rng, whole, sizeof whole);
    stream(&rng, 1, 0, "us", "pieces");
    while (at + 8 + size < sizeof pieces) {
        bytes_put_le64(pieces + at, rng_u64(&rng));
        rng_bytes(&rng, pieces + at + 8, size);
        at += 8 + size;
        size = (size * 5 + 3) % 97;
    }
    assert_true(at > 2 * RNG_BLOCK_SIZE);
    assert_memory_equal(pieces, whole, at);
}

/* Every name and number counts, and names do not run together. */
static void test_names(void **state)
{
    const uint64_t value = first(1, 0, "us", "delay");

    (void)state;
    assert_true(value == first(1, 0, "us", "delay"));
    assert_true(value != first(2, 0, "us", "delay"));
    assert_true(value != first(1, 1, "us", "delay"));
    assert_true(value != first(0, 1, "us", "delay"));
    assert_true(value != first(1, 0, "uk", "delay"));
    assert_true(value != first(1, 0, "us", "loss"));
    assert_true(value != first(1, 0, "usd", "elay"));
    assert_true(value != first(1, 0, "", "usdelay"));
    assert_true(value != first(1, 0, "delay", "us"));
}

/* A root of entropy is not one of a seed, even over the same bytes. */
static void test_entropy(void **state)
{
    uint8_t entropy[RNG_KEY_SIZE] = {1};
    struct rng_root live, same, seeded;

    (void)state;
    rng_root_init_entropy(&live, entropy);
    rng_root_init_entropy(&same, entropy);
    rng_root_init(&seeded, 1, 0);
    assert_memory_equal(&live, &same, sizeof live);
    assert_memory_not_equal(&live, &seeded, sizeof live);
    entropy[31] = 1;
    rng_root_init_entropy(&same, entropy);
    assert_memory_not_equal(&live, &same, sizeof live);
}

static void test_below(void **state)
{
    unsigned seen[6] = {0};
    struct rng rng;

    (void)state;
    stream(&rng, 1, 0, "us", "below");
    for (int i = 0; i < 60000; i++)
        seen[rng_below(&rng, 6)]++;
    /* Each is 10,000 with a standard deviation of 91. */
    for (int i = 0; i < 6; i++)
        assert_in_range(seen[i], 9500, 10500);

    const uint64_t large = UINT64_C(3) << 62;
    for (int i = 0; i < 1000; i++) {
        assert_true(rng_below(&rng, large) < large);
        assert_true(rng_below(&rng, 1) == 0);
    }
}

static void test_unit(void **state)
{
    double sum = 0, least = 1, most = 0;
    struct rng rng;

    (void)state;
    stream(&rng, 1, 0, "us", "unit");
    for (int i = 0; i < 100000; i++) {
        double u = rng_unit(&rng);
        assert_true(u >= 0 && u < 1);
        assert_true(u * 0x1p53 == (double)(uint64_t)(u * 0x1p53));
        sum += u;
        least = u < least ? u : least;
        most = u > most ? u : most;
    }
    /* The mean's standard deviation is 0.0009. */
    assert_true(sum > 49500 && sum < 50500);
    assert_true(least < 0.001 && most > 0.999);
}

static void test_fini(void **state)
{
    struct rng_root root;
    struct rng rng;

    (void)state;
    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "us", "fini");
    (void)rng_u64(&rng);
    rng_fini(&rng);
    rng_root_fini(&root);
    assert_true(sodium_is_zero((const uint8_t *)&rng, sizeof rng));
    assert_true(sodium_is_zero((const uint8_t *)&root, sizeof root));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pinned),  cmocka_unit_test(test_chacha20),
        cmocka_unit_test(test_pieces),  cmocka_unit_test(test_names),
        cmocka_unit_test(test_entropy), cmocka_unit_test(test_below),
        cmocka_unit_test(test_unit),    cmocka_unit_test(test_fini),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
