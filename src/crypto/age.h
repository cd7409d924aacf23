/* age v1 files (C2SP age.md): X25519 recipients, STREAM payload. */
#ifndef CRYPTO_AGE_H
#define CRYPTO_AGE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/writer.h"
#include "crypto/rng.h"

enum {
    AGE_KEY_SIZE = 32,
    AGE_CHUNK_SIZE = 64 * 1024, /* plaintext of one STREAM chunk */
    AGE_TAG_SIZE = 16,
    AGE_NONCE_SIZE = 16,      /* between header and payload */
    AGE_SECRET_TEXT_SIZE = 75 /* "AGE-SECRET-KEY-1..." and NUL */
};

/* The payload's state: one chunk in hand, so memory does not grow with the
 * payload. */
struct age_stream {
    uint8_t key[AGE_KEY_SIZE];
    uint64_t chunk; /* the next one's number */
    bool ended;     /* the last chunk has passed */
};

/* The sizes that age_seal_header (the nonce included) and age_seal write. */
size_t age_header_size(size_t recipients);
size_t age_sealed_size(size_t recipients, size_t plaintext);

/* Header and payload nonce for the recipients' X25519 public keys (1 or
 * more), then the stream to push chunks into. The file key, the ephemeral
 * keys and the nonce are drawn from rng; a failure does not give draws back.
 * ERR_LIMIT when out is too small, ERR_AUTH for a recipient key of low
 * order. */
MUST_CHECK enum err age_seal_header(const uint8_t (*recipients)[AGE_KEY_SIZE],
                                    size_t count, struct rng *rng,
                                    struct writer *out, struct age_stream *s);

/* Finds the stanza that secret (X25519) opens and checks the header's MAC.
 * recipient: the secret's public key, which its owner has at hand.
 * file: the whole of it, or a part from the start that holds the header and
 * the nonce. used: bytes up to the first chunk. ERR_AUTH when no stanza
 * opens, a share is of low order or the MAC is wrong; ERR_FORMAT when the
 * header is not age v1 or not all there. */
MUST_CHECK enum err age_open_header(struct bytes file,
                                    const uint8_t secret[AGE_KEY_SIZE],
                                    const uint8_t recipient[AGE_KEY_SIZE],
                                    struct age_stream *s, size_t *used);

/* One chunk of at most AGE_CHUNK_SIZE bytes; all but the last are full, and
 * only an empty payload has an empty last chunk: ERR_FORMAT otherwise, and
 * ERR_STATE after the last. A payload is whole once s->ended is set.
 * ERR_LIMIT when out is too small; from age_pull, ERR_AUTH. */
MUST_CHECK enum err age_push(struct age_stream *s, struct bytes plaintext,
                             bool last, struct writer *out);
MUST_CHECK enum err age_pull(struct age_stream *s, struct bytes sealed,
                             bool last, struct writer *out);
void age_stream_fini(struct age_stream *s);

/* The whole file at once, for payloads in memory; fails as the above do. On
 * failure age_open wipes the chunks it had opened. file and out must not
 * overlap. */
MUST_CHECK enum err age_seal(const uint8_t (*recipients)[AGE_KEY_SIZE],
                             size_t count, struct bytes plaintext,
                             struct rng *rng, struct writer *out);
MUST_CHECK enum err age_open(struct bytes file,
                             const uint8_t secret[AGE_KEY_SIZE],
                             const uint8_t recipient[AGE_KEY_SIZE],
                             struct writer *out);

/* A secret key in the form that the age command reads (Bech32, BIP 173). */
void age_secret_text(char out[AGE_SECRET_TEXT_SIZE],
                     const uint8_t secret[AGE_KEY_SIZE]);

#endif
