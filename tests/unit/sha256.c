/* SHA-256 against FIPS 180-4's examples and libsodium's, of a prefix and what
 * follows, too; HMAC against RFC 4231. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

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

/* Every length about the ends of two blocks, in pieces cut at every place, as
 * the other library has it. */
static void pieces(void **state)
{
    enum { MOST = 130 };
    uint8_t data[MOST], want[SHA256_SIZE], hash[SHA256_SIZE];
    struct sha256 h;

    (void)state;
    for (size_t i = 0; i < MOST; i++)
        data[i] = (uint8_t)(7 * i + 1);
    for (size_t size = 0; size <= MOST; size++) {
        crypto_hash_sha256(want, data, size);
        for (size_t cut = 0; cut <= size; cut++) {
            sha256_begin(&h);
            sha256_add(&h, bytes_of(data, cut));
            sha256_add(&h, bytes_of(data + cut, size - cut));
            sha256_end(&h, hash);
            assert_memory_equal(hash, want, sizeof want);
        }
    }
}

static void check_hmac(struct bytes key, struct bytes b, const char *expected)
{
    uint8_t want[SHA256_SIZE], hash[SHA256_SIZE];
    struct sha256_hmac m, again;

    assert_int_equal(bytes_from_hex(want, sizeof want, expected), ERR_OK);
    sha256_hmac_begin(&m, key);
    again = m;
    sha256_hmac_add(&m, b);
    sha256_hmac_end(&m, hash);
    assert_memory_equal(hash, want, sizeof want);
    /* A copy of the keyed state serves as well, in pieces. */
    sha256_hmac_add(&again, bytes_of(b.data, 1));
    sha256_hmac_add(&again, bytes_from(b, 1));
    sha256_hmac_end(&again, hash);
    assert_memory_equal(hash, want, sizeof want);
}

/* RFC 4231 4.2, 4.3, 4.4 and, with a key longer than a block, 4.7. */
static void hmac(void **state)
{
    uint8_t key[131], data[50];

    (void)state;
    memset(key, 0x0b, 20);
    check_hmac(bytes_of(key, 20), bytes_of_text("Hi There"),
               "b0344c61d8db38535ca8afceaf0bf12b"
               "881dc200c9833da726e9376c2e32cff7");
    check_hmac(bytes_of_text("Jefe"),
               bytes_of_text("what do ya want for nothing?"),
               "5bdcc146bf60754e6a042426089575c7"
               "5a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    memset(data, 0xdd, sizeof data);
    check_hmac(bytes_of(key, 20), bytes_of(data, sizeof data),
               "773ea91e36800e46854db8ebd09181a7"
               "2959098b3ef8c122d9635514ced565fe");
    check_hmac(bytes_of(key, sizeof key),
               bytes_of_text("Test Using Larger Than Block-Size Key - "
                             "Hash Key First"),
               "60e431591ee0b67f0d8a26aacbf5b77f"
               "8e0bc6213728c5140546040f0ee37f54");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(pieces),
        cmocka_unit_test(hmac),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
