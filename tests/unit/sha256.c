/* SHA-256 against FIPS 180-4's examples, of a prefix and what follows, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/sha256.h"

static void check(struct bytes b, const char *expected)
{
    uint8_t want[SHA256_SIZE], hash[SHA256_SIZE];

    assert_int_equal(bytes_from_hex(want, sizeof want, expected), ERR_OK);
    sha256(hash, b);
    assert_memory_equal(hash, want, sizeof want);
}

/* The messages of the standard's examples, and one that needs a second block
 * for its length alone. */
static void examples(void **state)
{
    static uint8_t million[1000000];

    (void)state;
    memset(million, 'a', sizeof million);
    check(bytes_of(NULL, 0), "e3b0c44298fc1c149afbf4c8996fb924"
                             "27ae41e4649b934ca495991b7852b855");
    check(bytes_of_text("abc"), "ba7816bf8f01cfea414140de5dae2223"
                                "b00361a396177a9cb410ff61f20015ad");
    check(bytes_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnop"
                        "nopq"),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    check(bytes_of_text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijk"
                        "lmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstn"
                        "opqrstu"),
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    check(bytes_of(million, sizeof million),
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* The same as for these bytes in one run. */
static void prefixes(void **state)
{
    const struct bytes all = bytes_of_text("abc");
    uint8_t hash[SHA256_SIZE], want[SHA256_SIZE];

    (void)state;
    for (size_t size = 1; size <= all.size; size++) {
        sha256(want, bytes_of(all.data, size));
        sha256_prefixed(hash, 'a', bytes_of(all.data + 1, size - 1));
        assert_memory_equal(hash, want, sizeof want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(prefixes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
