#include "crypto/sign_key.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/base64.h"

#define FIRST_LINE "-----BEGIN PRIVATE KEY-----\n"
#define LAST_LINE  "\n-----END PRIVATE KEY-----\n"

/* RFC 8410 7: version 0, id-Ed25519 without parameters, and the key as an octet
 * string in another. */
static const uint8_t head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                               0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};

void sign_key_write(const uint8_t key[IDENTITY_KEY_SIZE],
                    char out[SIGN_KEY_TEXT_SIZE])
{
    uint8_t der[sizeof head + IDENTITY_KEY_SIZE];
    struct writer w;

    memcpy(der, head, sizeof head);
    memcpy(der + sizeof head, key, IDENTITY_KEY_SIZE);
    writer_init(&w, out, SIGN_KEY_TEXT_SIZE - 1);
    writer_put_text(&w, FIRST_LINE);
    base64_encode(&w, BASE64_PADDED, bytes_of(der, sizeof der));
    writer_put_text(&w, LAST_LINE);
    assert(!w.overflow);
    out[w.size] = '\0';
    sodium_memzero(der, sizeof der);
}

enum err sign_key_read(struct bytes text, uint8_t key[IDENTITY_KEY_SIZE])
{
    static const size_t first = sizeof FIRST_LINE - 1;
    uint8_t der[sizeof head + IDENTITY_KEY_SIZE + 2];
    char again[SIGN_KEY_TEXT_SIZE];
    struct writer w;
    enum err rc = ERR_FORMAT;

    if (text.size <= first + sizeof LAST_LINE - 1) return ERR_FORMAT;
    writer_init(&w, der, sizeof der);
    struct bytes middle = bytes_from(text, first);
    middle.size -= sizeof LAST_LINE - 1;
    if (!base64_decode(&w, BASE64_PADDED, middle) &&
        w.size == sizeof head + IDENTITY_KEY_SIZE) {
        sign_key_write(der + sizeof head, again);
        if (bytes_equal(text, bytes_of_text(again))) rc = ERR_OK;
    }
    if (!rc) memcpy(key, der + sizeof head, IDENTITY_KEY_SIZE);
    sodium_memzero(der, sizeof der);
    sodium_memzero(again, sizeof again);
    return rc;
}
