/* HPKE (RFC 9180): a message to the holder of an X25519 key. The suite is
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305. */
#ifndef CRYPTO_HPKE_H
#define CRYPTO_HPKE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/writer.h"
#include "crypto/kdf.h"

enum {
    HPKE_KEY_SIZE = 32, /* Nsk, Npk and Nk */
    HPKE_ENC_SIZE = 32, /* Nenc: the ephemeral public key */
    HPKE_NONCE_SIZE = 12,
    HPKE_TAG_SIZE = 16,
    HPKE_OVERHEAD = HPKE_ENC_SIZE + HPKE_TAG_SIZE, /* of a single shot */
    HPKE_PSK_MIN = 32,                             /* section 9.5 */
    HPKE_INPUT_MAX = 1024,       /* info, psk, psk_id, exporter_context */
    HPKE_PLAINTEXT_MAX = 1 << 30 /* the cipher itself ends at 2^38 - 64 */
};

/* Section 5, table 1; the values go into the key schedule. */
enum hpke_mode { HPKE_BASE, HPKE_PSK, HPKE_AUTH, HPKE_AUTH_PSK };

/* The use of a context beside export. A sender never opens and a
 * receiver never seals, for both count the same nonces. */
enum hpke_role { HPKE_EXPORTER, HPKE_SENDER, HPKE_RECEIVER };

/* The encryption context, section 5. Plain data, and a failed call leaves it
 * as it was; a copy that seals would use its nonces twice. */
struct hpke {
    enum hpke_role role;
    uint8_t key[HPKE_KEY_SIZE];
    uint8_t base_nonce[HPKE_NONCE_SIZE];
    uint64_t seq; /* the next message's */
    uint8_t exporter_secret[KDF_KEY_SIZE];
};

/* The inputs of a context, in the names of the RFC; absent keys are NULL,
 * present ones 32 bytes. Each side reads its own keys alone. `sk_e` is the
 * ephemeral secret: the caller draws it, for nothing here is random, and gives
 * each context its own. */
struct hpke_config {
    enum hpke_mode mode;
    bool export_only;         /* AEAD ID 0xffff, section 5.3 */
    struct bytes info;        /* what both sides know; may be empty */
    struct bytes psk, psk_id; /* modes with psk */
    const uint8_t *pk_r;      /* sender: the receiver's key */
    const uint8_t *sk_e;      /* sender: the ephemeral secret */
    const uint8_t *sk_s;      /* sender: its own secret; modes with auth */
    const uint8_t *sk_r;      /* receiver: its own secret */
    const uint8_t *pk_s;      /* receiver: the sender's key; modes with auth */
};

/* DeriveKeyPair, section 7.1.3: a pair from 32 bytes that nobody can guess. */
void hpke_derive_key_pair(const uint8_t ikm[HPKE_KEY_SIZE],
                          uint8_t sk[HPKE_KEY_SIZE], uint8_t pk[HPKE_KEY_SIZE]);

/* Section 5.1. The sender gives `enc` to the receiver, who sets up the same
 * context from it. ERR_MISSING when the mode needs a key, psk or psk_id that
 * config lacks; ERR_FORMAT when config has a psk, psk_id or sender's key that
 * the mode has no use for, or a psk below HPKE_PSK_MIN; ERR_LIMIT when one of
 * its inputs passes HPKE_INPUT_MAX; ERR_AUTH for a peer's key that gives an
 * all-zero secret. On failure neither the context nor any other output has
 * changed; the same holds for all that follows. */
MUST_CHECK enum err hpke_setup_sender(struct hpke *h,
                                      const struct hpke_config *config,
                                      uint8_t enc[HPKE_ENC_SIZE]);
MUST_CHECK enum err hpke_setup_receiver(struct hpke *h,
                                        const struct hpke_config *config,
                                        const uint8_t enc[HPKE_ENC_SIZE]);
void hpke_fini(struct hpke *h);

/* Section 5.2: the next message, HPKE_TAG_SIZE longer when sealed. Messages
 * are opened in the order they were sealed in; one that does not open does
 * not count. `out` must not overlap the input. ERR_STATE in another role;
 * ERR_LIMIT at the sequence number 2^64-1, when the plaintext would pass
 * HPKE_PLAINTEXT_MAX or the result out's capacity; from hpke_open, ERR_FORMAT
 * for less than a tag and ERR_AUTH for a message that is not authentic. */
MUST_CHECK enum err hpke_seal(struct hpke *h, struct bytes aad,
                              struct bytes plaintext, struct writer *out);
MUST_CHECK enum err hpke_open(struct hpke *h, struct bytes aad,
                              struct bytes ciphertext, struct writer *out);

/* Section 5.3: a secret of size bytes that both sides share, another for each
 * exporter_context. ERR_LIMIT above KDF_OUTPUT_MAX or HPKE_INPUT_MAX. */
MUST_CHECK enum err hpke_export(const struct hpke *h,
                                struct bytes exporter_context, uint8_t *out,
                                size_t size);

/* Section 6.1, a context for one message: enc || ciphertext, HPKE_OVERHEAD
 * longer than the plaintext. Fail as setup, then seal or open do; ERR_FORMAT
 * for less than HPKE_OVERHEAD. */
MUST_CHECK enum err hpke_seal_once(const struct hpke_config *config,
                                   struct bytes aad, struct bytes plaintext,
                                   struct writer *out);
MUST_CHECK enum err hpke_open_once(const struct hpke_config *config,
                                   struct bytes aad, struct bytes sealed,
                                   struct writer *out);

#endif
