/* The text of age v1 headers: one canonical spelling, all else refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/writer.h"
#include "crypto/age.h"
#include "crypto/age_header.h"
#include "crypto/curve.h"
#include "crypto/kdf.h"

enum { FORGED_MAX = 2048 };

static int setup(void **state)
{
    (void)state;
    return sodium_init() < 0 ? -1 : 0;
}

/* The stanza, by the specification's formulas, that wraps a file key of zeros
 * for a secret key of 0x42s. */
static void put_own_stanza(struct writer *w)
{
    struct age_header_stanza stanza;
    uint8_t secret[32], ephemeral[32], salt[64], shared[32], key[32];
    const uint8_t nonce[12] = {0}, file_key[16] = {0};

    memset(secret, 0x42, sizeof secret);
    memset(ephemeral, 0x24, sizeof ephemeral);
    crypto_scalarmult_base(stanza.share, ephemeral);
    memcpy(salt, stanza.share, 32);
    crypto_scalarmult_base(salt + 32, secret);
    assert_int_equal(crypto_scalarmult(shared, ephemeral, salt + 32), 0);
    kdf_derive(key, sizeof key, bytes_of(salt, sizeof salt),
               bytes_of(shared, sizeof shared),
               bytes_of_text("age-encryption.org/v1/X25519"));
    crypto_aead_chacha20poly1305_ietf_encrypt(stanza.body, NULL, file_key,
                                              sizeof file_key, NULL, 0, NULL,
                                              nonce, key);
    age_header_write_stanza(w, &stanza);
}

/* Version, text, own stanza, text, and a MAC that is right, whatever the
 * texts are; then an empty payload. The MAC's text may be replaced. */
