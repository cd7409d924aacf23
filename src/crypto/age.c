#include "crypto/age.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/bech32.h"
#include "crypto/age_header.h"
#include "crypto/curve.h"
#include "crypto/identity.h"
#include "crypto/kdf.h"

/* A file is a header and a payload. The header has a stanza for each recipient,
 * in which the file key is encrypted under a key that X25519 gives with an
 * ephemeral key, and a MAC under the file key. The payload is a STREAM: chunks
 * of 64 KiB, each sealed under the payload key with its number for a nonce, the
 * last one marked.
 *
 * Sealing: age_seal_header draws the keys, writes the header and leaves a
 * stream; age_push seals a chunk. Opening: age_open_header tries each stanza
 * with the secret, checks the MAC and leaves a stream; age_pull opens a chunk.
 * age_seal and age_open do both for a file in memory. The text of the header is
 * age_header.c's. */

enum {
    FILE_KEY_SIZE = 16,
    CHUNK_NONCE_SIZE = 12,
    SEALED_CHUNK_SIZE = AGE_CHUNK_SIZE + AGE_TAG_SIZE
};

/* A wrap key serves once, so its nonce may be fixed. */
static const uint8_t wrap_nonce[CHUNK_NONCE_SIZE] = {0};

size_t age_header_size(size_t recipients)
{
    return AGE_HEADER_VERSION_SIZE + recipients * AGE_HEADER_STANZA_SIZE +
           AGE_HEADER_MARK_SIZE + AGE_HEADER_MAC_SIZE + AGE_NONCE_SIZE;
}

size_t age_sealed_size(size_t recipients, size_t plaintext)
{
    const size_t chunks =
        plaintext > 0 ? (plaintext - 1) / AGE_CHUNK_SIZE + 1 : 1;

    return age_header_size(recipients) + plaintext + chunks * AGE_TAG_SIZE;
}

/* Takes at most size bytes off the front. */
static struct bytes age_take(struct bytes *rest, size_t size)
{
    const struct bytes piece =
        bytes_of(rest->data, rest->size < size ? rest->size : size);

    *rest = bytes_from(*rest, piece.size);
    return piece;
}

/* The wrap key is HKDF(ikm = X25519(scalar, point), salt = share || recipient).
 * A point of low order gives zeros for a secret, which is refused. */
static enum err derive_wrap_key(uint8_t key[AGE_KEY_SIZE],
                                const uint8_t scalar[AGE_KEY_SIZE],
                                const uint8_t point[AGE_KEY_SIZE],
                                const uint8_t share[AGE_KEY_SIZE],
                                const uint8_t recipient[AGE_KEY_SIZE])
{
    uint8_t shared[AGE_KEY_SIZE], salt[2 * AGE_KEY_SIZE];

    enum err rc = identity_agree(scalar, point, shared);
    if (rc) return rc;
    memcpy(salt, share, AGE_KEY_SIZE);
    memcpy(salt + AGE_KEY_SIZE, recipient, AGE_KEY_SIZE);
    kdf_derive(key, AGE_KEY_SIZE, bytes_of(salt, sizeof salt),
               bytes_of(shared, sizeof shared),
               bytes_of_text("age-encryption.org/v1/X25519"));
    sodium_memzero(shared, sizeof shared);
    return ERR_OK;
}

static enum err wrap_file_key(struct age_header_stanza *stanza,
                              const uint8_t file_key[FILE_KEY_SIZE],
                              const uint8_t ephemeral[AGE_KEY_SIZE],
                              const uint8_t recipient[AGE_KEY_SIZE])
{
    uint8_t key[AGE_KEY_SIZE];

    stanza->type = AGE_HEADER_X25519;
    curve_public(stanza->share, ephemeral);
    enum err rc =
        derive_wrap_key(key, ephemeral, recipient, stanza->share, recipient);
    if (rc) return rc;
    crypto_aead_chacha20poly1305_ietf_encrypt(stanza->body, NULL, file_key,
                                              FILE_KEY_SIZE, NULL, 0, NULL,
                                              wrap_nonce, key);
    sodium_memzero(key, sizeof key);
    return ERR_OK;
}

/* A body that does not open is another recipient's, which is no failure. */
static enum err unwrap_file_key(const struct age_header_stanza *stanza,
                                const uint8_t secret[AGE_KEY_SIZE],
                                const uint8_t recipient[AGE_KEY_SIZE],
                                uint8_t file_key[FILE_KEY_SIZE], bool *found)
{
    uint8_t key[AGE_KEY_SIZE];

    enum err rc =
        derive_wrap_key(key, secret, stanza->share, stanza->share, recipient);
    if (rc) return rc;
    *found = crypto_aead_chacha20poly1305_ietf_decrypt(
                 file_key, NULL, NULL, stanza->body, sizeof stanza->body, NULL,
                 0, wrap_nonce, key) == 0;
    sodium_memzero(key, sizeof key);
    return ERR_OK;
}

