/* The Double Ratchet (Signal's specification, revision 1), without header
 * encryption: each message under a key of its own, soon forgotten. */
#ifndef CRYPTO_RATCHET_H
#define CRYPTO_RATCHET_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/writer.h"
#include "crypto/rng.h"

enum {
    RATCHET_KEY_SIZE = 32,
    RATCHET_HEADER_SIZE = 40, /* encoded */
    RATCHET_TAG_SIZE = 16,
    RATCHET_OVERHEAD = RATCHET_HEADER_SIZE + RATCHET_TAG_SIZE,
    RATCHET_SKIP_MAX = 1000, /* MAX_SKIP: passed over at once in one chain */
    RATCHET_KEPT_MAX = 1000, /* keys kept of all chains together */
    RATCHET_AD_MAX = 1024,
    RATCHET_PLAINTEXT_MAX = 1 << 30 /* the cipher itself ends at 2^38 - 64 */
};

/* HEADER(dh_pair, pn, n), section 3.1: the sender's ratchet key, the length
 * of its previous sending chain, and the message's number in this one. */
struct ratchet_header {
    uint8_t dh[RATCHET_KEY_SIZE];
    uint32_t pn, n;
};

/* A chain key; absent before the first DH with the peer's ratchet key. */
struct ratchet_chain {
    bool present;
    uint8_t key[RATCHET_KEY_SIZE];
};

/* The variables of section 3.2, in its names, but MKSKIPPED. */
struct ratchet_keys {
    uint8_t dhs[RATCHET_KEY_SIZE]; /* own ratchet pair */
    uint8_t dhs_public[RATCHET_KEY_SIZE];
    uint8_t dhr[RATCHET_KEY_SIZE]; /* the peer's; zeros before the first */
    uint8_t rk[RATCHET_KEY_SIZE];
    struct ratchet_chain cks, ckr; /* sending and receiving */
    uint32_t ns, nr, pn;
};

/* One of MKSKIPPED: the key of a message that has not come yet. */
struct ratchet_skipped {
    uint8_t dh[RATCHET_KEY_SIZE];
    uint32_t n;
    uint8_t mk[RATCHET_KEY_SIZE];
};

/* One side of a session, some 68 KB that the caller owns. Plain data: a copy
 * is a snapshot, and a failed call leaves the state as it was. A copy that
 * encrypts would use its keys twice. */
struct ratchet {
    struct ratchet_keys keys;
    uint32_t kept;                                    /* of skipped */
    struct ratchet_skipped skipped[RATCHET_KEPT_MAX]; /* oldest first */
};

/* RatchetInitAlice: from the SK that both sides share and the peer's ratchet
 * key, after X3DH the peer's signed prekey; may encrypt at once. Draws a pair.
 * ERR_AUTH for a key that gives an all-zero secret; neither r nor rng has
 * then changed. */
MUST_CHECK enum err ratchet_init_initiator(struct ratchet *r,
                                           const uint8_t sk[RATCHET_KEY_SIZE],
                                           const uint8_t peer[RATCHET_KEY_SIZE],
                                           struct rng *rng);

/* RatchetInitBob: from SK and the secret of that key; must first decrypt. */
void ratchet_init_responder(struct ratchet *r,
                            const uint8_t sk[RATCHET_KEY_SIZE],
                            const uint8_t secret[RATCHET_KEY_SIZE]);
void ratchet_fini(struct ratchet *r);

/* RatchetEncrypt: the next message, header || ciphertext, RATCHET_OVERHEAD
 * longer than the plaintext. `ad` is the session's, after X3DH its AD; it and
 * the header are authenticated. ERR_STATE for a responder that has not yet
 * decrypted; ERR_LIMIT after 2^32-1 messages of one chain, above
 * RATCHET_AD_MAX or RATCHET_PLAINTEXT_MAX, and when out is too small. */
MUST_CHECK enum err ratchet_encrypt(struct ratchet *r, struct bytes ad,
                                    struct bytes plaintext, struct writer *out);

/* RatchetDecrypt: messages may come in any order, each once. The pair of a DH
 * ratchet step is drawn from rng. `out` must not overlap the message.
 * ERR_FORMAT for less than RATCHET_OVERHEAD or a header that is none;
 * ERR_AUTH for a message that is not authentic, has come before, or whose key
 * is no longer kept; ERR_LIMIT when more than RATCHET_SKIP_MAX messages of a
 * chain would be passed over, and as in encrypt. Where more than
 * RATCHET_KEPT_MAX keys wait, the oldest are wiped, and their messages can
 * never be read. On failure neither r, rng nor the bytes of out have changed.
 */
MUST_CHECK enum err ratchet_decrypt(struct ratchet *r, struct bytes ad,
                                    struct bytes message, struct rng *rng,
                                    struct writer *out);

/* DECRYPT(mk, ciphertext, CONCAT(AD, header)), section 3.1: of a message whose
 * key is known. ERR_FORMAT, ERR_LIMIT and ERR_AUTH as in decrypt. */
MUST_CHECK enum err ratchet_open(const uint8_t mk[RATCHET_KEY_SIZE],
                                 struct bytes ad, struct bytes message,
                                 struct writer *out);

/* dh || pn || n, both numbers big-endian. ERR_FORMAT for fewer bytes and for
 * the number 2^32-1, which no message bears; more bytes are the caller's. */
void ratchet_encode_header(uint8_t out[RATCHET_HEADER_SIZE],
                           const struct ratchet_header *header);
MUST_CHECK enum err ratchet_decode_header(struct ratchet_header *header,
                                          struct bytes in);

/* KDF_RK(rk, dh_out), section 5.2: the next root key, and a new chain's. */
void ratchet_kdf_rk(uint8_t rk[RATCHET_KEY_SIZE], uint8_t ck[RATCHET_KEY_SIZE],
                    const uint8_t dh_out[RATCHET_KEY_SIZE]);

#endif
