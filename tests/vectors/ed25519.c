/* Which of Ed25519's edge cases we accept: another library, or another version
 * of ours, would tell itself apart here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/identity.h"
#include "support/vectors.h"

enum { SET_MAX = 1024 };

/* Where a suite's fields lie. */
struct suite {
    const char *file, *key, *signature, *message;
    bool message_is_hex;
};

static bool accepts(struct arena *a, const struct suite *suite,
                    const cJSON *test)
{
    struct bytes key = vectors_hex(a, test, suite->key);
    struct bytes sig = vectors_hex(a, test, suite->signature);
    struct bytes message =
        suite->message_is_hex
            ? vectors_hex(a, test, suite->message)
            : bytes_of_text(vectors_text(test, suite->message));
    struct identity_public pub = {0};

    assert_int_equal(key.size, IDENTITY_KEY_SIZE);
    assert_int_equal(sig.size, IDENTITY_SIGNATURE_SIZE);
    memcpy(pub.sign, key.data, key.size);
    return identity_verify(&pub, message, sig.data) == ERR_OK;
}

/* The places of the accepted cases; gives back how many there are. */
static size_t accepted(const struct suite *suite, int total,
                       size_t places[SET_MAX])
{
    struct arena file, step;
    size_t count = 0, place = 0;
    const cJSON *test;

    arena_init(&file);
    arena_init(&step);
    cJSON *json = vectors_open(&file, suite->file);
    assert_int_equal(cJSON_GetArraySize(json), total);
    cJSON_ArrayForEach(test, json)
    {
        if (accepts(&step, suite, test)) places[count++] = place;
        arena_reset(&step);
        place++;
    }
    print_message("%s: %d ran, %zu accepted\n", suite->file, total, count);
    cJSON_Delete(json);
    arena_fini(&step);
    arena_fini(&file);
    return count;
}

static void test_cctv(void **state)
{
    static const size_t pinned[] = {7,   29,  50,  117, 139, 161, 182, 249, 305,
                                    411, 425, 438, 465, 473, 481, 489, 497, 511,
                                    525, 538, 565, 573, 581, 589, 597, 611, 625,
                                    638, 665, 673, 681, 689, 697, 711, 725, 738,
                                    765, 773, 781, 789, 797, 832, 899};
    const struct suite suite = {"cctv-ed25519/ed25519vectors.json", "key",
                                "sig", "msg", false};
    size_t places[SET_MAX];
    size_t count = accepted(&suite, 914, places);

    (void)state;
    assert_int_equal(count, 43);
    assert_int_equal(count, sizeof pinned / sizeof pinned[0]);
    assert_memory_equal(places, pinned, sizeof pinned);
}

static void test_speccheck(void **state)
{
    const struct suite suite = {"ed25519-speccheck/cases.json", "pub_key",
                                "signature", "message", true};
    size_t places[SET_MAX];
    size_t count = accepted(&suite, 12, places);

    (void)state;
    assert_int_equal(count, 1);
    assert_int_equal(places[0], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cctv),
        cmocka_unit_test(test_speccheck),
    };

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