/* Reads all stanzas and the mark after them. Every one is checked, also those
 * after the one that opens. */
static enum err read_stanzas(struct bytes *rest,
                             const uint8_t secret[AGE_KEY_SIZE],
                             const uint8_t recipient[AGE_KEY_SIZE],
                             uint8_t file_key[FILE_KEY_SIZE], bool *found)
{
    size_t count = 0;
    bool scrypt = false;

    *found = false;
    do {
        struct age_header_stanza stanza;
        enum err rc = age_header_read_stanza(rest, &stanza);
        if (rc) return rc;
        if (stanza.type == AGE_HEADER_X25519 && !*found) {
            rc = unwrap_file_key(&stanza, secret, recipient, file_key, found);
            if (rc) return rc;
        }
        scrypt = scrypt || stanza.type == AGE_HEADER_SCRYPT;
        count++;
    } while (age_header_read_mark(rest));

    /* An scrypt stanza, if present, MUST be the only stanza in the header. */
    return scrypt && count > 1 ? ERR_FORMAT : ERR_OK;
}

/* header: up to and including the mark. */
static void compute_mac(uint8_t mac[AGE_HEADER_VALUE_SIZE],
                        const uint8_t file_key[FILE_KEY_SIZE],
                        struct bytes header)
{
    uint8_t key[KDF_KEY_SIZE];

    kdf_derive(key, sizeof key, bytes_of_text(""),
               bytes_of(file_key, FILE_KEY_SIZE), bytes_of_text("header"));
    kdf_hmac(mac, key, header);
    sodium_memzero(key, sizeof key);
}

static void stream_init(struct age_stream *s,
                        const uint8_t file_key[FILE_KEY_SIZE],
                        const uint8_t nonce[AGE_NONCE_SIZE])
{
    *s = (struct age_stream){.chunk = 0, .ended = false};
    kdf_derive(s->key, sizeof s->key, bytes_of(nonce, AGE_NONCE_SIZE),
               bytes_of(file_key, FILE_KEY_SIZE), bytes_of_text("payload"));
}

void age_stream_fini(struct age_stream *s)
{
    sodium_memzero(s, sizeof *s);
}

enum err age_seal_header(const uint8_t (*recipients)[AGE_KEY_SIZE],
                         size_t count, struct rng *rng, struct writer *out,
                         struct age_stream *s)
{
    uint8_t file_key[FILE_KEY_SIZE], ephemeral[AGE_KEY_SIZE];
    uint8_t mac[AGE_HEADER_VALUE_SIZE], nonce[AGE_NONCE_SIZE];
    struct writer w = *out;
    enum err rc;

    assert(count > 0);
    if (!writer_fits(out, age_header_size(count))) return ERR_LIMIT;
    rng_bytes(rng, file_key, sizeof file_key);

    age_header_write_version(&w);
    for (size_t i = 0; i < count; i++) {
        struct age_header_stanza stanza;
        rng_bytes(rng, ephemeral, sizeof ephemeral);
        rc = wrap_file_key(&stanza, file_key, ephemeral, recipients[i]);
        if (rc) goto out;
        age_header_write_stanza(&w, &stanza);
    }
    age_header_write_mark(&w);
    compute_mac(mac, file_key, bytes_from(writer_bytes(&w), out->size));
    age_header_write_mac(&w, mac);

    rng_bytes(rng, nonce, sizeof nonce);
    writer_put(&w, nonce, sizeof nonce);
    stream_init(s, file_key, nonce);
    *out = w;
    rc = ERR_OK;
out:
    sodium_memzero(file_key, sizeof file_key);
    sodium_memzero(ephemeral, sizeof ephemeral);
    return rc;
}

enum err age_open_header(struct bytes file, const uint8_t secret[AGE_KEY_SIZE],
                         const uint8_t recipient[AGE_KEY_SIZE],
                         struct age_stream *s, size_t *used)
{
    uint8_t file_key[FILE_KEY_SIZE] = {0};
    uint8_t mac[AGE_HEADER_VALUE_SIZE], expected[AGE_HEADER_VALUE_SIZE];
    struct bytes rest = file;
    bool found;

    enum err rc = age_header_read_version(&rest);
    if (rc) return rc;
    rc = read_stanzas(&rest, secret, recipient, file_key, &found);
    if (rc) goto out;
    const struct bytes header = bytes_of(file.data, file.size - rest.size);
    rc = age_header_read_mac(&rest, mac);
    if (rc) goto out;