static enum err open_forged(const char *version, const char *before,
                            const char *after, const char *mac_format)
{
    uint8_t text[FORGED_MAX], secret[32], public[32], key[32], mac[32];
    uint8_t nonce[16] = {0}, chunk_nonce[12] = {[11] = 1}, tag[AGE_TAG_SIZE];
    const struct bytes file_key = bytes_of((const uint8_t[16]){0}, 16);
    char mac_text[44], mac_line[64];
    struct writer w, out;

    writer_init(&w, text, sizeof text);
    writer_put_text(&w, version);
    writer_put_text(&w, before);
    put_own_stanza(&w);
    writer_put_text(&w, after);
    writer_put_text(&w, "---");
    kdf_derive(key, 32, bytes_of_text(""), file_key, bytes_of_text("header"));
    kdf_hmac(mac, key, writer_bytes(&w));
    sodium_bin2base64(mac_text, sizeof mac_text, mac, sizeof mac,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(mac_line, sizeof mac_line, "%s%.43s%s", mac_format, mac_text,
             mac_format + strlen(mac_format) + 1);
    writer_put_text(&w, mac_line);
    writer_put(&w, nonce, sizeof nonce);
    kdf_derive(key, 32, bytes_of(nonce, sizeof nonce), file_key,
               bytes_of_text("payload"));
    crypto_aead_chacha20poly1305_ietf_encrypt(tag, NULL, NULL, 0, NULL, 0, NULL,
                                              chunk_nonce, key);
    writer_put(&w, tag, sizeof tag);
    assert_false(w.overflow);

    memset(secret, 0x42, sizeof secret);
    writer_init(&out, NULL, 0);
    curve_public(public, secret);
    return age_open(writer_bytes(&w), secret, public, &out);
}

#define VERSION "age-encryption.org/v1\n"
#define MAC     " \0\n" /* what stands before and after the MAC */
#define A8      "AAAAAAAA"
#define A40     A8 A8 A8 A8 A8
#define A43     A40 "AAA"
#define A64     A40 A8 A8 A8
#define SHARE   "CQ" A40 "A" /* the base point's */
#define BODY    A43 "\n"

/* Stanzas beside one's own, and what becomes of the file. */
static const struct {
    const char *text;
    enum err rc;
} stanzas[] = {
    {"", ERR_OK},
    {"-> grease\n\n", ERR_OK},
    {"-> grease a b c\nAAAA\n", ERR_OK},
    {"-> !\"#$%&' ()*+,-./ :;<=>?@ [\\]^_` {|}~\nAA\n", ERR_OK},
    {"-> g\n" A64 "\n\n", ERR_OK},
    {"-> g\n" A64 "\n" A64 "\nAAA\n", ERR_OK},
    {"-> x25519 a\n\n", ERR_OK},
    {"-> X25519 " SHARE "\n" BODY, ERR_OK},
    {"->\n\n", ERR_FORMAT},
    {"-> \n\n", ERR_FORMAT},
    {"->a\n\n", ERR_FORMAT},
    {"->  a\n\n", ERR_FORMAT},
    {"-> a \n\n", ERR_FORMAT},
    {"-> a  b\n\n", ERR_FORMAT},
    {"-> a\tb\n\n", ERR_FORMAT},
    {"-> a\x7f\n\n", ERR_FORMAT},
    {"-> \xc3\xa9\n\n", ERR_FORMAT},
    {"-> a\r\n\r\n", ERR_FORMAT},
    {"-- a\n\n", ERR_FORMAT},
    {"\n", ERR_FORMAT},
    {"-> a\n", ERR_FORMAT},
    {"-> a\nAA\nAA\n", ERR_FORMAT},
    {"-> a\n" A64 "\n", ERR_FORMAT},
    {"-> a\n" A64 "A\n\n", ERR_FORMAT},
    {"-> a\n" A64 "AAAA\n\n", ERR_FORMAT},
    {"-> a\nA\n", ERR_FORMAT},
    {"-> a\nAB\n", ERR_FORMAT},
    {"-> a\nAAB\n", ERR_FORMAT},
    {"-> a\nAA==\n", ERR_FORMAT},
    {"-> a\nAA-_\n", ERR_FORMAT},
    {"-> a\n AAA\n", ERR_FORMAT},
    {"-> a\nAA\x80\x80\n", ERR_FORMAT},
    {"-> X25519\n" BODY, ERR_FORMAT},
    {"-> X25519 " SHARE " a\n" BODY, ERR_FORMAT},
    {"-> X25519 " A40 "A\n" BODY, ERR_FORMAT},
    {"-> X25519 " A40 "AA\n" BODY, ERR_FORMAT},
    {"-> X25519 " A40 "AAAA\n" BODY, ERR_FORMAT},
    {"-> X25519 CQ" A40 "B\n" BODY, ERR_FORMAT},
    {"-> X25519 CQ" A40 "A=\n" BODY, ERR_FORMAT},
    {"-> X25519 " SHARE "\n\n", ERR_FORMAT},
    {"-> X25519 " SHARE "\n" A40 "AA\n", ERR_FORMAT},
    {"-> X25519 " SHARE "\n" A40 "AAAA\n", ERR_FORMAT},
    {"-> X25519 " SHARE "\n" A64 "\n\n", ERR_FORMAT},
    {"-> X25519 " SHARE "\n" A40 "AAB\n", ERR_FORMAT},
    {"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" BODY, ERR_FORMAT},
};

static void test_header_is_strict(void **state)
{
    (void)state;
    size_t ran = 0;

    for (size_t i = 0; i < sizeof stanzas / sizeof *stanzas; i++, ran += 2) {
        const char *text = stanzas[i].text;
        if (open_forged(VERSION, text, "", MAC) != stanzas[i].rc ||
            open_forged(VERSION, "", text, MAC) != stanzas[i].rc)
            fail_msg("stanza %zu: %s", i, text);
    }
    assert_int_equal(ran, 90);

    static const char *const versions[] = {"age-encryption.org/v2\n",
                                           "age-encryption.org/v1\r\n",
                                           "age-encryption.org/v1 \n",
                                           ("\n" VERSION),
                                           "",
                                           "AGE-encryption.org/v1\n"};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        assert_int_equal(open_forged(versions[i], "", "", MAC), ERR_FORMAT);

    static const char *const macs[] = {"\0\n",    "  \0\n", " \0 \n",
                                       " \0\r\n", " \0=\n", " \0A\n",
                                       " A\0\n",  "\n\0\n", " \0"};
    for (size_t i = 0; i < sizeof macs / sizeof *macs; i++)
        assert_int_equal(open_forged(VERSION, "", "", macs[i]), ERR_FORMAT);
}

static void test_low_order_shares_are_refused(void **state)
{
    (void)state;
    assert_int_equal(open_forged(VERSION, "-> X25519 " A43 "\n" BODY, "", MAC),
                     ERR_AUTH);
    assert_int_equal(
        open_forged(VERSION, "-> X25519 AQ" A40 "A\n" BODY, "", MAC), ERR_AUTH);
}

/* No two texts of a stanza say the same: whatever byte is changed, it is
 * refused or it is another stanza. */
static void test_stanza_has_one_spelling(void **state)
{
    (void)state;
    uint8_t text[AGE_HEADER_STANZA_SIZE];
    struct age_header_stanza own, other;
    struct writer w;

    writer_init(&w, text, sizeof text);
    put_own_stanza(&w);
    struct bytes rest = writer_bytes(&w);
    assert_int_equal(rest.size, AGE_HEADER_STANZA_SIZE);
    assert_int_equal(age_header_read_stanza(&rest, &own), ERR_OK);
    assert_int_equal(rest.size, 0);
    for (size_t at = 0; at < sizeof text; at++)
        for (unsigned change = 1; change < 256; change++) {
            text[at] ^= (uint8_t)change;
            rest = writer_bytes(&w);
            if (age_header_read_stanza(&rest, &other) == ERR_OK)
                assert_memory_not_equal(&own, &other, sizeof own);
            else
                assert_int_equal(rest.size, sizeof text);
            text[at] ^= (uint8_t)change;
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_is_strict),
        cmocka_unit_test(test_low_order_shares_are_refused),
        cmocka_unit_test(test_stanza_has_one_spelling),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