    compute_mac(expected, file_key, header);
    if (!found || sodium_memcmp(mac, expected, sizeof mac)) {
        rc = ERR_AUTH;
        goto out;
    }
    const struct bytes nonce = age_take(&rest, AGE_NONCE_SIZE);
    if (nonce.size < AGE_NONCE_SIZE) {
        rc = ERR_FORMAT;
        goto out;
    }
    stream_init(s, file_key, nonce.data);
    *used = file.size - rest.size;
out:
    sodium_memzero(file_key, sizeof file_key);
    return rc;
}

/* An 11-byte big-endian counter and the flag of the last chunk. */
static void chunk_nonce(uint8_t nonce[CHUNK_NONCE_SIZE],
                        const struct age_stream *s, bool last)
{
    memset(nonce, 0, CHUNK_NONCE_SIZE);
    bytes_put_be64(nonce + 3, s->chunk);
    nonce[CHUNK_NONCE_SIZE - 1] = last;
}

static bool chunk_is_allowed(const struct age_stream *s, size_t size, bool last)
{
    if (!last) return size == AGE_CHUNK_SIZE;
    return size <= AGE_CHUNK_SIZE && (size > 0 || s->chunk == 0);
}

enum err age_push(struct age_stream *s, struct bytes plaintext, bool last,
                  struct writer *out)
{
    uint8_t nonce[CHUNK_NONCE_SIZE];

    if (s->ended) return ERR_STATE;
    if (!chunk_is_allowed(s, plaintext.size, last)) return ERR_FORMAT;
    if (!writer_fits(out, plaintext.size + AGE_TAG_SIZE)) return ERR_LIMIT;

    chunk_nonce(nonce, s, last);
    crypto_aead_chacha20poly1305_ietf_encrypt(out->data + out->size, NULL,
                                              plaintext.data, plaintext.size,
                                              NULL, 0, NULL, nonce, s->key);
    out->size += plaintext.size + AGE_TAG_SIZE;
    s->chunk++;
    s->ended = last;
    return ERR_OK;
}

enum err age_pull(struct age_stream *s, struct bytes sealed, bool last,
                  struct writer *out)
{
    uint8_t nonce[CHUNK_NONCE_SIZE];

    if (s->ended) return ERR_STATE;
    if (sealed.size < AGE_TAG_SIZE) return ERR_FORMAT;
    const size_t size = sealed.size - AGE_TAG_SIZE;
    if (!chunk_is_allowed(s, size, last)) return ERR_FORMAT;
    if (!writer_fits(out, size)) return ERR_LIMIT;

    chunk_nonce(nonce, s, last);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(
            size > 0 ? out->data + out->size : NULL, NULL, NULL, sealed.data,
            sealed.size, NULL, 0, nonce, s->key))
        return ERR_AUTH;
    out->size += size;
    s->chunk++;
    s->ended = last;
    return ERR_OK;
}

enum err age_seal(const uint8_t (*recipients)[AGE_KEY_SIZE], size_t count,
                  struct bytes plaintext, struct rng *rng, struct writer *out)
{
    struct writer w = *out;
    struct age_stream s;

    enum err rc = age_seal_header(recipients, count, rng, &w, &s);
    if (rc) return rc;
    do {
        const struct bytes chunk = age_take(&plaintext, AGE_CHUNK_SIZE);
        rc = age_push(&s, chunk, plaintext.size == 0, &w);
    } while (!rc && !s.ended);
    age_stream_fini(&s);
    if (rc) return rc;
    *out = w;
    return ERR_OK;
}

enum err age_open(struct bytes file, const uint8_t secret[AGE_KEY_SIZE],
                  const uint8_t recipient[AGE_KEY_SIZE], struct writer *out)
{
    struct writer w = *out;
    struct age_stream s;
    size_t used;

    enum err rc = age_open_header(file, secret, recipient, &s, &used);
    if (rc) return rc;
    struct bytes rest = bytes_from(file, used);
    do {
        const struct bytes chunk = age_take(&rest, SEALED_CHUNK_SIZE);
        rc = age_pull(&s, chunk, rest.size == 0, &w);
    } while (!rc && !s.ended);
    age_stream_fini(&s);
    if (rc && w.size > out->size)
        sodium_memzero(out->data + out->size, w.size - out->size);
    if (rc) return rc;
    *out = w;
    return ERR_OK;
}

void age_secret_text(char out[AGE_SECRET_TEXT_SIZE],
                     const uint8_t secret[AGE_KEY_SIZE])
{
    bech32_encode(out, "AGE-SECRET-KEY-", bytes_of(secret, AGE_KEY_SIZE));
}
